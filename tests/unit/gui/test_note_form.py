"""The times of a note as they are typed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from practice_desk.domain.note import Note, NoteFormat, NoteKind
from practice_desk.gui.models.note_form import TypedNote, minutes_line, read_typed

DAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("start", "end", "minutes", "said"),
    [
        ("2:00 PM", "2:53 PM", 53, "53 minutes"),
        ("11:40 PM", "12:25 AM", 45, "45 minutes, past midnight"),
        ("2:30 PM", "2:00 PM", -30, "It ends before it starts."),
        ("2:30 PM", "2:30 PM", 0, "It ends before it starts."),
    ],
)
def test_that_a_contact_may_end_past_midnight_and_a_slip_is_told(
    start: str, end: str, minutes: int, said: str
):
    base = Note(1, NoteKind.CRISIS, DAY, (), "ana", datetime(2026, 11, 26, tzinfo=UTC))
    note, problems = read_typed(TypedNote(NoteKind.CRISIS, NoteFormat.SOAP, DAY, start, end), base)
    assert not problems
    assert (note.seen_on, note.minutes, minutes_line(note)) == (DAY, minutes, said)
