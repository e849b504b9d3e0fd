"""Consents in a real clinic: who agreed to what, what ends, what another chart never gets."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from practice_desk.domain.consent import (
    Consent,
    ConsentCategory,
    ConsentState,
    MedicationConsent,
    Relation,
    Revoked,
    Signature,
    SignedHow,
    TelehealthConsent,
)
from practice_desk.domain.errors import Invalid, NotFound
from practice_desk.domain.sensitivity import RecordNoun, SensitivityLabel
from practice_desk.services import consents, sensitivity
from tests.factories import a_document, a_medication, a_patient

TOLD = MedicationConsent(
    "sertraline", "low mood", "better mood", "nausea", "therapy", "it may stay", "Driving? Yes."
)


def drawn(clinic, patient_id, provision=TOLD, **fields):
    value = Consent(patient_id, provision, clinic.now(), "", **fields)
    return consents.draw_up_consent(clinic, value).id


def by_patient(clinic, **fields):
    return (Signature("Ada Moss", Relation.PATIENT, clinic.now(), **fields),)


def only(clinic, patient_id):
    (case,) = consents.chart_consents(clinic, patient_id)
    return case


def test_that_a_medication_consent_of_a_visit_reads_back_as_told(clinic):
    patient_id = a_patient(clinic)
    value = Consent(patient_id, TOLD, clinic.now(), "")
    consents.record_agreed(clinic, value, by_patient(clinic), SignedHow.SPOKEN)
    case = only(clinic, patient_id)
    assert (case.state, case.consent.provision) == (ConsentState.SIGNED, TOLD)
    assert case.consent.made_by == clinic.session.user_name
    assert case.signed.signatures[0].name == "Ada Moss"
    found = consents.newest_that_holds((case,), ConsentCategory.MEDICATION)
    assert found is case


def test_that_a_signed_paper_is_bound_to_its_scan_and_revoked_once(clinic):
    patient_id, today = a_patient(clinic), clinic.today()
    scan, number = a_document(clinic, b"scan", patient_id), drawn(clinic, patient_id)
    consents.sign_on_paper(clinic, patient_id, number, by_patient(clinic), today)
    consents.sign_on_paper(clinic, patient_id, number, by_patient(clinic), today, scan)
    with pytest.raises(Invalid):
        consents.sign_on_paper(clinic, patient_id, number, by_patient(clinic), today, scan)
    signed = only(clinic, patient_id).signed
    assert signed.document_id == scan
    assert len(signed.sha256) == 64
    revoked = Revoked("the patient, by letter", "stopped")
    consents.revoke_consent(clinic, patient_id, number, revoked, today)
    case = only(clinic, patient_id)
    assert (case.state, case.ended_on) == (ConsentState.REVOKED, today)
    with pytest.raises(Invalid):
        consents.revoke_consent(clinic, patient_id, number, revoked, today)


def test_that_nothing_of_another_chart_is_taken(clinic):
    own, other = a_patient(clinic), a_patient(clinic)
    number, medication = drawn(clinic, own), a_medication(clinic, own).medication_id
    signatures, today = by_patient(clinic), clinic.today()
    with pytest.raises(NotFound):
        consents.sign_on_paper(clinic, other, number, signatures, today)
    scan, label = a_document(clinic, b"scan", other), SensitivityLabel.PART2
    with pytest.raises(NotFound):
        consents.sign_on_paper(clinic, own, number, signatures, today, scan)
    with pytest.raises(NotFound):
        drawn(clinic, other, replace(TOLD, medication_id=medication))
    with pytest.raises(NotFound):
        drawn(clinic, other, replaces_id=number)
    with pytest.raises(NotFound):
        sensitivity.label_record(clinic, other, RecordNoun.MEDICATION, medication, (label,))


def test_that_today_hears_of_consents_that_end_or_wait(clinic):
    patient_id, today = a_patient(clinic), clinic.today()
    remote = TelehealthConsent("video", "at home", "call 911")
    waiting = drawn(clinic, patient_id)
    soon, late = today + timedelta(20), today + timedelta(200)
    numbers = []
    for ends in (soon, late):
        value = Consent(patient_id, remote, clinic.now(), "", expires_on=ends)
        agreed = consents.record_agreed(clinic, value, by_patient(clinic), SignedHow.SPOKEN)
        numbers.append(agreed.id)
    due = consents.consents_due(clinic)
    assert {each.case.consent.id for each in due} == {waiting, numbers[0]}
    drawn(clinic, patient_id, remote, expires_on=late, replaces_id=numbers[0])
    assert numbers[0] not in {each.case.consent.id for each in consents.consents_due(clinic)}
