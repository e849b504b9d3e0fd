"""To whom a record belongs that carries a label, and which records are versions of one."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.storage.rows import metadata


def patient_of(connection: Connection, noun: RecordNoun, record_id: int) -> int | None:
    """Return the patient of a record, None where there is no such record."""
    table = metadata.tables[noun.value]
    found = select(table.c.patient_id).where(table.c.id == record_id)
    number: int | None = connection.execute(found).scalar()
    return number


def first_notes(connection: Connection, patient_id: int) -> dict[int, int]:
    """Return of each amendment and addendum of a chart, by its id, the note that it began with."""
    column = metadata.tables[RecordNoun.NOTE.value].c
    found = select(column.id, func.coalesce(column.amends_id, column.addendum_to_id))
    rows = connection.execute(found.where(column.patient_id == patient_id).order_by(column.id))
    first: dict[int, int] = {}
    for number, before in rows:
        first[number] = number if before is None else first.get(before, before)
    return {number: root for number, root in first.items() if number != root}


_NAMES = {
    RecordNoun.MEDICATION: "name",
    RecordNoun.CONDITION: "display",
    RecordNoun.ALLERGY: "substance",
    RecordNoun.SUBSTANCE_USE: "substance",
    RecordNoun.OBSERVATION: "display",
    RecordNoun.SIDE_EFFECT: "effect",
    RecordNoun.TRIAL: "name",
    RecordNoun.EVENT: "words",
}
"""In which column a record has its name. Notes, documents and goals have none."""


def name_of(connection: Connection, noun: RecordNoun, record_id: int) -> str:
    """Return by what a record is known, empty where it has no name or is not there."""
    if noun not in _NAMES:
        return ""
    table = metadata.tables[noun.value]
    found = select(table.c[_NAMES[noun]]).where(table.c.id == record_id)
    return connection.execute(found).scalar() or ""
