"""Templates of notes as the settings list and change them. No widgets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from practice_desk.domain.errors import Problem
from practice_desk.domain.note import KIND_WORDS, NoteFormat, NoteKind
from practice_desk.domain.note_template import (
    MOST_APPROACHES,
    Approach,
    Heading,
    NoteTemplates,
    read_headings,
)
from practice_desk.domain.text import fold

_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """One template that can be changed: of a format, a kind of note or a way of working."""

    group: str
    code: str
    title: str
    headings: tuple[Heading, ...]


def template_lines(templates: NoteTemplates) -> tuple[TemplateLine, ...]:
    """Return every template, formats first."""
    formats = (
        TemplateLine("format", each.code, f"Format: {each.name}", each.sections)
        for each in templates.formats
    )
    kinds = (
        TemplateLine("kind", kind, f"Note: {KIND_WORDS[kind]}", headings)
        for kind, headings in templates.headings.items()
    )
    approaches = (
        TemplateLine("approach", each.code, f"Way of working: {each.name}", each.fields)
        for each in templates.approaches
    )
    return (*formats, *kinds, *approaches)


def begin_choices(
    templates: NoteTemplates, kind: NoteKind
) -> tuple[tuple[NoteFormat | None, str], ...]:
    """Return what a note of *kind* can begin in, by name; None is headings of its own."""
    formats = tuple((each.code, each.name) for each in templates.formats)
    return ((None, "Its own headings"), *formats) if kind in templates.headings else formats


def begin_of(templates: NoteTemplates, kind: NoteKind) -> NoteFormat | None:
    """Return what a note of *kind* begins in; None is headings of its own."""
    return None if templates.begins_with_own(kind) else templates.format_of(kind)


def with_begin(
    templates: NoteTemplates, kind: NoteKind, chosen: NoteFormat | None
) -> NoteTemplates:
    """Return *templates* with what a note of *kind* begins in; None is headings of its own."""
    without = tuple(each for each in templates.without_own if each is not kind)
    if chosen is None:
        return replace(templates, without_own=without)
    if kind in templates.headings:
        without = (*without, kind)
    begins_with = {**templates.begins_with, kind: chosen}
    return replace(templates, begins_with=begins_with, without_own=without)


def with_headings(
    templates: NoteTemplates, line: TemplateLine, text: str
) -> NoteTemplates | Problem:
    """Return *templates* with the headings of *line* as *text* lists them."""
    found = read_headings(text, line.headings)
    if isinstance(found, Problem):
        return found
    if line.group == "format":
        changed = (
            replace(each, sections=found) if each.code == line.code else each
            for each in templates.formats
        )
        return replace(templates, formats=tuple(changed))
    if line.group == "kind":
        return replace(templates, headings={**templates.headings, NoteKind(line.code): found})
    fields = (
        replace(each, fields=found) if each.code == line.code else each
        for each in templates.approaches
    )
    return replace(templates, approaches=tuple(fields))


def with_approach(templates: NoteTemplates, name: str) -> NoteTemplates | Problem:
    """Return *templates* with one more way of working, called *name*."""
    name = " ".join(name.split())
    if not fold(name) or len(name) > _LONGEST_NAME:
        return Problem("name", f"Give it a name of at most {_LONGEST_NAME} characters.")
    if fold(name) in {fold(each.name) for each in templates.approaches}:
        return Problem("name", f"There is a way of working called “{name}” already.")
    if len(templates.approaches) >= MOST_APPROACHES:
        return Problem("name", f"At most {MOST_APPROACHES} ways of working can be offered.")
    code = _free_code(fold(name).replace(" ", "_")[:30], templates.approaches)
    new = Approach(code, name, (Heading("worked_on", "Worked on"),))
    return replace(templates, approaches=(*templates.approaches, new))


def _free_code(base: str, approaches: Iterable[Approach]) -> str:
    taken = {each.code for each in approaches}
    candidates = (base, *(f"{base}_{number}" for number in range(2, 99)))
    return next(code for code in candidates if code not in taken)
