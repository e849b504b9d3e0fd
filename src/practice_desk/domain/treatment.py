"""Unbroken times on a medication, with the days on which the dose changed, out of the plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from practice_desk.domain.course import Stretch
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.domain.plan_event import PlanEventKind

_NOT_TAKEN = frozenset({PlanStatus.REPORTED, PlanStatus.ENTERED_IN_ERROR})


@dataclass(frozen=True, slots=True)
class Treatment:
    """One unbroken time on a medication; `ended_on` is its first day without, None while it lasts.

    `dose_changes` and `interactions` are the days on which the dose, or a medication that acts on
    it, was changed; days to come count too.
    """

    medication_id: int
    med: str
    name: str
    started_on: date
    ended_on: date | None = None
    dose_changes: tuple[date, ...] = ()
    interactions: tuple[date, ...] = ()

    def has_ended(self, today: date) -> bool:
        """Return whether it lies behind on the day *today*."""
        return self.ended_on is not None and self.ended_on <= today


def treatments(item: PlanItem, gap_days: int = 0) -> list[Treatment]:
    """Return the times on a plan item, in order; a pause of fewer than *gap_days* ends none.

    A hold ends none either: it is meant to go on. What is only reported has not been asked about
    yet and gives none.
    """
    if item.status in _NOT_TAKEN:
        return []
    return [_treatment(item, run) for run in _runs(item.course, gap_days)]


def _runs(stretches: Iterable[Stretch], gap_days: int) -> Iterator[list[Stretch]]:
    run: list[Stretch] = []
    for stretch in stretches:
        if stretch.event.kind is PlanEventKind.REPORT:
            continue
        end = run[-1].end if run else None
        if run and (end is None or (stretch.start - end).days > max(0, gap_days - 1)):
            yield run
            run = []
        run.append(stretch)
    if run:
        yield run


def _treatment(item: PlanItem, run: list[Stretch]) -> Treatment:
    changes = tuple(
        after.start for before, after in pairwise(run) if before.step.dosages != after.step.dosages
    )
    return Treatment(
        item.medication.id or 0,
        item.medication.concept_id,
        item.medication.name,
        run[0].start,
        run[-1].end,
        changes,
    )


def change_days(item: PlanItem) -> list[date]:
    """Return the days on which a plan item began, changed, paused or ended."""
    days = [stretch.start for stretch in item.course]
    days += [stretch.end for stretch in item.course if stretch.end is not None]
    return sorted(set(days))
