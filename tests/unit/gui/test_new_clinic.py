"""What the create-a-clinic dialog checks and suggests."""

from __future__ import annotations

from pathlib import Path

import pytest

from practice_desk.domain.clinic import ClinicProfile
from practice_desk.gui.models.new_clinic import (
    NewClinicFields,
    check_clinic_step,
    check_person_step,
    suggested_folder,
    suggested_user_name,
)

PASSPHRASE = "quiet river stones"


def fields(**changes):
    known = {
        "clinic": ClinicProfile("Riverside"),
        "user_name": "ana.berg",
        "given_name": "Ana",
        "family_name": "Berg",
        "passphrase": PASSPHRASE,
    }
    return NewClinicFields(**{**known, **changes})


def test_that_a_complete_person_has_no_problems():
    assert check_person_step(fields(), PASSPHRASE) == ()


@pytest.mark.parametrize(
    ("changes", "again", "field"),
    [
        ({"family_name": ""}, PASSPHRASE, "family_name"),
        ({"user_name": "Ana Berg"}, PASSPHRASE, "user_name"),
        ({"npi": "1234567890"}, PASSPHRASE, "npi"),
        ({"passphrase": "short"}, "short", "passphrase"),
        ({}, PASSPHRASE + " ", "passphrase_again"),
    ],
)
def test_that_each_thing_wrong_is_told_at_its_field(changes, again, field):
    assert [each.field for each in check_person_step(fields(**changes), again)] == [field]


@pytest.mark.parametrize(
    ("folder", "problems"), [("/home/ana/Riverside", []), ("", ["folder"]), ("x", ["folder"])]
)
def test_that_the_folder_is_a_whole_path(folder, problems):
    found = check_clinic_step(ClinicProfile("Riverside"), folder)
    assert [each.field for each in found] == problems


def test_that_a_nameless_clinic_is_refused():
    assert [each.field for each in check_clinic_step(ClinicProfile(""), "/x")] == ["name"]


def test_that_the_passphrase_is_in_no_trace():
    assert PASSPHRASE not in repr(fields())


def test_that_the_request_carries_everything_to_the_service():
    request = fields(credentials="MD", npi="1234567893").request()
    assert (request.clinic.name, request.user_name) == ("Riverside", "ana.berg")
    assert (request.given_name, request.family_name) == ("Ana", "Berg")
    assert (request.passphrase, request.credentials, request.npi) == (
        PASSPHRASE,
        "MD",
        "1234567893",
    )


def test_that_two_spellings_of_one_passphrase_are_the_same():
    composed, decomposed = "caf\u00e9 and quiet stones", "cafe\u0301 and quiet stones"
    assert check_person_step(fields(passphrase=composed), decomposed) == ()


@pytest.mark.parametrize(
    ("given", "family", "name"),
    [
        ("Ana", "Berg", "ana.berg"),
        ("Zoë", "O'Neill-Dąbrowska", "zoe.oneilldabrowska"),
        ("", "Łukasz", "lukasz"),
        ("明", "王", ""),
    ],
)
def test_that_a_user_name_is_suggested_from_latin_names(given, family, name):
    assert suggested_user_name(given, family) == name


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("Riverside Health", "Riverside Health"),
        ("A/B: <the> clinic?", "A B the clinic"),
        ("../..", "Clinic"),
        ("", "Clinic"),
    ],
)
def test_that_the_folder_is_named_after_the_clinic_on_every_system(name, folder):
    assert suggested_folder(Path("/home/ana"), name) == Path("/home/ana") / folder
