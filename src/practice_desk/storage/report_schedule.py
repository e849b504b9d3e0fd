"""Appointments whose time has come, over all charts at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, DateTime, select, type_coerce

from practice_desk.domain.appointment import AppointmentStatus, CancelledBy, VisitKind
from practice_desk.domain.report_no_shows import PastAppointment
from practice_desk.storage.many_rows import Tick, local_days, many_rows, no_tick
from practice_desk.storage.schedule_rows import APPOINTMENT


def past_appointments(
    connection: Connection, begin: datetime, end: datetime, tick: Tick = no_tick
) -> Iterator[PastAppointment]:
    """Yield the appointments that start from *begin* on and before *end* (aware), in no order.

    One that the clinic itself called off is never late.
    """
    a = APPOINTMENT.c
    query = select(
        a.id,
        a.patient_id,
        a.practitioner_id,
        type_coerce(a.starts_at, DateTime()),
        a.visit,
        a.status,
        a.cancelled_late & (a.cancelled_by != CancelledBy.CLINIC.value),
    ).where(a.starts_at >= begin, a.starts_at < end)
    visits = {each.value: each for each in VisitKind}
    statuses = {each.value: each for each in AppointmentStatus}
    day_of = local_days()
    for number, patient_id, by, at, visit, status, late in many_rows(connection, query, tick):
        yield PastAppointment(
            number, patient_id, by, day_of(at), visits[visit], statuses[status], bool(late)
        )
