"""Finding imported medications, allergies and conditions in the clinical pack."""

from __future__ import annotations

import re
from dataclasses import replace

from practice_desk.domain.allergy_intolerance import AllergyIntolerance
from practice_desk.domain.condition import Condition
from practice_desk.exchange.fhir.records import Record, ReportedMedication
from practice_desk.knowledge.medications import MedicationConcept, MedicationList
from practice_desk.knowledge.pack import KnowledgePack

# RxNorm names: "24 HR Donepezil hydrochloride 10 MG / Memantine … Extended Release Oral Capsule",
# "Diazepam [Valium]". https://www.nlm.nih.gov/research/umls/rxnorm/overview.html
_BRAND = re.compile(r"\[([^\]]+)\]")
_BEFORE_NAME = re.compile(r"^(?:NDA\d+\s+)?(?:[\d.]+\s+(?:HR|ML|ACTUAT)\s+)?", re.IGNORECASE)
_STRENGTH = re.compile(r"\s+[\d.,]+\s*(?:MG|MCG|UG|G|ML|MEQ|UNT|%).*$", re.IGNORECASE)
_INJECTION = re.compile(r"inject|syringe|implant|depot", re.IGNORECASE)
_SALTS = frozenset(
    {
        "acetate", "besylate", "bitartrate", "bromide", "calcium", "carbonate", "chloride",
        "citrate", "fumarate", "hcl", "hydrobromide", "hydrochloride", "lactate", "maleate",
        "mesylate", "monohydrate", "nitrate", "pamoate", "phosphate", "potassium", "saccharate",
        "sodium", "succinate", "sulfate", "tartrate", "tosylate",
    }
)  # fmt: skip


def recognised(record: Record, pack: KnowledgePack) -> Record:
    """Return *record* with what the pack knows of it; as it came where the pack is not sure."""
    if isinstance(record, ReportedMedication):
        concept = find_medication(
            pack.medications, record.source_text, record.medication.rxnorm_code
        )
        if concept is None:
            return record
        return record.recognised(concept.display_name, concept.id, concept.dea_schedule)
    if isinstance(record, AllergyIntolerance):
        substance = pack.substances.by_name(record.substance)
        return record if substance is None else replace(record, substance_id=substance.id)
    if isinstance(record, Condition) and record.icd10cm:
        return replace(record, topic=pack.conditions.topic_of(record.icd10cm))
    return record


def find_medication(
    medications: MedicationList, text: str, rxcui: str = ""
) -> MedicationConcept | None:
    """Return the medication that a source calls *text*, or None unless it is beyond doubt.

    By the ingredient's RxNorm code, the brand in brackets, else by the ingredients before the
    strengths, without their salts. An injection is not taken for the tablets of the same name.
    """
    found = medications.by_rxcui(rxcui)
    if brand := _BRAND.search(text):
        found = found or medications.by_name(brand[1])
    found = found or medications.by_name(text)
    if not found:
        names = _ingredients(text)
        found = medications.by_name(" and ".join(names)) if all(names) else ()
        if not found and len(names) == 2:
            found = medications.by_name(" and ".join(reversed(names)))
    if len(found) > 1 and _INJECTION.search(text):
        return None
    concept = found[0] if found else None
    is_injection = concept is not None and any("injection" in f.form for f in concept.forms)
    if concept is not None and _INJECTION.search(text) and concept.forms and not is_injection:
        return None
    return concept


def _ingredients(text: str) -> list[str]:
    """Return the ingredients' names: "24 HR Bupropion Hydrochloride 150 MG …" → ["bupropion"]."""
    plain = _BRAND.sub("", _BEFORE_NAME.sub("", text.strip()))
    names = []
    for part in re.split(r"\s*/\s+|(?<=[a-z])/(?=[A-Za-z])", plain):
        words = _STRENGTH.sub("", f" {part}").split()
        while len(words) > 1 and words[-1].casefold() in _SALTS:
            words.pop()
        names.append(" ".join(words).casefold())
    return names
