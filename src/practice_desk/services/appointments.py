"""The schedule: booking, moving, marking and cancelling appointments.

Whoever sees the schedule sees names and times of all charts, restricted ones too, as in the list
of patients; nothing clinical passes through here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from practice_desk.domain.appointment import (
    LONGEST,
    MOVABLE,
    TURNS,
    Appointment,
    AppointmentStatus,
    CancelledBy,
    Clash,
    check_appointment,
    clashing,
    day_bounds,
)
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.check_in import CheckIn
from practice_desk.domain.directory import Practitioner
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.patient import PatientSummary
from practice_desk.domain.permission import Operation
from practice_desk.services.appointment_setup import ScheduleSetup, read_setup
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import Saved
from practice_desk.storage import patient_search, people, schedule
from practice_desk.storage.unit_of_work import UnitOfWork

NOUN = "appointment"
DONE = {
    AppointmentStatus.BOOKED: "marked as booked",
    AppointmentStatus.ARRIVED: "marked as arrived",
    AppointmentStatus.FULFILLED: "marked as done",
    AppointmentStatus.CANCELLED: "cancelled",
    AppointmentStatus.NO_SHOW: "marked as a no-show",
}
"""What the audit trail says of each status that was given."""


@dataclass(frozen=True, slots=True)
class ScheduleEntry:
    """One appointment with whom it is about; names are empty for none, `kind` is its type's."""

    appointment: Appointment
    patient: PatientSummary
    practitioner: str = ""
    check_in: CheckIn | None = None
    room: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class CalendarDays:
    """The appointments of some days, and what they are planned with."""

    entries: tuple[ScheduleEntry, ...]
    setup: ScheduleSetup


@dataclass(frozen=True, slots=True)
class BookingDoubts:
    """What speaks against an appointment at its time, none of which refuses it.

    `clashes` holds what would take its person, patient or room at once; `is_out_of_hours` tells
    that nobody is there then, with the reason where it is a day off.
    """

    clashes: tuple[tuple[ScheduleEntry, frozenset[Clash]], ...] = ()
    is_out_of_hours: bool = False
    reason: str = ""


def calendar_days(clinic: Clinic, first: date, last: date) -> CalendarDays:
    """Return the appointments from *first* to *last*, in the order of time, with the setup."""
    with clinic.viewing(Operation.VIEW_SCHEDULE) as work:
        work.detail = first.isoformat() if first == last else f"{first} to {last}"
        bounds = day_bounds(first)[0], day_bounds(last)[1]
        found = schedule.appointments.starting(work.connection, *bounds)
        return CalendarDays(tuple(entries_of(work, found)), read_setup(work))


def day_schedule(clinic: Clinic, day: date) -> list[ScheduleEntry]:
    """Return the appointments of *day*, a calendar day at the clinic, in the order of time."""
    with clinic.viewing(Operation.VIEW_SCHEDULE) as work:
        work.detail = day.isoformat()
        found = schedule.appointments.starting(work.connection, *day_bounds(day))
        return entries_of(work, found)


def expected_today(clinic: Clinic) -> list[datetime]:
    """Return when those come today who are booked and not here yet, in the order of time."""
    with clinic.reading(Operation.VIEW_SCHEDULE) as work:
        found = schedule.appointments.starting(work.connection, *day_bounds(clinic.today()))
    return [each.starts_at for each in found if each.status in MOVABLE]


def patient_appointments(clinic: Clinic, patient_id: int) -> list[ScheduleEntry]:
    """Return all appointments of one patient, in the order of time."""
    with clinic.viewing(Operation.VIEW_SCHEDULE, patient_id) as work:
        found = schedule.appointments.for_patient(work.connection, patient_id)
        return entries_of(work, found)


def saved_appointment(clinic: Clinic, value: Appointment) -> Appointment:
    """Return *value*, which was saved before, as it is stored now. Raises NotFound."""
    with clinic.viewing(Operation.VIEW_SCHEDULE, value.patient_id) as work:
        return schedule.appointments.get(work.connection, value.id or 0)


def booking_doubts(clinic: Clinic, value: Appointment) -> BookingDoubts:
    """Return what speaks against *value* at its time: a warning, no refusal."""
    with clinic.viewing(Operation.VIEW_SCHEDULE) as work:
        work.detail = value.starts_at.astimezone().date().isoformat()
        before = value.starts_at - timedelta(minutes=LONGEST)
        others = schedule.appointments.starting(work.connection, before, value.ends_at)
        found = clashing(value, others)
        entries = entries_of(work, [each for each, _ in found])
        kinds = [kinds for _, kinds in found]
        times = read_setup(work).times
    return BookingDoubts(
        tuple(zip(entries, kinds, strict=True)),
        not times.is_open(value.starts_at, value.ends_at, value.practitioner_id),
        times.why_off(value.starts_at, value.practitioner_id),
    )


