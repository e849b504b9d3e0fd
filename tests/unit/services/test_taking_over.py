"""Taking a reported medication into our plan."""

from __future__ import annotations

from datetime import timedelta

import pytest

from practice_desk.domain.errors import Invalid, NotFound
from practice_desk.domain.medication import Horizon, Medication, Origin, PlanStatus
from practice_desk.services import plan
from practice_desk.services.clinic import Clinic
from practice_desk.services.plan import PlanEntry
from tests.factories import a_dosage, a_medication, a_patient


def ours(patient_id: int, **changes: object) -> Medication:
    """Return the medication as we prescribe it."""
    fields: dict[str, object] = {"horizon": Horizon.LONG_TERM, **changes}
    return Medication(patient_id, "lisinopril", **fields)  # type: ignore[arg-type]


def test_that_ours_starts_and_the_other_ends_as_taken_over(clinic: Clinic) -> None:
    patient_id, today = a_patient(clinic), clinic.today()
    told = a_medication(clinic, patient_id, name="lisinopril", origin=Origin.OUTSIDE)
    entry = PlanEntry(today, "continued", a_dosage("10", tablet="10"))
    medication = plan.ordered_by_session(clinic.session, ours(patient_id))
    plan.take_into_plan(clinic, patient_id, told.medication_id, medication, entry)
    items = {item.medication.origin: item for item in plan.plan_as_of(clinic, patient_id, today)}
    assert items[Origin.CLINIC].status is PlanStatus.ACTIVE
    assert items[Origin.CLINIC].medication.prescriber_name == "Ana Berg"
    assert items[Origin.OUTSIDE].status is PlanStatus.STOPPED
    last = items[Origin.OUTSIDE].last_event
    assert last is not None
    assert last.reason_code == "taken_over"


def test_that_a_start_before_the_report_ends_the_report_on_its_own_day(clinic: Clinic) -> None:
    patient_id, today = a_patient(clinic), clinic.today()
    told = a_medication(clinic, patient_id, name="lisinopril", origin=Origin.OUTSIDE)
    entry = PlanEntry(today - timedelta(days=400), "continued", a_dosage("10", tablet="10"))
    plan.take_into_plan(clinic, patient_id, told.medication_id, ours(patient_id), entry)
    items = {item.medication.origin: item for item in plan.plan_as_of(clinic, patient_id, today)}
    assert items[Origin.CLINIC].started_on == today - timedelta(days=400)
    assert items[Origin.OUTSIDE].since == today


def test_that_another_charts_medication_is_not_taken_over(clinic: Clinic) -> None:
    patient_id, other_id = a_patient(clinic), a_patient(clinic)
    told = a_medication(clinic, other_id, origin=Origin.OUTSIDE)
    entry = PlanEntry(clinic.today(), "continued", a_dosage())
    with pytest.raises(NotFound):
        plan.take_into_plan(clinic, patient_id, told.medication_id, ours(patient_id), entry)
    assert plan.plan_as_of(clinic, patient_id, clinic.today()) == []


def test_that_nothing_changes_where_the_new_medication_is_incomplete(clinic: Clinic) -> None:
    patient_id, today = a_patient(clinic), clinic.today()
    told = a_medication(clinic, patient_id, origin=Origin.OUTSIDE)
    short = ours(patient_id, horizon=Horizon.SHORT_TERM)
    with pytest.raises(Invalid):
        plan.take_into_plan(
            clinic, patient_id, told.medication_id, short, PlanEntry(today, "continued", a_dosage())
        )
    (item,) = plan.plan_as_of(clinic, patient_id, today)
    assert item.status is PlanStatus.ACTIVE
