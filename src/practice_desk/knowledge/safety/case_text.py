"""Reads the YAML of a file of cases, and refuses what YAML allows but a case never means."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn

import yaml

from practice_desk.domain.errors import UnreadableInput

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 32
"""A case is five deep."""


@dataclass(slots=True)
class _Open:
    """A list or a mapping that has begun, and the keys that were read in it."""

    is_mapping: bool
    anchor: str | None
    keys: set[str] = field(default_factory=set)
    expects_key: bool = True


def read_yaml(text: str) -> object:
    """Return what *text* says. Raises UnreadableInput with the line, or YAMLError.

    Refused are a key that is written twice (YAML would take the last one), a reference inside what
    is itself referred to (it could hold itself), and what is nested too deep.
    """
    opened: list[_Open] = []
    for event in yaml.parse(text, Loader=LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.CollectionEndEvent):
            opened.pop()
        elif isinstance(event, yaml.NodeEvent):
            _take(event, opened, line)
    try:
        return yaml.load(text, Loader=LOADER)
    except (ValueError, OverflowError) as error:  # such as the 45th day of a month
        raise UnreadableInput(
            f"Line {_line_of_bad_value(text)} of the cases holds a number or day that can't be."
        ) from error


def _take(event: yaml.NodeEvent, opened: list[_Open], line: int) -> None:
    """Go on by one value or key."""
    inside = opened[-1] if opened else None
    if inside is not None and inside.is_mapping:
        if inside.expects_key and isinstance(event, yaml.ScalarEvent):
            if event.value in inside.keys:
                _refuse(line, f"writes `{event.value}` a second time")
            inside.keys.add(event.value)
        inside.expects_key = not inside.expects_key
    if isinstance(event, yaml.AliasEvent) and any(each.anchor for each in opened):
        _refuse(line, f"refers to `{event.anchor}` inside what is itself referred to")
    if isinstance(event, yaml.CollectionStartEvent):
        if len(opened) >= _DEEPEST:
            _refuse(line, "is nested too deep")
        opened.append(_Open(isinstance(event, yaml.MappingStartEvent), event.anchor))


def _refuse(line: int, what: str) -> NoReturn:
    raise UnreadableInput(f"Line {line} of the cases {what}.")


def _line_of_bad_value(text: str) -> int:
    """Return the line, from 1, of the first value that can't be made from its text."""
    maker = yaml.SafeLoader("")
    waiting: list[yaml.Node | None] = [yaml.compose(text, Loader=LOADER)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.MappingNode):
            waiting += [part for pair in reversed(node.value) for part in reversed(pair)]
        elif isinstance(node, yaml.SequenceNode):
            waiting += reversed(node.value)
        elif node is not None:
            try:
                maker.construct_object(node)
            except (ValueError, OverflowError):
                return int(node.start_mark.line) + 1
    return 1
