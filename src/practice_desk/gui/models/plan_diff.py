"""What a change does to the plan, in two lines: how it was and how it will be. No widgets."""

from __future__ import annotations

from dataclasses import dataclass

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.directions import short_directions
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.services.safety_question import PlannedChange

_ENDS = {PlanEventKind.STOP: "stopped", PlanEventKind.HOLD: "on hold"}


@dataclass(frozen=True, slots=True)
class PlanDiff:
    """`before` is empty for what is new; `amount` tells how the dose per day changes."""

    before: str
    after: str
    amount: str = ""

    @property
    def spoken(self) -> str:
        """The change as a sentence."""
        parts = (
            f"Was: {self.before}" if self.before else "",
            f"Will be: {self.after}",
            self.amount,
        )
        return ". ".join(part for part in parts if part)


def plan_diff(
    kind: PlanEventKind, item: PlanItem | None, change: PlannedChange | None
) -> PlanDiff | None:
    """Return what signing changes; None while the form can't be understood."""
    if change is None:
        return None
    name = change.medication.name
    when = f"from {write_date(change.effective_on)}"
    before = _before(item)
    if kind in _ENDS:
        return PlanDiff(before, f"{name}: {_ENDS[kind]} {when}")
    if change.dosage is None:
        return None
    after = f"{_named(name, change.dosage)}, {when}"
    present = item.dosage if item is not None and item.status is PlanStatus.ACTIVE else None
    return PlanDiff(before, after, _per_day(present, change.dosage))


def _before(item: PlanItem | None) -> str:
    if item is None:
        return ""
    name = item.medication.name
    if item.status is PlanStatus.STOPPED:
        return f"{name}: stopped"
    held = " (on hold)" if item.status is PlanStatus.ON_HOLD else ""
    return f"{_named(name, item.dosage)}{held}"


def _named(name: str, dosage: Dosage | None) -> str:
    """Return the directions with the name before them, unless words of others begin with it."""
    words = "directions not known" if dosage is None else short_directions(dosage)
    return words if words.casefold().startswith(name.casefold()) else f"{name} {words}"


def _per_day(before: Dosage | None, after: Dosage) -> str:
    old = None if before is None else before.total_daily_dose
    new = after.total_daily_dose
    if old is None or new is None or old.unit != new.unit or old == new or not old.amount:
        return ""
    return f"{old} → {new} a day"
