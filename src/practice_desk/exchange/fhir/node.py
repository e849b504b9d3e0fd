"""Reading decoded JSON by name, typed: what is missing or of another type reads as empty."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from practice_desk.exchange.fhir.json_stream import Json


class Node:
    """One JSON object, or nothing."""

    __slots__ = ("_fields",)

    def __init__(self, value: Json = None) -> None:
        self._fields: dict[str, Json] = value if isinstance(value, dict) else {}

    def __bool__(self) -> bool:
        """Tell whether there is anything in it."""
        return bool(self._fields)

    def __contains__(self, name: str) -> bool:
        """Tell whether the object has the field *name*."""
        return name in self._fields

    def raw(self, name: str) -> Json:
        """Return a field as decoded, None where it is missing."""
        return self._fields.get(name)

    def text(self, name: str) -> str:
        """Return a text field on one line, without white space around and doubled within."""
        value = self._fields.get(name)
        return " ".join(value.split()) if isinstance(value, str) else ""

    def lines(self, name: str) -> str:
        """Return a text field with its line breaks."""
        value = self._fields.get(name)
        return value.strip().replace("\r\n", "\n") if isinstance(value, str) else ""

    def number(self, name: str) -> Decimal | None:
        """Return a number field exactly as written."""
        value = self._fields.get(name)
        if isinstance(value, bool):
            return None
        return Decimal(value) if isinstance(value, (int, Decimal)) else None

    def flag(self, name: str) -> bool | None:
        """Return a boolean field."""
        value = self._fields.get(name)
        return value if isinstance(value, bool) else None

    def child(self, name: str) -> Node:
        """Return an object field, an empty node where it is missing."""
        return Node(self._fields.get(name))

    def children(self, name: str) -> Iterator[Node]:
        """Yield the objects of an array field."""
        value = self._fields.get(name)
        for item in value if isinstance(value, list) else ():
            if isinstance(item, dict):
                yield Node(item)

    def texts(self, name: str) -> list[str]:
        """Return the texts of an array field."""
        value = self._fields.get(name)
        items = value if isinstance(value, list) else []
        return [" ".join(item.split()) for item in items if isinstance(item, str) and item.strip()]

    def names(self) -> Iterator[str]:
        """Yield the names of the fields."""
        yield from self._fields
