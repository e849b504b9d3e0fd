"""When a medication was taken, and in which doses, seen from the day on which something began.

Read from the plan: what was planned, as far as it is known that it was taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from practice_desk.domain.course import Stretch
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.domain.quantity import Quantity


@dataclass(frozen=True, slots=True)
class DoseStep:
    """A new dose for a whole day from *on*; `before` is None at a start."""

    on: date
    before: Quantity | None
    after: Quantity | None

    @property
    def is_rise(self) -> bool:
        """Whether more is taken than before, where both can be compared."""
        return self._compare() > 0

    @property
    def is_fall(self) -> bool:
        """Whether less is taken than before, where both can be compared."""
        return self._compare() < 0

    def _compare(self) -> int:
        one, other = self.before, self.after
        if one is None or other is None or one.unit != other.unit:
            return 0
        return (other.amount > one.amount) - (other.amount < one.amount)


@dataclass(frozen=True, slots=True)
class Taking:
    """Days in a row on which it was taken: from `start` until the day before `end`, if it ended.

    `steps` are its doses in order, the first of them its start.
    """

    start: date
    end: date | None
    steps: tuple[DoseStep, ...]

    def covers(self, day: date) -> bool:
        """Return whether it was taken on *day*."""
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Exposure:
    """A plan item with the days on which it was taken, in order.

    `reported_on` is the day since which it is known of, where nobody knows since when it is taken.
    """

    item: PlanItem
    takings: tuple[Taking, ...]
    reported_on: date | None = None

    def on(self, day: date) -> Taking | None:
        """Return the days in a row in which *day* lies; None if it was not taken then."""
        return next((taking for taking in self.takings if taking.covers(day)), None)

    def last_before(self, day: date) -> Taking | None:
        """Return what had ended before *day*, the latest."""
        ended = [t for t in self.takings if t.end is not None and t.end <= day]
        return ended[-1] if ended else None

    def steps_after(self, day: date, until: date) -> list[DoseStep]:
        """Return the new doses after *day*, up to *until*; a new start is one too."""
        return [s for taking in self.takings for s in taking.steps if day < s.on <= until]

    def stop_after(self, day: date, until: date) -> date | None:
        """Return the first day after *day*, up to *until*, on which it was not taken any more."""
        stops = (t.end for t in self.takings if t.end is not None and day < t.end <= until)
        return next(stops, None)


def exposure_of(item: PlanItem) -> Exposure | None:
    """Return when *item* was taken; None for what was entered in error."""
    if item.status is PlanStatus.ENTERED_IN_ERROR:
        return None
    taken = [stretch for stretch in item.course if not stretch.is_held]
    takings = [Taking(run[0].start, run[-1].end, _steps(run)) for run in _in_a_row(taken)]
    reported = item.started_on if item.status is PlanStatus.REPORTED or not takings else None
    return Exposure(item, tuple(takings), reported)


def concepts_taken(plan: Iterable[PlanItem], today: date, within_days: int) -> tuple[str, ...]:
    """Return the pack's ids of what is taken, or was within so many days, or is only reported."""
    since, found = today - timedelta(days=within_days), []
    for item in plan:
        exposure = exposure_of(item)
        if exposure is None or not item.medication.concept_id:
            continue
        lately = any(
            t.start <= today and (t.end is None or t.end > since) for t in exposure.takings
        )
        if lately or exposure.reported_on is not None:
            found.append(item.medication.concept_id)
    return tuple(dict.fromkeys(found))


def _in_a_row(stretches: Sequence[Stretch]) -> list[list[Stretch]]:
    runs: list[list[Stretch]] = []
    for stretch in stretches:
        if runs and runs[-1][-1].end == stretch.start:
            runs[-1].append(stretch)
        else:
            runs.append([stretch])
    return runs


def _steps(run: Sequence[Stretch]) -> tuple[DoseStep, ...]:
    steps: list[DoseStep] = []
    for stretch in run:
        dose = stretch.dosage_on(stretch.start).total_daily_dose
        if not steps:
            steps.append(DoseStep(stretch.start, None, dose))
        elif dose != steps[-1].after:
            steps.append(DoseStep(stretch.start, steps[-1].after, dose))
    return tuple(steps)
