"""Treatment plans in the store: kept as entries, signed as shown, reviewed in time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from practice_desk.domain.care_plan import (
    Achievement,
    Agreed,
    Goal,
    Intervention,
    PlanProblem,
    Track,
)
from practice_desk.domain.care_plan_rules import holds
from practice_desk.domain.errors import Invalid, NotFound, StaleRecord
from practice_desk.services import care_plans, plan
from practice_desk.services.charts import open_chart
from practice_desk.services.clinic import Clinic
from tests.factories import a_medication, a_patient, make_clinic


@pytest.fixture
def clinic(tmp_path) -> Clinic:
    return make_clinic(tmp_path).clinic


def a_plan(clinic: Clinic, patient_id: int) -> int:
    """Return the id of the one goal of a new plan."""
    below = (
        Goal(0, "Sleep six hours"),
        (),
        (Intervention(0, Track.THERAPY, "CBT for insomnia", "T. Reed"),),
    )
    care_plans.add_problem(clinic, patient_id, PlanProblem("Bad sleep"), [below])
    return open_chart(clinic, patient_id).care_plan.goals[0].goal.id


def shown(clinic: Clinic, patient_id: int) -> str:
    with clinic.store.read() as work:
        return care_plans.plan_text_in(clinic, work, patient_id)


def test_that_a_goal_of_a_medication_is_signed_with_its_name(clinic):
    patient_id = a_patient(clinic)
    goal_id = a_plan(clinic, patient_id)
    medication = a_medication(clinic, patient_id).medication_id
    part = Intervention(goal_id, Track.MEDICATION, "Sleep through", medication_id=medication)
    care_plans.add_part(clinic, patient_id, part)
    review_on, text = clinic.today() + timedelta(days=90), shown(clinic, patient_id)
    care_plans.sign_plan(clinic, patient_id, text, review_on, Agreed.SPOKEN)
    plan = open_chart(clinic, patient_id).care_plan
    assert plan.signed is not None
    assert "sertraline" in plan.signed.text
    assert plan.signed.name
    assert holds(plan.signings[-1])
    assert plan.review_on == review_on


def test_that_nobody_signs_another_text_than_the_one_that_was_shown(clinic):
    patient_id = a_patient(clinic)
    goal_id = a_plan(clinic, patient_id)
    before = shown(clinic, patient_id)
    newest = open_chart(clinic, patient_id).care_plan.goals[0].goal.entry.id or 0
    problem_id = open_chart(clinic, patient_id).care_plan.problems[0].problem.id
    changed = Goal(problem_id, "Sleep seven hours")
    care_plans.change_part(clinic, patient_id, goal_id, newest, changed)
    review_on = clinic.today() + timedelta(days=90)
    with pytest.raises(StaleRecord):
        care_plans.sign_plan(clinic, patient_id, before, review_on, Agreed.SPOKEN)
    with pytest.raises(StaleRecord):
        care_plans.change_part(clinic, patient_id, goal_id, newest, changed)


def test_that_a_part_never_refers_to_another_chart(clinic):
    own, other = a_patient(clinic), a_patient(clinic, family_name="Other")
    goal_id = a_plan(clinic, own)
    medication = a_medication(clinic, other).medication_id
    part = Intervention(goal_id, Track.MEDICATION, "Sleep through", medication_id=medication)
    for patient_id in (own, other):
        with pytest.raises(NotFound):
            care_plans.add_part(clinic, patient_id, part)
    with pytest.raises(NotFound):
        care_plans.rate_progress(clinic, other, goal_id, Achievement.ACHIEVED)


def test_that_a_review_is_due_a_week_ahead_and_a_plan_without_goals_is_not_signed(clinic):
    patient_id, empty = a_patient(clinic), a_patient(clinic, family_name="Empty")
    goal_id = a_plan(clinic, patient_id)
    review_on = clinic.today() + timedelta(days=7)
    with pytest.raises(Invalid):
        care_plans.sign_plan(clinic, empty, "", review_on, Agreed.SPOKEN)
    text = shown(clinic, patient_id)
    care_plans.sign_plan(clinic, patient_id, text, review_on, Agreed.PAPER)
    assert [each.patient_id for each in care_plans.reviews_due(clinic)] == [patient_id]
    care_plans.remove_part(clinic, patient_id, goal_id, goal_id, "reached long ago")
    assert care_plans.reviews_due(clinic) == []


def test_that_a_goal_never_tells_a_dose_of_what_was_stopped(clinic):
    patient_id, began = a_patient(clinic), clinic.today() - timedelta(days=30)
    medication = a_medication(clinic, patient_id, name="traZODone", started=began).medication_id
    ended = plan.PlanEntry(clinic.today(), "side_effect")
    plan.stop_medication(clinic, patient_id, medication, ended)
    doses = care_plans.doses_of(open_chart(clinic, patient_id).plan)
    assert doses[medication].startswith("traZODone, stopped since ")
