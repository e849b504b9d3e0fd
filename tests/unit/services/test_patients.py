"""Charts and finding them, on a real encrypted clinic."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from practice_desk.domain.account import Role
from practice_desk.domain.errors import Invalid, NotFound, NotPermitted, StaleRecord
from practice_desk.domain.patient import PatientStatus, RelatedPerson, RelatedPersonRole
from practice_desk.services import patients
from practice_desk.services.charts import open_chart
from practice_desk.services.clinic import Session
from tests.factories import a_patient

HOSTILE = "<b>Robert</b>'); DROP TABLE patient;--"


def found(clinic, text, **options):
    ids = patients.find_patients(clinic, text, **options)
    return [entry.display_name for entry in patients.patient_summaries(clinic, ids)]


@pytest.fixture
def crowd(clinic):
    a_patient(clinic, phone="(503) 555-0142")
    a_patient(clinic, family_name="Gálvez", given_name="Ramón", birth_date=date(1990, 1, 2))
    a_patient(clinic, family_name="O'Neil", given_name="Robert", preferred_name="Rob")
    a_patient(clinic, family_name="Nguyễn", given_name="Thị Hương", phone_mobile="971-555-0199")
    a_patient(clinic, family_name="Søgaard", given_name="Ane", status=PatientStatus.INACTIVE)
    return clinic


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("dab", "Łukasz Dąbrowski"),
        ("lukasz dabrowski", "Łukasz Dąbrowski"),
        ("dabrowski l", "Łukasz Dąbrowski"),
        ("RAMON", "Ramón Gálvez"),
        ("galvez 1/2/1990", "Ramón Gálvez"),
        ("2 jan 1990", "Ramón Gálvez"),
        ("rob", "Robert “Rob” O'Neil"),
        ("oneil", "Robert “Rob” O'Neil"),
        ("o neil", "Robert “Rob” O'Neil"),
        ("nguyen", "Thị Hương Nguyễn"),
        ("huong", "Thị Hương Nguyễn"),
        ("sogaard", "Ane Søgaard"),
        ("(503) 555-0142", "Łukasz Dąbrowski"),
        ("9715550199", "Thị Hương Nguyễn"),
        ("0199", "Thị Hương Nguyễn"),
        ("PD000002", "Ramón Gálvez"),
        ("pd000002", "Ramón Gálvez"),
    ],
)
def test_that_a_chart_is_found_by_whatever_is_known(crowd, text, name):
    assert name in found(crowd, text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("robrt", "Robert “Rob” O'Neil"),
        ("dabrowsky", "Łukasz Dąbrowski"),
        ("dabrwoski", "Łukasz Dąbrowski"),
        ("galvze", "Ramón Gálvez"),
        ("kabrowski", "Łukasz Dąbrowski"),
        ("ramon galves", "Ramón Gálvez"),
    ],
)
def test_that_a_typing_error_still_finds_the_chart(crowd, text, name):
    assert found(crowd, text) == [name]


def test_that_nothing_typed_lists_everybody_by_family_name(crowd):
    assert [name.split()[-1] for name in found(crowd, "")] == [
        "Dąbrowski", "Gálvez", "Nguyễn", "O'Neil", "Søgaard",
    ]  # fmt: skip


def test_that_the_list_can_leave_out_inactive_charts(crowd):
    assert "Ane Søgaard" not in found(crowd, "", active_only=True)
    assert found(crowd, "sogaard", active_only=True) == []


def test_that_a_renamed_patient_is_found_by_the_new_name_only(crowd):
    (patient_id,) = patients.find_patients(crowd, "galvez")
    person = patients.get_patient(crowd, patient_id)
    patients.save_patient(crowd, replace(person, family_name="Quesada"))
    assert found(crowd, "quesada") == ["Ramón Quesada"]
    assert found(crowd, "galvez") == []


@pytest.mark.parametrize(
    "text", ['"', "*", "a* OR b", "'; DROP", "(", "NEAR(a b)", "-", "👩‍⚕️", "%"]
)
def test_that_no_search_text_breaks_the_search(crowd, text):
    found(crowd, text)


def test_that_hostile_names_are_only_text(clinic):
    patient_id = a_patient(clinic, family_name=HOSTILE, given_name="أحمد")
    assert patients.get_patient(clinic, patient_id).family_name == HOSTILE
    assert patients.find_patients(clinic, HOSTILE) == [patient_id]
    assert patients.find_patients(clinic, "أحمد") == [patient_id]
    assert patients.find_patients(clinic, "🙂") == []


def test_that_chart_numbers_are_given_in_turn_and_never_twice(clinic):
    first, second = (patients.get_patient(clinic, a_patient(clinic)).chart_number for _ in range(2))
    assert (first, second) == ("PD000001", "PD000002")
    with pytest.raises(Invalid) as refusal:
        a_patient(clinic, chart_number="PD000001")
    assert refusal.value.problems[0].field == "chart_number"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"family_name": "  "}, "family_name"),
        ({"family_name": "x" * 121}, "family_name"),
        ({"given_name": "a\x00b"}, "given_name"),
        ({"birth_date": date(1899, 12, 31)}, "birth_date"),
        ({"birth_date": date(2150, 1, 1)}, "birth_date"),
    ],
)
def test_that_impossible_people_are_refused_at_their_field(clinic, changes, field):
    with pytest.raises(Invalid) as refusal:
        a_patient(clinic, **changes)
    assert [problem.field for problem in refusal.value.problems] == [field]


def test_that_a_birth_date_of_tomorrow_is_refused_and_today_is_not(clinic):
    with pytest.raises(Invalid):
        a_patient(clinic, birth_date=clinic.today() + timedelta(days=1))
    a_patient(clinic, birth_date=clinic.today())


def test_that_the_second_of_two_editors_is_told(clinic):
    person = patients.get_patient(clinic, a_patient(clinic))
    patients.save_patient(clinic, replace(person, city="Salem"))
    with pytest.raises(StaleRecord):
        patients.save_patient(clinic, replace(person, city="Eugene"))
    assert patients.get_patient(clinic, person.id).city == "Salem"


def test_that_a_retracted_contact_leaves_the_list(clinic):
    patient_id = a_patient(clinic)
    person = RelatedPerson(patient_id, RelatedPersonRole.GUARDIAN, "Maria Dąbrowska")
    saved = patients.save_related_person(clinic, person)
    (listed,) = patients.list_related_people(clinic, patient_id)
    assert listed.id == saved.id
    patients.save_related_person(clinic, replace(listed, retracted_reason="wrong chart"))
    assert patients.list_related_people(clinic, patient_id) == []


def test_that_opening_a_chart_is_recorded_and_a_missing_one_is_said(clinic):
    patient_id = a_patient(clinic)
    before = _audited(clinic)
    open_chart(clinic, patient_id)
    assert _audited(clinic) == before + 1
    with pytest.raises(NotFound):
        open_chart(clinic, 999)


def test_that_a_refusal_is_recorded(clinic):
    patient_id = a_patient(clinic)
    clinic.session = Session("desk", "Front Desk", frozenset({Role.FRONT_DESK}), "ws")
    before = _audited(clinic)
    with pytest.raises(NotPermitted):
        open_chart(clinic, patient_id)
    assert _audited(clinic) == before + 1


def _audited(clinic) -> int:
    with clinic.store.read() as work:
        return clinic.store.audit.head(work.connection).count


@pytest.mark.parametrize("number", ["MR-00412", "MRN 00412", "00412", "412", "2019/412"])
def test_that_a_chart_is_found_by_its_number_however_it_is_typed(clinic, number):
    wanted = a_patient(clinic, chart_number=number)
    a_patient(clinic)
    for text in (number, number.lower(), number.replace("-", " ")):
        assert wanted in patients.find_patients(clinic, text), text


def test_that_the_very_chart_number_comes_first(clinic):
    wanted = a_patient(clinic, family_name="Zimmer", chart_number="PD000003")
    a_patient(clinic, family_name="Adams", chart_number="PD000031", phone="(312) 555-0100")
    for text in ("3", "000003", "pd3", "PD 3", "PD000003"):
        assert patients.find_patients(clinic, text)[0] == wanted, text


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "\u2060\u00ad "])
def test_that_a_name_can_be_seen(clinic, name):
    with pytest.raises(Invalid) as refusal:
        a_patient(clinic, family_name=name)
    assert refusal.value.problems[0].sentence == "Enter the family name."


@pytest.mark.parametrize("name", ["Al\u202eice", "Ann\nBerg", "Ann\tBerg", "\u2066Ann"])
def test_that_names_hold_no_line_breaks_and_no_overrides_of_direction(clinic, name):
    with pytest.raises(Invalid) as refusal:
        a_patient(clinic, given_name=name)
    assert [problem.field for problem in refusal.value.problems] == ["given_name"]


def test_that_a_year_or_month_of_birth_finds_who_was_born_then_after_that_number(clinic):
    a_patient(clinic, given_name="May", family_name="Old", birth_date=date(1974, 5, 21))
    a_patient(clinic, given_name="Ann", family_name="Late", birth_date=date(1974, 12, 31))
    a_patient(clinic, family_name="Young", given_name="Ann", birth_date=date(1975, 1, 1))
    a_patient(clinic, family_name="Called", given_name="Bo", phone="1974555000", birth_date=None)
    assert found(clinic, "May 1974") == ["May Old"]
    assert found(clinic, "5/1974") == ["May Old"]
    assert found(clinic, "ann 1974") == ["Ann Late"]
    assert sorted(found(clinic, "1974")[:2]) == ["Ann Late", "May Old"]
    assert found(clinic, "1974")[2:] == ["Bo Called"]
