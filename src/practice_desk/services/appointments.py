"""The schedule: booking, moving, marking and cancelling appointments.

Whoever sees the schedule sees names and times of all charts, restricted ones too, as in the list
of patients; nothing clinical passes through here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from practice_desk.domain.appointment import (
    MOVABLE,
    TURNS,
    Appointment,
    AppointmentStatus,
    check_appointment,
    day_bounds,
    overlapping,
)
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.check_in import CheckIn
from practice_desk.domain.directory import Practitioner, PractitionerKind
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.patient import PatientSummary
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import Saved
from practice_desk.storage import patient_search, people, schedule
from practice_desk.storage.unit_of_work import UnitOfWork

NOUN = "appointment"
_SEEN_BY = (PractitionerKind.PRESCRIBER, PractitionerKind.THERAPIST)
_DONE = {
    AppointmentStatus.BOOKED: "marked as booked",
    AppointmentStatus.ARRIVED: "marked as arrived",
    AppointmentStatus.FULFILLED: "marked as done",
    AppointmentStatus.CANCELLED: "cancelled",
    AppointmentStatus.NO_SHOW: "marked as a no-show",
}


@dataclass(frozen=True, slots=True)
class ScheduleEntry:
    """One appointment with whom it is about; `practitioner` is empty where none is named."""

    appointment: Appointment
    patient: PatientSummary
    practitioner: str = ""
    check_in: CheckIn | None = None


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


def overlapping_appointments(clinic: Clinic, value: Appointment) -> list[ScheduleEntry]:
    """Return what takes time of the same person at once: a warning, no refusal."""
    with clinic.viewing(Operation.VIEW_SCHEDULE) as work:
        day = value.starts_at.astimezone().date()
        work.detail = day.isoformat()
        others = schedule.appointments.starting(work.connection, *day_bounds(day))
        return entries_of(work, overlapping(value, others))


def people_to_see(clinic: Clinic) -> list[Practitioner]:
    """Return our own prescribers and therapists by name, to whom somebody can be booked."""
    with clinic.viewing(Operation.VIEW_SCHEDULE) as work:
        found = people.practitioners.listed(work.connection, None, with_inactive=False)
    return [each for each in found if each.user_name and each.kind in _SEEN_BY]


def save_appointment(clinic: Clinic, value: Appointment) -> Saved:
    """Book a new appointment, or move and change one. Raises Invalid, StaleRecord or NotFound.

    A status is changed by `mark_appointment` alone: here it stays as it is stored.
    """
    if problems := check_appointment(value):
        raise Invalid(problems)
    with clinic.writing(Operation.EDIT_SCHEDULE, value.patient_id) as work:
        if value.id is None:
            work.kind = AuditKind.CREATE
        else:
            stored = schedule.appointments.get(work.connection, value.id)
            _require_movable(stored)
            value = replace(value, status=stored.status, cancelled_reason="")
        appointment_id = schedule.appointments.put(work.connection, value)
        work.detail = f"{NOUN} {appointment_id} {'booked' if value.id is None else 'changed'}"
    return Saved(appointment_id, Changes.of(value.patient_id, NOUN))


def mark_appointment(
    clinic: Clinic, value: Appointment, status: AppointmentStatus, reason: str = ""
) -> Saved:
    """Give an appointment its next status; cancelling needs a *reason*.

    Only the status is written: whatever else differs from what is stored is not. Raises Invalid,
    StaleRecord or NotFound.
    """
    reason = " ".join(reason.split())
    with clinic.writing(Operation.EDIT_SCHEDULE, value.patient_id, reason=reason) as work:
        stored = schedule.appointments.get(work.connection, value.id or 0)
        marked = replace(
            stored,
            patient_id=value.patient_id,
            version=value.version,
            status=status,
            cancelled_reason=reason if status is AppointmentStatus.CANCELLED else "",
        )
        if status not in TURNS[value.status]:
            raise Invalid((Problem("status", "This appointment can’t be marked so any more."),))
        if problems := check_appointment(marked):
            raise Invalid(problems)
        schedule.appointments.save(work.connection, marked)
        work.detail = f"{NOUN} {value.id} {_DONE[status]}"
    return Saved(value.id or 0, Changes.of(value.patient_id, NOUN))


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
    return [
        ScheduleEntry(
            each,
            patients[each.patient_id],
            names[each.practitioner_id],
            check_ins.get(each.id or 0),
        )
        for each in found
    ]


def _require_movable(stored: Appointment) -> None:
    if stored.status not in MOVABLE:
        sentence = "This appointment is over or cancelled. Book a new one instead."
        raise Invalid((Problem("starts_on", sentence),))
