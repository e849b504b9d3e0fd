"""Regimens of steps on a real encrypted clinic."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from practice_desk.domain.dosage import Dosage
from practice_desk.domain.errors import Invalid
from practice_desk.domain.medication import Horizon, Medication, PlanStatus
from practice_desk.domain.quantity import Quantity
from practice_desk.domain.regimen import HoldRule, Regimen, RegimenStep
from practice_desk.services import plan
from practice_desk.services.plan import PlanEntry
from tests.factories import a_patient


@pytest.fixture
def patient_id(clinic):
    return a_patient(clinic)


def mg(amount: int) -> Dosage:
    return Dosage(dose=Quantity(Decimal(amount), "mg"))


UP = Regimen(
    (RegimenStep(mg(25), 14), RegimenStep(mg(50), 14), RegimenStep(mg(100))),
    (HoldRule("a rash", "Stop and call the clinic.", "rash"),),
)


def start(clinic, patient_id, regimen=UP, *, ago: int = 0):
    medication = Medication(patient_id, "lamoTRIgine", Horizon.LONG_TERM, concept_id="lamotrigine")
    entry = PlanEntry(clinic.today() - timedelta(days=ago), "new_indication", regimen=regimen)
    return plan.start_medication(clinic, medication, entry)


def item(clinic, patient_id, ahead: int = 0):
    (found,) = plan.plan_as_of(clinic, patient_id, clinic.today() + timedelta(days=ahead))
    return found


def test_that_a_start_with_steps_gives_the_dose_of_every_day(clinic, patient_id):
    start(clinic, patient_id)
    assert [item(clinic, patient_id, day).dosage for day in (0, 14, 28)] == [
        mg(25),
        mg(50),
        mg(100),
    ]
    found = item(clinic, patient_id)
    assert found.regimen == UP
    assert [each.number for each in found.steps_ahead] == [2, 3]


def test_that_a_hold_and_a_resume_shift_the_stored_steps(clinic, patient_id):
    made = start(clinic, patient_id, ago=10)
    today = clinic.today()
    hold = PlanEntry(today - timedelta(days=5), "side_effect")
    plan.hold_medication(clinic, patient_id, made.medication_id, hold)
    plan.resume_medication(clinic, patient_id, made.medication_id, PlanEntry(today, "resolved"))
    (next_step, *_) = item(clinic, patient_id).steps_ahead
    assert next_step.start == today + timedelta(days=9)


def test_that_the_last_day_of_a_taper_ends_the_medication(clinic, patient_id):
    made = start(clinic, patient_id)
    taper = Regimen((RegimenStep(mg(10), 7), RegimenStep(mg(5), 7)))
    entry = PlanEntry(clinic.today(), "taper", regimen=taper)
    plan.change_dose(clinic, patient_id, made.medication_id, entry)
    assert item(clinic, patient_id, 13).status is PlanStatus.ACTIVE
    assert item(clinic, patient_id, 14).has_run_out


def test_that_wrong_steps_are_refused(clinic, patient_id):
    open_first = Regimen((RegimenStep(mg(25)), RegimenStep(mg(50))))
    with pytest.raises(Invalid) as refused:
        start(clinic, patient_id, open_first)
    assert {problem.field for problem in refused.value.problems} == {"regimen"}
    assert plan.plan_as_of(clinic, patient_id, clinic.today()) == []


def test_that_a_hold_cannot_carry_steps(clinic, patient_id):
    made = start(clinic, patient_id)
    entry = PlanEntry(clinic.today(), "side_effect", regimen=UP)
    with pytest.raises(Invalid):
        plan.hold_medication(clinic, patient_id, made.medication_id, entry)
