"""Patients, related people and the directory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from sqlalchemy import Connection, bindparam, func, insert, select, update

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
    NAME_WORD,
    ORGANIZATION,
    PATIENT,
    PATIENT_LIST,
    PRACTITIONER,
    RELATED_PERSON,
)
from practice_desk.storage.records import Records

E = TypeVar("E", Organization, Practitioner)


def sort_key(patient: Patient) -> str:
    """Return the folded name by which lists are sorted: family, given, middle."""
    return "|".join(
        fold(part) for part in (patient.family_name, patient.given_name, patient.middle_name)
    )


def search_words(patient: Patient) -> str:
    """Return everything a search matches by its beginning: names, digits of chart and phones.

    A phone number is findable from its first digit, without area code, and by its last four.
    """
    parts = [search_names(patient), digits(patient.chart_number).lstrip("0")]
    for number in (digits(patient.phone), digits(patient.phone_mobile)):
        national = number[1:] if len(number) == 11 and number.startswith("1") else number
        parts += [national, national[-7:], national[-4:]]
    return " ".join(dict.fromkeys(part for part in parts if part))


def search_names(patient: Patient) -> str:
    """Return the folded names, also as one word where a name has several (O'Neil, de la Cruz)."""
    names = (
        patient.given_name,
        patient.preferred_name,
        patient.middle_name,
        patient.family_name,
    )
    folded = [fold(name) for name in names]
    return " ".join([*folded, *(name.replace(" ", "") for name in folded if " " in name)])


def _derived(patient: Patient) -> Mapping[str, object]:
    return {"sort_key": sort_key(patient)}


class Patients(Records[Patient]):
    """The charts' people, kept findable."""

    def __init__(self) -> None:
        super().__init__("chart", Patient, PATIENT, derived=_derived, order_by=("sort_key", "id"))
        self._by_chart_number = self.prepare(PATIENT.c.chart_number == bindparam("chart_number"))

    def put(self, connection: Connection, value: Patient) -> int:
        """Insert or save *value* and its search entry."""
        patient_id = super().put(connection, value)
        sqlite.index_patient(connection, patient_id, search_words(value))
        self._learn_names(connection, search_names(value))
        self.raise_revision(connection)
        return patient_id

    def _learn_names(self, connection: Connection, names: str) -> None:
        known = select(NAME_WORD.c.word).where(NAME_WORD.c.word.in_(names.split()))
        new = set(names.split()) - set(connection.execute(known).scalars())
        if new:
            connection.execute(insert(NAME_WORD), [{"word": word} for word in sorted(new)])

    def raise_revision(self, connection: Connection) -> None:
        """Let every cache of the list notice that it is out of date."""
        raised = update(PATIENT_LIST).values(revision=PATIENT_LIST.c.revision + 1)
        if connection.execute(raised).rowcount == 0:
            connection.execute(insert(PATIENT_LIST), {"id": 1, "revision": 1})

    def by_chart_number(self, connection: Connection, chart_number: str) -> Patient | None:
        """Return the chart with that number, or None."""
        return self._by_chart_number.first(connection, chart_number=chart_number)

    def count(self, connection: Connection) -> int:
        """Return how many charts there are."""
        return int(connection.execute(select(func.count()).select_from(PATIENT)).scalar_one())


class Entries(Records[E]):
    """One half of the directory."""

    def listed(
        self,
        connection: Connection,
        kind: OrganizationKind | PractitionerKind | None = None,
        *,
        with_inactive: bool = False,
    ) -> list[E]:
        """Return the active entries, or also the others, of one kind or all."""
        where = () if with_inactive else (self.table.c.active.is_(True),)
        found = self.prepare(*where).all(connection)
        return [entry for entry in found if kind is None or entry.kind is kind]


patients = Patients()
organizations: Entries[Organization] = Entries(
    "entry", Organization, ORGANIZATION, order_by=("name", "id")
)
practitioners: Entries[Practitioner] = Entries(
    "entry", Practitioner, PRACTITIONER, order_by=("family_name", "given_name", "id")
)
related_people: Records[RelatedPerson] = Records("contact", RelatedPerson, RELATED_PERSON)
