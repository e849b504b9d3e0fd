"""The use cases of suicide risk and of when measures are due."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from practice_desk.domain.instrument import Instrument
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.measure_schedule import Rhythm
from practice_desk.domain.permission import Operation
from practice_desk.domain.risk import (
    AlertAnswer,
    AlertDecision,
    Assessment,
    RiskEntry,
    RiskLevel,
    SafetyPlan,
)
from practice_desk.services import (
    first_looks,
    measure_schedules,
    measures,
    own_instruments,
    patient_papers,
    risk,
)
from tests.stage import Call, Stage, UseCases

SLEEP = """
id: sleep_check
name: Sleep check
licence: {status: own_work, evidence: Written here., attribution: Harbor Street Clinic}
items: [{id: q1, text: Awake at night, options: ["No", "Yes"]}]
scoring: {method: single, items: [q1], range: [0, 1]}
"""
LOW = Assessment(
    "passive thoughts", "none", "none", "no firearm", "none", "two children", RiskLevel.LOW,
    "safety plan, next week",
)  # fmt: skip
PLAN = SafetyPlan("not sleeping", "walking", "sister", "brother", "988", "pills with brother")


def _alarm(stage: Stage) -> int:
    made = measures.save_response(stage.clinic, stage.patient_id, stage.filled_in())
    return made.saved.id


def _cssrs() -> Instrument:
    found = measures.find_measure("cssrs")
    assert found is not None
    return found


def _decision(stage: Stage) -> AlertDecision:
    return AlertDecision(_alarm(stage), AlertAnswer.HANDED_OVER, "to Dr. Moss, in the room")


def _assessed(stage: Stage) -> RiskEntry:
    details = replace(LOW, response_ids=(_alarm(stage),))
    risk.assess_risk(stage.clinic, stage.patient_id, details)
    entry = stage.chart().risk.assessment
    assert entry is not None
    return entry


def _give_paper(stage: Stage) -> Call:
    draft = patient_papers.safety_plan_draft(stage.clinic, stage.patient_id)
    pages = patient_papers.render_paper_for_patient(draft)
    printed = LetterDelivery.PRINTED
    return partial(patient_papers.give_paper, stage.clinic, draft, pages, printed)


def _choose_baseline(stage: Stage) -> Call:
    _alarm(stage)
    series = measures.read_measures(stage.clinic, stage.patient_id).series[0]
    first = series.points[0].observation
    return partial(measures.choose_baseline, stage.clinic, series, first, "before the episode")


MEASURES: UseCases = {
    "risk.assess_risk": (
        Operation.ASSESS_RISK,
        lambda s: partial(
            risk.assess_risk, s.clinic, s.patient_id, replace(LOW, response_ids=(_alarm(s),))
        ),
    ),
    "risk.write_safety_plan": (
        Operation.ASSESS_RISK,
        lambda s: partial(risk.write_safety_plan, s.clinic, s.patient_id, PLAN),
    ),
    "risk.decide_alert": (
        Operation.ASSESS_RISK,
        lambda s: partial(risk.decide_alert, s.clinic, s.patient_id, _decision(s)),
    ),
    "risk.take_back_risk": (
        Operation.ASSESS_RISK,
        lambda s: partial(risk.take_back_risk, s.clinic, _assessed(s), "wrong chart"),
    ),
    "risk.open_risks": (
        Operation.ASSESS_RISK,
        lambda s: partial(risk.open_risks, s.clinic),
    ),
    "first_looks.may_be_open_risks": (
        Operation.ASSESS_RISK,
        lambda s: partial(first_looks.may_be_open_risks, s.clinic),
    ),
    "first_looks.may_be_side_effects": (
        Operation.LIST_SIDE_EFFECTS,
        lambda s: partial(first_looks.may_be_side_effects, s.clinic),
    ),
    "measures.save_total": (
        Operation.RECORD_MEASURE,
        lambda s: partial(measures.save_total, s.clinic, s.patient_id, _cssrs(), "2"),
    ),
    "measures.choose_baseline": (Operation.CHOOSE_BASELINE, _choose_baseline),
    "own_instruments.add_measure": (
        Operation.EDIT_KNOWLEDGE,
        lambda s: partial(own_instruments.add_measure, s.clinic, SLEEP, "our team"),
    ),
    "patient_papers.measure_form_draft": (
        Operation.RECORD_MEASURE,
        lambda s: partial(
            patient_papers.measure_form_draft, s.clinic, s.patient_id, s.filled_in().instrument
        ),
    ),
    "patient_papers.safety_plan_draft": (
        Operation.ASSESS_RISK,
        lambda s: partial(patient_papers.safety_plan_draft, s.clinic, s.patient_id),
    ),
    "patient_papers.safety_card_draft": (
        Operation.ASSESS_RISK,
        lambda s: partial(patient_papers.safety_card_draft, s.clinic, s.patient_id),
    ),
    "patient_papers.give_paper": (Operation.ASSESS_RISK, _give_paper),
    "measure_schedules.due_in_charts": (
        Operation.VIEW_CHART,
        lambda s: partial(measure_schedules.due_in_charts, s.clinic),
    ),
    "measure_schedules.set_schedule": (
        Operation.PLAN_MEASURE,
        lambda s: partial(
            measure_schedules.set_schedule, s.clinic, s.patient_id, "gad7", Rhythm.WEEKLY,
            "panic attacks",
        ),
    ),
}  # fmt: skip
