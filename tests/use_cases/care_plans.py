"""The use cases of treatment plans."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from practice_desk.domain.care_plan import Achievement, Agreed, Goal, PlanProblem
from practice_desk.domain.permission import Operation
from practice_desk.services import care_plan_papers, care_plans, first_looks
from tests.stage import Call, Stage, UseCases

_OP = Operation
_PROBLEM = PlanProblem("Low mood", "I can’t get going.")


def _problem(stage: Stage) -> int:
    return care_plans.add_problem(stage.clinic, stage.patient_id, _PROBLEM).id


def _goal(stage: Stage) -> int:
    goal = Goal(_problem(stage), "Be out of bed by nine")
    return care_plans.add_part(stage.clinic, stage.patient_id, goal).id


def _sign(stage: Stage) -> Call:
    _goal(stage)
    clinic, patient_id = stage.clinic, stage.patient_id
    with clinic.store.read() as work:
        text = care_plans.plan_text_in(clinic, work, patient_id)
    review_on = clinic.today() + timedelta(days=90)
    return partial(care_plans.sign_plan, clinic, patient_id, text, review_on, Agreed.SPOKEN)


def _change(stage: Stage) -> Call:
    number = _problem(stage)
    changed = PlanProblem("Low mood since spring")
    return partial(care_plans.change_part, stage.clinic, stage.patient_id, number, number, changed)


def _remove(stage: Stage) -> Call:
    number = _problem(stage)
    return partial(
        care_plans.remove_part, stage.clinic, stage.patient_id, number, number, "it is over"
    )


CARE_PLANS: UseCases = {
    "care_plans.add_problem": (
        _OP.WRITE_CARE_PLAN,
        lambda s: partial(care_plans.add_problem, s.clinic, s.patient_id, _PROBLEM),
    ),
    "care_plans.add_part": (
        _OP.WRITE_CARE_PLAN,
        lambda s: partial(
            care_plans.add_part, s.clinic, s.patient_id, Goal(_problem(s), "Sleep six hours")
        ),
    ),
    "care_plans.change_part": (_OP.WRITE_CARE_PLAN, _change),
    "care_plans.remove_part": (_OP.WRITE_CARE_PLAN, _remove),
    "care_plans.rate_progress": (
        _OP.WRITE_CARE_PLAN,
        lambda s: partial(
            care_plans.rate_progress, s.clinic, s.patient_id, _goal(s), Achievement.IMPROVING
        ),
    ),
    "care_plan_papers.treatment_plan_draft": (
        _OP.WRITE_CARE_PLAN,
        lambda s: partial(care_plan_papers.treatment_plan_draft, s.clinic, s.patient_id),
    ),
    "care_plans.sign_plan": (_OP.WRITE_CARE_PLAN, _sign),
    "first_looks.may_be_reviews_due": (
        _OP.VIEW_CHART,
        lambda s: partial(first_looks.may_be_reviews_due, s.clinic),
    ),
    "care_plans.reviews_due": (
        _OP.VIEW_CHART,
        lambda s: partial(care_plans.reviews_due, s.clinic),
    ),
}
"""By the function's name: the operation, and what prepares its call."""
