"""Appointments and check-ins."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Text, bindparam, select, type_coerce

from practice_desk.domain.appointment import Appointment
from practice_desk.domain.check_in import CheckIn, CheckInLine, Decision
from practice_desk.domain.check_in_sheet import Answers, Page
from practice_desk.storage.records import Records
from practice_desk.storage.schedule_rows import APPOINTMENT, CHECK_IN


class Appointments(Records[Appointment]):
    """Who comes when, in the order of time."""

    def __init__(self) -> None:
        super().__init__("appointment", Appointment, APPOINTMENT, order_by=("starts_at", "id"))

    def starting(self, connection: Connection, begin: datetime, end: datetime) -> list[Appointment]:
        """Return what starts from *begin* on and before *end*; both are aware."""
        starts = self.table.c.starts_at
        found = select(self.table.c.id).where(starts >= begin, starts < end)
        ids = connection.execute(found.order_by(starts, self.table.c.id)).scalars().all()
        return [self.get(connection, each) for each in ids]


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
check_ins = CheckIns()
