"""A plan item's directions on its day, with the tablets of its step, and what comes next."""

from __future__ import annotations

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.directions import directions, patient_directions
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.domain.regimen_text import pieces_words, short_step


def item_directions(item: PlanItem) -> str:
    """Return the directions that hold on the item's day; empty where no dosage is known."""
    if item.dosage is None:
        return ""
    if item.present is None:
        return directions(item.dosage)
    return directions(item.dosage, pieces_words(item.present.step))


def patient_item_directions(item: PlanItem) -> str:
    """Return the directions that hold on the item's day, as the patient reads them."""
    if item.dosage is None:
        return ""
    pieces = {} if item.present is None else pieces_words(item.present.step)
    return patient_directions(item.dosage, pieces)


def next_step_text(item: PlanItem) -> str:
    """Return the next step with its day, or the planned end; empty where neither is planned."""
    if item.status is not PlanStatus.ACTIVE or item.present is None:
        return ""
    following = next(iter(item.steps_ahead), None)
    if following is not None and not following.is_held:
        return f"From {write_date(following.start)}: {short_step(following.step)}."
    if following is None and item.present.end is not None:
        return f"From {write_date(item.present.end)}: stop."
    return ""
