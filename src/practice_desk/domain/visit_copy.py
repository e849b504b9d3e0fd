"""Copying what was talked about in the last visit: whose words they are, and of which day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.note import Note
from practice_desk.domain.note_section import NotePart, NoteSection, Origin, plain_sections
from practice_desk.domain.visit import Visit

_NOTE_BY = "note by "


@dataclass(frozen=True, slots=True)
class CopiedFrom:
    """Where copied words were first written: the day, and the author's name, empty where unknown.

    `is_edited` tells that somebody changed them since, before they were copied again.
    """

    on: date
    author: str = ""
    is_edited: bool = False

    @property
    def source(self) -> str:
        """What a part of a note names as its source."""
        return f"{_NOTE_BY}{self.author}" if self.author else "visit"

    @property
    def words(self) -> str:
        """It in words: "the note of Nov 3, 2026 by Ana Berg"."""
        if not self.author:
            return f"the visit of {write_date(self.on)}"
        return f"the note of {write_date(self.on)} by {self.author}"

    @classmethod
    def of_part(cls, part: NotePart) -> CopiedFrom | None:
        """Return where the words of *part* were copied from, None where nothing is known of it."""
        if part.of is None or part.origin is Origin.GENERATED:
            return None
        author = part.source.removeprefix(_NOTE_BY) if part.source.startswith(_NOTE_BY) else ""
        is_edited = part.edited or part.origin is Origin.TYPED
        return cls(part.of, author, is_edited)


@dataclass(frozen=True, slots=True)
class TalkToCopy:
    """What can be copied, and where it was first written."""

    text: str
    source: CopiedFrom


def talk_to_copy(
    last: Visit | None, notes: Iterable[Note], people: Mapping[str, str]
) -> TalkToCopy | None:
    """Return what was talked about in the visit *last*, to be copied.

    None where nothing was written or its note was taken back. Words that were copied into it keep
    the day and author from whom they first came. *people* are names by the user name.
    """
    note = None if last is None else next((n for n in notes if n.id == last.note_id), None)
    if last is None or note is None or not last.talk or note.retracted_reason:
        return None
    parts = (part for s in note.sections if s.key in ("talk", "note") for part in s.parts)
    first = next(filter(None, map(CopiedFrom.of_part, parts)), None)
    name = people.get(last.signed_by, last.signed_by)
    return TalkToCopy(last.talk, first or CopiedFrom(last.seen_on, name))


def own_sections(text: str, copied: CopiedFrom | None) -> tuple[NoteSection, ...]:
    """Return a note that its author wrote over. It keeps, unseen, where copied words came from."""
    sections = plain_sections(text)
    if copied is None:
        return sections
    return tuple(
        replace(s, parts=tuple(replace(p, source=copied.source, of=copied.on) for p in s.parts))
        for s in sections
    )
