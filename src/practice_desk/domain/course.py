"""A medication's course: its standing events laid out as stretches of days with one dosage each.

Days on hold do not count for a regimen: after a hold it goes on at the step, and the day of the
step, at which it was held, so every later date moves by the days held.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from practice_desk.domain.dosage import Dosage
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind
from practice_desk.domain.regimen import Regimen, RegimenStep, one_step


@dataclass(frozen=True, slots=True)
class Stretch:
    """From *start* until the day before *end* (None: it goes on), one step of one event.

    *event* is the one that decides; *number* counts its steps from 1 of *count*. *day* is the day
    of the regimen, from 0, on which the stretch begins. While *is_held* nothing is taken, and
    *step* is the one to go on with.
    """

    start: date
    end: date | None
    step: RegimenStep
    number: int
    count: int
    day: int
    day_of_step: int
    event: PlanEvent
    is_held: bool = False

    def covers(self, day: date) -> bool:
        """Return whether *day* lies in the stretch."""
        return self.start <= day and (self.end is None or day < self.end)

    def dosage_on(self, day: date) -> Dosage:
        """Return the dosage of *day*, which lies in the stretch."""
        return self.step.dosage_on(self.day_of_step + (0 if self.is_held else self._days_to(day)))

    def regimen_day(self, day: date) -> int:
        """Return how many days of the regimen have been taken before *day*."""
        return self.day + (0 if self.is_held else self._days_to(day))

    def _days_to(self, day: date) -> int:
        return (day - self.start).days


@dataclass(slots=True)
class _Fold:
    """Where the fold of the events stands: what is carried, how far, and whether it is taken."""

    event: PlanEvent | None = None
    regimen: Regimen | None = None
    day: int = 0
    is_taken: bool = False
    is_held: bool = False

    def accept(self, event: PlanEvent) -> None:
        """Take *event* in."""
        kind = event.kind
        if event.regimen is not None or event.dosage is not None:
            self.event, self.day = event, 0
            self.regimen = event.regimen or one_step(event.dosage or Dosage())
        if kind is PlanEventKind.STOP:
            self.is_taken = self.is_held = False
        elif kind is PlanEventKind.HOLD:
            self.is_held = True
        elif kind is PlanEventKind.RESUME:
            self.is_held = False
        else:
            self.is_taken = True
            self.is_held = self.is_held and kind is PlanEventKind.CHANGE

    def until(self, start: date, end: date | None) -> Iterator[Stretch]:
        """Yield the stretches from *start* to *end*, and move on by the days taken."""
        event, regimen = self.event, self.regimen
        if event is None or regimen is None or not self.is_taken or start == end:
            return
        if self.is_held:
            yield from self._held(event, regimen, start, end)
            return
        while (found := regimen.step_at(self.day)) is not None and start != end:
            index, done = found
            step = regimen.steps[index]
            until = None if step.days is None else start + timedelta(days=step.days - done)
            if until is None or (end is not None and end < until):
                until = end
            count = len(regimen.steps)
            yield Stretch(start, until, step, index + 1, count, self.day, done, event)
            if until is None:
                return
            self.day += (until - start).days
            start = until

    def _held(
        self, event: PlanEvent, regimen: Regimen, start: date, end: date | None
    ) -> Iterator[Stretch]:
        found = regimen.step_at(self.day)
        if found is not None:
            index, done = found
            step, count = regimen.steps[index], len(regimen.steps)
            yield Stretch(start, end, step, index + 1, count, self.day, done, event, is_held=True)


def course(standing: Sequence[PlanEvent]) -> tuple[Stretch, ...]:
    """Lay *standing* events (in order, without what was retracted) out as stretches of days.

    The last stretch ends where a stop or the end of the steps does. Days on which nothing is
    taken, because the medication is stopped or its steps are over, have no stretch.
    """
    fold = _Fold()
    found: list[Stretch] = []
    ends = [*(event.effective_on for event in standing), None][1:]
    for event, end in zip(standing, ends, strict=True):
        fold.accept(event)
        found += fold.until(event.effective_on, end)
    return tuple(found)


def stretch_on(stretches: Sequence[Stretch], day: date) -> Stretch | None:
    """Return the stretch in which *day* lies; None if nothing is planned for it."""
    return next((stretch for stretch in stretches if stretch.covers(day)), None)


def steps_from(event: PlanEvent, standing: Sequence[PlanEvent]) -> tuple[Stretch, ...]:
    """Return the steps that begin with *event*, as if nothing had followed it.

    After a resume that carries no steps they are those that were left when it was held.
    """
    until = [other for other in standing if other.order <= event.order]
    return tuple(each for each in course(until) if each.start >= event.effective_on)


def dosage_before(event: PlanEvent, standing: Sequence[PlanEvent]) -> Dosage | None:
    """Return the dosage that held until *event*: of the day before it, else the one given last."""
    earlier = [other for other in standing if other.order < event.order]
    stretches = course(earlier)
    for day in (event.effective_on - timedelta(days=1), event.effective_on):
        found = stretch_on(stretches, day)
        if found is not None:
            return found.dosage_on(day)
    return next((other.dosage for other in reversed(earlier) if other.dosage), None)
