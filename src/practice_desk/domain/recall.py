"""Recalls: who has to come, by when, and whether they are booked.

Most are worked out from the chart every time ("AIMS due", "visit of Nov 12: come back in 4
weeks"), so that none is there twice and none outlives its cause. Kept are those that somebody
wrote by hand, and what was decided about the others. The day is always an argument.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from practice_desk.domain.appointment import Appointment, AppointmentStatus, VisitKind
from practice_desk.domain.checks import check_lengths
from practice_desk.domain.errors import Problem

GRACE = timedelta(days=7)
"""A visit booked up to so many days after its day still counts as booked for it. Our own number."""
AHEAD = timedelta(weeks=12)
"""How far ahead recalls are looked for."""
_COMING = frozenset({AppointmentStatus.BOOKED, AppointmentStatus.ARRIVED})


class RecallState(StrEnum):
    """What was decided. Being booked is no decision: it is seen in the schedule."""

    OPEN = "open"
    PUT_OFF = "put_off"
    DECLINED = "declined"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class RecallReason:
    """Why somebody is due, by the day on which it falls due.

    `words` are clinical. The `key` is the same every time it is worked out, until it is due anew.
    """

    key: str
    words: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Recall:
    """A recall written by hand, or what was decided about reasons worked out from the chart.

    `reason` is clinical and for those who see the chart; `comment` is for the front desk.
    `due_from` and `due_by` are the days between which to come. `covers` are the keys of the
    reasons that a decision is about, none for a recall by hand. `state_reason` is nothing clinical.
    """

    patient_id: int
    due_by: date
    made_at: datetime
    made_by: str
    due_from: date | None = None
    visit: VisitKind = VisitKind.MEDICATION
    practitioner_id: int | None = None
    reason: str = ""
    comment: str = ""
    covers: tuple[str, ...] = ()
    state: RecallState = RecallState.OPEN
    put_off_until: date | None = None
    state_reason: str = ""
    changed_at: datetime | None = None
    changed_by: str = ""
    id: int | None = None
    version: int | None = None

    def is_quiet(self, today: date) -> bool:
        """Return whether nobody need do anything about it on the day *today*."""
        if self.state is RecallState.PUT_OFF:
            return self.put_off_until is not None and today < self.put_off_until
        return self.state is not RecallState.OPEN


LENGTHS = {
    "made_by": 64, "reason": 200, "comment": 200, "state_reason": 200, "changed_by": 64,
}  # fmt: skip


def check_recall(value: Recall, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with *value*."""
    problems = list(check_lengths(value, LENGTHS))
    if value.due_from is not None and value.due_from > value.due_by:
        problems.append(Problem("due_by", "The last day comes before the first. Check them."))
    if value.state is RecallState.OPEN:
        return tuple(problems)
    if not value.state_reason.strip():
        problems.append(Problem("reason", "Say why, nothing clinical."))
    if value.state is RecallState.PUT_OFF and (
        value.put_off_until is None or value.put_off_until <= today
    ):
        problems.append(Problem("until", "Choose a day after today."))
    return tuple(problems)


@dataclass(frozen=True, slots=True)
class DueVisit:
    """One patient who has to come: why, by when, and what is booked.

    `by_hand` is the recall that somebody wrote, None for what was worked out. `last` is what was
    decided about it before. `booked` is the next appointment that counts for it, also one that is
    too late for it; `proposed` one that nobody has confirmed.
    """

    patient_id: int
    visit: VisitKind
    due_by: date
    reasons: tuple[RecallReason, ...] = ()
    by_hand: Recall | None = None
    last: Recall | None = None
    booked: Appointment | None = None
    proposed: Appointment | None = None

    @property
    def due_from(self) -> date | None:
        """The first day to come, where one was written."""
        return None if self.by_hand is None else self.by_hand.due_from

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its reasons."""
        return tuple(each.key for each in self.reasons)

    def is_booked(self, today: date) -> bool:
        """Return whether an appointment is booked in time; when overdue, one within the grace."""
        if self.booked is None:
            return False
        latest = max(self.due_by, today) + GRACE
        return self.booked.starts_at.astimezone().date() <= latest

    def is_quiet(self, today: date) -> bool:
        """Return whether somebody put it off, closed it, or the patient declined."""
        standing = self.by_hand or self.last
        return standing is not None and standing.is_quiet(today)


def due_visits(
    patient_id: int,
    reasons: Iterable[RecallReason],
    kept: Sequence[Recall],
    appointments: Sequence[Appointment],
    today: date,
) -> list[DueVisit]:
    """Return the visits for which one patient is due on the day *today*, the first one first.

    The reasons of one medication visit are one line; those that were put off or closed stand in a
    line of their own, so that a new reason is seen beside them. A recall by hand is over once its
    visit took place.
    """
    decided = _newest_decisions(kept)
    open_ones: list[RecallReason] = []
    quiet: dict[int, tuple[Recall, list[RecallReason]]] = {}
    for reason in sorted(reasons, key=lambda each: (each.due_on, each.words)):
        about = decided.get(reason.key)
        if reason.due_on > today + AHEAD:
            continue
        if about is not None and about.is_quiet(today):
            quiet.setdefault(about.id or 0, (about, []))[1].append(reason)
        else:
            open_ones.append(reason)
    found = [_by_chart(patient_id, group, last) for last, group in quiet.values()]
    if open_ones:
        lapsed = [decided[each.key] for each in open_ones if each.key in decided]
        last = max(lapsed, key=lambda each: each.id or 0, default=None)
        found.append(_by_chart(patient_id, open_ones, last))
    found += [
        DueVisit(patient_id, each.visit, each.due_by, by_hand=each)
        for each in kept
        if not each.covers and not _took_place(each, appointments)
    ]
    with_times = [_with_appointments(each, appointments, today) for each in found]
    return sorted(with_times, key=lambda each: (each.due_by, each.visit))


def _by_chart(patient_id: int, reasons: Sequence[RecallReason], last: Recall | None) -> DueVisit:
    first = reasons[0].due_on
    return DueVisit(patient_id, VisitKind.MEDICATION, first, tuple(reasons), last=last)


def _newest_decisions(kept: Iterable[Recall]) -> dict[str, Recall]:
    """Return the newest decision about each key."""
    found: dict[str, Recall] = {}
    for each in sorted(kept, key=lambda one: one.id or 0):
        found.update(dict.fromkeys(each.covers, each))
    return found


def _took_place(value: Recall, appointments: Iterable[Appointment]) -> bool:
    made_on = value.made_at.astimezone().date()
    return value.state is RecallState.OPEN and any(
        each.status is AppointmentStatus.FULFILLED
        and counts_for(value.visit, each)
        and each.starts_at.astimezone().date() > made_on
        for each in appointments
    )


def _with_appointments(
    value: DueVisit, appointments: Iterable[Appointment], today: date
) -> DueVisit:
    coming = sorted(
        (
            each
            for each in appointments
            if counts_for(value.visit, each) and each.starts_at.astimezone().date() >= today
        ),
        key=lambda each: each.starts_at,
    )
    booked = next((each for each in coming if each.status in _COMING), None)
    proposed = next((each for each in coming if each.status is AppointmentStatus.PROPOSED), None)
    return replace(value, booked=booked, proposed=proposed)


def counts_for(visit: VisitKind, appointment: Appointment) -> bool:
    """Return whether *appointment* is a visit for which somebody is due.

    At an intake anything can be done, and another visit may be any.
    """
    return visit is VisitKind.OTHER or appointment.visit in (visit, VisitKind.INTAKE)
