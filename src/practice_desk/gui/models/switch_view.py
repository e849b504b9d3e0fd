"""What the switch window says and proposes, worked out without widgets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.directions import short_directions
from practice_desk.domain.medication import PlanItem
from practice_desk.domain.quantity import amount_text
from practice_desk.domain.regimen import Regimen
from practice_desk.gui.models.plan_list import first_due_day
from practice_desk.gui.models.step_rule import RuleKind, StepRule
from practice_desk.knowledge.switching import SwitchAdvice

NO_SOURCE = (
    "The pack gives no steps for stepping down. Practice Desk proposes 25 % of the present dose "
    "less each week, only to begin with something: change it as you judge."
)


class SwitchMode(StrEnum):
    """How one medication follows the other."""

    CROSS_TAPER = "cross_taper"
    TAPER_FIRST = "taper_first"
    STOP_AND_START = "stop_and_start"


@dataclass(frozen=True, slots=True)
class PackWords:
    """What the pack says, its sources, and what it does not say."""

    text: str
    sources: str


def present_text(item: PlanItem, today: date) -> str:
    """Return what is taken now, and when the next is due of what is not taken every day."""
    words = short_directions(item.dosage) if item.dosage else "directions not known"
    due = first_due_day(item, today)
    if item.dosage is None or not item.dosage.timing.is_counted or item.dosage.as_needed:
        return f"Now: {words}"
    return f"Now: {words}; the next is due {write_date(due)}"


def pack_words(advice: SwitchAdvice) -> PackWords:
    """Return the pack's facts as lines; what it does not know is said as that."""
    lines = [fact.text for fact in advice.facts]
    if not advice.is_known:
        lines.insert(0, "Not checked: the pack does not know one of the two.")
    elif advice.washout_days is None:
        lines.insert(0, "The pack names no washout between the two.")
    if advice.taper_advised:
        lines.append(f"Stepping {advice.from_name} down is advised.")
    for each in advice.titration:
        steps = ", ".join(
            f"weeks {step.weeks}: up to {amount_text(step.max_mg_per_day)} mg a day"
            for step in each.steps
        )
        lines.append(f"Start as labelled, {each.context.replace('_', ' ')}: {steps}.")
    sources = dict.fromkeys(source for fact in advice.facts for source in fact.sources)
    text = "\n".join(f"• {line}" for line in dict.fromkeys(lines))
    return PackWords(text, "; ".join(sources))


def proposed_mode(advice: SwitchAdvice) -> SwitchMode:
    """Return how the pack's facts let the switch be made: overlapping only where they may."""
    if advice.may_overlap and advice.taper_advised:
        return SwitchMode.CROSS_TAPER
    return SwitchMode.TAPER_FIRST if advice.taper_advised else SwitchMode.STOP_AND_START


def proposed_down(present: str) -> StepRule:
    """Return the rule that is filled in for the one that is left; *present* is a day's amount."""
    return StepRule(RuleKind.DOWN_PERCENT_FIRST, present, "25", "1 week", "")


def proposed_up(advice: SwitchAdvice) -> StepRule:
    """Return the rule that is filled in for the new one: its labelled start, and no target."""
    start = "" if advice.start_dose is None else amount_text(advice.start_dose)
    return StepRule(RuleKind.UP, start, start, "2 weeks", start)


def first_day_without(mode: SwitchMode, leave_on: date, down: Regimen | None) -> date | None:
    """Return the first day on which the old one is no longer taken; None while it is not known."""
    if mode is SwitchMode.STOP_AND_START:
        return leave_on
    days = None if down is None else down.total_days
    return None if days is None else leave_on + timedelta(days=days)


def proposed_start(
    mode: SwitchMode, leave_on: date, down: Regimen | None, washout_days: int | None
) -> date | None:
    """Return the first day of the new one; None while the end of the old one is not known."""
    if mode is SwitchMode.CROSS_TAPER:
        return leave_on
    ends = first_day_without(mode, leave_on, down)
    return None if ends is None else ends + timedelta(days=washout_days or 0)


def gap_text(ends: date | None, starts: date | None, washout_days: int | None) -> str:
    """Return how the two meet, and what the pack asks for."""
    if ends is None or starts is None:
        return ""
    days = (starts - ends).days
    if days < 0:
        found = f"{-days} days together"
    else:
        found = "The new one follows at once" if days == 0 else f"{days} days without either"
    if washout_days is None:
        return found
    enough = "" if days >= washout_days else ": too few"
    return f"{found}; the pack asks for {washout_days}{enough}"


def is_too_soon(ends: date | None, starts: date | None, washout_days: int | None) -> bool:
    """Return whether the washout that the pack gives is not kept."""
    if ends is None or starts is None or washout_days is None:
        return False
    return (starts - ends).days < washout_days
