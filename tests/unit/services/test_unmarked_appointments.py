"""Appointments of earlier days stay in sight until somebody says what became of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from practice_desk.domain.account import Role
from practice_desk.domain.appointment import AppointmentStatus
from practice_desk.services import appointments, drafts, unmarked_appointments
from practice_desk.services.clinic import Clinic
from practice_desk.services.visits_today import DRAFT_KIND
from tests.factories import a_colleague, a_draft, a_patient, an_appointment

_S = AppointmentStatus


def unmarked(clinic: Clinic) -> list[int | None]:
    found = unmarked_appointments.unmarked_appointments(clinic).newest
    return [each.entry.appointment.id for each in found]


def test_that_it_waits_from_midnight_until_it_is_marked_however_old(clinic: Clinic):
    patient_id, now = a_patient(clinic), clinic.now()
    an_appointment(clinic, patient_id, starts_at=now)
    old = an_appointment(clinic, patient_id, starts_at=now - timedelta(days=700))
    newer = an_appointment(clinic, patient_id, starts_at=now - timedelta(days=1))
    arrived = an_appointment(clinic, patient_id, starts_at=now - timedelta(days=3))
    appointments.mark_appointment(clinic, arrived, _S.ARRIVED)
    assert unmarked(clinic) == [newer.id, arrived.id, old.id]

    here = appointments.saved_appointment(clinic, arrived)
    appointments.mark_appointment(clinic, here, _S.FULFILLED)
    appointments.mark_appointment(clinic, newer, _S.NO_SHOW)
    appointments.mark_appointment(clinic, old, _S.CANCELLED, "moved away")
    assert unmarked(clinic) == []


def test_that_a_visit_that_one_has_begun_is_not_told_to_oneself_again(clinic: Clinic):
    patient_id = a_patient(clinic)
    begun, other = (
        an_appointment(clinic, patient_id, starts_at=clinic.now() - timedelta(days=days))
        for days in (1, 2)
    )
    body = {"target": {"appointment": begun.id}}
    drafts.keep_draft(clinic, a_draft(patient_id, kind=DRAFT_KIND, body=body))
    assert unmarked(clinic) == [other.id]
    clinic.session = replace(clinic.session, user_name="bo.lind")
    assert unmarked(clinic) == [begun.id, other.id]


def test_that_whom_it_was_with_and_the_front_desk_may_know(clinic: Clinic):
    patient_id, me = a_patient(clinic), clinic.session
    a_colleague(clinic, Role.FRONT_DESK)
    yesterday = clinic.now() - timedelta(days=1)
    an_appointment(clinic, patient_id, starts_at=yesterday, practitioner_id=me.practitioner_id)
    an_appointment(clinic, patient_id, starts_at=yesterday)
    found = unmarked_appointments.unmarked_appointments(clinic).newest
    owners = {each.entry.appointment.practitioner_id: each.owners for each in found}
    assert owners == {me.practitioner_id: {me.user_name, "bo.lind"}, None: {"bo.lind"}}


def test_that_of_too_many_the_older_are_counted(clinic: Clinic, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(unmarked_appointments, "MOST", 1)
    patient_id = a_patient(clinic)
    for days in (1, 2, 3):
        an_appointment(clinic, patient_id, starts_at=clinic.now() - timedelta(days=days))
    found = unmarked_appointments.unmarked_appointments(clinic)
    assert (len(found.newest), found.older) == (1, 2)
