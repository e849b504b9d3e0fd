"""By what the thing is known that a message is about, read anew each time and never copied."""

from __future__ import annotations

from datetime import datetime

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.errors import NotFound
from practice_desk.domain.message import RECORD_NOUNS, AboutNoun, Message
from practice_desk.domain.note import KIND_WORDS, NoteKind
from practice_desk.storage.message_about import is_score, known_by, patient_of
from practice_desk.storage.unit_of_work import UnitOfWork

NOUN_WORDS = {
    AboutNoun.NOTE: "Note",
    AboutNoun.SIDE_EFFECT: "Side effect",
    AboutNoun.LETTER: "Letter",
    AboutNoun.DOCUMENT: "Document",
    AboutNoun.MEASURE: "Measure",
    AboutNoun.RESULT: "Result",
    AboutNoun.MEDICATION: "Medication",
    AboutNoun.APPOINTMENT: "Appointment",
    AboutNoun.EVENT: "Event",
    AboutNoun.GOAL: "Goal",
}
_LONGEST = 80


def about_line(work: UnitOfWork, message: Message) -> str:
    """Return what a message is about, such as "Note: Medication visit, Nov 20, 2026".

    Empty where it is about no one thing, or where that is kept from who asks.
    """
    if not message.about_noun:
        return ""
    return record_line(work, AboutNoun(message.about_noun), message.about_id)


def opens_as(work: UnitOfWork, message: Message) -> str:
    """Return the noun by which the chart finds what a message is about, empty for no one thing."""
    about = message.about_noun
    if about == AboutNoun.RESULT:
        return "score" if is_score(work.connection, message.about_id) else "result"
    return next((noun for noun, kind in RECORD_NOUNS.items() if kind == about), "")


def record_line(work: UnitOfWork, noun: AboutNoun, record_id: int) -> str:
    """Return by what a record is known, for who may see its chart."""
    name, when = known_by(work.connection, noun, record_id)
    if noun is AboutNoun.NOTE and name:
        name = KIND_WORDS.get(NoteKind(name), name)
    name = " ".join(name.split())
    short = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
    day = when.astimezone().date() if isinstance(when, datetime) else when
    told = ", ".join(part for part in (short, write_date(day) if day else "") if part)
    if noun is AboutNoun.RESULT and is_score(work.connection, record_id):
        noun = AboutNoun.MEASURE
    return f"{NOUN_WORDS[noun]}: {told}" if told else NOUN_WORDS[noun]


def require_in_chart(work: UnitOfWork, noun: str, record_id: int, patient_id: int | None) -> None:
    """Raise NotFound where a message would be about a record that is not in the patient's chart."""
    if not noun:
        return
    known = noun in frozenset(AboutNoun)
    if not known or patient_of(work.connection, AboutNoun(noun), record_id) != patient_id:
        raise NotFound("This record is not in this chart.", "Open the chart again.")
