"""Appointments whose time has come, over all charts at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, select

from practice_desk.domain.appointment import AppointmentStatus, CancelledBy, VisitKind
from practice_desk.domain.report_no_shows import PastAppointment
from practice_desk.storage.schedule_rows import APPOINTMENT


def past_appointments(
    connection: Connection, begin: datetime, end: datetime
) -> Iterator[PastAppointment]:
    """Yield the appointments that start from *begin* on and before *end*, both aware.

    One that the clinic itself called off is never late.
    """
    a = APPOINTMENT.c
    query = (
        select(
            a.id,
            a.patient_id,
            a.practitioner_id,
            a.starts_at,
            a.visit,
            a.status,
            a.cancelled_late & (a.cancelled_by != CancelledBy.CLINIC.value),
        )
        .where(a.starts_at >= begin, a.starts_at < end)
        .order_by(a.starts_at, a.id)
    )
    visits = {each.value: each for each in VisitKind}
    statuses = {each.value: each for each in AppointmentStatus}
    for number, patient_id, by, at, visit, status, late in connection.execute(query):
        day = at.astimezone().date()
        yield PastAppointment(
            number, patient_id, by, day, visits[visit], statuses[status], bool(late)
        )
