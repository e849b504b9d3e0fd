"""Entries of treatment plans."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from practice_desk.domain.care_plan import DETAILS, CarePlanEntry, Details
from practice_desk.storage.care_plan_rows import CARE_PLAN_ENTRY
from practice_desk.storage.records import Records

_IS = "is"
"""The kind within stored details, by which they are read back."""


def _details_out(details: Details) -> dict[str, Any]:
    kind = next(kind for kind, made in DETAILS.items() if made is type(details))
    plain: dict[str, Any] = msgspec.to_builtins(details)
    return {_IS: kind, **plain}


def _details_in(plain: dict[str, Any]) -> Details:
    fields = {name: value for name, value in plain.items() if name != _IS}
    found: Details = msgspec.convert(fields, DETAILS[plain[_IS]])
    return found


class CarePlanEntries(Records[CarePlanEntry]):
    """Entries in the order in which they were recorded."""

    def __init__(self) -> None:
        super().__init__(
            "part of the plan",
            CarePlanEntry,
            CARE_PLAN_ENTRY,
            codecs={"details": (_details_out, _details_in)},
            derived=lambda entry: {"kind": entry.kind, "review_on": entry.review_on},
        )

    def patients_to_review(self, connection: Connection, until: date) -> list[int]:
        """Return the patients of whom a version was signed that is to be reviewed by *until*."""
        column = CARE_PLAN_ENTRY.c
        found = select(column.patient_id).where(column.kind == "signed", column.review_on <= until)
        return list(connection.execute(found.distinct().order_by(column.patient_id)).scalars())


care_plan_entries = CarePlanEntries()
