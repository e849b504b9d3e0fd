"""Contents of every kind, filled by reflection, and the texts that people with ill intent type."""

from __future__ import annotations

import json
import sys
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path

NAUGHTY: tuple[str, ...] = tuple(
    json.loads(Path(__file__).parents[2].joinpath("naughty", "blns.json").read_text("utf-8"))
)
PRINTABLE = (
    '<img src="/etc/hostname">',
    "</font><para><b>&lt;i>",
    "{code} %s ${HOME} {0}",
    "<a href='file:///'>x</a>",
    "'); DROP TABLE letter;--",
)
"""What has to stand on the page as it was typed."""
REFUSED = ("a\x00b", "5\u202e01 mg", "\ud800", "\ue000\U000e0041", "\x1b[2J", "😀\u200d😀")
_GIVEN = {"language": "en"}
"""What is no text but the name of one, by its field."""
_PLAIN = {bool: True, bytes: b"", int: 2, float: 2.0, date: date(2026, 11, 26)}

opened: list[str] = []
"""What was opened, started or connected to since the list was cleared."""


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("open", "subprocess.Popen", "socket.connect", "os.system"):
        opened.append(f"{event} {arguments[0]}")


sys.addaudithook(_note)


def benign(hint: object) -> object:
    """A value of that type, with short words for texts and one item in each list."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return benign(next(each for each in arguments if each is not type(None)))
    if origin is tuple:
        several = arguments[:1] if arguments[-1] is Ellipsis else arguments
        return tuple(benign(each) for each in several)
    if is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        names = [field.name for field in fields(hint) if field.init]
        return hint(**{name: _GIVEN.get(name) or benign(hints[name]) for name in names})
    if hint is str:
        return "Ab cd"
    if hint is datetime:
        return datetime(2026, 11, 26, 9, tzinfo=UTC)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    return _PLAIN.get(hint, 2)


def retyped(value: object, text: Callable[[str], str]) -> object:
    """The value with every text in it replaced by what *text* makes of it."""
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return text(value)
    if isinstance(value, tuple):
        return tuple(retyped(each, text) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        kept = {
            field.name: retyped(getattr(value, field.name), text)
            for field in fields(value)
            if field.init and field.name not in _GIVEN
        }
        return replace(value, **kept)
    return value


def one_at_a_time(content: object, hostile: Iterator[str]) -> Iterator[object]:
    """The content with one of *hostile* in one text after the other."""
    seen: list[str] = []
    retyped(content, lambda text: seen.append(text) or text)
    for wanted in range(len(seen)):
        texts = iter([*seen[:wanted], next(hostile), *seen[wanted + 1 :]])
        yield retyped(content, lambda _, texts=texts: next(texts))
