"""What the schedule is made of: types of appointments, rooms, hours and days off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from practice_desk.domain.appointment_type import (
    AppointmentType,
    Room,
    check_room,
    check_type,
)
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.directory import Practitioner, PractitionerKind
from practice_desk.domain.errors import Invalid, Problem, StaleRecord
from practice_desk.domain.office_hours import (
    DayOff,
    OfficeHours,
    OpenTimes,
    check_day_off,
    check_hours,
)
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import Saved
from practice_desk.storage import people, schedule
from practice_desk.storage.unit_of_work import UnitOfWork

NOUN = "schedule_setup"
_SEEN_BY = (PractitionerKind.PRESCRIBER, PractitionerKind.THERAPIST)


@dataclass(frozen=True, slots=True)
class ScheduleSetup:
    """Types and rooms, those no longer in use too, when everybody is there, and who sees people."""

    types: tuple[AppointmentType, ...] = ()
    rooms: tuple[Room, ...] = ()
    times: OpenTimes = field(default_factory=OpenTimes)
    people: tuple[Practitioner, ...] = ()


def schedule_setup(clinic: Clinic) -> ScheduleSetup:
    """Return what the schedule is made of."""
    with clinic.viewing(Operation.VIEW_CLINIC) as work:
        work.detail = "setup of the schedule"
        return read_setup(work)


def save_type(clinic: Clinic, value: AppointmentType) -> Saved:
    """Add a type of appointment or change one. Raises Invalid, StaleRecord or NotFound."""
    value = replace(value, name=_one_line(value.name), sign=value.sign.strip())
    with clinic.writing(Operation.SET_UP_SCHEDULE, kind=_kind(value.id)) as work:
        _require(check_type(value, schedule.appointment_types.listed(work.connection)))
        number = schedule.appointment_types.put(work.connection, value)
        work.detail = f"type of appointment {number}"
    return Saved(number, Changes.of(None, NOUN))


def save_room(clinic: Clinic, value: Room) -> Saved:
    """Add a room or change one. Raises Invalid, StaleRecord or NotFound."""
    value = replace(value, name=_one_line(value.name))
    with clinic.writing(Operation.SET_UP_SCHEDULE, kind=_kind(value.id)) as work:
        _require(check_room(value, schedule.rooms.listed(work.connection)))
        number = schedule.rooms.put(work.connection, value)
        work.detail = f"room {number}"
    return Saved(number, Changes.of(None, NOUN))


def save_hours(clinic: Clinic, value: OfficeHours) -> Saved:
    """Set the weekly hours of the clinic or of one of its people. Raises Invalid or StaleRecord."""
    _require(check_hours(value))
    with clinic.writing(Operation.SET_UP_SCHEDULE, kind=_kind(value.id)) as work:
        others = schedule.office_hours.listed(work.connection)
        whose = value.practitioner_id
        if value.id is None and whose in [each.practitioner_id for each in others]:
            raise StaleRecord("list of hours")
        number = schedule.office_hours.put(work.connection, value)
        work.detail = f"hours {number}"
    return Saved(number, Changes.of(None, NOUN))


def save_day_off(clinic: Clinic, value: DayOff) -> Saved:
    """Note when the clinic is closed or somebody away. Raises Invalid, StaleRecord or NotFound."""
    value = replace(value, reason=_one_line(value.reason))
    _require(check_day_off(value))
    with clinic.writing(Operation.SET_UP_SCHEDULE, kind=_kind(value.id)) as work:
        number = schedule.days_off.put(work.connection, value)
        work.detail = f"day off {number}"
    return Saved(number, Changes.of(None, NOUN))


def remove_day_off(clinic: Clinic, value: DayOff) -> Saved:
    """Take a day off back. Raises StaleRecord."""
    with clinic.writing(Operation.SET_UP_SCHEDULE) as work:
        schedule.days_off.remove(work.connection, value)
        work.detail = f"day off {value.id} removed"
    return Saved(value.id or 0, Changes.of(None, NOUN))


def read_setup(work: UnitOfWork) -> ScheduleSetup:
    """Return what the schedule is made of, inside a running unit of work."""
    connection = work.connection
    ours = people.practitioners.listed(connection, None, with_inactive=False)
    return ScheduleSetup(
        tuple(schedule.appointment_types.listed(connection)),
        tuple(schedule.rooms.listed(connection)),
        OpenTimes(
            tuple(schedule.office_hours.listed(connection)),
            tuple(schedule.days_off.listed(connection)),
        ),
        tuple(each for each in ours if each.user_name and each.kind in _SEEN_BY),
    )


def _kind(number: int | None) -> AuditKind:
    return AuditKind.CREATE if number is None else AuditKind.CHANGE


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _require(problems: Sequence[Problem]) -> None:
    if problems:
        raise Invalid(tuple(problems))
