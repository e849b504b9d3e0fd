"""Appointments, what they are made of, and check-ins."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Text, bindparam, delete, or_, select, type_coerce

from practice_desk.domain.appointment import EXPECTED, Appointment
from practice_desk.domain.appointment_series import AppointmentSeries
from practice_desk.domain.appointment_type import AppointmentType, Room
from practice_desk.domain.check_in import CheckIn, CheckInLine, Decision
from practice_desk.domain.check_in_sheet import Answers, Page
from practice_desk.domain.errors import StaleRecord
from practice_desk.domain.office_hours import DayOff, OfficeHours, Week
from practice_desk.storage.prepared import PreparedSelect
from practice_desk.storage.records import Records
from practice_desk.storage.schedule_rows import (
    APPOINTMENT,
    APPOINTMENT_SERIES,
    APPOINTMENT_TYPE,
    CHECK_IN,
    DAY_OFF,
    OFFICE_HOURS,
    ROOM,
)


class Appointments(Records[Appointment]):
    """Who comes when, in the order of time."""

    def __init__(self) -> None:
        super().__init__("appointment", Appointment, APPOINTMENT, order_by=("starts_at", "id"))

        starts = self.table.c.starts_at
        self._starting = self.prepare(starts >= bindparam("begin"), starts < bindparam("end"))
        self._of_series = self.prepare(self.table.c.series_id == bindparam("series_id"))
        is_expected = or_(*(self.table.c.status == each.value for each in sorted(EXPECTED)))
        columns = [self.table.c[name] for name in ("starts_at", "id")]
        self._expected = PreparedSelect(
            select(*columns)
            .where(is_expected, starts < bindparam("end"))
            .order_by(*(each.desc() for each in columns)),
            lambda _starts_at, number: int(number),
        )

    def expected_before(self, connection: Connection, end: datetime) -> list[int]:
        """Return the ids of what starts before *end* (aware) and is not over, the newest first."""
        return self._expected.all(connection, end=_as_stored(end))

    def starting(self, connection: Connection, begin: datetime, end: datetime) -> list[Appointment]:
        """Return what starts from *begin* on and before *end*; both are aware."""
        bounds = {name: _as_stored(at) for name, at in (("begin", begin), ("end", end))}
        return self._starting.all(connection, **bounds)

    def of_series(self, connection: Connection, series_id: int) -> list[Appointment]:
        """Return all visits of a series."""
        return self._of_series.all(connection, series_id=series_id)


class OfficeHoursRecords(Records[OfficeHours]):
    """Everybody's weekly hours."""

    def __init__(self) -> None:
        super().__init__(
            "list of hours", OfficeHours, OFFICE_HOURS, codecs={"week": (list, _week_in)}
        )
        self._all = self.prepare()

    def listed(self, connection: Connection) -> list[OfficeHours]:
        """Return the hours of the clinic and of all its people."""
        return self._all.all(connection)


class DaysOff(Records[DayOff]):
    """Who is away when, in the order of time."""

    def __init__(self) -> None:
        super().__init__("day off", DayOff, DAY_OFF, order_by=("first_on", "id"))
        self._all = self.prepare()

    def listed(self, connection: Connection) -> list[DayOff]:
        """Return all days off, past ones too."""
        return self._all.all(connection)

    def remove(self, connection: Connection, value: DayOff) -> None:
        """Take a day off back. Raises StaleRecord where somebody changed it meanwhile."""
        same = (self.table.c.id == value.id, self.table.c.version == value.version)
        if connection.execute(delete(self.table).where(*same)).rowcount != 1:
            raise StaleRecord(self.noun)


class AppointmentTypes(Records[AppointmentType]):
    """What kinds of appointments there are, in the order in which they were added."""

    def __init__(self) -> None:
        super().__init__("type of appointment", AppointmentType, APPOINTMENT_TYPE)
        self._all = self.prepare()

    def listed(self, connection: Connection) -> list[AppointmentType]:
        """Return all types, also those no longer offered."""
        return self._all.all(connection)


class Rooms(Records[Room]):
    """The rooms, by name."""

    def __init__(self) -> None:
        super().__init__("room", Room, ROOM, order_by=("name", "id"))
        self._all = self.prepare()

    def listed(self, connection: Connection) -> list[Room]:
        """Return all rooms, also those no longer used."""
        return self._all.all(connection)


