"""The resources of a file, one by one: a Bundle, a single resource, an array, or NDJSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from practice_desk.domain.errors import UnreadableInput
from practice_desk.exchange.fhir.json_stream import (
    CHUNK,
    MAX_TEXT,
    TOO_LARGE,
    Event,
    Json,
    ValueBuilder,
    json_events,
)
from practice_desk.exchange.frames import ByteSource

NO_OBJECT = "It is not a FHIR resource."


@dataclass(frozen=True, slots=True)
class Entry:
    """One resource of a file, from the first as 1. `problem` says why there is none."""

    position: int
    resource: dict[str, Json] | None
    full_url: str = ""
    problem: str = ""

    @property
    def resource_type(self) -> str:
        """The resource's type as written, or an empty text."""
        return self._text("resourceType")[:60]

    @property
    def resource_id(self) -> str:
        """The resource's id, else its address in the bundle, else an empty text."""
        address = self.full_url.removeprefix("urn:uuid:")
        return (self._text("id") or address)[:200]

    def _text(self, name: str) -> str:
        value = None if self.resource is None else self.resource.get(name)
        return value if isinstance(value, str) else ""


def read_entries(source: ByteSource, *, by_lines: bool = False) -> Iterator[Entry]:
    """Yield every resource in *source* with bounded memory.

    Raises UnreadableInput where the file can't be read on; everything before has been yielded.
    By lines, a line that can't be read is an entry with a problem, and the next line follows.
    """
    found = _from_lines(source) if by_lines else _from_values(json_events(source))
    for position, (value, problem) in enumerate(found, start=1):
        yield _entry(position, value, problem)


Found = tuple[Json, str]
"""An entry's value as `{"resource": …}`, or a problem."""


def _entry(position: int, value: Json, problem: str) -> Entry:
    if problem:
        return Entry(position, None, problem=problem)
    if not isinstance(value, dict):
        return Entry(position, None, problem=NO_OBJECT)
    resource, full_url = value.get("resource"), value.get("fullUrl")
    if not isinstance(resource, dict):
        return Entry(position, None, problem="The entry holds no resource.")
    return Entry(position, resource, full_url if isinstance(full_url, str) else "")


def _from_values(events: Iterator[Event]) -> Iterator[Found]:
    for kind, _ in events:
        if kind == "start_map":
            yield from _from_object(events)
        elif kind == "start_array":
            for item, problem in _items(events):
                yield {"resource": item}, problem
        else:
            raise UnreadableInput("The file holds no FHIR resources.", "Export them as FHIR R4.")


def _from_object(events: Iterator[Event]) -> Iterator[Found]:
    """Yield the entries of a Bundle, or the object itself when it is another resource."""
    fields: dict[str, Json] = {}
    problem, was_bundle, size = "", False, 0
    for kind, value in events:
        if kind == "end_map":
            break
        name = str(value)
        first_kind, first = next(events)
        may_be_bundle = fields.get("resourceType", "Bundle") == "Bundle"
        if name == "entry" and first_kind == "start_array" and may_be_bundle:
            was_bundle = True
            yield from _items(events)
        else:
            builder = _build(first_kind, first, events)
            size += builder.size + 1
            problem = problem or builder.problem
            if size > MAX_TEXT:
                problem, fields = TOO_LARGE, {}
            if not problem or name == "resourceType":
                fields[name] = builder.value
    if not was_bundle and fields.get("resourceType") != "Bundle":
        yield {"resource": fields}, problem


def _items(events: Iterator[Event]) -> Iterator[Found]:
    """Yield the elements of an array whose start has been read."""
    for kind, value in events:
        if kind == "end_array":
            return
        builder = _build(kind, value, events)
        yield builder.value, builder.problem


def _build(kind: str, value: object, events: Iterator[Event]) -> ValueBuilder:
    """Build the value that begins with the event (*kind*, *value*)."""
    builder = ValueBuilder()
    complete = builder.feed(kind, value)
    while not complete:
        complete = builder.feed(*next(events))
    return builder


def _from_lines(source: ByteSource) -> Iterator[Found]:
    for line in _lines(source):
        if line is None:
            yield None, "The line is longer than a record can be."
        elif line.strip():
            yield from _from_line(line)


def _from_line(line: bytes) -> Iterator[Found]:
    try:
        yield from _from_values(json_events(BytesIO(line)))
    except UnreadableInput:
        yield None, "The line is not JSON."


def _lines(source: ByteSource) -> Iterator[bytes | None]:
    """Yield the lines of *source*; None for one that is too long to keep."""
    pending = bytearray()
    too_long = False
    while chunk := source.read(CHUNK):
        *complete, rest = chunk.split(b"\n")
        for part in complete:
            yield None if too_long else bytes(pending + part)
            pending.clear()
            too_long = False
        too_long = too_long or len(pending) + len(rest) > MAX_TEXT
        if too_long:
            pending.clear()
        else:
            pending += rest
    if too_long:
        yield None
    elif pending:
        yield bytes(pending)
