"""To whom information can be released: those of the directory by the names that a form says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from practice_desk.domain.directory import Organization, Practitioner


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """One of the directory: an organization or a clinician from outside, by its id."""

    organization_id: int | None = None
    practitioner_id: int | None = None


def recipients_by_name(
    organizations: Iterable[Organization], practitioners: Iterable[Practitioner]
) -> dict[str, DirectoryEntry]:
    """Return each of the directory by name; those of one name are told apart by where they are.

    What is then still the same is left out: nobody could say which of them was meant.
    """
    known = [
        (each.name, ", ".join((each.address_line, each.city)), DirectoryEntry(each.id))
        for each in organizations
    ]
    for person in practitioners:
        if not person.user_name:
            where = ", ".join((person.organization_name, person.address_line, person.city))
            known.append((person.display_name, where, DirectoryEntry(None, person.id)))
    of_name = Counter(name for name, _, _ in known)
    told = [(_told(name, where, of_name[name] > 1), entry) for name, where, entry in known]
    of_told = Counter(name for name, _ in told)
    return {name: entry for name, entry in told if of_told[name] == 1}


def _told(name: str, where: str, needs_place: bool) -> str:
    parts = [part.strip() for part in where.split(",") if part.strip()]
    return ", ".join((name, *parts)) if needs_place else name
