"""Saving appointments as a calendar file: times, and of the patients no more than was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

from practice_desk.domain.appointment import Appointment, AppointmentStatus, day_bounds
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.permission import Operation
from practice_desk.exchange.calendar_file import CalendarEvent, EventStatus, calendar_file
from practice_desk.services.clinic import Clinic
from practice_desk.services.copies import undone_on_failure, write_copy
from practice_desk.storage import people, schedule
from practice_desk.storage.unit_of_work import UnitOfWork

LONGEST = timedelta(days=370)
_STATUS = {
    AppointmentStatus.PROPOSED: EventStatus.TENTATIVE,
    AppointmentStatus.CANCELLED: EventStatus.CANCELLED,
}


class Naming(StrEnum):
    """What an event says of whom it is about. Nothing clinical can be chosen."""

    NOTHING = "nothing"
    CHART_NUMBER = "chart number"
    INITIALS = "initials"


@dataclass(frozen=True, slots=True)
class CalendarChoice:
    """Whose appointments, from when to when, and what is told; no practitioner means everybody's.

    `zone` is the IANA name of the time zone at the clinic.
    """

    first: date
    last: date
    zone: str
    practitioner_id: int | None = None
    naming: Naming = Naming.NOTHING
    with_cancelled: bool = True


def count_to_export(clinic: Clinic, choice: CalendarChoice) -> int:
    """Return how many appointments *choice* has. Raises Invalid for a period that is none."""
    _require_period(choice)
    with clinic.viewing(Operation.EXPORT_SCHEDULE) as work:
        work.detail = "how many appointments"
        return len(_chosen(work, choice))


def export_calendar(clinic: Clinic, choice: CalendarChoice, path: Path) -> int:
    """Save the appointments at *path*, in clear; return how many.

    Each patient who is on it by number or initials gets an audit row; the file is taken away again
    where that can't be recorded. Raises Invalid, DiskFull, FolderReadOnly or StorageFailed.
    """
    _require_period(choice)
    operation = Operation.EXPORT_SCHEDULE
    with undone_on_failure() as undo, clinic.writing(operation, kind=AuditKind.EXPORT) as work:
        found = _chosen(work, choice)
        summaries = _summaries(work, found, choice.naming)
        events = [
            CalendarEvent(
                f"appointment-{each.id}@{clinic.unlocked.clinic_id}",
                each.starts_at,
                each.ends_at,
                summaries[each.patient_id],
                (each.version or 1) - 1,
                _STATUS.get(each.status, EventStatus.CONFIRMED),
            )
            for each in found
        ]
        content = calendar_file(events, choice.zone, clinic.now(), "Appointments")
        if choice.naming is not Naming.NOTHING:
            work.patient_ids = frozenset(each.patient_id for each in found)
        period = f"{choice.first.isoformat()} to {choice.last.isoformat()}"
        work.detail = f"{len(found)} appointments {period} with {choice.naming}"
        write_copy(path, content, undo)
    return len(found)


def _require_period(choice: CalendarChoice) -> None:
    if choice.last < choice.first:
        raise Invalid((Problem("last", "The last day comes before the first. Check them."),))
    if choice.last - choice.first > LONGEST:
        raise Invalid((Problem("last", "A file holds one year at most. Choose a nearer day."),))


def _chosen(work: UnitOfWork, choice: CalendarChoice) -> list[Appointment]:
    bounds = day_bounds(choice.first)[0], day_bounds(choice.last)[1]
    return [
        each
        for each in schedule.appointments.starting(work.connection, *bounds)
        if choice.practitioner_id in (None, each.practitioner_id)
        and (choice.with_cancelled or each.status is not AppointmentStatus.CANCELLED)
    ]


def _summaries(work: UnitOfWork, found: Sequence[Appointment], naming: Naming) -> dict[int, str]:
    """Return what the event of each patient is called."""
    made: dict[int, str] = {}
    for number in dict.fromkeys(each.patient_id for each in found):
        told = ""
        if naming is not Naming.NOTHING:
            patient = people.patients.get(work.connection, number)
            told = patient.chart_number
            if naming is Naming.INITIALS:
                told = "".join(
                    f"{name[:1]}." for name in (patient.given_name, patient.family_name) if name
                )
        made[number] = f"Appointment {told}".strip()
    return made
