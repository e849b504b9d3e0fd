"""The health record: each record stays in its chart, and only its mark is taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from practice_desk.domain.allergy_intolerance import (
    AllergyIntolerance,
    AllergyState,
    AllergyStatementKind,
)
from practice_desk.domain.condition import Condition
from practice_desk.domain.errors import Invalid, NotFound, StaleRecord
from practice_desk.services.charts import reload_chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.health import (
    retract_allergy,
    retract_condition,
    save_allergy,
    save_condition,
    state_allergies,
)
from tests.factories import a_patient


def _a_condition(clinic: Clinic, patient_id: int) -> Condition:
    save_condition(clinic, Condition(patient_id, "Generalized anxiety disorder"))
    (condition,) = reload_chart(clinic, patient_id).conditions
    return condition


def test_that_a_condition_never_moves_into_another_chart(clinic: Clinic):
    patient_id, other = a_patient(clinic), a_patient(clinic, family_name="Other")
    condition = _a_condition(clinic, patient_id)
    with pytest.raises(NotFound):
        save_condition(clinic, replace(condition, patient_id=other))
    with pytest.raises(NotFound):
        retract_condition(clinic, replace(condition, patient_id=other), "wrong chart")
    assert reload_chart(clinic, patient_id).conditions == (condition,)
    assert reload_chart(clinic, other).conditions == ()


def test_that_a_condition_changed_meanwhile_is_not_overwritten(clinic: Clinic):
    patient_id = a_patient(clinic)
    condition = _a_condition(clinic, patient_id)
    save_condition(clinic, replace(condition, note="Seen again."))
    with pytest.raises(StaleRecord):
        save_condition(clinic, replace(condition, note="Other words."))
    with pytest.raises(StaleRecord):
        retract_condition(clinic, condition, "wrong chart")
    (kept,) = reload_chart(clinic, patient_id).conditions
    assert (kept.note, kept.retracted_reason) == ("Seen again.", "")


def test_that_taking_back_writes_the_reason_and_nothing_else(clinic: Clinic):
    patient_id = a_patient(clinic)
    condition = _a_condition(clinic, patient_id)
    retract_condition(clinic, replace(condition, display="Something else"), " typed twice ")
    (kept,) = reload_chart(clinic, patient_id).conditions
    assert (kept.display, kept.retracted_reason) == (condition.display, "typed twice")


def test_that_what_was_taken_back_is_never_taken_up_again(clinic: Clinic):
    patient_id = a_patient(clinic)
    retract_condition(clinic, _a_condition(clinic, patient_id), "typed twice")
    (marked,) = reload_chart(clinic, patient_id).conditions
    with pytest.raises(Invalid):
        save_condition(clinic, replace(marked, retracted_reason=""))
    assert reload_chart(clinic, patient_id).conditions == (marked,)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501, "bell\a"])
def test_that_taking_back_needs_a_readable_reason(clinic: Clinic, reason: str):
    patient_id = a_patient(clinic)
    condition = _a_condition(clinic, patient_id)
    with pytest.raises(Invalid):
        retract_condition(clinic, condition, reason)
    assert reload_chart(clinic, patient_id).conditions == (condition,)


def test_that_no_known_allergies_does_not_come_back_after_a_listed_allergy(clinic):
    patient_id = a_patient(clinic)
    state_allergies(clinic, patient_id, AllergyStatementKind.NO_KNOWN_ALLERGIES)
    save_allergy(clinic, AllergyIntolerance(patient_id, "Penicillin"))
    (listed,) = reload_chart(clinic, patient_id).allergies
    retract_allergy(clinic, listed, "wrong chart")
    assert reload_chart(clinic, patient_id).allergy_state is AllergyState.NOT_ASKED
