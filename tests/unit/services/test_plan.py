"""The medication plan on a real encrypted clinic."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from practice_desk.domain.account import Role
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.errors import Invalid, NotFound, NotPermitted
from practice_desk.domain.medication import Horizon, Origin, PlanStatus
from practice_desk.services import plan
from practice_desk.services.clinic import Session
from practice_desk.services.plan import PlanEntry
from tests.factories import a_dosage, a_medication, a_patient


@pytest.fixture
def patient_id(clinic):
    return a_patient(clinic)


def item(clinic, patient_id, day=None):
    (found,) = plan.plan_as_of(clinic, patient_id, day or clinic.today())
    return found


def test_that_start_change_hold_resume_and_stop_each_add_one_event(clinic, patient_id):
    today = clinic.today()
    first = a_medication(clinic, patient_id, started=today - timedelta(days=40))
    medication_id = first.medication_id
    dose = a_dosage("100")
    steps = [
        (plan.change_dose, PlanEntry(today - timedelta(days=30), "partial_response", dose)),
        (plan.hold_medication, PlanEntry(today - timedelta(days=20), "awaiting_result")),
        (plan.resume_medication, PlanEntry(today - timedelta(days=10), "resolved")),
        (plan.stop_medication, PlanEntry(today, "side_effect", comment="Grogginess")),
    ]
    statuses = []
    for step, entry in steps:
        step(clinic, patient_id, medication_id, entry)
        statuses.append(item(clinic, patient_id).status)
    assert statuses == [
        PlanStatus.ACTIVE, PlanStatus.ON_HOLD, PlanStatus.ACTIVE, PlanStatus.STOPPED,
    ]  # fmt: skip
    assert len(item(clinic, patient_id).events) == 5
    earlier = item(clinic, patient_id, today - timedelta(days=25))
    assert (earlier.status, earlier.dosage) == (PlanStatus.ACTIVE, dose)


def test_that_an_event_can_never_land_in_another_chart(clinic, patient_id):
    medication_id = a_medication(clinic, patient_id).medication_id
    other = a_patient(clinic, family_name="Gálvez")
    with pytest.raises(NotFound):
        plan.stop_medication(clinic, other, medication_id, PlanEntry(clinic.today(), "no_benefit"))
    assert item(clinic, patient_id).status is PlanStatus.ACTIVE


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (PlanEntry(date(2026, 1, 1), "", a_dosage()), "reason_code"),
        (PlanEntry(date(2026, 1, 1), "no such reason", a_dosage()), "reason_code"),
        (PlanEntry(date(2026, 1, 1), "other", a_dosage()), "comment"),
        (PlanEntry(date(2026, 1, 1), "patient_wish", a_dosage(), "x" * 4001), "comment"),
        (PlanEntry(date(1899, 1, 1), "patient_wish", a_dosage()), "effective_on"),
        (PlanEntry(date(2150, 1, 1), "patient_wish", a_dosage()), "effective_on"),
        (PlanEntry(date(2026, 1, 1), "patient_wish"), "dosage"),
    ],
)
def test_that_an_incomplete_entry_is_refused_at_its_field(clinic, patient_id, entry, field):
    medication_id = a_medication(clinic, patient_id, started=date(2020, 1, 1)).medication_id
    with pytest.raises(Invalid) as refusal:
        plan.change_dose(clinic, patient_id, medication_id, entry)
    assert field in [problem.field for problem in refusal.value.problems]
    assert len(item(clinic, patient_id).events) == 1


def test_that_a_retraction_stays_visible_and_undoes_the_event(clinic, patient_id):
    medication_id = a_medication(clinic, patient_id).medication_id
    stop = plan.stop_medication(
        clinic, patient_id, medication_id, PlanEntry(clinic.today(), "no_benefit")
    )
    plan.retract_event(clinic, patient_id, stop.event_id, "wrong_medication")
    found = item(clinic, patient_id)
    assert found.status is PlanStatus.ACTIVE
    assert len(found.events) == 3
    with pytest.raises(Invalid):
        plan.retract_event(clinic, patient_id, stop.event_id, "wrong_medication")


def test_that_an_event_on_which_others_build_is_not_retracted_alone(clinic, patient_id):
    start = a_medication(clinic, patient_id)
    entry = PlanEntry(clinic.today(), "no_benefit")
    plan.stop_medication(clinic, patient_id, start.medication_id, entry)
    with pytest.raises(Invalid):
        plan.retract_event(clinic, patient_id, start.event_id, "wrong_medication")


def test_that_a_400_line_direction_survives(clinic, patient_id):
    text = "\n".join(f"Line {number}: take it as told." for number in range(400))
    a_medication(clinic, patient_id, dosage=Dosage.free(text))
    assert item(clinic, patient_id).dosage.text == text


def test_that_a_short_term_medication_without_review_date_is_refused(clinic, patient_id):
    with pytest.raises(Invalid):
        a_medication(clinic, patient_id, horizon=Horizon.SHORT_TERM)


def test_that_only_prescribers_change_the_plan_but_therapists_note_outside_ones(clinic, patient_id):
    clinic.session = Session("tim", "Tim", frozenset({Role.THERAPIST}), "ws")
    with pytest.raises(NotPermitted):
        a_medication(clinic, patient_id)
    a_medication(clinic, patient_id, origin=Origin.OUTSIDE)
    assert item(clinic, patient_id).medication.origin is Origin.OUTSIDE


def test_that_a_review_before_the_start_is_refused(clinic, patient_id):
    yesterday = clinic.today() - timedelta(days=1)
    with pytest.raises(Invalid, match="before the start"):
        a_medication(clinic, patient_id, horizon=Horizon.SHORT_TERM, review_on=yesterday)
