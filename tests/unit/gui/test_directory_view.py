"""Finding in the directory, and what is said about an NPI while it is typed."""

from __future__ import annotations

import pytest

from practice_desk.domain.directory import Organization, Practitioner
from practice_desk.gui.models.directory_view import matching, outside_only, row_of
from practice_desk.gui.models.npi_hint import npi_hint

ROWS = [
    row_of(Organization("Żółw Pharmacy", phone="(503) 555-0142", city="Beaverton", state="OR")),
    row_of(Organization("Closed Drugs", active=False)),
    row_of(Practitioner("Nguyễn", "Hương", "DO", organization_name="Eastside Family Medicine")),
]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("", ["Hương Nguyễn, DO", "Żółw Pharmacy"]),
        ("zolw", ["Żółw Pharmacy"]),
        ("beaver pharm", ["Żółw Pharmacy"]),
        ("555-0142", ["Żółw Pharmacy"]),
        ("5035550142", ["Żółw Pharmacy"]),
        ("eastside", ["Hương Nguyễn, DO"]),
        ("nobody", []),
    ],
)
def test_that_words_and_numbers_find_entries(typed, names):
    assert [row.name for row in matching(ROWS, typed, inactive=False)] == names


def test_that_inactive_entries_appear_only_when_asked_for():
    found = matching(ROWS, "closed", inactive=True)
    assert [row.cells[0] for row in found] == ["Closed Drugs (inactive)"]
    assert not matching(ROWS, "closed", inactive=False)


def test_that_our_own_people_are_not_outside_clinicians():
    people = [Practitioner("Berg", user_name="ana.berg"), Practitioner("Okafor")]
    assert [person.family_name for person in outside_only(people)] == ["Okafor"]


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("", False),
        ("12345", False),
        ("1234567893", False),
        ("1234567890", True),
        ("12345678931", True),
        ("12345x", True),
        ("١٢٣", True),
    ],
)
def test_that_an_npi_is_judged_as_soon_as_it_can_be(typed, wrong):
    assert npi_hint(typed)[1] is wrong
