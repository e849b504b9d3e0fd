"""From an answer about self-harm to an assessment: nothing is forgotten on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from practice_desk.domain.errors import Invalid, NotFound
from practice_desk.domain.risk import AlertAnswer, AlertDecision, RiskLevel
from practice_desk.gui.models.measure_view import entry_rows
from practice_desk.gui.models.retraction import retraction_of
from practice_desk.services.charts import open_chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.measures import read_measures, retract_response
from practice_desk.services.risk import (
    assess_risk,
    decide_alert,
    open_risks,
    take_back_risk,
    write_safety_plan,
)
from tests.factories import a_patient, make_clinic
from tests.unit.services.test_measures import filled_in
from tests.use_cases.measures import LOW, PLAN


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    made = make_clinic(tmp_path / "clinic").clinic
    yield made
    made.close()


def test_that_an_answer_stays_open_until_an_assessment_names_it(clinic: Clinic):
    patient_id = a_patient(clinic)
    first = filled_in(clinic, patient_id, "phq9", "0000000010", days_ago=3)
    second = filled_in(clinic, patient_id, "asq", "10000")
    assess_risk(clinic, patient_id, replace(LOW, response_ids=(first.saved.id,)))
    state = open_chart(clinic, patient_id).risk
    assert [each.id for each in state.open] == [second.saved.id]
    assert state.level is RiskLevel.LOW
    assess_risk(clinic, patient_id, replace(LOW, response_ids=(second.saved.id,)))
    assert open_chart(clinic, patient_id).risk.open == ()


def test_that_a_decision_to_wait_leaves_the_answer_open(clinic: Clinic):
    patient_id = a_patient(clinic)
    made = filled_in(clinic, patient_id, "phq9", "0000000010")
    decide_alert(
        clinic, patient_id, AlertDecision(made.saved.id, AlertAnswer.LATER, "on the phone")
    )
    assert len(open_chart(clinic, patient_id).risk.open) == 1
    (waiting,) = open_risks(clinic)
    assert waiting.patient_id == patient_id


def test_that_an_urgent_answer_of_another_kind_asks_for_no_assessment(clinic: Clinic):
    patient_id = a_patient(clinic)
    made = filled_in(clinic, patient_id, "phq15", "000002000000000")
    assert made.score.safety
    assert open_chart(clinic, patient_id).risk.open == ()


def test_that_an_answer_entered_in_error_is_no_longer_open(clinic: Clinic):
    patient_id = a_patient(clinic)
    made = filled_in(clinic, patient_id, "phq9", "0000000010")
    retract_response(clinic, made.response, "wrong chart")
    assert open_risks(clinic) == []


def test_that_an_assessment_taken_back_opens_its_answers_again(clinic: Clinic):
    patient_id = a_patient(clinic)
    made = filled_in(clinic, patient_id, "phq9", "0000000010")
    assess_risk(clinic, patient_id, replace(LOW, response_ids=(made.saved.id,)))
    entry = open_chart(clinic, patient_id).risk.assessment
    assert entry is not None
    take_back_risk(clinic, entry, "wrong chart")
    state = open_chart(clinic, patient_id).risk
    assert (len(state.open), state.assessment) == (1, None)


def test_that_the_newest_safety_plan_counts(clinic: Clinic):
    patient_id = a_patient(clinic)
    write_safety_plan(clinic, patient_id, PLAN)
    write_safety_plan(clinic, patient_id, replace(PLAN, coping="music"))
    plan = open_chart(clinic, patient_id).risk.plan
    assert plan is not None
    assert plan.details == replace(PLAN, coping="music")


@pytest.mark.parametrize("missing", ["ideation", "plan", "intent", "means", "action"])
def test_that_an_assessment_leaves_nothing_out(clinic: Clinic, missing: str):
    patient_id = a_patient(clinic)
    with pytest.raises(Invalid):
        assess_risk(clinic, patient_id, replace(LOW, **{missing: " "}))


def test_that_a_decision_needs_its_words(clinic: Clinic):
    patient_id = a_patient(clinic)
    made = filled_in(clinic, patient_id, "phq9", "0000000010")
    with pytest.raises(Invalid, match="to whom"):
        decide_alert(clinic, patient_id, AlertDecision(made.saved.id, AlertAnswer.LATER))


def test_that_the_answers_of_another_chart_can_not_be_settled_here(clinic: Clinic):
    one, other = a_patient(clinic), a_patient(clinic)
    made = filled_in(clinic, one, "phq9", "0000000010")
    with pytest.raises(NotFound):
        assess_risk(clinic, other, replace(LOW, response_ids=(made.saved.id,)))


def test_that_assessments_and_plans_are_listed_and_taken_back_from_the_list(clinic: Clinic):
    patient_id = a_patient(clinic)
    made = filled_in(clinic, patient_id, "phq9", "0000000010", days_ago=3)
    assess_risk(clinic, patient_id, replace(LOW, response_ids=(made.saved.id,)))
    write_safety_plan(clinic, patient_id, PLAN)

    def listed() -> dict[str, str]:
        chart = open_chart(clinic, patient_id)
        rows = entry_rows(read_measures(clinic, patient_id), chart)
        return {row.cells[1]: row.retracted_reason for row in rows}

    names = ("Safety plan", "Suicide risk assessment", "PHQ-9")
    assert listed() == dict.fromkeys(names, "")
    for name in names[:2]:
        rows = entry_rows(read_measures(clinic, patient_id), open_chart(clinic, patient_id))
        (record,) = (row.record for row in rows if row.cells[1] == name)
        retraction_of(patient_id, record)(clinic, "wrong chart")
    assert listed() == {**dict.fromkeys(names[:2], "wrong chart"), "PHQ-9": ""}
    state = open_chart(clinic, patient_id).risk
    assert (len(state.open), state.assessment, state.plan) == (1, None, None)
