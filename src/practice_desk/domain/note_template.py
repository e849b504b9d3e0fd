"""Templates of session notes: headings of each format and kind, and fields of ways of working."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from practice_desk.domain.checks import has_control_characters
from practice_desk.domain.errors import Problem
from practice_desk.domain.note import NoteFormat, NoteKind
from practice_desk.domain.note_section import LONGEST_KEY, LONGEST_TITLE, NoteSection
from practice_desk.domain.text import fold

LONGEST_HINT = 200
MOST_HEADINGS = 20
MOST_APPROACHES = 30


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading of a template; `hint` says in a few words what belongs below it."""

    key: str
    title: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class FormatTemplate:
    """The sections of one format, in order."""

    code: NoteFormat
    name: str
    sections: tuple[Heading, ...]


@dataclass(frozen=True, slots=True)
class Approach:
    """A way of working, such as CBT, with the fields that its clinicians fill in."""

    code: str
    name: str
    fields: tuple[Heading, ...]


@dataclass(frozen=True, slots=True)
class NoteTemplates:
    """All that notes are written in. `headings` are those of kinds that have their own.

    `without_own` are kinds that have some, but begin with the headings of their format.
    """

    formats: tuple[FormatTemplate, ...]
    approaches: tuple[Approach, ...]
    begins_with: Mapping[NoteKind, NoteFormat] = field(default_factory=dict)
    headings: Mapping[NoteKind, tuple[Heading, ...]] = field(default_factory=dict)
    without_own: tuple[NoteKind, ...] = ()

    def begins_with_own(self, kind: NoteKind) -> bool:
        """Return whether a note of *kind* begins with headings of its own."""
        return kind in self.headings and kind not in self.without_own

    def format_of(self, kind: NoteKind) -> NoteFormat:
        """Return the format that a note of *kind* begins in."""
        return self.begins_with.get(kind, NoteFormat.NARRATIVE)

    def headings_of(self, kind: NoteKind, chosen: NoteFormat) -> tuple[Heading, ...]:
        """Return the headings of a note: a kind's own stand in for the format it begins in."""
        if chosen is self.format_of(kind) and self.begins_with_own(kind):
            return self.headings[kind]
        found = next((each.sections for each in self.formats if each.code is chosen), ())
        return found or (Heading("note", "Note"),)

    def approach(self, code: str) -> Approach | None:
        """Return the way of working with that code."""
        return next((each for each in self.approaches if each.code == code), None)

    def hint(self, section: NoteSection) -> str:
        """Return what belongs below the heading of *section*, empty where nothing says."""
        approach = self.approach(section.approach) if section.approach else None
        groups: Iterable[tuple[Heading, ...]] = (
            (approach.fields,)
            if approach is not None
            else (*(each.sections for each in self.formats), *self.headings.values())
        )
        headings = (heading for group in groups for heading in group)
        same = (each for each in headings if each.key == section.key and each.hint)
        return next((each.hint for each in same if each.title == section.title), "")


def laid_out(
    templates: NoteTemplates,
    kind: NoteKind,
    chosen: NoteFormat,
    approaches: Sequence[str],
    before: Sequence[NoteSection] = (),
) -> tuple[NoteSection, ...]:
    """Return the sections of a note, with what *before* held under the same headings.

    Nothing that was written is dropped: a section without a place any more comes last.
    """
    fields = [
        NoteSection(heading.key, heading.title, approach=approach.code)
        for approach in templates.approaches
        if approach.code in approaches
        for heading in approach.fields
    ]
    own = [NoteSection(each.key, each.title) for each in templates.headings_of(kind, chosen)]
    made = own[:-1] + fields + own[-1:] if len(own) > 1 else own + fields  # the plan closes it
    written = {(each.approach, each.key): each for each in before}
    kept = [written.pop((each.approach, each.key), each) for each in made]
    left = [each for each in written.values() if not each.is_empty]
    return (*_renamed(kept, made), *left)


def _renamed(kept: list[NoteSection], made: list[NoteSection]) -> list[NoteSection]:
    return [replace(old, title=new.title) for old, new in zip(kept, made, strict=True)]


def headings_in_lines(headings: Iterable[Heading]) -> str:
    """Return headings as they are edited: one on each line, "Title: hint"."""
    return "\n".join(f"{each.title}: {each.hint}" if each.hint else each.title for each in headings)


def read_headings(text: str, before: Sequence[Heading]) -> tuple[Heading, ...] | Problem:
    """Return the headings that *text* lists; those called as *before* keep their keys."""
    known = {fold(each.title): each.key for each in before}
    made: list[Heading] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        title, _, hint = (part.strip() for part in line.partition(":"))
        if problem := _heading_problem(title, hint, made):
            return Problem("headings", problem)
        key = known.get(fold(title)) or fold(title).replace(" ", "_")[:LONGEST_KEY]
        if key in {each.key for each in made}:
            key = f"{key[:36]}_{len(made)}"
        made.append(Heading(key, title, hint))
    if not made:
        return Problem("headings", "Write at least one heading.")
    if len(made) > MOST_HEADINGS:
        return Problem("headings", f"At most {MOST_HEADINGS} headings fit. Leave some out.")
    return tuple(made)


def _heading_problem(title: str, hint: str, made: Sequence[Heading]) -> str:
    if not fold(title):
        return "Begin each line with a heading of letters or numbers."
    if len(title) > LONGEST_TITLE or len(hint) > LONGEST_HINT:
        return f"“{title[:30]}…” is too long: {LONGEST_TITLE} characters fit, {LONGEST_HINT} after."
    if has_control_characters(title + hint):
        return "A heading holds invisible control characters. Type it again by hand."
    if fold(title) in {fold(each.title) for each in made}:
        return f"Two headings are called “{title}”. Give one another name."
    return ""
