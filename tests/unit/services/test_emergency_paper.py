"""Who and what is on the emergency paper, and what is recorded of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from practice_desk.domain.adverse_event import AdverseEvent
from practice_desk.domain.adverse_event_review import Action, CaseOutcome, Decision, Review
from practice_desk.domain.allergy_intolerance import AllergyIntolerance, AllergyStatementKind
from practice_desk.domain.appointment import AppointmentStatus, moment_of
from practice_desk.domain.directory import Practitioner, PractitionerKind
from practice_desk.domain.encounter import Encounter
from practice_desk.domain.errors import FolderReadOnly, NotFound
from practice_desk.domain.medication import Origin
from practice_desk.domain.patient import PatientStatus, RelatedPerson, RelatedPersonRole
from practice_desk.domain.permission import Operation
from practice_desk.services import appointments, charts, health, patients, plan, side_effects
from practice_desk.services.chart_access import restrict_chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.directory import save_practitioner
from practice_desk.services.emergency_paper import (
    ACTIVE,
    APPOINTMENTS_TODAY,
    VISITS_TODAY,
    chosen_charts,
    count_on_paper,
    likeliest_scope,
    paper_draft,
    record_paper,
    render_paper,
)
from practice_desk.storage import health as stored_health
from tests.factories import a_medication, a_patient, a_pharmacy, an_appointment


def visit(clinic: Clinic, patient_id: int, hours: float, status: str = "planned") -> None:
    """Note a visit that begins *hours* after this day began."""
    day = clinic.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    with clinic.writing(Operation.IMPORT_RECORDS) as work:
        begins = day + timedelta(hours=hours)
        stored_health.encounters.add(
            work.connection, Encounter(patient_id, status, "AMB", "Visit", begins)
        )


def names(clinic: Clinic, scope=ACTIVE) -> list[str]:
    return [patient.name for patient in paper_draft(clinic, scope).content.patients]


def test_that_active_patients_are_listed_by_name_and_inactive_ones_are_not(clinic: Clinic) -> None:
    a_patient(clinic, family_name="Zola", given_name="Émile")
    a_patient(clinic, family_name="Abel", given_name="Niels", middle_name="Henrik")
    a_patient(clinic, family_name="Gone", status=PatientStatus.INACTIVE)
    assert names(clinic) == ["Abel, Niels Henrik", "Zola, Émile"]


def test_that_todays_visits_come_in_the_order_of_their_times(clinic: Clinic) -> None:
    late, early, other, past = (
        a_patient(clinic, family_name=name) for name in ("Late", "Early", "Tomorrow", "Done")
    )
    visit(clinic, late, 16.5)
    visit(clinic, early, 9)
    visit(clinic, other, 30)
    visit(clinic, past, 8, "finished")
    content = paper_draft(clinic, VISITS_TODAY).content
    assert [(each.time, each.name[:5]) for each in content.patients] == [
        ("9:00 AM", "Early"),
        ("4:30 PM", "Late,"),
    ]
    counts = count_on_paper(clinic)
    assert counts == {APPOINTMENTS_TODAY.who: 0, VISITS_TODAY.who: 2, ACTIVE.who: 4}
    assert likeliest_scope(counts) is VISITS_TODAY


def test_that_todays_schedule_comes_by_time_with_whom_and_each_patient_once(clinic: Clinic) -> None:
    late, early, gone, tomorrow = (
        a_patient(clinic, family_name=name) for name in ("Late", "Early", "Gone", "Tomorrow")
    )
    (ana,) = appointments.people_to_see(clinic)
    today = clinic.today()
    nine, four = moment_of(today, time(9)), moment_of(today, time(16, 30))
    an_appointment(clinic, late, starts_at=four)
    an_appointment(clinic, early, starts_at=nine, practitioner_id=ana.id)
    an_appointment(clinic, early, starts_at=four + timedelta(minutes=15), practitioner_id=ana.id)
    cancelled = an_appointment(clinic, gone, starts_at=nine)
    appointments.mark_appointment(clinic, cancelled, AppointmentStatus.CANCELLED, "ill")
    an_appointment(clinic, tomorrow, starts_at=nine + timedelta(days=1))
    content = paper_draft(clinic, APPOINTMENTS_TODAY).content
    assert [(each.time, each.name[:5], each.practitioner) for each in content.patients] == [
        ("9:00 AM, 4:45 PM", "Early", "Ana Berg, PMHNP-BC"),
        ("4:30 PM", "Late,", ""),
    ]
    counts = count_on_paper(clinic)
    assert counts[APPOINTMENTS_TODAY.who] == 2
    assert likeliest_scope(counts) is APPOINTMENTS_TODAY


def test_that_chosen_charts_are_found_by_their_numbers(clinic: Clinic) -> None:
    first = patients.get_patient(clinic, a_patient(clinic, family_name="First"))
    a_patient(clinic, family_name="Second")
    assert names(clinic, chosen_charts([first.chart_number])) == ["First, Łukasz"]
    with pytest.raises(NotFound):
        paper_draft(clinic, chosen_charts(["PD999999"]))


def test_that_medications_say_how_they_stand(clinic: Clinic) -> None:
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id)
    held = a_medication(clinic, patient_id, name="lithium").medication_id
    plan.hold_medication(clinic, patient_id, held, plan.PlanEntry(clinic.today(), "side_effect"))
    stopped = a_medication(clinic, patient_id, name="bupropion").medication_id
    plan.stop_medication(clinic, patient_id, stopped, plan.PlanEntry(clinic.today(), "side_effect"))
    a_medication(clinic, patient_id, name="ibuprofen", origin=Origin.OWN)
    (patient,) = paper_draft(clinic, ACTIVE).content.patients
    told = {each.name: (each.directions, each.note) for each in patient.medications}
    assert list(told) == ["ibuprofen", "sertraline", "lithium"]
    assert told["sertraline"][0] == "Take 1 tablet (50 mg) by mouth every morning."
    assert told["ibuprofen"][1].endswith(", as told")
    assert told["lithium"][1].startswith("ON HOLD since ")


def test_that_open_side_effects_are_on_it_and_closed_ones_are_not(clinic: Clinic) -> None:
    patient_id = a_patient(clinic)
    for words, outcome in (("Tremor", None), ("Dry mouth", CaseOutcome.RECOVERED)):
        told = AdverseEvent(patient_id, words, clinic.today(), effect=words)
        number = side_effects.report_side_effect(clinic, told).id
        if outcome is not None:
            closing = Review(words, (Decision(Action.NOTHING),), outcome=outcome)
            side_effects.review_side_effect(clinic, patient_id, number, closing)
    (patient,) = paper_draft(clinic, ACTIVE).content.patients
    (line,) = patient.side_effects
    assert line.startswith("Tremor (told ")
    assert line.endswith("to be reviewed)")


def test_that_allergies_are_asked_none_or_listed(clinic: Clinic) -> None:
    not_asked, none_known, listed = (a_patient(clinic, family_name=name) for name in "ABC")
    health.state_allergies(clinic, none_known, AllergyStatementKind.NO_KNOWN_ALLERGIES)
    health.save_allergy(clinic, AllergyIntolerance(listed, "Penicillin", reaction="hives"))
    health.save_allergy(clinic, AllergyIntolerance(listed, "Latex"))
    found = [each.allergies for each in paper_draft(clinic, ACTIVE).content.patients]
    assert found == [None, (), ("Penicillin (hives)", "Latex")]
    assert not_asked


def test_that_whom_to_call_is_there_and_retracted_contacts_are_not(clinic: Clinic) -> None:
    prescriber = save_practitioner(
        clinic,
        Practitioner("Berg", "Ana", kind=PractitionerKind.PRESCRIBER, phone="(503) 555-0100"),
    ).id
    patient_id = a_patient(
        clinic, preferred_pharmacy_id=a_pharmacy(clinic), prescriber_id=prescriber
    )
    for role, name, retracted in (
        (RelatedPersonRole.EMERGENCY_CONTACT, "Marta Díaz", ""),
        (RelatedPersonRole.GUARDIAN, "Wrong Person", "typed in the wrong chart"),
    ):
        person = RelatedPerson(patient_id, role, name, "sister", "(541) 555-0118")
        patients.save_related_person(clinic, replace(person, retracted_reason=retracted))
    (patient,) = paper_draft(clinic, ACTIVE).content.patients
    assert [(each.who, each.phone) for each in patient.contacts] == [
        ("Emergency contact: Marta Díaz (sister)", "(541) 555-0118"),
        ("Prescriber: Ana Berg", "(503) 555-0100"),
        ("Pharmacy: Riverside Pharmacy", "(503) 555-0177"),
    ]


def test_that_a_chart_closed_to_the_person_is_left_out_and_counted(clinic: Clinic) -> None:
    closed = a_patient(clinic, family_name="Closed")
    a_patient(clinic, family_name="Open")
    restrict_chart(clinic, closed, "asked for by the patient")
    clinic.session = replace(clinic.session, practitioner_id=None)
    draft = paper_draft(clinic, ACTIVE)
    assert [patient.name for patient in draft.content.patients] == ["Open, Łukasz"]
    assert draft.content.left_out == 1
    assert closed not in draft.patient_ids


def test_that_printing_is_an_audit_row_and_a_disclosure_for_each_patient(clinic: Clinic) -> None:
    ids = [a_patient(clinic, family_name=name) for name in ("A", "B")]
    draft = paper_draft(clinic, ACTIVE)
    changes = record_paper(clinic, draft, render_paper(draft))
    assert changes.patient_ids == frozenset(ids)
    for patient_id in ids:
        (disclosure,) = charts.reload_chart(clinic, patient_id).disclosures
        assert disclosure.recipient == "Emergency paper, in the clinic"
    with clinic.store.read() as work:
        rows = work.connection.exec_driver_sql(
            "SELECT kind, detail, patient_id FROM audit_event "
            "WHERE operation = 'print emergency paper' ORDER BY id"
        ).all()
    viewed = [("view", "emergency paper of 2 charts", each) for each in ids]
    printed = [("print", "emergency paper of 2 charts printed", each) for each in ids]
    assert [tuple(row) for row in rows] == viewed + printed


def test_that_a_paper_that_could_not_be_written_is_not_recorded(
    clinic: Clinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient_id = a_patient(clinic)
    draft = paper_draft(clinic, ACTIVE)

    def refuse(*_: object) -> None:
        raise FolderReadOnly("The folder may not be written.")

    monkeypatch.setattr("practice_desk.services.emergency_paper.write_copy", refuse)
    with pytest.raises(FolderReadOnly):
        record_paper(clinic, draft, render_paper(draft), tmp_path / "paper.pdf")
    assert charts.reload_chart(clinic, patient_id).disclosures == ()
