"""Whether words that go out name a record that may not. Pure.

It finds names, in any case and with or without accents, and no more: "the film under the tongue"
names nothing. What else words tell is for whoever signs to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass

from practice_desk.domain.text import fold

_LEAST = 4
"""Letters of a word that names something by itself."""
_PARTS = re.compile(r"\s+and\s+|\s+with\s+|[/+,;()\[\]]|\s-\s")
_QUALIFIERS = frozenset({"other", "unspecified", "uncomplicated", "mild", "moderate", "severe"})


def names_told(texts: Iterable[str], names: Iterable[str]) -> tuple[str, ...]:
    """Return those of *names* that *texts* say, whole or by one of their parts, each once.

    "buprenorphine and naloxone" has two parts, "Opioid dependence, uncomplicated" one.
    """
    said = f" {fold(' '.join(texts))} "
    return tuple(dict.fromkeys(name for name in names if _is_said(name, said)))


def texts_of(value: object, leave_out: tuple[type, ...] = ()) -> Iterator[str]:
    """Yield every text within frozen values, but for those of the types *leave_out*."""
    if isinstance(value, leave_out):
        return
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts_of(getattr(value, field.name), leave_out)
    elif isinstance(value, tuple | list | frozenset):
        for each in value:
            yield from texts_of(each, leave_out)


def _is_said(name: str, said: str) -> bool:
    return any(f" {part} " in said or f" {part}s " in said for part in _parts(name))


def _parts(name: str) -> Iterator[str]:
    for part in _PARTS.split(name.casefold()):
        words = fold(part)
        if (len(words) >= _LEAST or words == "hiv") and words not in _QUALIFIERS:
            yield words.removesuffix("s") if len(words) > _LEAST else words
