"""Reading the audit trail back: by keyset pages, the newest entries first."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, RowMapping, func, select

from practice_desk.domain.audit_event import AuditEvent, AuditFilter, AuditKind, Outcome
from practice_desk.storage.record_rows import AUDIT_EVENT

_COLUMNS = [AUDIT_EVENT.c[name] for name in AuditEvent.__slots__]
_PAGE = 1000


def entries(
    connection: Connection, wanted: AuditFilter, *, before: int | None = None, limit: int
) -> list[AuditEvent]:
    """Return the newest *limit* entries that are *wanted*, only those with a number below *before*.

    The number of the last one is the next page's *before*: a page far down costs what the first
    does.
    """
    conditions = list(_conditions(connection, wanted))
    if before is not None:
        conditions.append(AUDIT_EVENT.c.id < before)
    query = select(*_COLUMNS).where(*conditions).order_by(AUDIT_EVENT.c.id.desc()).limit(limit)
    return [_event(row) for row in connection.execute(query).mappings()]


def pages(connection: Connection, wanted: AuditFilter) -> Iterator[list[AuditEvent]]:
    """Yield all entries that are *wanted*, the newest first, without holding them all."""
    before: int | None = None
    while page := entries(connection, wanted, before=before, limit=_PAGE):
        yield page
        before = page[-1].id


def user_names(connection: Connection) -> list[str]:
    """Return everybody who is in the trail, in order of their names."""
    names: list[str] = []
    while True:  # one step along the index for each person: the trail is long, the clinic small
        query = select(func.min(AUDIT_EVENT.c.user_name)).where(
            AUDIT_EVENT.c.user_name > (names[-1] if names else "")
        )
        name = connection.execute(query).scalar()
        if name is None:
            return names
        names.append(str(name))


def details_of(connection: Connection, kind: AuditKind) -> list[str]:
    """Return what the entries of one kind that were done say in detail, the oldest first."""
    query = select(AUDIT_EVENT.c.detail).where(
        AUDIT_EVENT.c.kind == str(kind), AUDIT_EVENT.c.outcome == str(Outcome.DONE)
    )
    return [
        str(detail) for detail in connection.execute(query.order_by(AUDIT_EVENT.c.id)).scalars()
    ]


def _conditions(connection: Connection, wanted: AuditFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.user_name:
        yield AUDIT_EVENT.c.user_name == wanted.user_name
    if wanted.patient_id is not None:
        yield AUDIT_EVENT.c.patient_id == wanted.patient_id
    if isinstance(wanted.kind, AuditKind):
        yield AUDIT_EVENT.c.kind == str(wanted.kind)
    elif wanted.kind is not None:
        yield AUDIT_EVENT.c.outcome == str(wanted.kind)
    times: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        times.append(AUDIT_EVENT.c.occurred_at >= wanted.since)
    if wanted.until is not None:
        times.append(AUDIT_EVENT.c.occurred_at < wanted.until)
    if times:
        yield from times
        # As numbers too, so that the walk down the trail begins and ends at the right place.
        ids = select(func.min(AUDIT_EVENT.c.id), func.max(AUDIT_EVENT.c.id)).where(*times)
        first, last = connection.execute(ids).one()
        yield AUDIT_EVENT.c.id.between(first or 0, last or 0)


def _event(row: RowMapping) -> AuditEvent:
    kind = AuditKind(row["kind"]) if row["kind"] else None
    return AuditEvent(**{**row, "outcome": Outcome(row["outcome"]), "kind": kind})
