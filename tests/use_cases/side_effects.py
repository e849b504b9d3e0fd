"""Calls about side effects."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from practice_desk.domain.adverse_event import Course, Urgency
from practice_desk.domain.adverse_event_review import Action, Decision, Handover, Review, Told
from practice_desk.domain.permission import Operation
from practice_desk.services import side_effect_board, side_effects
from tests.stage import Stage, UseCases

_OP = Operation


def _reported(stage: Stage) -> int:
    return side_effects.report_side_effect(stage.clinic, stage.nausea()).id


def watched(stage: Stage) -> Review:
    """Return a review that lets a side effect be looked at again in a week."""
    recheck = stage.clinic.today() + timedelta(days=7)
    return Review("Nausea", (Decision(Action.WATCH),), recheck_on=recheck)


SIDE_EFFECTS: UseCases = {
    "side_effects.take_down_call": (
        _OP.TAKE_DOWN_CALL,
        lambda s: partial(
            side_effects.take_down_call, s.clinic, s.patient_id, "The pill makes me sick."
        ),
    ),
    "side_effects.report_side_effect": (
        _OP.REPORT_SIDE_EFFECT,
        lambda s: partial(side_effects.report_side_effect, s.clinic, s.nausea()),
    ),
    "side_effects.tell_again": (
        _OP.REPORT_SIDE_EFFECT,
        lambda s: partial(
            side_effects.tell_again, s.clinic, s.patient_id, _reported(s), Told(Course.BETTER)
        ),
    ),
    "side_effects.hand_over": (
        _OP.REPORT_SIDE_EFFECT,
        lambda s: partial(
            side_effects.hand_over,
            s.clinic,
            s.patient_id,
            _reported(s),
            Handover("", Urgency.TODAY),
        ),
    ),
    "side_effects.review_side_effect": (
        _OP.REVIEW_SIDE_EFFECT,
        lambda s: partial(
            side_effects.review_side_effect, s.clinic, s.patient_id, _reported(s), watched(s)
        ),
    ),
    "side_effects.retract_side_effect": (
        _OP.REPORT_SIDE_EFFECT,
        lambda s: partial(
            side_effects.retract_side_effect,
            s.clinic,
            s.patient_id,
            _reported(s),
            "typed twice",
        ),
    ),
    "side_effects.side_effect_case": (
        _OP.VIEW_CHART,
        lambda s: partial(side_effects.side_effect_case, s.clinic, s.patient_id, _reported(s)),
    ),
    "side_effects.reply_about": (
        _OP.REPORT_SIDE_EFFECT,
        lambda s: partial(
            side_effects.reply_about, s.clinic, s.patient_id, _reported(s), "Since when?"
        ),
    ),
    "side_effects.note_answers": (
        _OP.REPORT_SIDE_EFFECT,
        lambda s: partial(side_effects.note_answers, s.clinic, s.patient_id, _reported(s)),
    ),
    "side_effect_board.side_effect_board": (
        _OP.LIST_SIDE_EFFECTS,
        lambda s: partial(side_effect_board.side_effect_board, s.clinic),
    ),
    "side_effects.open_side_effects": (
        _OP.LIST_SIDE_EFFECTS,
        lambda s: partial(side_effects.open_side_effects, s.clinic),
    ),
}
