"""The waiting list: who would come earlier, or waits for a first appointment, and when they can.

Nothing clinical: it is read at the front desk.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from practice_desk.domain.appointment import LONGEST, SHORTEST, Appointment, VisitKind
from practice_desk.domain.checks import check_lengths
from practice_desk.domain.errors import Problem

NOON = time(12)
LATE_AFTERNOON = time(15)
WEEKDAYS = range(1, 8)
"""As `date.isoweekday` counts: Monday is 1."""


class Urgency(StrEnum):
    """How soon somebody should be seen, the soonest first. No reason: that would be clinical."""

    URGENT = "urgent"
    SOON = "soon"
    ROUTINE = "routine"

    @property
    def rank(self) -> int:
        """0 for whom to call first."""
        return tuple(Urgency).index(self)


class PartOfDay(StrEnum):
    """When on a day somebody can come."""

    ANY = "any"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    LATE = "late_afternoon"

    def holds(self, at: time) -> bool:
        """Return whether a visit that begins at the local time *at* suits."""
        if self is PartOfDay.MORNING:
            return at < NOON
        if self is PartOfDay.AFTERNOON:
            return at >= NOON
        return self is PartOfDay.ANY or at >= LATE_AFTERNOON


class WaitState(StrEnum):
    """Whether somebody still waits."""

    WAITING = "waiting"
    BOOKED = "booked"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class WaitingEntry:
    """One who waits. No `practitioner_id` means anybody, no `days` any day of the week.

    The comment is for the front desk ("call after 3 PM") and holds no clinical text. `closed_*`
    tell how it ended, `appointment_id` what was booked from it.
    """

    patient_id: int
    added_at: datetime
    added_by: str
    visit: VisitKind = VisitKind.MEDICATION
    minutes: int = 30
    practitioner_id: int | None = None
    days: tuple[int, ...] = ()
    part_of_day: PartOfDay = PartOfDay.ANY
    not_before: date | None = None
    urgency: Urgency = Urgency.ROUTINE
    comment: str = ""
    state: WaitState = WaitState.WAITING
    closed_at: datetime | None = None
    closed_by: str = ""
    closed_reason: str = ""
    appointment_id: int | None = None
    id: int | None = None
    version: int | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether they still wait."""
        return self.state is WaitState.WAITING


LENGTHS = {"added_by": 64, "comment": 200, "closed_by": 64, "closed_reason": 200}


def check_waiting(value: WaitingEntry) -> tuple[Problem, ...]:
    """Return what is wrong with *value*."""
    problems = list(check_lengths(value, LENGTHS))
    if not SHORTEST <= value.minutes <= LONGEST:
        problems.append(Problem("minutes", f"From {SHORTEST} to {LONGEST} minutes. Check it."))
    if not set(value.days) <= set(WEEKDAYS):
        problems.append(Problem("days", "Choose days of the week."))
    if value.state is WaitState.REMOVED and not value.closed_reason.strip():
        problems.append(Problem("reason", "Say why they wait no longer."))
    return tuple(problems)


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """Time of one clinician that nobody has, such as that of a cancelled appointment."""

    starts_at: datetime
    minutes: int
    practitioner_id: int | None = None


def slot_of(value: Appointment) -> FreeSlot:
    """Return the time of *value*, which nobody has, or which is yet to be booked."""
    return FreeSlot(value.starts_at, value.minutes, value.practitioner_id)


def fits(entry: WaitingEntry, slot: FreeSlot) -> bool:
    """Return whether *entry* could take *slot*: the person, the day, the time and the length.

    The slot's day and time count at this computer's place.
    """
    begin = slot.starts_at.astimezone()
    day = begin.date()
    return (
        entry.is_waiting
        and entry.minutes <= slot.minutes
        and entry.practitioner_id in (None, slot.practitioner_id)
        and (not entry.days or day.isoweekday() in entry.days)
        and (entry.not_before is None or entry.not_before <= day)
        and entry.part_of_day.holds(begin.time())
    )


def in_turn(entries: Iterable[WaitingEntry]) -> list[WaitingEntry]:
    """Return *entries* in the order in which to call them: urgency, then how long they wait."""
    return sorted(entries, key=lambda each: (each.urgency.rank, each.added_at, each.id or 0))


def fitting(entries: Iterable[WaitingEntry], slot: FreeSlot) -> list[WaitingEntry]:
    """Return who could take *slot*, in the order in which to call them."""
    return in_turn(each for each in entries if fits(each, slot))