class AppointmentSeriesRecords(Records[AppointmentSeries]):
    """How visits that come again were laid out."""

    def __init__(self) -> None:
        super().__init__(
            "series",
            AppointmentSeries,
            APPOINTMENT_SERIES,
            codecs={"skipped": (_days_out, _days_in)},
        )


class CheckIns(Records[CheckIn]):
    """Who was handed the screen, the newest first."""

    def __init__(self) -> None:
        super().__init__(
            "check-in",
            CheckIn,
            CHECK_IN,
            codecs={
                "lines": (_lines_out, _lines_in),
                "asked": (msgspec.to_builtins, _pages_in),
                "answers": (msgspec.to_builtins, _answers_in),
            },
            order_by=("-handed_at", "-id"),
        )
        filed = self.table.c.answers.is_not(None)
        mine = self.table.c.patient_id == bindparam("patient_id")
        self._newest = self.prepare(mine, filed, limit=1)

    def newest_filed(self, connection: Connection, patient_id: int) -> CheckIn | None:
        """Return the newest check-in of a chart whose answers were filed, or None."""
        return self._newest.first(connection, patient_id=patient_id)

    def filed_since(self, connection: Connection, moment: datetime) -> list[CheckIn]:
        """Return the filed check-ins that began at *moment* (aware) or later, the newest first."""
        filed = (self.table.c.handed_at >= moment, self.table.c.answers.is_not(None))
        found = select(self.table.c.id).where(*filed).order_by(self.table.c.handed_at.desc())
        ids = connection.execute(found).scalars().all()
        return [self.get(connection, each) for each in ids]

    def of_appointments(
        self, connection: Connection, appointment_ids: Iterable[int | None]
    ) -> dict[int, CheckIn]:
        """Return the newest check-in of each appointment that has one."""
        wanted = self.table.c.appointment_id.in_(
            [each for each in appointment_ids if each is not None]
        )
        ids = connection.execute(select(self.table.c.id).where(wanted).order_by("id")).scalars()
        found = [self.get(connection, each) for each in ids.all()]
        return {each.appointment_id: each for each in found}

    def waiting(self, connection: Connection) -> list[CheckIn]:
        """Return those with lines that nobody has decided on."""
        text = type_coerce(self.table.c.lines, Text)
        marked = select(self.table.c.id).where(text.contains(f'"{Decision.OPEN}"'))
        ids = connection.execute(marked.order_by(self.table.c.handed_at)).scalars().all()
        found = [self.get(connection, each) for each in ids]
        return [each for each in found if each.open_lines]

    def sealed(self, connection: Connection) -> list[CheckIn]:
        """Return those whose answers were not filed yet, the oldest first."""
        has_half = select(self.table.c.id).where(self.table.c.private_half.is_not(None))
        ids = connection.execute(has_half.order_by(self.table.c.id)).scalars().all()
        return [self.get(connection, each) for each in ids]


def _as_stored(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")


def _week_in(plain: list[list[list[int]]]) -> Week:
    return tuple(tuple((begin, end) for begin, end in spans) for spans in plain)


def _days_out(days: tuple[date, ...]) -> list[str]:
    return [each.isoformat() for each in days]


def _days_in(plain: list[str]) -> tuple[date, ...]:
    return tuple(map(date.fromisoformat, plain))


def _pages_in(plain: object) -> tuple[Page, ...]:
    return msgspec.convert(plain, tuple[Page, ...])


def _answers_in(plain: object) -> Answers | None:
    return None if plain is None else msgspec.convert(plain, Answers)


def _lines_out(lines: tuple[CheckInLine, ...]) -> list[list[str | None]]:
    return [
        [
            line.key,
            line.shown,
            line.told,
            line.decision.value,
            line.decided_by,
            None if line.decided_at is None else line.decided_at.isoformat(),
        ]
        for line in lines
    ]


def _lines_in(plain: list[list[Any]]) -> tuple[CheckInLine, ...]:
    return tuple(
        CheckInLine(
            key,
            shown,
            told,
            Decision(decision),
            by,
            None if at is None else datetime.fromisoformat(at),
        )
        for key, shown, told, decision, by, at in plain
    )


appointments = Appointments()
appointment_series = AppointmentSeriesRecords()
appointment_types = AppointmentTypes()
days_off = DaysOff()
office_hours = OfficeHoursRecords()
rooms = Rooms()
check_ins = CheckIns()
