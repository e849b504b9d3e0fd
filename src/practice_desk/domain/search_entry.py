"""What the search of texts finds: one piece of text of one record of one chart.

One index for every kind of record, so that a search of the whole clinic asks once. **Psychotherapy
notes are never a kind here** (45 CFR 164.501): they are found by nobody. Neither are drafts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from practice_desk.domain.adverse_event import AdverseEvent
from practice_desk.domain.adverse_event_review import (
    Details,
    Handover,
    Reply,
    Review,
    ToldAgain,
)
from practice_desk.domain.note import Note
from practice_desk.domain.note_markup import read_line
from practice_desk.domain.plan_event import PlanEvent
from practice_desk.domain.reasons import find_reason


class SearchKind(StrEnum):
    """Of what record a piece of text is."""

    NOTE = "note"
    DOCUMENT = "document"
    LETTER = "letter"
    PLAN_REASON = "plan"
    SIDE_EFFECT = "effect"


KIND_WORDS = {
    SearchKind.NOTE: "Note",
    SearchKind.DOCUMENT: "Document",
    SearchKind.LETTER: "Letter",
    SearchKind.PLAN_REASON: "Plan reason",
    SearchKind.SIDE_EFFECT: "Side effect",
}


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """The record that texts are of: `record_id` is of the table that `kind` says.

    `dated_on` is the day it is about, `author` the user name of who wrote, made or filed it.
    """

    kind: SearchKind
    record_id: int
    patient_id: int
    dated_on: date
    author: str


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """A piece of text. `place` is the page of a document or letter on which it stands.

    Place 0 is what is said about the record, such as its title, or its only text. Of a reason of
    the plan it is the plan item, of what follows a side effect the entry.
    """

    kind: SearchKind
    record_id: int
    patient_id: int
    place: int
    dated_on: date
    author: str
    text: str
    id: int | None = None


_SAYS_NOTHING = frozenset({"other", "reported"})
MAX_TEXT = 200_000
"""Characters of one piece that are kept; a printed page has 3,000."""


def note_words(note: Note) -> str:
    """Return by what a note is found: what was written, without headings and marks.

    Nothing for a draft, which its author alone goes on with, and for one entered in error.
    """
    if note.is_draft or note.retracted_reason:
        return ""
    return "\n".join(_read(part.text for section in note.sections for part in section.parts))


def reason_words(event: PlanEvent, medication: str) -> str:
    """Return by what the reason of a plan event is found; nothing where there is none."""
    reason = find_reason(event.kind, event.reason_code)
    told = "" if reason is None or reason.code in _SAYS_NOTHING else reason.text
    said = [part for part in (told, event.comment.strip()) if part]
    return f"{medication}: {'. '.join(said)}" if said else ""


def side_effect_words(report: AdverseEvent) -> str:
    """Return by what a report of a side effect is found."""
    return "\n".join(part for part in (report.words, report.effect, report.coping_note) if part)


def follow_up_words(details: Details) -> str:
    """Return by what an entry that follows a report of a side effect is found."""
    parts: tuple[str, ...] = ()
    match details:
        case ToldAgain(told=told):
            parts = (told.words,)
        case Review():
            told_words = "" if details.told is None else details.told.words
            comments = (each.comment for each in details.decisions)
            parts = (told_words, details.assessment, *comments)
        case Handover(note=note):
            parts = (note,)
        case Reply(text=text):
            parts = (text,)
    return "\n".join(part for part in parts if part.strip())


def _read(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        for line in text.splitlines():
            if words := read_line(line).text.strip():
                yield words
