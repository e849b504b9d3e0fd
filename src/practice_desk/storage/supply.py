"""What is known of patients' supply."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, select

from practice_desk.domain.supply import DETAILS, Details, SupplyEntry, SupplyKind
from practice_desk.storage.records import Records
from practice_desk.storage.supply_rows import SUPPLY_ENTRY

_IS = "is"
"""The kind within the stored details, by which they are read back."""


def _details_out(details: Details) -> dict[str, Any]:
    kind = next(kind for kind, made in DETAILS.items() if made is type(details))
    return {_IS: str(kind), **msgspec.to_builtins(details)}


def _details_in(plain: dict[str, Any]) -> Details:
    made = DETAILS[SupplyKind(plain[_IS])]
    fields = {name: value for name, value in plain.items() if name != _IS}
    found: Details = msgspec.convert(fields, made)
    return found


class SupplyEntries(Records[SupplyEntry]):
    """Entries in the order in which they happened."""

    def __init__(self) -> None:
        super().__init__(
            "entry",
            SupplyEntry,
            SUPPLY_ENTRY,
            codecs={"details": (_details_out, _details_in)},
            derived=lambda entry: {"kind": str(entry.kind)},
            order_by=("happened_on", "id"),
        )
        self._of_kind = self.prepare(
            SUPPLY_ENTRY.c.patient_id == bindparam("patient_id"),
            SUPPLY_ENTRY.c.kind == bindparam("kind"),
        )
        self._retractions = self.prepare(
            SUPPLY_ENTRY.c.patient_id == bindparam("patient_id"),
            SUPPLY_ENTRY.c.kind == str(SupplyKind.RETRACTION),
        )

    def of_kind(
        self, connection: Connection, patient_id: int, kind: SupplyKind
    ) -> list[SupplyEntry]:
        """Return a chart's standing entries of one kind, the oldest first."""
        taken_back = {
            entry.retracts_id for entry in self._retractions.all(connection, patient_id=patient_id)
        }
        found = self._of_kind.all(connection, patient_id=patient_id, kind=str(kind))
        return [entry for entry in found if entry.id not in taken_back]

    def patients_with(
        self, connection: Connection, kinds: Collection[SupplyKind], since: date
    ) -> list[int]:
        """Return the patients of whom something of these *kinds* happened on *since* or later."""
        found = (
            select(SUPPLY_ENTRY.c.patient_id)
            .where(
                SUPPLY_ENTRY.c.kind.in_([str(kind) for kind in kinds]),
                SUPPLY_ENTRY.c.happened_on >= since,
            )
            .distinct()
            .order_by(SUPPLY_ENTRY.c.patient_id)
        )
        return list(connection.execute(found).scalars())


supply_entries = SupplyEntries()
