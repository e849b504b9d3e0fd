"""Visits that come again: booking a series, and moving several visits as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from practice_desk.domain.appointment import (
    LONGEST,
    MOVABLE,
    Appointment,
    check_appointment,
    clashing,
)
from practice_desk.domain.appointment_series import (
    AppointmentSeries,
    check_series,
    moments_of,
    shifted,
)
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid, NotFound
from practice_desk.domain.permission import Operation
from practice_desk.services.appointment_setup import read_setup
from practice_desk.services.appointments import NOUN, put_appointment
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import Saved
from practice_desk.storage import schedule


@dataclass(frozen=True, slots=True)
class SeriesDoubts:
    """The days of a series on which something is taken already, and on which nobody is there."""

    clashing_on: tuple[date, ...] = ()
    closed_on: tuple[date, ...] = ()


def book_series(clinic: Clinic, value: Appointment, series: AppointmentSeries) -> Saved:
    """Book every visit of *series* like *value*; return the first one's id.

    Raises Invalid, or NotFound where its type or room is no longer there.
    """
    if problems := (*check_appointment(value), *check_series(series)):
        raise Invalid(problems)
    with clinic.writing(Operation.EDIT_SCHEDULE, value.patient_id, kind=AuditKind.CREATE) as work:
        about = replace(series, patient_id=value.patient_id)
        number = schedule.appointment_series.add(work.connection, about)
        visits = [replace(value, starts_at=at, series_id=number) for at in moments_of(series)]
        booked = [put_appointment(work, each) for each in visits]
        work.detail = f"series {number} booked, {len(booked)} appointments"
    return Saved(booked[0], Changes.of(value.patient_id, NOUN))


def series_doubts(clinic: Clinic, value: Appointment, series: AppointmentSeries) -> SeriesDoubts:
    """Return on which days of *series* something speaks against it: a warning, no refusal."""
    if check_series(series):
        return SeriesDoubts()
    visits = [replace(value, starts_at=at) for at in moments_of(series)]
    begin, end = visits[0].starts_at - timedelta(minutes=LONGEST), visits[-1].ends_at
    with clinic.viewing(Operation.VIEW_SCHEDULE) as work:
        work.detail = f"{visits[0].starts_at.date()} to {end.date()}"
        others = schedule.appointments.starting(work.connection, begin, end)
        times = read_setup(work).times
    closed = [
        each
        for each in visits
        if not times.is_open(each.starts_at, each.ends_at, each.practitioner_id)
    ]
    return SeriesDoubts(
        tuple(_day(each) for each in visits if clashing(each, others)),
        tuple(map(_day, closed)),
    )


def series_of(clinic: Clinic, value: Appointment) -> list[Appointment]:
    """Return all visits of the series to which *value* belongs, in the order of time."""
    with clinic.viewing(Operation.VIEW_SCHEDULE, value.patient_id) as work:
        if value.series_id is None:
            return [schedule.appointments.get(work.connection, value.id or 0)]
        work.detail = f"series {value.series_id}"
        return schedule.appointments.of_series(work.connection, value.series_id)


def move_appointments(clinic: Clinic, moved: Sequence[Appointment]) -> Saved:
    """Write several visits of one patient as one change; return the first one's id.

    Raises Invalid, StaleRecord or NotFound, and then moves none.
    """
    first = moved[0]
    if problems := tuple(problem for each in moved for problem in check_appointment(each)):
        raise Invalid(problems)
    if any(each.patient_id != first.patient_id or each.id is None for each in moved):
        raise NotFound("These appointments are not in one chart.", "Open the schedule again.")
    with clinic.writing(Operation.EDIT_SCHEDULE, first.patient_id) as work:
        for each in moved:
            put_appointment(work, each)
        work.detail = f"{NOUN} {first.id} and {len(moved) - 1} more changed"
    return Saved(first.id or 0, Changes.of(first.patient_id, NOUN))


def moved_like(value: Appointment, moved: Appointment, later: Appointment) -> Appointment:
    """Return a later visit of a series moved as *value* was: as many days on, at the same time."""
    at = moved.starts_at.astimezone()
    return replace(
        later,
        starts_at=shifted(later.starts_at, (at.date() - _day(value)).days, at.time()),
        minutes=moved.minutes,
        practitioner_id=moved.practitioner_id,
        type_id=moved.type_id,
        room_id=moved.room_id,
    )


def following(value: Appointment, series: Sequence[Appointment]) -> list[Appointment]:
    """Return those of *series* after *value* that can still be moved."""
    return [
        each
        for each in series
        if each.id != value.id and each.starts_at > value.starts_at and each.status in MOVABLE
    ]


def _day(value: Appointment) -> date:
    return value.starts_at.astimezone().date()
