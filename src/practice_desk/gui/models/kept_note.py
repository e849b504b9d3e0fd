"""The words of a note as a draft of a form keeps them, with where they come from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from practice_desk.domain.draft import Json
from practice_desk.domain.note_section import NotePart, NoteSection, Origin


def plain_note(sections: Iterable[NoteSection]) -> list[Json]:
    """Return *sections* as plain values."""
    return [[each.key, each.title, plain_parts(each.parts), each.approach] for each in sections]


def plain_parts(parts: Iterable[NotePart]) -> list[Json]:
    """Return *parts* as plain values."""
    return [
        [
            each.text,
            each.origin.value,
            each.source,
            None if each.of is None else each.of.isoformat(),
            each.edited,
        ]
        for each in parts
    ]


def read_note(plain: Json) -> tuple[NoteSection, ...]:
    """Return the sections that `plain_note` wrote. Raises ValueError for anything else."""
    return tuple(map(_section, _lists(plain)))


def read_parts(plain: Json) -> tuple[NotePart, ...]:
    """Return the parts that `plain_parts` wrote. Raises ValueError for anything else."""
    return tuple(map(_part, _lists(plain)))


def _section(plain: list[Json]) -> NoteSection:
    key, title, words, approach = plain
    if isinstance(words, str):  # a draft of before kept the text alone
        return NoteSection.typed(str(key), str(title), words, str(approach))
    return NoteSection(str(key), str(title), read_parts(words), str(approach))


def _part(plain: list[Json]) -> NotePart:
    text, origin, source, of, edited = plain
    day = date.fromisoformat(of) if isinstance(of, str) else None
    return NotePart(str(text), Origin(str(origin)), str(source), day, edited is True)


def _lists(plain: Json) -> list[list[Json]]:
    found = plain if isinstance(plain, list) else []
    return [each for each in found if isinstance(each, list)]
