"""Calls about side effects."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from practice_desk.domain.adverse_event import Course, Urgency
from practice_desk.domain.adverse_event_review import (
    Action,
    Decision,
    Handover,
    Review,
    Seriousness,
    Suspect,
    Told,
)
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.permission import Operation
from practice_desk.services import (
    charts,
    medwatch,
    patient_papers,
    side_effect_board,
    side_effects,
)
from tests.stage import Call, Stage, UseCases

_OP = Operation


def _reported(stage: Stage) -> int:
    return side_effects.report_side_effect(stage.clinic, stage.nausea()).id


def _serious(stage: Stage) -> int:
    clinic, patient_id, number = stage.clinic, stage.patient_id, _reported(stage)
    medication = next(each for each in charts.open_chart(clinic, patient_id).plan)
    suspect = Suspect(medication.medication.id or 0, medication.medication.name)
    review = replace(
        watched(stage), suspects=(suspect,), seriousness=(Seriousness.LIFE_THREATENING,)
    )
    side_effects.review_side_effect(clinic, patient_id, number, review)
    return number


def _give_medwatch(stage: Stage) -> Call:
    draft = medwatch.medwatch_draft(stage.clinic, stage.patient_id, _serious(stage))
    pages = medwatch.render_medwatch(draft)
    return partial(medwatch.give_medwatch, stage.clinic, draft, pages, LetterDelivery.PRINTED)


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
    "medwatch.medwatch_draft": (
        _OP.SEND_LETTER,
        lambda s: partial(medwatch.medwatch_draft, s.clinic, s.patient_id, _serious(s)),
    ),
    "medwatch.give_medwatch": (_OP.SEND_LETTER, _give_medwatch),
    "side_effect_board.side_effect_board": (
        _OP.LIST_SIDE_EFFECTS,
        lambda s: partial(side_effect_board.side_effect_board, s.clinic),
    ),
    "side_effect_board.answered_reports": (
        _OP.LIST_SIDE_EFFECTS,
        lambda s: partial(side_effect_board.answered_reports, s.clinic),
    ),
    "patient_papers.side_effect_form_draft": (
        _OP.REPORT_SIDE_EFFECT,
        lambda s: partial(patient_papers.side_effect_form_draft, s.clinic, s.patient_id),
    ),
    "side_effects.open_side_effects": (
        _OP.LIST_SIDE_EFFECTS,
        lambda s: partial(side_effects.open_side_effects, s.clinic),
    ),
}
