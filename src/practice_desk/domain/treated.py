"""From when to when somebody was treated with a medication, and since when with any."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from practice_desk.domain.period import Period
from practice_desk.domain.plan_event import PlanEventKind


@dataclass(frozen=True, slots=True)
class Treatment:
    """From *start* until the day before *end* (None: it goes on) one medication was in the plan.

    Days on hold belong to it.
    """

    start: date
    end: date | None

    def touches(self, period: Period) -> bool:
        """Whether some day of *period* is one of it."""
        return self.start <= period.last and (self.end is None or self.end > period.first)


def treatments(standing: Iterable[tuple[PlanEventKind, date]]) -> tuple[Treatment, ...]:
    """Return when a medication was in the plan, from its standing events in their order.

    One that was stopped on the day on which it was to start was never taken.
    """
    found: list[Treatment] = []
    start: date | None = None
    for kind, on in standing:
        if kind is PlanEventKind.STOP:
            if start is not None and start < on:
                found.append(Treatment(start, on))
            start = None
        elif kind is PlanEventKind.START:
            start = start or on
    if start is not None:
        found.append(Treatment(start, None))
    return tuple(found)


def ended_by(found: Iterable[Treatment], day: date) -> tuple[Treatment, ...]:
    """Return the treatments with those that go on ended on *day*, but no day before their start.

    Whose plan was never ended was still treated on the day on which it began.
    """
    return tuple(
        each
        if each.end is not None
        else replace(each, end=max(day, each.start + timedelta(days=1)))
        for each in found
    )


def treated_since(found: Iterable[Treatment], period: Period) -> date | None:
    """Return the earliest start among the treatments of *period*; None without any."""
    return min((each.start for each in found if each.touches(period)), default=None)
