"""Patients, related people and the directory."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, func, select

from practice_desk.domain.directory import (
    Organization,
    OrganizationKind,
    Practitioner,
    PractitionerKind,
)
from practice_desk.domain.patient import Patient, RelatedPerson
from practice_desk.domain.text import digits, fold
from practice_desk.storage.dialects import sqlite
from practice_desk.storage.people_rows import (
    OrganizationRow,
    PatientRow,
    PractitionerRow,
    RelatedPersonRow,
)
from practice_desk.storage.records import Records
from practice_desk.storage.schema import table_of

_PATIENT = table_of(PatientRow)


def sort_key(patient: Patient) -> str:
    """Return the folded name by which lists are sorted: family, given, middle."""
    return "|".join(
        fold(part) for part in (patient.family_name, patient.given_name, patient.middle_name)
    )


def search_words(patient: Patient) -> str:
    """Return everything a search may match by prefix: names, chart number, phone digits.

    A phone number is findable from its first digit, without area code, and by its last four.
    """
    names = search_names(patient)
    chart = fold(patient.chart_number).replace(" ", "")
    phones = [digits(number) for number in (patient.phone, patient.phone_mobile)]
    parts = [names, chart, digits(patient.chart_number).lstrip("0")]
    for number in phones:
        national = number[1:] if len(number) == 11 and number.startswith("1") else number
        parts += [national, national[-7:], national[-4:]]
    return " ".join(dict.fromkeys(part for part in parts if part))


def search_names(patient: Patient) -> str:
    """Return the folded names."""
    return fold(
        f"{patient.given_name} {patient.preferred_name} {patient.middle_name} {patient.family_name}"
    )


def _derived(patient: Patient) -> Mapping[str, object]:
    return {"sort_key": sort_key(patient)}


class Patients(Records[Patient]):
    """The charts' people, kept findable."""

    def __init__(self) -> None:
        super().__init__(
            "chart", Patient, PatientRow, derived=_derived, order_by=("sort_key", "id")
        )
        self._by_chart_number = self.prepare(_PATIENT.c.chart_number == bindparam("chart_number"))

    def put(self, connection: Connection, value: Patient) -> int:
        """Insert or save *value* and its search entry."""
        patient_id = super().put(connection, value)
        sqlite.index_patient(connection, patient_id, search_words(value), search_names(value))
        return patient_id

    def by_chart_number(self, connection: Connection, chart_number: str) -> Patient | None:
        """Return the chart with that number, or None."""
        return self._by_chart_number.first(connection, chart_number=chart_number)

    def count(self, connection: Connection) -> int:
        """Return how many charts there are."""
        return int(connection.execute(select(func.count()).select_from(_PATIENT)).scalar_one())


class Organizations(Records[Organization]):
    """The directory's organizations."""

    def __init__(self) -> None:
        super().__init__("entry", Organization, OrganizationRow, order_by=("name", "id"))

    def listed(
        self, connection: Connection, kind: OrganizationKind | None = None
    ) -> list[Organization]:
        """Return the active ones, of one kind or all."""
        found = self.prepare(self.table.c.active.is_(True)).all(connection)
        return [entry for entry in found if kind is None or entry.kind is kind]


class Practitioners(Records[Practitioner]):
    """The directory's practitioners."""

    def __init__(self) -> None:
        super().__init__(
            "entry", Practitioner, PractitionerRow, order_by=("family_name", "given_name", "id")
        )

    def listed(
        self, connection: Connection, kind: PractitionerKind | None = None
    ) -> list[Practitioner]:
        """Return the active ones, of one kind or all."""
        found = self.prepare(self.table.c.active.is_(True)).all(connection)
        return [entry for entry in found if kind is None or entry.kind is kind]


patients = Patients()
organizations = Organizations()
practitioners = Practitioners()
related_people: Records[RelatedPerson] = Records("contact", RelatedPerson, RelatedPersonRow)
