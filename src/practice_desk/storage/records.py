"""One table of values: insert, guarded update, get, list. Every repository is one of these."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from enum import StrEnum
from types import NoneType
from typing import Any, Generic, TypeVar, get_args, get_type_hints

from sqlalchemy import ColumnElement, Connection, Table, bindparam, insert, select, update

from practice_desk.domain.errors import NotFound, StaleRecord
from practice_desk.storage.prepared import Converter, PreparedSelect

V = TypeVar("V")
Codec = tuple[Callable[[Any], Any], Callable[[Any], Any]]
"""How one field is written to its column, and read back."""


class Records(Generic[V]):
    """The rows of one noun as its frozen values.

    Fields and columns have the same names, which an architecture test compares. Fields of a
    StrEnum are stored as their text; *codecs* give other conversions; *derived* computes columns
    that are no fields, such as a sort key. *order_by* names columns, "-name" for descending.
    """

    def __init__(
        self,
        noun: str,
        value_type: type[V],
        table: Table,
        *,
        codecs: Mapping[str, Codec] | None = None,
        derived: Callable[[V], Mapping[str, object]] | None = None,
        order_by: Iterable[str] = ("id",),
    ) -> None:
        self.noun = noun
        self.table = table
        self.value_type = value_type
        self._derived = derived
        self.field_names = tuple(field.name for field in fields(value_type))  # type: ignore[arg-type]
        self._codecs = {**_enum_codecs(value_type), **(codecs or {})}
        self._order = [self._ordering(name) for name in order_by]
        self._by_id = self.prepare(self.table.c.id == bindparam("id"))
        self._for_patient = (
            self.prepare(self.table.c.patient_id == bindparam("patient_id"))
            if "patient_id" in self.table.c
            else None
        )

    def prepare(self, *where: ColumnElement[bool], limit: int | None = None) -> PreparedSelect[V]:
        """Return a prepared select of whole values, in the noun's order."""
        columns = [self.table.c[name] for name in self.field_names]
        statement = select(*columns).where(*where).order_by(*self._order)
        if limit is not None:
            statement = statement.limit(limit)
        decoders: list[Converter | None] = [
            self._codecs[name][1] if name in self._codecs else None for name in self.field_names
        ]
        return PreparedSelect(statement, self.value_type, decoders)

    def get(self, connection: Connection, record_id: int) -> V:
        """Return one value. Raises NotFound."""
        value = self.find(connection, record_id)
        if value is None:
            raise NotFound(f"This {self.noun} is no longer there.")
        return value

    def find(self, connection: Connection, record_id: int) -> V | None:
        """Return one value, or None where it is no longer there."""
        return self._by_id.first(connection, id=record_id)

    def for_patient(self, connection: Connection, patient_id: int) -> list[V]:
        """Return all values of one chart, retracted ones included."""
        if self._for_patient is None:
            raise TypeError(f"{self.noun} belongs to no patient")
        return self._for_patient.all(connection, patient_id=patient_id)

    def add(self, connection: Connection, value: V) -> int:
        """Insert *value* and return its new id."""
        data = self._columns(value)
        if "version" in self.table.c:
            data["version"] = 1
        result = connection.execute(insert(self.table), data)
        key = result.inserted_primary_key
        assert key is not None
        return int(key[0])

    def save(self, connection: Connection, value: V) -> None:
        """Write *value* over the row it was read from.

        Raises StaleRecord when the row's version is no longer the value's, NotFound without a row
        or when the row is another patient's: a record never moves from one chart to another.
        """
        record_id, version = getattr(value, "id"), getattr(value, "version")  # noqa: B009
        data = self._columns(value)
        data["version"] = version + 1
        same = [self.table.c.id == record_id, self.table.c.version == version]
        if "patient_id" in self.table.c:
            same.append(self.table.c.patient_id == data["patient_id"])
        if connection.execute(update(self.table).where(*same), data).rowcount == 1:
            return
        stored = self.get(connection, record_id)
        if getattr(stored, "patient_id", None) != getattr(value, "patient_id", None):
            raise NotFound(f"This {self.noun} is not in this chart.", "Open the chart again.")
        raise StaleRecord(self.noun)

    def put(self, connection: Connection, value: V) -> int:
        """Insert a value without id, else save it; return its id."""
        record_id: int | None = getattr(value, "id")  # noqa: B009
        if record_id is None:
            return self.add(connection, value)
        self.save(connection, value)
        return record_id

    def _ordering(self, name: str) -> ColumnElement[Any]:
        column = self.table.c[name.removeprefix("-")]
        return column.desc() if name.startswith("-") else column

    def _columns(self, value: V) -> dict[str, object]:
        data: dict[str, object] = {}
        for name in self.field_names:
            if name in ("id", "version"):
                continue
            item = getattr(value, name)
            data[name] = self._codecs[name][0](item) if name in self._codecs else item
        if self._derived is not None:
            data.update(self._derived(value))
        return data


def _enum_codecs(value_type: type[Any]) -> dict[str, Codec]:
    codecs: dict[str, Codec] = {}
    for name, hint in get_type_hints(value_type).items():
        kinds = [kind for kind in (get_args(hint) or (hint,)) if kind is not NoneType]
        if len(kinds) == 1 and isinstance(kinds[0], type) and issubclass(kinds[0], StrEnum):
            codecs[name] = (str, kinds[0])
    return codecs
