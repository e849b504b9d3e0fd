"""JSON from outside as a stream of events, and values built from it, both bounded.

`ijson` finds the tokens; this module bounds what a hostile or damaged file may cost: a token that
never ends, a value nested without end, a value larger than a resource can be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import ijson

from practice_desk.domain.errors import UnreadableInput
from practice_desk.exchange.fhir.half_characters import mended
from practice_desk.exchange.frames import ByteSource

Json = object
"""What JSON decodes to: dict, list, str, int, Decimal, bool or None."""

Event = tuple[str, object]

CHUNK = 1 << 16
MAX_TOKEN = 64 << 20
"""Bytes without a single finished token after which a file is given up."""
MAX_DEPTH = 64
MAX_VALUES = 1_000_000
MAX_TEXT = 64 << 20
"""Nesting, values and characters of one resource; a larger one is kept aside."""
TOO_LARGE = "It is larger than a record can be."

_NEXT_STEP = "Ask the source for the file again."
# Numbers that Python will not convert (integers over 4,300 digits, absurd exponents) make ijson's C
# parser crash, so they must not reach it. A number stands after a colon, comma, bracket or space.
_MONSTER = re.compile(rb"[0-9]{1000}|[:,\[\s]-?[0-9.]+[eE][+-]?[0-9]{12}")
_LONGEST_MONSTER = 1100


def json_events(source: ByteSource) -> Iterator[Event]:
    """Yield the tokens of one or several JSON values, one after the other.

    A byte order mark is skipped. Raises UnreadableInput where the text stops being JSON; what came
    before has been yielded.
    """
    found = ijson.sendable_list()
    parser = ijson.basic_parse_coro(found, multiple_values=True)
    waiting, tail = 0, b""
    for chunk in mended(_without_mark(source)):
        if _MONSTER.search(tail + chunk):
            raise UnreadableInput(
                "The file holds a number that is too large to be one.", _NEXT_STEP
            )
        tail = (tail + chunk)[-_LONGEST_MONSTER:]
        is_json = _feed(parser, chunk)
        waiting = 0 if found else waiting + len(chunk)
        yield from found
        found.clear()
        if not is_json:
            raise UnreadableInput("From here on the file is not JSON.", _NEXT_STEP)
        if waiting > MAX_TOKEN:
            raise UnreadableInput("One value in the file never ends.", _NEXT_STEP)
    is_whole = _close(parser)
    yield from found
    if not is_whole:
        raise UnreadableInput("The file ends in the middle.", _NEXT_STEP)


def _without_mark(source: ByteSource) -> Iterator[bytes]:
    first = source.read(CHUNK)
    if not first:
        raise UnreadableInput("The file is empty.", _NEXT_STEP)
    if first.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableInput("The file is not in UTF-8.", "Ask the source to save it as UTF-8.")
    chunk = first.removeprefix(b"\xef\xbb\xbf")
    while chunk:
        yield chunk
        chunk = source.read(CHUNK)


def _feed(parser: ijson.Coroutine, chunk: bytes) -> bool:
    """Push *chunk* in; return False when it is no JSON."""
    try:
        parser.send(chunk)
    except ijson.JSONError:
        return False
    return True


def _close(parser: ijson.Coroutine) -> bool:
    """End the text; return False when it ends in the middle of a value."""
    try:
        parser.close()
    except ijson.JSONError:
        return False
    return True


class ValueBuilder:
    """Builds one value from its events; gives up building, not counting, when it grows too large.

    `problem` then says why, `value` is None, and `feed` still finds the value's end.
    """

    def __init__(self) -> None:
        self.value: Json = None
        self.problem = ""
        self._depth = 0
        self._values = 0
        self._text = 0
        self._open: list[dict[str, Json] | list[Json]] = []
        self._keys: list[str] = []

    def feed(self, kind: str, value: object) -> bool:
        """Take the next event; return True when the value is complete."""
        if kind == "map_key":
            if not self.problem:
                self._keys[-1] = str(value)
            return False
        self._bound(kind, value)
        if kind in ("end_map", "end_array"):
            self._depth -= 1
            if not self.problem:
                self._close()
        elif kind == "start_map":
            self._begin({})
        elif kind == "start_array":
            self._begin([])
        elif not self.problem:
            self._place(value)
        return self._depth == 0

    @property
    def size(self) -> int:
        """How much was read so far, in values and characters."""
        return self._values + self._text

    def _begin(self, container: dict[str, Json] | list[Json]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH and not self.problem:
            self._give_up("It is nested deeper than a record can be.")
        if not self.problem:
            self._place(container)
            self._open.append(container)
            self._keys.append("")

    def _close(self) -> None:
        self._open.pop()
        self._keys.pop()

    def _place(self, value: Json) -> None:
        if not self._open:
            self.value = value
            return
        holder = self._open[-1]
        if isinstance(holder, dict):
            holder[self._keys[-1]] = value
        else:
            holder.append(value)

    def _bound(self, kind: str, value: object) -> None:
        self._values += 1
        if kind == "string":
            self._text += len(str(value))
        if (self._values > MAX_VALUES or self._text > MAX_TEXT) and not self.problem:
            self._give_up(TOO_LARGE)

    def _give_up(self, why: str) -> None:
        self.problem = why
        self.value = None
        self._open.clear()
        self._keys.clear()