def people_to_see(clinic: Clinic) -> list[Practitioner]:
    """Return our own prescribers and therapists by name, to whom somebody can be booked."""
    with clinic.viewing(Operation.VIEW_SCHEDULE) as work:
        return list(read_setup(work).people)


def save_appointment(clinic: Clinic, value: Appointment) -> Saved:
    """Book a new appointment, or move and change one. Raises Invalid, StaleRecord or NotFound.

    A status is changed by `mark_appointment` alone: here it stays as it is stored.
    """
    if problems := check_appointment(value):
        raise Invalid(problems)
    with clinic.writing(Operation.EDIT_SCHEDULE, value.patient_id) as work:
        if value.id is None:
            work.kind = AuditKind.CREATE
        appointment_id = put_appointment(work, value)
        work.detail = f"{NOUN} {appointment_id} {'booked' if value.id is None else 'changed'}"
    return Saved(appointment_id, Changes.of(value.patient_id, NOUN))


def put_appointment(work: UnitOfWork, value: Appointment) -> int:
    """Write an appointment inside a running unit of work, but for its status; return its id.

    A type that is named decides on the kind of visit. Raises Invalid, StaleRecord or NotFound.
    """
    if value.id is not None:
        stored = schedule.appointments.get(work.connection, value.id)
        _require_movable(stored)
        value = replace(value, status=stored.status, series_id=stored.series_id)
    value = replace(
        value,
        cancelled_reason="",
        cancelled_at=None,
        cancelled_late=False,
        cancelled_by=CancelledBy.NOT_TOLD,
    )
    if value.type_id is not None:
        kind = schedule.appointment_types.get(work.connection, value.type_id)
        value = replace(value, visit=kind.visit)
    if value.room_id is not None:
        schedule.rooms.get(work.connection, value.room_id)
    return schedule.appointments.put(work.connection, value)


def mark_appointment(
    clinic: Clinic,
    value: Appointment,
    status: AppointmentStatus,
    reason: str = "",
    *,
    cancelled_by: CancelledBy = CancelledBy.NOT_TOLD,
    late: bool = False,
) -> Saved:
    """Give an appointment its next status; cancelling needs a *reason*.

    Who called it off, and whether too *late*, are kept of cancelled ones alone. Only the status is
    written: whatever else differs from what is stored is not. Raises Invalid, StaleRecord or
    NotFound.
    """
    reason = " ".join(reason.split())
    with clinic.writing(Operation.EDIT_SCHEDULE, value.patient_id, reason=reason) as work:
        now = clinic.now()
        mark_in(work, value, status, now, reason, cancelled_by=cancelled_by, late=late)
        work.detail = f"{NOUN} {value.id} {DONE[status]}"
    return Saved(value.id or 0, Changes.of(value.patient_id, NOUN))


def mark_in(
    work: UnitOfWork,
    value: Appointment,
    status: AppointmentStatus,
    now: datetime,
    reason: str,
    *,
    cancelled_by: CancelledBy,
    late: bool,
) -> None:
    """Do what `mark_appointment` does inside a running unit of work."""
    is_off = status is AppointmentStatus.CANCELLED
    marked = replace(
        schedule.appointments.get(work.connection, value.id or 0),
        patient_id=value.patient_id,
        version=value.version,
        status=status,
        cancelled_reason=reason if is_off else "",
        cancelled_at=now if is_off else None,
        cancelled_late=late and is_off,
        cancelled_by=cancelled_by if is_off else CancelledBy.NOT_TOLD,
    )
    if status not in TURNS[value.status]:
        raise Invalid((Problem("status", "This appointment can’t be marked so any more."),))
    if problems := check_appointment(marked):
        raise Invalid(problems)
    schedule.appointments.save(work.connection, marked)


def entries_of(work: UnitOfWork, found: Sequence[Appointment]) -> list[ScheduleEntry]:
    """Return *found* with names, inside a running unit of work."""
    ids = list(dict.fromkeys(each.patient_id for each in found))
    summaries = patient_search.summaries(work.connection, ids)
    patients = {each.id: each for each in summaries}
    names: dict[int | None, str] = {None: ""}
    for each in found:
        number = each.practitioner_id
        if number is not None and number not in names:
            names[number] = people.practitioners.get(work.connection, number).display_name
    check_ins = schedule.check_ins.of_appointments(work.connection, (each.id for each in found))
    rooms = {room.id: room.name for room in schedule.rooms.listed(work.connection)}
    kinds = {kind.id: kind.name for kind in schedule.appointment_types.listed(work.connection)}
    return [
        ScheduleEntry(
            each,
            patients[each.patient_id],
            names[each.practitioner_id],
            check_ins.get(each.id or 0),
            rooms.get(each.room_id, ""),
            kinds.get(each.type_id, ""),
        )
        for each in found
    ]


def _require_movable(stored: Appointment) -> None:
    if stored.status not in MOVABLE:
        sentence = "This appointment is over or cancelled. Book a new one instead."
        raise Invalid((Problem("starts_on", sentence),))
