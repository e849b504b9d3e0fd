"""Consents of the demo clinic: one that ends soon, one that was revoked, Part 2 with its labels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta

from practice_desk.app.demo.agenda import Act, Agenda, office_time
from practice_desk.app.demo.supply import PART_2, STIMULANT
from practice_desk.domain.consent import (
    Assent,
    Consent,
    Language,
    MedicationConsent,
    Part2Consent,
    Provision,
    Relation,
    ReleaseConsent,
    Revoked,
    Signature,
    SignedHow,
    TelehealthConsent,
    TreatmentConsent,
)
from practice_desk.domain.sensitivity import RecordNoun, SensitivityLabel
from practice_desk.services import charts, consent_forms, consents, sensitivity
from practice_desk.services.clinic import Clinic

PatientId = Callable[[], int]

_AT = time(8, 40)
_STROKES = (
    ((120, 250, 0), (150, 120, 60), (190, 90, 110), (200, 180, 170), (170, 260, 230)),
    ((260, 220, 420), (300, 150, 480), (340, 220, 540), (380, 150, 600), (430, 230, 670)),
    ((500, 120, 830), (520, 260, 900), (560, 200, 960), (620, 240, 1020), (760, 190, 1100)),
)
_EVERYBODY = (
    "My treating providers, health plans, third-party payers, and people helping to operate this"
    " program"
)
_FOR_CARE = Part2Consent(
    _EVERYBODY,
    "Medications, diagnoses, visit notes and test results of the treatment of opioid use",
    "Treatment, payment, and health care operations",
    for_care=True,
)
_STIMULANT = MedicationConsent(
    "methylphenidate",
    "ADHD",
    "Better attention at school within days.",
    "Less appetite, trouble falling asleep, a faster pulse; growth is checked twice a year.",
    "Behavior therapy, help at school, atomoxetine.",
    "School and friendships may stay hard.",
    "May he play soccer? Yes.",
    assent=Assent.GIVEN,
)
_VIDEO = TelehealthConsent(
    "By video, or by telephone where video does not work.",
    "At home",
    "Call 911. If the connection breaks, we call you back within five minutes.",
)
_SCHOOL = ReleaseConsent(
    "Lincoln Community College, disability services",
    "That the patient is treated here, and what is needed at examinations",
    "More time at examinations",
)


def write_consents(
    agenda: Agenda, number: int, supply: str, patient_id: PatientId, today: date, began: date
) -> None:
    """Put the consents of the patient with this *number* on the *agenda*."""

    def add(day: date, act: Act) -> None:
        agenda.add(office_time(day, _AT), act)

    if supply == PART_2:
        day = began - timedelta(days=3)
        add(day, _agreed(patient_id, _FOR_CARE, when="none", language=Language.SPANISH))
        add(today - timedelta(days=8), _label_program(patient_id))
    elif supply == STIMULANT:
        add(began, _agreed(patient_id, _STIMULANT, by=("Joanna Whitaker", Relation.PARENT)))
    elif number == _ENDS_SOON:
        ends = today + timedelta(days=9)
        add(today - timedelta(days=356), _on_screen(patient_id, _VIDEO, ends))
    elif number == _REVOKED:
        add(today - timedelta(days=90), _agreed(patient_id, _SCHOOL, when="end of the course"))
        add(today - timedelta(days=20), _revoked(patient_id))
    elif number == _NOT_SIGNED:
        drawn_up = TreatmentConsent("Visits, talking therapy and medication for mental health.")
        add(today - timedelta(days=1), _drawn_up(patient_id, drawn_up))


_ENDS_SOON, _REVOKED, _NOT_SIGNED = 1, 9, 7
"""Which of the patients."""


def _consent(clinic: Clinic, patient_id: int, provision: Provision, **fields: object) -> Consent:
    value = Consent(patient_id, provision, clinic.now(), "")
    return replace(value, **fields)  # type: ignore[arg-type]  # fields of this very value


def _drawn_up(patient_id: PatientId, provision: Provision) -> Act:
    def act(clinic: Clinic) -> None:
        consents.draw_up_consent(clinic, _consent(clinic, patient_id(), provision))

    return act


def _agreed(
    patient_id: PatientId,
    provision: Provision,
    *,
    by: tuple[str, Relation] | None = None,
    when: str = "",
    language: Language = Language.ENGLISH,
) -> Act:
    """Return the act that keeps a consent signed on paper, by the patient unless *by* says."""

    def act(clinic: Clinic) -> None:
        value = _consent(clinic, patient_id(), provision, expires_when=when, language=language)
        patient = charts.reload_chart(clinic, patient_id()).patient
        name, relation = by or (patient.legal_name, Relation.PATIENT)
        signature = Signature(name, relation, clinic.now())
        consents.record_agreed(clinic, value, [signature], SignedHow.PAPER)

    return act


def _on_screen(patient_id: PatientId, provision: Provision, ends: date) -> Act:
    """Return the act that has a form signed with a pointer."""

    def act(clinic: Clinic) -> None:
        value = _consent(clinic, patient_id(), provision, expires_on=ends)
        number = consents.draw_up_consent(clinic, value).id
        patient = charts.reload_chart(clinic, patient_id()).patient
        form = consent_forms.consent_form(clinic, patient_id(), number)
        pages = consent_forms.render_form(form)
        signature = Signature(patient.legal_name, Relation.PATIENT, clinic.now(), strokes=_STROKES)
        consent_forms.sign_with_pointer(clinic, form, pages, [signature])

    return act


def _revoked(patient_id: PatientId) -> Act:
    def act(clinic: Clinic) -> None:
        (case,) = consents.chart_consents(clinic, patient_id())
        number, today = case.consent.id or 0, clinic.today()
        told = Revoked("the patient, by letter", "Has left the college.")
        consents.revoke_consent(clinic, patient_id(), number, told, today)

    return act


def _label_program(patient_id: PatientId) -> Act:
    """Return the act that labels what belongs to the substance use program."""

    def act(clinic: Clinic) -> None:
        chart = charts.reload_chart(clinic, patient_id())
        found = [
            *(
                (RecordNoun.MEDICATION, item.medication.id)
                for item in chart.plan
                if item.medication.concept_id.startswith("buprenorphine")
            ),
            *(
                (RecordNoun.CONDITION, each.id)
                for each in chart.conditions
                if each.icd10cm.startswith("F11")
            ),
            *(
                (RecordNoun.SUBSTANCE_USE, each.id)
                for each in chart.substance_uses
                if each.substance == "Opioids"
            ),
        ]
        for noun, number in found:
            label = [SensitivityLabel.PART2]
            sensitivity.label_record(clinic, patient_id(), noun, number or 0, label)

    return act
