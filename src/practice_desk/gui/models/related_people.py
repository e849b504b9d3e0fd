"""The people around a patient while they are edited; nothing is saved here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

from practice_desk.domain.draft import Json
from practice_desk.domain.patient import RelatedPerson, RelatedPersonRole

ROLES = {
    RelatedPersonRole.GUARDIAN: "Guardian",
    RelatedPersonRole.EMERGENCY_CONTACT: "Emergency contact",
    RelatedPersonRole.SUPPORT: "Supporter",
}
REMOVED = "Removed from the chart"


class RelatedPeople:
    """A chart's guardians and contacts, with what was added, changed and removed."""

    def __init__(self, people: Iterable[RelatedPerson]) -> None:
        self._before = {person.id: person for person in people if not person.retracted_reason}
        self._people = list(self._before.values())
        self._removed: list[RelatedPerson] = []

    @staticmethod
    def blank(patient_id: int | None) -> RelatedPerson:
        """Return a person to fill in; a new patient's are bound when the chart is saved."""
        return RelatedPerson(patient_id or 0, RelatedPersonRole.EMERGENCY_CONTACT, "")

    def person(self, row: int) -> RelatedPerson:
        """Return the person in *row*."""
        return self._people[row]

    def put(self, row: int | None, person: RelatedPerson) -> None:
        """Replace the person in *row*, or add one."""
        if row is None:
            self._people.append(person)
        else:
            self._people[row] = person

    def remove(self, row: int) -> None:
        """Take the person in *row* off the list; a saved one stays in the chart as retracted."""
        person = self._people.pop(row)
        if person.id is not None:
            self._removed.append(replace(self._before[person.id], retracted_reason=REMOVED))

    def changed(self) -> tuple[RelatedPerson, ...]:
        """Return what has to be saved."""
        edited = [person for person in self._people if self._before.get(person.id) != person]
        return (*edited, *self._removed)

    def plain(self) -> dict[str, Json]:
        """Return the list as plain data, for a draft."""
        return {
            "people": [_plain(person) for person in self._people],
            "removed": [_plain(person) for person in self._removed],
        }

    def take(self, plain: dict[str, Json]) -> None:
        """Take the list that `plain` returned, beside the people of the chart as it is now."""
        people, removed = plain.get("people"), plain.get("removed")
        if isinstance(people, list) and isinstance(removed, list):
            self._people = [_person(each) for each in people if isinstance(each, dict)]
            self._removed = [_person(each) for each in removed if isinstance(each, dict)]

    def lines(self) -> list[str]:
        """Return a line for each person."""
        return [person_line(person) for person in self._people]


def _plain(person: RelatedPerson) -> dict[str, Json]:
    return {**asdict(person), "role": str(person.role)}


def _person(plain: dict[str, Any]) -> RelatedPerson:
    return RelatedPerson(**{**plain, "role": RelatedPersonRole(plain["role"])})


def person_line(person: RelatedPerson) -> str:
    """Return "Guardian: Marta Nowak (mother), (503) 555-0110"."""
    kin = f" ({person.relationship})" if person.relationship else ""
    phone = f", {person.phone}" if person.phone else ""
    return f"{ROLES[person.role]}: {person.name}{kin}{phone}"
