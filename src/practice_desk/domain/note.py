"""Progress notes of visits, sessions and calls: signed when saved, then only added to.

Psychotherapy notes are not among them: they are kept apart from the chart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from practice_desk.domain.checks import check_lengths, check_required
from practice_desk.domain.errors import Problem


class NoteKind(StrEnum):
    """What the note is about."""

    MEDICATION_VISIT = "medication visit"
    THERAPY_SESSION = "therapy session"
    CALL = "call"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Note:
    """One note of one contact. Saving signs it; its text never changes.

    `seen_on` is the day of the contact, `recorded_at` (aware) when it was signed. An addendum names
    the note that it adds to in `addendum_to_id`.
    """

    patient_id: int
    kind: NoteKind
    seen_on: date
    text: str
    author: str
    recorded_at: datetime
    addendum_to_id: int | None = None
    retracted_reason: str = ""
    id: int | None = None
    version: int | None = None


LENGTHS = {"text": 16_000, "author": 64, "retracted_reason": 500}


def check_note(value: Note, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with *value* on the day *today*."""
    problems = [
        *check_required(value, text="Write the note first."),
        *check_lengths(value, LENGTHS),
    ]
    if value.seen_on > today:
        problems.append(Problem("seen_on", "The date is in the future. Check it."))
    return tuple(problems)


def in_reading_order(notes: tuple[Note, ...]) -> tuple[Note, ...]:
    """Return the newest contact first, each note followed by its addenda as they were signed."""
    own = [note for note in notes if note.addendum_to_id is None]
    own.sort(key=lambda note: (note.seen_on, note.recorded_at, note.id or 0), reverse=True)
    ordered = []
    for note in own:
        added = [each for each in notes if each.addendum_to_id == note.id]
        ordered += [note, *sorted(added, key=lambda each: (each.recorded_at, each.id or 0))]
    return tuple(ordered)
