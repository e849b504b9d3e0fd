"""The directory's entries as rows, and finding among them; no widgets here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from practice_desk.domain.directory import (
    Organization,
    OrganizationKind,
    Practitioner,
    PractitionerKind,
    address_lines,
)
from practice_desk.domain.text import digits, fold

ORGANIZATION_KINDS = {
    OrganizationKind.PHARMACY: "Pharmacy",
    OrganizationKind.CLINIC: "Clinic",
    OrganizationKind.LABORATORY: "Laboratory",
    OrganizationKind.OTHER: "Other",
}
PRACTITIONER_KINDS = {
    PractitionerKind.PRESCRIBER: "Prescriber",
    PractitionerKind.THERAPIST: "Therapist",
    PractitionerKind.PRIMARY_CARE: "Primary care",
    PractitionerKind.OTHER: "Other",
}

Entry = Organization | Practitioner


@dataclass(frozen=True, slots=True)
class DirectoryRow:
    """One line of the table. `search` holds folded text and the bare digits of the numbers."""

    entry: Entry
    name: str
    kind: str
    place: str
    phone: str
    fax: str
    active: bool
    search: str

    @property
    def cells(self) -> tuple[str, str, str, str, str]:
        """What the table shows, column by column."""
        name = self.name if self.active else f"{self.name} (inactive)"
        return (name, self.kind, self.place, self.phone, self.fax)


HEADERS = ("Name", "Kind", "Address", "Phone", "Fax")


def row_of(entry: Entry) -> DirectoryRow:
    """Return the line of one entry."""
    place = ", ".join(address_lines(entry.address_line, entry.city, entry.state, entry.postal_code))
    if isinstance(entry, Organization):
        name, kind, number = entry.name, ORGANIZATION_KINDS[entry.kind], entry.ncpdp_id
    else:
        name, kind, number = entry.display_name, PRACTITIONER_KINDS[entry.kind], entry.npi
        place = ", ".join(part for part in (entry.organization_name, place) if part)
    words = fold(" ".join((name, kind, place, entry.email, number)))
    bare = f"{digits(entry.phone)} {digits(entry.fax)}"
    return DirectoryRow(
        entry, name, kind, place, entry.phone, entry.fax, entry.active, f"{words} {bare}"
    )


def outside_only(practitioners: Iterable[Practitioner]) -> list[Practitioner]:
    """Leave out the clinic's own people: their entry follows their account."""
    return [person for person in practitioners if not person.user_name]


def matching(rows: Iterable[DirectoryRow], text: str, *, inactive: bool) -> list[DirectoryRow]:
    """Return the rows that hold every word of *text*, by name; numbers match by their digits."""
    wanted = fold(text).split()
    found = [row for row in rows if (inactive or row.active) and _holds(row.search, wanted)]
    return sorted(found, key=lambda row: fold(row.name))


def _holds(search: str, wanted: list[str]) -> bool:
    return all(word in search for word in wanted)
