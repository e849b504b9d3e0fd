"""The text of a note: sections, each of parts that say where their words come from.

Generated words are marked as generated until somebody edits them; copied words stay marked as
copied, with the day of what they were copied from. FHIR: Composition.section.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from practice_desk.domain.checks import has_control_characters
from practice_desk.domain.errors import Problem

LONGEST_NOTE = 40_000
"""Characters that all sections of a note may have together."""
LONGEST_KEY = 40
LONGEST_TITLE = 80
LONGEST_SOURCE = 200
MOST_SECTIONS = 60


class Origin(StrEnum):
    """Where the words of a part come from."""

    TYPED = "typed"
    GENERATED = "generated"
    COPIED = "copied"


@dataclass(frozen=True, slots=True)
class NotePart:
    """One or more lines of one origin, in the markup of `note_markup`.

    `source` says in words what they were made of or copied from, such as "medication plan" or
    "note by Ana Berg"; `of` is the day of it. `edited` is of copied words that were changed since.
    """

    text: str
    origin: Origin = Origin.TYPED
    source: str = ""
    of: date | None = None
    edited: bool = False

    def with_text(self, text: str) -> NotePart:
        """Return the part after somebody changed its words: generated ones are theirs now."""
        if text == self.text:
            return self
        if self.origin is Origin.COPIED:
            return replace(self, text=text, edited=True)
        return NotePart(text)


@dataclass(frozen=True, slots=True)
class NoteSection:
    """One headed section. `approach` names the way of working, such as "cbt", whose field it is."""

    key: str
    title: str
    parts: tuple[NotePart, ...] = ()
    approach: str = ""

    @property
    def text(self) -> str:
        """The words of all parts."""
        return "\n".join(part.text for part in self.parts)

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be read in it."""
        return not self.text.strip()

    @classmethod
    def typed(cls, key: str, title: str, text: str, approach: str = "") -> NoteSection:
        """Return a section that somebody typed."""
        return cls(key, title, (NotePart(text),) if text else (), approach)


def generated(text: str, source: str, of: date | None = None) -> NotePart:
    """Return words that were made from what *source* names, of the day *of*."""
    return NotePart(text, Origin.GENERATED, source, of)


def copied(part: NotePart, source: str, of: date) -> NotePart:
    """Return the words of *part* as copied from the note of the day *of*.

    Words that were copied before keep the day and source from which they first came.
    """
    if part.origin is Origin.COPIED:
        return part
    return NotePart(part.text, Origin.COPIED, source, of)


def plain_sections(text: str) -> tuple[NoteSection, ...]:
    """Return *text* as the one section of a narrative note."""
    return (NoteSection.typed("note", "Note", text),)


def whole_text(sections: Iterable[NoteSection]) -> str:
    """Return all that was written, a heading over each section but a lone narrative one."""
    filled = [section for section in sections if not section.is_empty]
    if len(filled) == 1 and filled[0].key == "note":
        return filled[0].text
    return "\n\n".join(f"{section.title}\n{section.text}" for section in filled)


def check_sections(sections: tuple[NoteSection, ...]) -> tuple[Problem, ...]:
    """Return what is wrong with the text of a note, be it finished or not."""
    problems = []
    length = sum(len(section.text) for section in sections)
    if length > LONGEST_NOTE:
        sentence = f"The note has {length:,} characters; {LONGEST_NOTE:,} fit. Shorten it."
        problems.append(Problem("sections", sentence))
    if len(sections) > MOST_SECTIONS:
        sentence = f"The note has {len(sections)} sections; {MOST_SECTIONS} fit. Leave some out."
        problems.append(Problem("sections", sentence))
    if any(map(has_control_characters, _words(sections))):
        sentence = "The note holds invisible control characters. Type that part again by hand."
        problems.append(Problem("sections", sentence))
    for section in sections:
        sources = (len(part.source) > LONGEST_SOURCE for part in section.parts)
        long = len(section.key) > LONGEST_KEY or len(section.title) > LONGEST_TITLE
        if long or any(sources):
            problems.append(Problem("sections", f"A heading is too long: {section.title[:60]}…"))
    return tuple(problems)


def _words(sections: Iterable[NoteSection]) -> Iterable[str]:
    for section in sections:
        yield section.title
        for part in section.parts:
            yield part.text
            yield part.source
