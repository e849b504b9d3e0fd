"""To whom a record belongs that carries a label."""

from __future__ import annotations

from sqlalchemy import Connection, select

from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.storage.rows import metadata


def patient_of(connection: Connection, noun: RecordNoun, record_id: int) -> int | None:
    """Return the patient of a record, None where there is no such record."""
    table = metadata.tables[noun.value]
    found = select(table.c.patient_id).where(table.c.id == record_id)
    number: int | None = connection.execute(found).scalar()
    return number
