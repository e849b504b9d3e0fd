"""Notes as the Notes page writes them. No widgets."""

from __future__ import annotations

from collections.abc import Mapping

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.note import KIND_WORDS, Note, in_reading_order
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.wording import write_moment

NOTE_HEADERS = ("Seen on", "About", "By")


def note_rows(notes: tuple[Note, ...], people: Mapping[str, str]) -> list[RecordRow]:
    """Return the notes in reading order; an addendum says so."""
    return [
        RecordRow(
            (
                write_date(note.seen_on) if note.addendum_to_id is None else "",
                KIND_WORDS[note.kind] if note.addendum_to_id is None else "↳ Addendum",
                people.get(note.author, note.author),
            ),
            note,
            note.retracted_reason,
        )
        for note in in_reading_order(notes)
    ]


def signed_line(note: Note, people: Mapping[str, str]) -> str:
    """Return who signed a note and when."""
    signed = f"Signed by {people.get(note.author, note.author)}, {write_moment(note.recorded_at)}"
    if note.retracted_reason:
        return f"{signed}. Entered in error: {note.retracted_reason}"
    return signed
