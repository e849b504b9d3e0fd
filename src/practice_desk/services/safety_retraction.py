"""What marking an event as entered in error does to the plan, as a change for the checks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from practice_desk.domain.medication import PlanItem, check_sequence, plan_item
from practice_desk.domain.regimen import Regimen, RegimenStep
from practice_desk.domain.safety import ChangeAction
from practice_desk.services.safety_question import PlannedChange


def without_event(item: PlanItem, event_id: int | None, on: date) -> PlanItem | None:
    """Return *item* on the day *on* as if the event had never been entered; None if none is left.

    None also where later events build on it: then it can't be taken back.
    """
    events = [event for event in item.events if event.id != event_id]
    return None if check_sequence(events) else plan_item(item.medication, events, on)


def retraction_change(item: PlanItem, event_id: int, today: date) -> PlannedChange | None:
    """Return what is taken from *today* on once the event is taken back.

    None where then nothing is taken, or the same as before.
    """
    after = without_event(item, event_id, today)
    begins, steps = (None, ()) if after is None else _to_come(after, today)
    if after is None or begins is None or (begins, steps) == _to_come(item, today):
        return None
    return PlannedChange(
        ChangeAction.CHANGE,
        item.medication,
        begins,
        steps[0].dosage,
        item.medication.id,
        Regimen(steps),
        retracts_event_id=event_id,
        dispense_request=after.dispense_request,
    )


def _to_come(item: PlanItem, today: date) -> tuple[date | None, tuple[RegimenStep, ...]]:
    """Return the steps that are taken from *today* on, and the day on which they begin."""
    stretches = [
        stretch
        for stretch in item.course
        if not stretch.is_held and (stretch.end is None or stretch.end > today)
    ]
    begins = max(today, stretches[0].start) if stretches else None
    steps = tuple(
        replace(
            stretch.step,
            days=None if stretch.end is None else (stretch.end - max(today, stretch.start)).days,
        )
        for stretch in stretches
    )
    return begins, steps
