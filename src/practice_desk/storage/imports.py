"""Which resources came from elsewhere, and what they became."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import fields

from sqlalchemy import Connection, func, insert, select, update

from practice_desk.domain.imported_resource import ImportedResource
from practice_desk.domain.patient import Patient
from practice_desk.storage.people import sort_key
from practice_desk.storage.people_rows import PATIENT
from practice_desk.storage.record_rows import DOCUMENT, IMPORTED_RESOURCE

_FIELDS = tuple(field.name for field in fields(ImportedResource))
_COLUMNS = tuple(IMPORTED_RESOURCE.c[name] for name in _FIELDS)

ResourceKey = tuple[str, str]
"""A resource's type and id at its source."""


def known_resources(
    connection: Connection, keys: Iterable[ResourceKey]
) -> dict[ResourceKey, list[ImportedResource]]:
    """Return every version that was met before of the resources *keys*, at most some hundreds."""
    ids: defaultdict[str, set[str]] = defaultdict(set)
    for resource_type, resource_id in keys:
        ids[resource_type].add(resource_id)
    found: defaultdict[ResourceKey, list[ImportedResource]] = defaultdict(list)
    for resource_type, wanted in ids.items():
        statement = select(*_COLUMNS).where(
            IMPORTED_RESOURCE.c.resource_type == resource_type,
            IMPORTED_RESOURCE.c.resource_id.in_(sorted(wanted)),
        )
        for row in connection.execute(statement):
            value = ImportedResource(*row)
            found[value.resource_type, value.resource_id].append(value)
    return dict(found)


def put_resources(connection: Connection, values: Iterable[ImportedResource]) -> None:
    """Insert the values without id, and write the others over what was known of them."""
    rows = [{name: getattr(value, name) for name in _FIELDS} for value in values]
    known = [row for row in rows if row["id"] is not None]
    new = [row for row in rows if row["id"] is None]
    for row in new:
        del row["id"]
    if new:
        connection.execute(insert(IMPORTED_RESOURCE), new)
    for row in known:
        connection.execute(
            update(IMPORTED_RESOURCE).where(IMPORTED_RESOURCE.c.id == row["id"]), row
        )


def reasons_kept_aside(connection: Connection) -> Counter[tuple[str, str]]:
    """Return how many resources wait outside the charts, by type and reason."""
    statement = (
        select(IMPORTED_RESOURCE.c.resource_type, IMPORTED_RESOURCE.c.reason, func.count())
        .where(IMPORTED_RESOURCE.c.record_id.is_(None))
        .group_by(IMPORTED_RESOURCE.c.resource_type, IMPORTED_RESOURCE.c.reason)
    )
    return Counter({(kind, reason): n for kind, reason, n in connection.execute(statement)})


def resources_kept_aside(connection: Connection, limit: int) -> list[tuple[ImportedResource, str]]:
    """Return the resources that wait outside the charts, newest first, with their file's title."""
    statement = (
        select(*_COLUMNS, DOCUMENT.c.title)
        .join(DOCUMENT, DOCUMENT.c.id == IMPORTED_RESOURCE.c.document_id)
        .where(IMPORTED_RESOURCE.c.record_id.is_(None))
        .order_by(IMPORTED_RESOURCE.c.id.desc())
        .limit(limit)
    )
    return [
        (ImportedResource(*row[:-1]), str(row[-1])) for row in connection.execute(statement).all()
    ]


def chart_of_same_person(connection: Connection, patient: Patient) -> str | None:
    """Return the number of a chart with the same family and given name and birth date, or None."""
    if patient.birth_date is None:
        return None
    name = sort_key(patient).rpartition("|")[0]
    statement = select(PATIENT.c.chart_number).where(
        PATIENT.c.birth_date == patient.birth_date,
        PATIENT.c.sort_key.startswith(f"{name}|", autoescape=True),
    )
    return connection.execute(statement.order_by(PATIENT.c.id).limit(1)).scalar()
