"""The note that writes itself: what was done in a visit, as text. Nothing is said that was not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.consent import Assent
from practice_desk.domain.education import TeachBack
from practice_desk.domain.handout import SPANISH
from practice_desk.domain.note_section import (
    NotePart,
    NoteSection,
    Origin,
    generated,
    whole_text,
)
from practice_desk.domain.visit import (
    ConsentElement,
    ConsentTalk,
    MinorAgreement,
    RiskAnswer,
    Taught,
)
from practice_desk.domain.visit_consent import ConsentTexts, told_text
from practice_desk.domain.visit_copy import source_words

SOURCE = "visit"
"""What generated words name as their source: what was recorded in the visit itself."""
_ELEMENTS = {
    ConsentElement.BENEFITS: "benefits",
    ConsentElement.RISKS: "risks",
    ConsentElement.ALTERNATIVES: "alternatives",
    ConsentElement.NO_TREATMENT: "what happens without treatment",
    ConsentElement.QUESTIONS: "questions",
}
_ASSENTS = {
    Assent.GIVEN: " The young person agrees.",
    Assent.DECLINED: " The young person does not agree.",
    Assent.NOT_ABLE: " The young person cannot say yet.",
}
_AFTER_TALK = frozenset({"goals", "plan", "consent", "education", "follow_up"})
DENIED = (
    "Asked today: no thoughts of ending their life, no plan or intent, no thoughts of harming "
    "others."
)


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """What was done on the day `on`, each as lines that are whole sentences.

    `talk` is what was typed or copied, part by part. `assessed_on` is the day on which the risk was
    assessed, where that is another than `on`. `told` is what was said of each part of a consent, by
    the medication's name. `minor` is None for an adult. `fields` are those of ways of working, as
    they were typed.
    """

    on: date
    brief: tuple[str, ...] = ()
    reconciled: tuple[str, ...] = ()
    side_effects: tuple[str, ...] = ()
    mental_status: tuple[str, ...] = ()
    risk: RiskAnswer | None = None
    risk_words: str = ""
    talk: tuple[NotePart, ...] = ()
    assessed_on: date | None = None
    fields: tuple[NoteSection, ...] = ()
    goals: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    findings_read: bool = False
    consents: tuple[ConsentTalk, ...] = ()
    minor: MinorAgreement | None = None
    told: Mapping[str, ConsentTexts] = field(default_factory=dict)
    taught: tuple[Taught, ...] = ()
    follow_up: str = ""


def note_sections(facts: VisitFacts) -> tuple[NoteSection, ...]:
    """Return the note, a section for each part in which something was done.

    What was recorded is marked as generated, what was typed as typed, and what was copied from an
    earlier visit as copied, with its day.
    """
    parts = (
        ("since", "Since the last visit", facts.brief),
        ("reconciled", "Medications reconciled", facts.reconciled),
        ("side_effects", "Side effects", facts.side_effects),
        ("mental_status", "Mental status", facts.mental_status),
        ("risk", "Risk", tuple(_risk(facts))),
        ("talk", "Talked about", ()),
        ("goals", "Goals", facts.goals),
        ("plan", "Plan", tuple(_plan(facts))),
        ("consent", "Consent", tuple(_consents(facts))),
        ("education", "Education", tuple(map(_taught_words, facts.taught))),
        ("follow_up", "Follow-up", (facts.follow_up,) if facts.follow_up else ()),
    )
    talk = facts.talk if "".join(part.text for part in facts.talk).strip() else ()
    sections = (
        NoteSection(key, title, talk)
        if key == "talk" and talk
        else NoteSection(key, title, (generated("\n".join(lines), SOURCE, facts.on),))
        for key, title, lines in parts
        if lines or (key == "talk" and talk)
    )
    return tuple(_with_fields(sections, facts))


def _with_fields(sections: Iterable[NoteSection], facts: VisitFacts) -> Iterator[NoteSection]:
    """Yield the *sections* with the fields of ways of working before what was decided."""
    fields = [each for each in facts.fields if not each.is_empty]
    for section in sections:
        if section.key in _AFTER_TALK:
            yield from fields
            fields = []
        yield section
    yield from fields


def note_preview(sections: tuple[NoteSection, ...]) -> str:
    """Return the note as it is read before it is signed: copied words say so."""
    marked = (replace(section, parts=tuple(map(_marked, section.parts))) for section in sections)
    return whole_text(marked)


def _marked(part: NotePart) -> NotePart:
    if part.origin is not Origin.COPIED:
        return part
    edited = ", then edited" if part.edited else ""
    source = source_words(part)
    return replace(part, text=f"Copied from {source}{edited}: {part.text}" if source else part.text)


def _risk(facts: VisitFacts) -> Iterator[str]:
    if facts.risk is RiskAnswer.DENIED:
        yield DENIED
    elif facts.risk is RiskAnswer.ASSESSED:
        on = facts.assessed_on
        day = "today" if on in (None, facts.on) else f"on {write_date(on)}"
        yield f"Suicide risk was assessed {day}; the assessment is in the chart."
    elif facts.risk is RiskAnswer.NOT_ASKED:
        yield "Risk was not asked about today."
    if facts.risk_words.strip():
        yield facts.risk_words.strip()


def _plan(facts: VisitFacts) -> Iterator[str]:
    yield from facts.plan
    if facts.unchanged:
        yield f"Unchanged: {'; '.join(facts.unchanged)}."
    if facts.plan and facts.findings_read:
        yield "What the safety checks found about these changes was read before signing."


def _consents(facts: VisitFacts) -> Iterator[str]:
    for talk in facts.consents:
        texts = facts.told.get(talk.medication, {})
        yield _consent_words(talk, facts.minor)
        for element in _ELEMENTS:
            told = told_text(talk, element, texts) if element in talk.discussed else ""
            if told:
                yield f"{_ELEMENTS[element].capitalize()}: {' '.join(told.split())}"


def _consent_words(talk: ConsentTalk, minor: MinorAgreement | None) -> str:
    said = [words for element, words in _ELEMENTS.items() if element in talk.discussed]
    told = _joined(said) if said else "nothing yet"
    agreed = _agreed(minor) if talk.is_whole else ""
    language = " Told in Spanish." if talk.language == SPANISH else ""
    return f"{talk.medication}: discussed {told}.{language}{agreed}"


def _agreed(minor: MinorAgreement | None) -> str:
    if minor is None:
        return " Agrees to this change."
    adult = " A parent's or guardian's consent is not given yet: the form waits for it."
    if minor.is_given and minor.relation is not None:
        adult = f" {minor.name.strip()} ({minor.relation}) agrees to this change, by word."
    young = "" if minor.assent is None else _ASSENTS.get(minor.assent, "")
    return adult + young


def _taught_words(taught: Taught) -> str:
    if taught.result is TeachBack.UNDERSTOOD:
        return f"{taught.medication}: explained how to take it; said it back in their own words."
    return f"{taught.medication}: explained how to take it; not yet clear, to be gone over again."


def _joined(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
