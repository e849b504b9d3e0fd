"""Copying what was talked about in the last visit: whose words they are, and of which day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.note import Note, NoteKind, threads
from practice_desk.domain.note_section import NotePart, NoteSection, Origin
from practice_desk.domain.visit import Visit

_NOTE_BY = "note by "
TALK = "talk"
"""The key of the section of a visit's note that has what was talked about."""


@dataclass(frozen=True, slots=True)
class ToCopy:
    """What can be copied, as it was written, and the note that it is in, in words and by day."""

    sections: tuple[NoteSection, ...]
    source: str
    on: date


def note_by(author: str) -> str:
    """Return what copied words name as their source: "note by Ana Berg"."""
    return f"{_NOTE_BY}{author}"


def source_words(part: NotePart) -> str:
    """Return where *part* was copied from: "the note of Nov 3, 2026 by Ana Berg"; else nothing."""
    if part.of is None or part.origin is not Origin.COPIED:
        return ""
    if not part.source.startswith(_NOTE_BY):
        return f"the visit of {write_date(part.of)}"
    return f"the note of {write_date(part.of)} by {part.source.removeprefix(_NOTE_BY)}"


def talk_to_copy(
    last: Visit | None, notes: Iterable[Note], people: Mapping[str, str]
) -> ToCopy | None:
    """Return what was talked about in the visit *last*, to be copied, as its note stands now.

    None where nothing was written or the note was taken back. *people* are names by user name.
    """
    if last is None:
        return None
    found = (each for each in threads(notes) if last.note_id in {n.id for n in each.notes})
    note = next((thread.current for thread in found), None)
    if note is None or note.retracted_reason:
        return None
    section = next((each for each in note.sections if each.key == TALK), None)
    if section is None or section.is_empty:
        section = _kept_beside(last, note)
    if section is None:
        return None
    return ToCopy((section,), note_by(people.get(note.author, note.author)), note.seen_on)


def session_to_copy(
    kind: NoteKind, notes: Iterable[Note], people: Mapping[str, str]
) -> ToCopy | None:
    """Return the newest signed note of a session of *kind*, to be copied; None for none."""
    contacts = (thread.current for thread in threads(notes))
    note = next((each for each in contacts if each.kind is kind and each.counts), None)
    if note is None:
        return None
    return ToCopy(note.sections, note_by(people.get(note.author, note.author)), note.seen_on)


def _kept_beside(last: Visit, note: Note) -> NoteSection | None:
    """Return the words that a visit kept beside a note that its author wrote over, None for none.

    Such a note has one part, which tells where words were copied from that are in it.
    """
    if not last.talk or note.amends_id is not None:
        return None
    parts = (part for each in note.sections for part in each.parts)
    first = next((part for part in parts if part.of and part.origin is not Origin.GENERATED), None)
    words = NotePart(last.talk)
    if first is not None:
        is_edited = first.edited or first.origin is Origin.TYPED
        words = replace(words, origin=Origin.COPIED, source=first.source, of=first.of)
        words = replace(words, edited=is_edited)
    return NoteSection(TALK, "Talked about", (words,))
