"""How side effects stand, and how long decisions and their end took, by what they are told of."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from practice_desk.domain.adverse_event import Urgency
from practice_desk.domain.adverse_event_review import Review
from practice_desk.domain.report import Counted
from practice_desk.domain.report_counts import count_each
from practice_desk.domain.side_effect_case import CaseStatus, SideEffectCase
from practice_desk.domain.waiting_time import Wait, WaitSummary, summary_of

K = TypeVar("K", bound=Hashable)
_PRESSING = frozenset({Urgency.TODAY, Urgency.NOW})


@dataclass(frozen=True, slots=True)
class SideEffectFigures:
    """What a number of side effects come to; reports entered in error are none.

    `undecided` of the `open` ones wait for a decision on what was told last; `pressing` of them had
    to be looked at the same day. `overdue` others of
    them should have been looked at again before today.
    """

    reported: Counted
    open: Counted
    closed: Counted
    undecided: Counted
    pressing: Counted
    overdue: Counted
    serious: Counted
    to_decision: WaitSummary
    to_end: WaitSummary


def figures_of(cases: Iterable[SideEffectCase], today: date) -> SideEffectFigures:
    """Return what *cases* come to on the day *today*."""
    standing = [case for case in cases if case.status is not CaseStatus.RETRACTED]
    waiting = [case for case in standing if case.is_open]
    undecided = [case for case in waiting if case.status is CaseStatus.OPEN]
    return SideEffectFigures(
        reported=_counted(standing),
        open=_counted(waiting),
        closed=_counted(case for case in standing if not case.is_open),
        undecided=_counted(undecided),
        pressing=_counted(case for case in undecided if case.urgency in _PRESSING),
        overdue=_counted(case for case in waiting if is_overdue(case, today)),
        serious=_counted(case for case in standing if was_serious(case)),
        to_decision=summary_of(decision_wait(case, today) for case in standing),
        to_end=summary_of(end_wait(case, today) for case in standing),
    )


def grouped(pairs: Iterable[tuple[K, SideEffectCase]]) -> Mapping[K, Sequence[SideEffectCase]]:
    """Return the cases of each key, each once, in the order of the keys' first case."""
    found: dict[K, dict[int | None, SideEffectCase]] = {}
    for key, case in pairs:
        found.setdefault(key, {})[case.id] = case
    return {key: tuple(cases.values()) for key, cases in found.items()}


def is_overdue(case: SideEffectCase, today: date) -> bool:
    """Whether the day on which it should have been looked at again has passed."""
    due = case.status is CaseStatus.RECHECK_DUE
    return due and case.recheck_on is not None and case.recheck_on < today


def was_serious(case: SideEffectCase) -> bool:
    """Whether any review named something that makes it serious, by FDA's form 3500."""
    reviews = (e.details for e in case.entries if isinstance(e.details, Review))
    return any(review.seriousness for review in reviews)


def decision_wait(case: SideEffectCase, today: date) -> Wait:
    """Return the days from the report to the first decision; until *today* without one."""
    told = case.report.told_on
    decided = (e.happened_on for e in case.entries if isinstance(e.details, Review))
    first = min(decided, default=None)
    return Wait(max(((first or today) - told).days, 0), first is not None)


def end_wait(case: SideEffectCase, today: date) -> Wait:
    """Return the days from the report until the patient was rid of it, as far as is known.

    One that was closed while it went on, or of which nobody knows, was seen last on that day.
    """
    told, over = case.report.told_on, case.over_by
    if over is not None:
        return Wait(max((over - told).days, 0), ended=True)
    last = case.reviewed_on if case.status is CaseStatus.CLOSED else None
    return Wait(max(((last or today) - told).days, 0), ended=False)


def _counted(cases: Iterable[SideEffectCase]) -> Counted:
    return count_each(case.report.patient_id for case in cases)
