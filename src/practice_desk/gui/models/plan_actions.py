"""What is offered to be done with a medication of the plan, beside its history and on its card."""

from __future__ import annotations

from collections.abc import Mapping

from practice_desk.domain.medication import Origin, PlanStatus
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.gui.models.plan_list import PlanRow, possible_actions
from practice_desk.gui.widgets.plan_detail import DetailAction

TAKE, OUTSIDE, NOT_TAKING, RESTART = "take", "outside", "not_taking", "restart"
STEPS, SWITCH = "steps", "switch"
CHANGE, HOLD, RESUME, STOP = "change", "hold", "resume", "stop"

_REPORTED = (
    DetailAction(TAKE, "Take into our plan…", "check"),
    DetailAction(OUTSIDE, "Record as outside…", "building-2"),
    DetailAction(NOT_TAKING, "Not taking…", "x"),
)


def detail_actions(row: PlanRow) -> tuple[DetailAction, ...]:
    """Return what a prescriber can do besides changing, holding and stopping."""
    if row.item.status is PlanStatus.REPORTED:
        return _REPORTED
    if row.item.medication.origin is not Origin.CLINIC:
        return ()
    steps = DetailAction(STEPS, "Plan steps…", "list-checks")
    if row.item.status is PlanStatus.STOPPED:
        return (DetailAction(RESTART, "Start again…", "play"), steps)
    if row.item.status is PlanStatus.ACTIVE:
        return (steps, DetailAction(SWITCH, "Switch to another…", "arrow-right"))
    return (steps,) if row.item.status is PlanStatus.ON_HOLD else ()


def card_actions(row: PlanRow) -> Mapping[str, str]:
    """Return what the card of a medication offers, by name; nothing for what is only reported."""
    if row.item.status is PlanStatus.REPORTED:
        return {}
    kinds = possible_actions(row.item)
    words = (
        (PlanEventKind.CHANGE, CHANGE, "Change"),
        (PlanEventKind.HOLD, HOLD, "Hold"),
        (PlanEventKind.RESUME, RESUME, "Resume"),
        (PlanEventKind.STOP, STOP, "Stop"),
    )
    return {name: text for kind, name, text in words if kind in kinds}
