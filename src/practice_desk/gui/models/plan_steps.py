"""The steps of a plan item as its detail shows them. No widgets."""

from __future__ import annotations

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.course import Stretch
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.domain.regimen_text import hold_text, short_step

_MOST = 8


def step_lines(item: PlanItem) -> tuple[str, ...]:
    """Return where a medication stands in its steps, what comes, and its hold rules."""
    regimen, present = item.regimen, item.present
    if item.has_run_out:
        return ("Its steps have come to their planned end.",)
    if regimen is None or present is None:
        ahead = [each for each in item.steps_ahead if each.event.regimen is not None]
        return tuple(_ahead(each) for each in ahead[:_MOST])
    lines = [_now(item, present)]
    lines += [_ahead(each) for each in item.steps_ahead[:_MOST]]
    if len(item.steps_ahead) > _MOST:
        lines.append(f"{len(item.steps_ahead) - _MOST} more steps")
    last = item.course[-1].end
    if last is not None and item.status is PlanStatus.ACTIVE:
        lines.append(f"From {write_date(last)}: stopped, as planned")
    return (*lines, *(hold_text(rule) for rule in regimen.hold_rules))


def _now(item: PlanItem, present: Stretch) -> str:
    where = f"Step {present.number} of {present.count}"
    if item.status is PlanStatus.ON_HOLD:
        return f"{where}, on hold; later steps wait"
    until = "" if present.end is None else f" until {write_date(present.end)}"
    return f"{where}{until}"


def _ahead(stretch: Stretch) -> str:
    return f"From {write_date(stretch.start)}: {short_step(stretch.step)}"
