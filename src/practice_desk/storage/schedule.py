"""Appointments."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from practice_desk.domain.appointment import Appointment
from practice_desk.storage.records import Records
from practice_desk.storage.schedule_rows import AppointmentRow


class Appointments(Records[Appointment]):
    """Who comes when, in the order of time."""

    def __init__(self) -> None:
        super().__init__("appointment", Appointment, AppointmentRow, order_by=("starts_at", "id"))

    def starting(self, connection: Connection, begin: datetime, end: datetime) -> list[Appointment]:
        """Return what starts from *begin* on and before *end*; both are aware."""
        starts = self.table.c.starts_at
        found = select(self.table.c.id).where(starts >= begin, starts < end)
        ids = connection.execute(found.order_by(starts, self.table.c.id)).scalars().all()
        return [self.get(connection, each) for each in ids]


appointments = Appointments()
