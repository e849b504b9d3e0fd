"""What somebody says that they do *not* have, in English and in Spanish: "no rash or fever".

Only what is plain is taken for a no: a negation straight before the name of a symptom that closes
its clause. "No rash before", "not only a rash", "no rash?" and "no relief from the rash" stay, and
so does whatever speaks of suicide. The list is Practice Desk's own; no clinician has reviewed it.
"""

from __future__ import annotations

import re

from practice_desk.domain.text import fold

_SYMPTOMS = (
    r"(?:skin )?rash(?:es)?", r"hives", r"blisters?", r"fevers?", r"chills", r"temperature",
    r"seizures?", r"convulsions?", r"chest pains?", r"pain in (?:my |the )?chest",
    r"(?:muscle )?stiffness", r"stiff (?:muscles|neck)", r"(?:nose)?bleed(?:s|ing)?",
    r"bruis(?:es|ing)", r"fainting", r"confusion", r"confused", r"swelling", r"mouth sores",
    r"sores in (?:my |the )?mouth", r"sores", r"sore throat", r"palpitations", r"jaundice",
    r"hallucinations?", r"hearing voices", r"voices", r"falls", r"vomiting", r"diarrhea",
    r"tremors?", r"wheezing", r"shortness of breath", r"(?:trouble|problems?) breathing",
    r"yellow (?:skin|eyes)", r"dark urine", r"black stools?",
    r"blood in (?:my |the )?(?:stool|urine)",
    r"fiebre", r"calentura", r"escalofrios", r"sarpullido", r"erupcion(?:es)?", r"ronchas",
    r"ampollas", r"convulsion(?:es)?", r"dolor (?:de|en el) pecho", r"rigidez", r"sangrado",
    r"moretones", r"desmayos?", r"hinchazon", r"llagas(?: en la boca)?", r"dolor de garganta",
    r"alucinaciones", r"voces", r"caidas", r"vomitos", r"diarrea", r"temblor(?:es)?",
    r"falta de aire",
)  # fmt: skip
_CUES = (
    r"no(?: signs? of)?", r"not", r"without", r"never", r"den(?:y|ies|ied)",
    r"(?:do|does|did|have|has|had|am|is|was|were|ai)nt", r"sin", r"nunca", r"ni", r"niega",
    r"ningun(?:a)?",
)  # fmt: skip
_BETWEEN = (
    r"had", r"have", r"having", r"got", r"getting", r"noticed?", r"seen", r"felt", r"experienced",
    r"any", r"an?", r"tengo", r"tuve", r"he", r"tenido", r"hay", r"hubo", r"notado", r"sentido",
    r"ningun(?:a)?", r"nada de", r"una?",
)  # fmt: skip
_AFTER = (
    r"at all", r"either", r"lately", r"recently", r"this week", r"whatsoever", r"nada", r"tampoco",
    r"esta semana",
)  # fmt: skip
_GOES_ON = r"but|and|pero|y"
_SYMPTOM = rf"(?:(?:{'|'.join(_BETWEEN)}) )*(?:{'|'.join(_SYMPTOMS)})"
_DENIED = re.compile(
    rf"(?<!\bnot )(?<!\bno )(?<!\bnever )(?<!\bnunca )"
    rf"\b(?:(?:i|he|she|we|they|yo) )?(?:{'|'.join(_CUES)}) {_SYMPTOM}"
    rf"(?: (?:or|nor|o|ni) {_SYMPTOM})*(?: (?:{'|'.join(_AFTER)}))?(?=$| (?:{_GOES_ON})\b)"
)
_CLAUSE = re.compile(r"([.,;:!?()\n]+)")


def without_denied(text: str) -> str:
    """Return *text* without the symptoms that it plainly denies; unchanged where it denies none."""
    parts = _CLAUSE.split(text)
    kept = []
    for clause, mark in zip(parts[::2], [*parts[1::2], ""], strict=True):
        folded = fold(clause)
        left = folded if "?" in mark else _DENIED.sub(" ", folded)
        kept.append((clause if left == folded else left) + mark)
    return "".join(kept)
