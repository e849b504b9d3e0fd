"""Which appointments were kept, and which were not: figures without anything clinical."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from practice_desk.domain.appointment import AppointmentStatus, VisitKind
from practice_desk.domain.report import Counted
from practice_desk.domain.report_counts import count_each

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Kept(StrEnum):
    """What came of one appointment whose time has come; every one is in exactly one."""

    HELD = "held"
    NO_SHOW = "no_show"
    CANCELLED_LATE = "cancelled_late"
    CANCELLED = "cancelled"
    NOT_MARKED = "not_marked"
    """Its time is over, and nobody said what came of it."""


@dataclass(frozen=True, slots=True)
class PastAppointment:
    """One appointment whose time has come. `on` is its day at the clinic."""

    id: int
    patient_id: int
    practitioner_id: int | None
    on: date
    visit: VisitKind
    status: AppointmentStatus
    cancelled_late: bool = False

    @property
    def kept(self) -> Kept:
        """What came of it. Who arrived was seen."""
        if self.status in (AppointmentStatus.FULFILLED, AppointmentStatus.ARRIVED):
            return Kept.HELD
        if self.status is AppointmentStatus.NO_SHOW:
            return Kept.NO_SHOW
        if self.status is AppointmentStatus.CANCELLED:
            return Kept.CANCELLED_LATE if self.cancelled_late else Kept.CANCELLED
        return Kept.NOT_MARKED


@dataclass(frozen=True, slots=True)
class AttendanceFigures:
    """What a number of appointments come to. Those `counting` were held, missed, or given up so
    late that nobody else could have the time: shares are of them."""

    booked: Counted
    counting: Counted
    held: Counted
    no_shows: Counted
    cancelled_late: Counted
    cancelled: Counted
    not_marked: Counted


_COUNTING = frozenset({Kept.HELD, Kept.NO_SHOW, Kept.CANCELLED_LATE})


def attendance(appointments: Iterable[PastAppointment]) -> AttendanceFigures:
    """Return what *appointments* come to."""
    given = [(each.patient_id, each.kept) for each in appointments]

    def those(*wanted: Kept) -> Counted:
        return count_each(number for number, kept in given if kept in wanted)

    return AttendanceFigures(
        those(*Kept),
        those(*_COUNTING),
        those(Kept.HELD),
        those(Kept.NO_SHOW),
        those(Kept.CANCELLED_LATE),
        those(Kept.CANCELLED),
        those(Kept.NOT_MARKED),
    )
