"""Consents, what followed them, and the labels of sensitive records."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from practice_desk.domain.consent import (
    DETAILS,
    PROVISIONS,
    Consent,
    ConsentCategory,
    ConsentEntry,
    Details,
    Provision,
)
from practice_desk.domain.sensitivity import LabelStatement
from practice_desk.storage.consent_rows import CONSENT, CONSENT_ENTRY, LABEL_STATEMENT
from practice_desk.storage.records import Records

_IS = "is"
"""The kind within stored details, by which they are read back."""


def _provision_out(provision: Provision) -> dict[str, Any]:
    category = next(kind for kind, made in PROVISIONS.items() if made is type(provision))
    return {_IS: str(category), **msgspec.to_builtins(provision)}


def _provision_in(plain: dict[str, Any]) -> Provision:
    fields = {name: value for name, value in plain.items() if name != _IS}
    found: Provision = msgspec.convert(fields, PROVISIONS[ConsentCategory(plain[_IS])])
    return found


def _details_out(details: Details) -> dict[str, Any]:
    kind = next(kind for kind, made in DETAILS.items() if made is type(details))
    return {_IS: kind, **msgspec.to_builtins(details)}


def _details_in(plain: dict[str, Any]) -> Details:
    fields = {name: value for name, value in plain.items() if name != _IS}
    found: Details = msgspec.convert(fields, DETAILS[plain[_IS]])
    return found


class Consents(Records[Consent]):
    """Consents in the order in which they were drawn up."""

    def __init__(self) -> None:
        super().__init__(
            "consent",
            Consent,
            CONSENT,
            codecs={"provision": (_provision_out, _provision_in)},
            derived=lambda consent: {"category": str(consent.category)},
        )

    def patients_with_end(self, connection: Connection, since: date, until: date) -> list[int]:
        """Return the patients of whom a consent ends within those days, both included."""
        column = CONSENT.c.patient_id
        ends = CONSENT.c.expires_on
        found = select(column).where(ends >= since, ends <= until).distinct().order_by(column)
        return list(connection.execute(found).scalars())

    def patients_with_unsigned(self, connection: Connection) -> list[int]:
        """Return the patients of whom a consent was neither signed nor taken back."""
        column = CONSENT.c.patient_id
        kind = CONSENT_ENTRY.c.kind
        settled = select(CONSENT_ENTRY.c.id).where(
            CONSENT_ENTRY.c.consent_id == CONSENT.c.id, kind != "printed"
        )
        found = select(column).where(~settled.exists()).distinct().order_by(column)
        return list(connection.execute(found).scalars())


consents = Consents()
consent_entries: Records[ConsentEntry] = Records(
    "entry",
    ConsentEntry,
    CONSENT_ENTRY,
    codecs={"details": (_details_out, _details_in)},
    derived=lambda entry: {"kind": entry.kind},
)
label_statements: Records[LabelStatement] = Records("label", LabelStatement, LABEL_STATEMENT)
