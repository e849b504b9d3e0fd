"""Treatment plans of three of the demo's patients; one of them is due for its review."""

from __future__ import annotations

from datetime import date, time, timedelta

from practice_desk.app.demo.agenda import DemoClock, office_time
from practice_desk.domain.care_plan import Achievement, Agreed, Intervention, PlanProblem, Track
from practice_desk.domain.medication import PlanStatus
from practice_desk.domain.permission import Operation
from practice_desk.knowledge.goal_templates import goal_templates
from practice_desk.services.care_plans import (
    REVIEW_WITHIN,
    add_part,
    add_problem,
    plan_text_in,
    rate_progress,
    read_care_plan,
    sign_plan,
)
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import find_patients
from practice_desk.services.plan_reader import read_plan

_DAYS = 2
_LATER = timedelta(days=60)
_PLANS = (
    ("Dąbrowski", "Depression", "I want to play with my kids again.", REVIEW_WITHIN, "sertraline"),
    ("Whitaker", "ADHD", "I forget to hand in my work.", _LATER, "methylphenidate"),
    ("Rivera", "Depression", "I want to be on time at work again.", _LATER, "sertraline"),
    ("Rivera", "Sleep", "I lie awake until two.", _LATER, "trazodone"),
)
"""Name, template, the patient's own words, after how long the plan is reviewed, the medication."""


def plan_treatment(clinic: Clinic, clock: DemoClock, today: date) -> None:
    """Set goals from templates, link a medication, rate and sign."""
    clock.now = max(clock.now, office_time(today - timedelta(days=_DAYS), time(15, 0)))
    for name, wanted, words, until_review, concept_id in _PLANS:
        clock.now += timedelta(minutes=5)
        patient_id = next(iter(find_patients(clinic, name, active_only=True)))
        template = next(each for each in goal_templates() if each.name == wanted)
        goals = [each.below() for each in template.goals]
        add_problem(clinic, patient_id, PlanProblem(template.problem, words), goals)
        _sign(clinic, patient_id, until_review)  # so that there is an earlier version to read
        clock.now += timedelta(minutes=5)
        _link_and_rate(clinic, patient_id, template.goals[0].goal, concept_id)
        _sign(clinic, patient_id, until_review)


def _sign(clinic: Clinic, patient_id: int, until_review: timedelta) -> None:
    with clinic.reading(Operation.VIEW_CHART, patient_id) as work:
        text = plan_text_in(clinic, work, patient_id)
    sign_plan(clinic, patient_id, text, clinic.today() + until_review, Agreed.SPOKEN)


def _link_and_rate(clinic: Clinic, patient_id: int, title: str, concept_id: str) -> None:
    with clinic.reading(Operation.VIEW_CHART, patient_id) as work:
        known = (each.goal for each in read_care_plan(work, patient_id).goals)
        goal = next(each for each in known if each.value.description == title)
        items = read_plan(work, patient_id, clinic.today())
    active = (each for each in items if each.status is PlanStatus.ACTIVE)
    taken = next(each for each in active if each.medication.concept_id == concept_id)
    number = taken.medication.id
    done = Intervention(goal.id, Track.MEDICATION, "Taken as planned", medication_id=number)
    add_part(clinic, patient_id, done)
    rate_progress(clinic, patient_id, goal.id, Achievement.IMPROVING, "better on most days")
