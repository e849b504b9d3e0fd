"""To whom a consent can be bound."""

from __future__ import annotations

from practice_desk.domain.directory import Organization, Practitioner
from practice_desk.gui.models.consent_recipients import DirectoryEntry, recipients_by_name


def test_that_those_of_one_name_are_told_apart_by_where_they_are_or_not_offered():
    organizations = [
        Organization("Elm Pharmacy", address_line="1 Elm St", city="Salem", id=1),
        Organization("Elm Pharmacy", address_line="9 Oak St", city="Salem", id=2),
        Organization("City Clinic", id=3),
        Organization("Twin", city="Bend", id=4),
        Organization("Twin", city="Bend", id=5),
    ]
    practitioners = [
        Practitioner("Lee", "Kim", "MD", id=6),
        Practitioner("Berg", "Ana", "PMHNP", user_name="ana.berg", id=7),
    ]
    assert recipients_by_name(organizations, practitioners) == {
        "Elm Pharmacy, 1 Elm St, Salem": DirectoryEntry(1),
        "Elm Pharmacy, 9 Oak St, Salem": DirectoryEntry(2),
        "City Clinic": DirectoryEntry(3),
        "Kim Lee, MD": DirectoryEntry(None, 6),
    }
