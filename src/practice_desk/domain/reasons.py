"""Coded reasons for plan events, and the category of each that a pharmacy may read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from practice_desk.domain.plan_event import PlanEventKind


class ReasonCategory(StrEnum):
    """All that leaves the clinic about a reason: no diagnosis, no comment."""

    NEW_TREATMENT = "new treatment"
    CONTINUING = "continuing treatment"
    RESPONSE = "treatment response"
    SIDE_EFFECT = "side effect"
    SAFETY = "safety"
    COMPLETED = "course completed"
    PREFERENCE = "patient preference"
    SUPPLY = "supply or cost"
    PLANNED_STEP = "planned step"
    CORRECTION = "correction"
    OTHER = "clinical decision"


@dataclass(frozen=True, slots=True)
class Reason:
    """A coded reason: stable `code`, the words on screen, the category for letters."""

    code: str
    text: str
    category: ReasonCategory


_C = ReasonCategory
_K = PlanEventKind

REASONS: dict[PlanEventKind, tuple[Reason, ...]] = {
    _K.START: (
        Reason("new_indication", "New diagnosis or symptom", _C.NEW_TREATMENT),
        Reason("switch_in", "Switched from another medication", _C.NEW_TREATMENT),
        Reason("augmentation", "Added to strengthen a treatment", _C.NEW_TREATMENT),
        Reason("continued", "Continued from another prescriber", _C.CONTINUING),
        Reason("restart", "Restarted after a break", _C.CONTINUING),
        Reason("treats_side_effect", "Treats a side effect", _C.NEW_TREATMENT),
        Reason("patient_wish", "Patient's wish", _C.PREFERENCE),
        Reason("other", "Other (say in the comment)", _C.OTHER),
    ),
    _K.CHANGE: (
        Reason("partial_response", "Partial response", _C.RESPONSE),
        Reason("no_response", "No response yet", _C.RESPONSE),
        Reason("planned_step", "Planned titration step", _C.PLANNED_STEP),
        Reason("taper", "Taper", _C.PLANNED_STEP),
        Reason("side_effect", "Side effect", _C.SIDE_EFFECT),
        Reason("interaction", "Interaction or new condition", _C.SAFETY),
        Reason("level_or_lab", "Level or laboratory result", _C.SAFETY),
        Reason("simpler", "Simpler to take", _C.PREFERENCE),
        Reason("patient_wish", "Patient's wish", _C.PREFERENCE),
        Reason("supply", "Supply or cost", _C.SUPPLY),
        Reason("other", "Other (say in the comment)", _C.OTHER),
    ),
    _K.STOP: (
        Reason("side_effect", "Side effect", _C.SIDE_EFFECT),
        Reason("no_benefit", "No benefit", _C.RESPONSE),
        Reason("goal_reached", "Goal reached, course completed", _C.COMPLETED),
        Reason("switch_out", "Switched to another medication", _C.RESPONSE),
        Reason("interaction", "Interaction or new condition", _C.SAFETY),
        Reason("pregnancy", "Pregnancy or breastfeeding", _C.SAFETY),
        Reason("misuse", "Misuse risk", _C.SAFETY),
        Reason("not_taking", "Patient was not taking it", _C.PREFERENCE),
        Reason("patient_wish", "Patient's wish", _C.PREFERENCE),
        Reason("duplicate", "Duplicate", _C.SAFETY),
        Reason("supply", "Supply or cost", _C.SUPPLY),
        Reason("taken_over", "Taken over into our plan", _C.CONTINUING),
        Reason("other", "Other (say in the comment)", _C.OTHER),
    ),
    _K.HOLD: (
        Reason("side_effect", "Side effect", _C.SIDE_EFFECT),
        Reason("awaiting_result", "Waiting for a result", _C.SAFETY),
        Reason("procedure", "Procedure or hospital stay", _C.SAFETY),
        Reason("interaction", "Short course of an interacting medication", _C.SAFETY),
        Reason("patient_wish", "Patient's wish", _C.PREFERENCE),
        Reason("supply", "Supply or cost", _C.SUPPLY),
        Reason("other", "Other (say in the comment)", _C.OTHER),
    ),
    _K.RESUME: (
        Reason("resolved", "The reason for the hold is settled", _C.CONTINUING),
        Reason("patient_wish", "Patient's wish", _C.PREFERENCE),
        Reason("other", "Other (say in the comment)", _C.OTHER),
    ),
    _K.REPORT: (Reason("reported", "Reported, not reconciled", _C.OTHER),),
    _K.RETRACT: (
        Reason("wrong_patient", "Entered in the wrong chart", _C.CORRECTION),
        Reason("wrong_medication", "Wrong medication", _C.CORRECTION),
        Reason("wrong_dose", "Wrong dose or directions", _C.CORRECTION),
        Reason("wrong_date", "Wrong date", _C.CORRECTION),
        Reason("duplicate", "Entered twice", _C.CORRECTION),
        Reason("other", "Other (say in the comment)", _C.CORRECTION),
    ),
}


def find_reason(kind: PlanEventKind, code: str) -> Reason | None:
    """Return the coded reason, or None when *code* is not one of the kind's reasons."""
    return next((reason for reason in REASONS[kind] if reason.code == code), None)
