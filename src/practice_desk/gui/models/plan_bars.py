"""The medications' doses as bars on one axis of dates, worked out without widgets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

from practice_desk.domain.course import Stretch
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.domain.quantity import Quantity
from practice_desk.domain.regimen import RegimenStep

_BACK = (timedelta(days=120), timedelta(days=365))
"""How far back the axis reaches at least and at most."""
_AHEAD = (timedelta(days=45), timedelta(days=365))
_ROOM = timedelta(days=14)
"""What is shown before the first and beyond the last step, so that both are seen."""
_FLAT = 0.6
"""The height of a bar whose dose per day is not known, such as one taken only as needed."""
_LOWEST = 0.3
_LABELLED = 0.1
"""The share of the axis from which a bar up to the day carries its dose, not the one after."""


class Phase(Enum):
    """Where a bar lies: what was taken, what is planned, and what is on hold."""

    PAST = auto()
    AHEAD = auto()
    HELD = auto()


@dataclass(frozen=True, slots=True)
class Bar:
    """One dose from *start* until before *end*; *height* is the dose's share of the highest one."""

    start: date
    end: date
    label: str
    height: float
    phase: Phase


@dataclass(frozen=True, slots=True)
class Span:
    """The days that the axis shows, and the day that its line marks."""

    first: date
    last: date
    day: date

    def place(self, day: date) -> float:
        """Return where *day* lies on the axis, from 0 to 1."""
        share = (day - self.first).days / (self.last - self.first).days
        return min(1.0, max(0.0, share))

    @property
    def months(self) -> tuple[date, ...]:
        """The first day of each month."""
        found = []
        day = (self.first.replace(day=1) + timedelta(days=32)).replace(day=1)
        while day < self.last:
            found.append(day)
            day = (day + timedelta(days=32)).replace(day=1)
        return tuple(found)

    def named_months(self, most: int) -> tuple[tuple[date, str], ...]:
        """Return about *most* months evenly apart, with their names; a January is its year."""
        months = self.months
        apart = next((each for each in (1, 2, 3, 4) if len(months) <= each * most), 6)
        return tuple(
            (day, f"{day:%Y}" if day.month == 1 else f"{day:%b}")
            for day in months
            if (day.month - 1) % apart == 0
        )


def plan_span(items: Iterable[PlanItem], day: date) -> Span:
    """Return the days to show for a plan seen on *day*.

    They reach back to the first dose of the last year that was changed, or a few months.
    """
    courses = [item.course for item in items if _is_shown(item)]
    earliest = day - _BACK[1]
    begun = (stretch.start for course in courses for stretch in course)
    starts = [start - _ROOM for start in begun if start > earliest]
    ends = [_last(stretch) for course in courses for stretch in course[-1:]]
    known = [end for end in ends if end is not None]
    first = min([day - _BACK[0], *starts])
    last = max([day + _AHEAD[0], *(end + _ROOM for end in known)])
    return Span(max(first, earliest), min(last, day + _AHEAD[1]), day)


def bars(item: PlanItem, span: Span) -> tuple[Bar, ...]:
    """Return the bars of one medication, each on one side of the marked day."""
    highest = _highest(stretch.step for stretch in item.course)
    found: list[Bar] = []
    for stretch in item.course:
        found += _bars_of(stretch, span, highest)
    return tuple(found)


def step_label(step: RegimenStep) -> str:
    """Return the dose of a step in a word: "100 mg", or "as needed"."""
    dose = step.mean_daily_dose or step.dosage.dose
    if step.dosage.as_needed:
        return "as needed"
    return "" if dose is None else str(dose)


def _is_shown(item: PlanItem) -> bool:
    return item.status not in (PlanStatus.STOPPED, PlanStatus.ENTERED_IN_ERROR)


def _last(stretch: Stretch) -> date | None:
    return stretch.start if stretch.end is None else stretch.end


def _highest(steps: Iterable[RegimenStep]) -> dict[str, Quantity]:
    """Return the highest dose per day in each unit."""
    found: dict[str, Quantity] = {}
    for step in steps:
        dose = step.mean_daily_dose
        if dose is not None and (dose.unit not in found or dose.amount > found[dose.unit].amount):
            found[dose.unit] = dose
    return found


def _bars_of(stretch: Stretch, span: Span, highest: dict[str, Quantity]) -> Iterator[Bar]:
    start = max(stretch.start, span.first)
    end = min(stretch.end or span.last, span.last)
    label, height = step_label(stretch.step), _height(stretch.step, highest)
    if stretch.is_held:
        if start < end:
            yield Bar(start, end, "on hold", height, Phase.HELD)
        return
    turn = span.day + timedelta(days=1)
    past = span.place(min(end, turn)) - span.place(start)
    if start < min(end, turn):
        has_room = past >= _LABELLED or end <= turn
        yield Bar(start, min(end, turn), label if has_room else "", height, Phase.PAST)
        label = "" if has_room else label  # once for a dose that goes on past the day
    if max(start, turn) < end:
        yield Bar(max(start, turn), end, label, height, Phase.AHEAD)


def _height(step: RegimenStep, highest: dict[str, Quantity]) -> float:
    dose = step.mean_daily_dose
    most = highest.get(dose.unit) if dose is not None else None
    if dose is None or most is None or not most.amount:
        return _FLAT
    return max(_LOWEST, float(dose.amount / most.amount))
