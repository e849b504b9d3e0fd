"""Recording and answering what patients ask for about their records."""

from __future__ import annotations

from dataclasses import replace

import pytest

from practice_desk.domain.account import Role
from practice_desk.domain.errors import Invalid, NotFound, NotPermitted
from practice_desk.domain.patient_request import (
    Asker,
    DenialGround,
    PatientRequest,
    RequestEntry,
    RequestKind,
    RequestStep,
    Standing,
)
from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.services import chart_access, patient_requests
from practice_desk.services.clinic import Clinic
from tests.factories import a_note, a_patient


def _ask(clinic: Clinic, patient_id: int, kind: RequestKind = RequestKind.ACCESS) -> int:
    value = PatientRequest(
        patient_id, kind, clinic.today(), Asker.PATIENT, "", "in person", "licence", "A copy",
        "PDF", clinic.now(), "", about="Note",
    )  # fmt: skip
    return patient_requests.record_request(clinic, value).id


def _step(
    clinic: Clinic,
    patient_id: int,
    number: int,
    step: RequestStep,
    ground: DenialGround | None = None,
) -> None:
    entry = RequestEntry(
        patient_id, number, step, clinic.today(), "words", clinic.now(), "", ground
    )
    patient_requests.add_step(clinic, entry)


def test_that_a_request_waits_until_it_is_answered_and_again_once_reopened(clinic: Clinic) -> None:
    patient_id = a_patient(clinic)
    number = _ask(clinic, patient_id)
    assert [each.case.request.id for each in patient_requests.open_requests(clinic)] == [number]
    _step(clinic, patient_id, number, RequestStep.GIVEN)
    assert patient_requests.open_requests(clinic) == ()
    _step(clinic, patient_id, number, RequestStep.REOPENED)
    assert len(patient_requests.open_requests(clinic)) == 1
    (case,) = patient_requests.requests_of_chart(clinic, patient_id)
    assert case.standing is Standing.OPEN
    assert [entry.recorded_by for entry in case.entries] == [clinic.session.user_name] * 2


def test_that_what_can_not_follow_is_refused_and_changes_nothing(clinic: Clinic) -> None:
    patient_id = a_patient(clinic)
    number = _ask(clinic, patient_id, RequestKind.AMENDMENT)
    with pytest.raises(Invalid):
        _step(clinic, patient_id, number, RequestStep.DISAGREEMENT)
    with pytest.raises(Invalid):
        _step(clinic, patient_id, number, RequestStep.DENIED, DenialGround.DANGER)
    (case,) = patient_requests.requests_of_chart(clinic, patient_id)
    assert case.entries == ()


def test_that_a_step_stays_within_its_chart(clinic: Clinic) -> None:
    number, other = _ask(clinic, a_patient(clinic)), a_patient(clinic)
    with pytest.raises(NotFound):
        _step(clinic, other, number, RequestStep.WITHDRAWN)


def test_that_requests_of_a_chart_closed_to_who_asks_are_not_listed(clinic: Clinic) -> None:
    closed, open_one = a_patient(clinic), a_patient(clinic)
    for patient_id in (closed, open_one):
        _ask(clinic, patient_id)
    chart_access.restrict_chart(clinic, closed, "a relative of staff")
    found = patient_requests.open_requests(clinic)
    assert [each.patient.id for each in found] == [open_one]


def test_that_a_request_may_point_at_records_of_its_own_chart_only(clinic: Clinic) -> None:
    patient_id = a_patient(clinic)
    _ask(clinic, patient_id)
    (case,) = patient_requests.requests_of_chart(clinic, patient_id)
    elsewhere = replace(case.request, about_noun=RecordNoun.NOTE, about_id=999)
    with pytest.raises(NotFound):
        patient_requests.record_request(clinic, elsewhere)


def test_that_the_front_desk_takes_a_request_down_and_points_at_nothing_it_may_not_see(
    clinic: Clinic,
) -> None:
    patient_id = a_patient(clinic)
    note = a_note(clinic, patient_id, "Was late.").id
    clinician = clinic.session
    clinic.session = replace(clinician, roles=frozenset({Role.FRONT_DESK}))
    number = _ask(clinic, patient_id, RequestKind.AMENDMENT)
    with pytest.raises(NotPermitted):
        patient_requests.requests_of_chart(clinic, patient_id)
    with pytest.raises(NotPermitted):
        _step(clinic, patient_id, number, RequestStep.ACCEPTED)
    clinic.session = clinician
    (case,) = patient_requests.requests_of_chart(clinic, patient_id)
    pointing = replace(case.request, about_noun=RecordNoun.NOTE, about_id=note)
    patient_requests.record_request(clinic, pointing)
    clinic.session = replace(clinician, roles=frozenset({Role.FRONT_DESK}))
    with pytest.raises(NotFound):
        patient_requests.record_request(clinic, pointing)
