"""Appointments: who comes when, to whom and for what kind of visit. FHIR: Appointment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from practice_desk.domain.checks import check_lengths, check_required
from practice_desk.domain.errors import Problem


class AppointmentStatus(StrEnum):
    """Where an appointment stands, by FHIR's codes."""

    PROPOSED = "proposed"
    BOOKED = "booked"
    ARRIVED = "arrived"
    FULFILLED = "fulfilled"
    CANCELLED = "cancelled"
    NO_SHOW = "noshow"


class VisitKind(StrEnum):
    """What somebody comes for. Nothing clinical: it is read at the front desk."""

    MEDICATION = "medication_visit"
    THERAPY = "therapy_session"
    INTAKE = "intake"
    OTHER = "other"


VISIT_WORDS = {
    VisitKind.MEDICATION: "Medication visit",
    VisitKind.THERAPY: "Therapy session",
    VisitKind.INTAKE: "Intake",
    VisitKind.OTHER: "Other visit",
}
"""How each kind of visit is called, on screen and paper."""


class CancelledBy(StrEnum):
    """Who called an appointment off."""

    NOT_TOLD = ""
    PATIENT = "patient"
    CLINIC = "clinic"


class Clash(StrEnum):
    """What two appointments would take at once."""

    PRACTITIONER = "practitioner"
    PATIENT = "patient"
    ROOM = "room"


@dataclass(frozen=True, slots=True)
class Appointment:
    """One visit that is planned. `starts_at` is aware; `practitioner_id` is one of our own people.

    The comment is for the front desk ("brings her daughter") and holds no clinical text. Every
    visit of a series is an appointment of its own, moved and cancelled as any other. The fields
    that begin with `cancelled` tell of a cancelled one alone; `cancelled_late` marks one called off
    too near its time, by the clinic's own policy.
    """

    patient_id: int
    starts_at: datetime
    minutes: int = 30
    practitioner_id: int | None = None
    visit: VisitKind = VisitKind.MEDICATION
    status: AppointmentStatus = AppointmentStatus.BOOKED
    comment: str = ""
    cancelled_reason: str = ""
    type_id: int | None = None
    room_id: int | None = None
    series_id: int | None = None
    cancelled_at: datetime | None = None
    cancelled_late: bool = False
    cancelled_by: CancelledBy = CancelledBy.NOT_TOLD
    id: int | None = None
    version: int | None = None

    @property
    def ends_at(self) -> datetime:
        """When the visit is over."""
        return self.starts_at + timedelta(minutes=self.minutes)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LENGTHS = {"comment": 200, "cancelled_reason": 200}
SHORTEST, LONGEST = 5, 480
"""Minutes."""

_S = AppointmentStatus
TURNS: dict[AppointmentStatus, frozenset[AppointmentStatus]] = {
    _S.PROPOSED: frozenset({_S.BOOKED, _S.CANCELLED}),
    _S.BOOKED: frozenset({_S.ARRIVED, _S.CANCELLED, _S.NO_SHOW}),
    _S.ARRIVED: frozenset({_S.FULFILLED, _S.BOOKED}),
    _S.FULFILLED: frozenset({_S.ARRIVED}),
    _S.CANCELLED: frozenset({_S.BOOKED}),
    _S.NO_SHOW: frozenset({_S.ARRIVED, _S.BOOKED}),
}
"""What may follow what. The ways back are for slips of the hand; the audit trail keeps both."""
MOVABLE = frozenset({_S.PROPOSED, _S.BOOKED})
"""What may still be moved to another time or person."""
EXPECTED = frozenset({_S.PROPOSED, _S.BOOKED, _S.ARRIVED})
"""Who is still to be seen."""
_TAKES_TIME = EXPECTED | {_S.FULFILLED}


def check_appointment(value: Appointment) -> tuple[Problem, ...]:
    """Return what is wrong with *value*."""
    problems = list(check_lengths(value, LENGTHS))
    if not SHORTEST <= value.minutes <= LONGEST:
        problems.append(Problem("minutes", f"From {SHORTEST} to {LONGEST} minutes. Check it."))
    if value.status is AppointmentStatus.CANCELLED:
        sentence = "Say why it is cancelled."
        problems += check_required(value, cancelled_reason=sentence)
    return tuple(problems)


def shared(one: Appointment, other: Appointment) -> frozenset[Clash]:
    """Return what both take at once, empty where nothing is. That is allowed, and told."""
    if (
        one.status not in _TAKES_TIME
        or other.status not in _TAKES_TIME
        or one.starts_at >= other.ends_at
        or other.starts_at >= one.ends_at
    ):
        return frozenset()
    found = {Clash.PATIENT} if one.patient_id == other.patient_id else set()
    if one.practitioner_id is not None and one.practitioner_id == other.practitioner_id:
        found.add(Clash.PRACTITIONER)
    if one.room_id is not None and one.room_id == other.room_id:
        found.add(Clash.ROOM)
    return frozenset(found)


def clashing(
    value: Appointment, others: Iterable[Appointment]
) -> list[tuple[Appointment, frozenset[Clash]]]:
    """Return those of *others*, but *value* itself, that take what it takes at once."""
    pairs = (
        (each, shared(value, each)) for each in others if each.id is None or each.id != value.id
    )
    return [(each, found) for each, found in pairs if found]


def moved_to(value: Appointment, day: date, at: time) -> Appointment:
    """Return *value* at another local day and time of day."""
    return replace(value, starts_at=moment_of(day, at))


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Return when *day* begins and when it is over at this computer's place, aware, in UTC.

    A day on which the clocks change has 23 or 25 hours.
    """
    begin = datetime.combine(day, time()).astimezone(UTC)
    return begin, datetime.combine(day + timedelta(days=1), time()).astimezone(UTC)


def moment_of(day: date, at: time, zone: tzinfo | None = None) -> datetime:
    """Return the moment of a local day and time of day, aware, in UTC.

    *zone* is this computer's where None. A time that the day lacks because the clocks go forward
    is an hour later on that day.
    """
    local = datetime.combine(day, at)
    if zone is not None:
        return local.replace(tzinfo=zone).astimezone(UTC)
    # `astimezone` would take a time that the day lacks for an hour before it
    return _EPOCH + timedelta(seconds=round(local.timestamp()))
