"""What is told before somebody agrees to a medication: a few plain sentences for each part.

What the medication is for and what harm it may do are the words of its handout, which names its
sources. What else there is and what happens without it are general (AMA Code of Medical Ethics,
opinion 2.1.1); what is particular to the patient somebody adds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from practice_desk.domain.handout import Handout, HandoutSection
from practice_desk.domain.visit import ConsentElement, ConsentTalk

ConsentTexts = Mapping[ConsentElement, str]
"""What is told, part by part."""

HIGHER = "A higher dose may help more where the present one helps too little."
OTHER_WAYS = "Another medication, talking therapy, both together, or no medication for now."
OTHER_THAN_MORE = "Staying on the present dose, another medication, or talking therapy as well."
QUESTIONS = (
    "Asked what is unclear and what they want to know. They may say no, and may change their mind "
    "at any time."
)


def consent_texts(
    handout: Handout | None, indication: str, *, raised: bool
) -> dict[ConsentElement, str]:
    """Return what is told of a medication that is started or, with *raised*, of more of it.

    *handout* is the medication's, *indication* what it is for in the plan, empty where not known.
    A part of which nothing is written, as without a handout, is empty: somebody has to say it.
    """
    sections = {} if handout is None else {section.key: section for section in handout.sections}
    benefits = _points(sections, "purpose")
    if benefits:
        benefits += [HIGHER] if raised else _points(sections, "expect")
    return {
        ConsentElement.BENEFITS: " ".join(benefits),
        ConsentElement.RISKS: "\n".join(_risks(sections)),
        ConsentElement.ALTERNATIVES: OTHER_THAN_MORE if raised else OTHER_WAYS,
        ConsentElement.NO_TREATMENT: " ".join(_without(sections, indication, raised=raised)),
        ConsentElement.QUESTIONS: QUESTIONS,
    }


def purpose_text(handout: Handout | None) -> str:
    """Return in one sentence what the handout says that the medication is for, empty without."""
    sections = {} if handout is None else {section.key: section for section in handout.sections}
    return next(iter(_points(sections, "purpose")), "")


def counted(talk: ConsentTalk, texts: ConsentTexts) -> ConsentTalk:
    """Return *talk* without the parts of which nothing was said: neither written nor added."""
    said = frozenset(each for each in talk.discussed if told_text(talk, each, texts))
    return replace(talk, discussed=said)


def told_text(talk: ConsentTalk, element: ConsentElement, texts: ConsentTexts) -> str:
    """Return what was told of one part, with what somebody added to it."""
    parts = (texts.get(element, ""), talk.comment(element).strip())
    return "\n".join(part for part in parts if part)


def _risks(sections: Mapping[str, HandoutSection]) -> Iterator[str]:
    if warnings := _points(sections, "warnings"):
        yield f"Most important: {' '.join(warnings)}"
    for key, title in (("common", "Common"), ("serious", "Serious")):
        if key in sections:
            yield f"{title}: {' '.join(_parts(sections[key]))}"


def _parts(section: HandoutSection) -> Iterator[str]:
    """Yield the points of each part: a list of names in one sentence, sentences as they are."""
    for part in section.parts:
        if all(point.endswith(".") for point in part.points):
            yield " ".join(part.points)
        elif section.key == "common":
            yield f"{', '.join(part.points)}."
        else:
            yield f"{part.lead} {'; '.join(part.points)}.".strip()


def _without(
    sections: Mapping[str, HandoutSection], indication: str, *, raised: bool
) -> Iterator[str]:
    what = indication.strip() or "What it is for"
    where = "on the present dose" if raised else "without it"
    yield f"{what[:1].upper()}{what[1:]} may stay as it is, or get worse, {where}."
    if raised:
        yield from _points(sections, "stopping")[:1]


def _points(sections: Mapping[str, HandoutSection], key: str) -> list[str]:
    section = sections.get(key)
    return [] if section is None else list(_all_points(section))


def _all_points(section: HandoutSection) -> Iterable[str]:
    return (point for part in section.parts for point in part.points)
