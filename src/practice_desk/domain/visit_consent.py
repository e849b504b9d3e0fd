"""What is told before somebody agrees to a medication: a few plain sentences for each part.

What the medication is for and what harm it may do are the words of its handout, which names its
sources. What else there is and what happens without it are general (AMA Code of Medical Ethics,
opinion 2.1.1); what is particular to the patient somebody adds. In Spanish for who speaks it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from practice_desk.domain.handout import ENGLISH, SPANISH, Handout, HandoutSection
from practice_desk.domain.visit import ConsentElement, ConsentTalk

ConsentTexts = Mapping[ConsentElement, str]
"""What is told, part by part."""
_TOLD = ("purpose", "expect", "warnings", "common", "serious", "stopping")
"""The sections of a handout that are told before somebody agrees."""


@dataclass(frozen=True, slots=True)
class _Words:
    """What is told beside the words of the handout, in one language."""

    higher: str
    other_ways: str
    other_than_more: str
    questions: str
    most_important: str
    common: str
    serious: str


_WORDS = {
    ENGLISH: _Words(
        "A higher dose may help more where the present one helps too little.",
        "Another medication, talking therapy, both together, or no medication for now.",
        "Staying on the present dose, another medication, or talking therapy as well.",
        "Asked what is unclear and what they want to know. They may say no, and may change their "
        "mind at any time.",
        "Most important:",
        "Common:",
        "Serious:",
    ),
    SPANISH: _Words(
        "Una dosis más alta puede ayudar más cuando la de ahora ayuda muy poco.",
        "Otra medicina, terapia hablada, las dos cosas, o ninguna medicina por ahora.",
        "Seguir con la dosis de ahora, otra medicina, o también terapia hablada.",
        "Se preguntó qué no está claro y qué quiere saber. Puede decir que no, y puede cambiar de "
        "idea en cualquier momento.",
        "Lo más importante:",
        "Comunes:",
        "Graves:",
    ),
}


def consent_texts(
    handout: Handout | None, indication: str, *, raised: bool, language: str = ENGLISH
) -> dict[ConsentElement, str]:
    """Return what is told of a medication that is started or, with *raised*, of more of it.

    *handout* is the medication's in *language*, *indication* what it is for in the plan, empty
    where not known. A part of which nothing is written, as without a handout, is empty: somebody
    has to say it.
    """
    words = _WORDS[language]
    sections = {} if handout is None else {section.key: section for section in handout.sections}
    benefits = _points(sections, "purpose")
    if benefits:
        benefits += [words.higher] if raised else _points(sections, "expect")
    return {
        ConsentElement.BENEFITS: " ".join(benefits),
        ConsentElement.RISKS: "\n".join(_risks(sections, words)),
        ConsentElement.ALTERNATIVES: words.other_than_more if raised else words.other_ways,
        ConsentElement.NO_TREATMENT: " ".join(
            (
                _without(indication, raised=raised)
                if language == ENGLISH
                else _without_in_spanish(raised=raised),
                *(_points(sections, "stopping")[:1] if raised else ()),
            )
        ),
        ConsentElement.QUESTIONS: words.questions,
    }


def purpose_text(handout: Handout | None) -> str:
    """Return in one sentence what the handout says that the medication is for, empty without."""
    sections = {} if handout is None else {section.key: section for section in handout.sections}
    return next(iter(_points(sections, "purpose")), "")


def told_from(handout: Handout) -> tuple[str, ...]:
    """Return the sources of what is told from *handout*, each once."""
    told = (each for each in handout.sections if each.key in _TOLD)
    return tuple(dict.fromkeys(source for section in told for source in section.sources))


def counted(talk: ConsentTalk, texts: ConsentTexts) -> ConsentTalk:
    """Return *talk* without the parts of which nothing was said: neither written nor added."""
    said = frozenset(each for each in talk.discussed if told_text(talk, each, texts))
    return replace(talk, discussed=said)


def told_text(talk: ConsentTalk, element: ConsentElement, texts: ConsentTexts) -> str:
    """Return what was told of one part, with what somebody added to it."""
    parts = (texts.get(element, ""), talk.comment(element).strip())
    return "\n".join(part for part in parts if part)


def _risks(sections: Mapping[str, HandoutSection], words: _Words) -> Iterator[str]:
    if warnings := _points(sections, "warnings"):
        yield f"{words.most_important} {' '.join(warnings)}"
    for key, title in (("common", words.common), ("serious", words.serious)):
        if key in sections:
            yield f"{title} {' '.join(_parts(sections[key]))}"


def _parts(section: HandoutSection) -> Iterator[str]:
    """Yield the points of each part: a list of names in one sentence, sentences as they are."""
    for part in section.parts:
        if all(point.endswith(".") for point in part.points):
            yield " ".join(part.points)
        elif section.key == "common":
            yield f"{', '.join(part.points)}."
        else:
            yield f"{part.lead} {'; '.join(part.points)}.".strip()


def _without(indication: str, *, raised: bool) -> str:
    what = indication.strip() or "What it is for"
    where = "on the present dose" if raised else "without it"
    return f"{what[:1].upper()}{what[1:]} may stay as it is, or get worse, {where}."


def _without_in_spanish(*, raised: bool) -> str:
    """The plan names what it is for in English, so it is not named."""
    where = "con la dosis de ahora" if raised else "sin esta medicina"
    return f"Los síntomas pueden seguir igual, o empeorar, {where}."


def _points(sections: Mapping[str, HandoutSection], key: str) -> list[str]:
    section = sections.get(key)
    return [] if section is None else list(_all_points(section))


def _all_points(section: HandoutSection) -> Iterable[str]:
    return (point for part in section.parts for point in part.points)
