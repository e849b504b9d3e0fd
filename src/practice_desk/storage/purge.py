"""Taking one chart out of every table, and moving one chart's records into another's.

Both go round the triggers that keep history append-only: they are dropped and made again inside
the caller's transaction, so that nobody else ever sees the tables without them.
"""

from __future__ import annotations

from sqlalchemy import Connection, Table, delete, select, update

from practice_desk.storage.access_rows import APPROVAL
from practice_desk.storage.dialects import sqlite
from practice_desk.storage.people import patients, search_names
from practice_desk.storage.people_rows import NAME_WORD, PATIENT
from practice_desk.storage.plan_rows import MEDICATION, PLAN_EVENT
from practice_desk.storage.record_rows import AUDIT_EVENT, DOCUMENT, IMPORTED_RESOURCE
from practice_desk.storage.rows import metadata
from practice_desk.storage.safety_rows import SAFETY_DECISION

_OUTLIVE = {AUDIT_EVENT.name, APPROVAL.name}
"""What speaks of a patient by number alone and stays: the trail, and what two people decided."""


def purge_chart(connection: Connection, patient_id: int) -> set[str]:
    """Delete everything of one chart; return the sealed names that no document has any more.

    Import originals go too, unless they hold another chart's records as well. The files
    themselves are the caller's to remove, after the commit.
    """
    person = patients.get(connection, patient_id)
    documents = _documents_of(connection, patient_id)
    sealed = _sealed_names(connection, documents)
    sqlite.drop_triggers(connection)
    _delete_plan_events(connection, patient_id)
    connection.execute(
        delete(IMPORTED_RESOURCE).where(IMPORTED_RESOURCE.c.patient_id == patient_id)
    )
    connection.execute(
        delete(IMPORTED_RESOURCE).where(IMPORTED_RESOURCE.c.document_id.in_(documents))
    )
    for table in reversed(_patient_tables()):
        connection.execute(delete(table).where(table.c.patient_id == patient_id))
    connection.execute(delete(DOCUMENT).where(DOCUMENT.c.id.in_(documents)))
    sqlite.forget_patient(connection, patient_id)
    sqlite.drop_words(connection)
    connection.execute(delete(PATIENT).where(PATIENT.c.id == patient_id))
    _forget_names(connection, search_names(person))
    patients.raise_revision(connection)
    sqlite.create_triggers(connection)
    return sealed - _sealed_names(connection)


def move_records(connection: Connection, patient_id: int, into: int) -> int:
    """Give every record of one chart to another; return how many rows moved."""
    sqlite.drop_triggers(connection)
    moved = 0
    for table in _patient_tables():
        changes: dict[str, object] = {"patient_id": into}
        if "version" in table.c:  # a form that is open on such a record is stale now
            changes["version"] = table.c.version + 1
        statement = update(table).where(table.c.patient_id == patient_id).values(changes)
        moved += connection.execute(statement).rowcount
    sqlite.create_triggers(connection)
    return moved


def _patient_tables() -> list[Table]:
    """Return the tables of records that belong to a patient, parents first."""
    return [
        table
        for table in metadata.sorted_tables
        if "patient_id" in table.c and table.name not in _OUTLIVE
    ]


def _delete_plan_events(connection: Connection, patient_id: int) -> None:
    decided = SAFETY_DECISION.c.patient_id == patient_id  # they refer to events
    connection.execute(delete(SAFETY_DECISION).where(decided))
    mine = select(MEDICATION.c.id).where(MEDICATION.c.patient_id == patient_id)
    retracting = PLAN_EVENT.c.retracts_event_id.is_not(None)  # they refer to the others
    connection.execute(delete(PLAN_EVENT).where(PLAN_EVENT.c.medication_id.in_(mine), retracting))
    connection.execute(delete(PLAN_EVENT).where(PLAN_EVENT.c.medication_id.in_(mine)))


def _documents_of(connection: Connection, patient_id: int) -> list[int]:
    own = select(DOCUMENT.c.id).where(DOCUMENT.c.patient_id == patient_id)
    imported = select(IMPORTED_RESOURCE.c.document_id).where(
        IMPORTED_RESOURCE.c.patient_id == patient_id
    )
    shared = select(IMPORTED_RESOURCE.c.document_id).where(
        IMPORTED_RESOURCE.c.patient_id.is_not(None), IMPORTED_RESOURCE.c.patient_id != patient_id
    )
    originals = select(DOCUMENT.c.id).where(
        DOCUMENT.c.id.in_(imported), DOCUMENT.c.id.not_in(shared)
    )
    return sorted({*connection.execute(own).scalars(), *connection.execute(originals).scalars()})


def _sealed_names(connection: Connection, documents: list[int] | None = None) -> set[str]:
    query = select(DOCUMENT.c.sealed_name)
    if documents is not None:
        query = query.where(DOCUMENT.c.id.in_(documents))
    return set(connection.execute(query).scalars())


def _forget_names(connection: Connection, names: str) -> None:
    """Drop the words of a name that no other chart has from the search's vocabulary."""
    for word in set(names.split()):
        if not sqlite.match_words(connection, [[word]]):
            connection.execute(delete(NAME_WORD).where(NAME_WORD.c.word == word))
