"""Who unlocked the clinic last, and who failed to since, out of the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, Select, select

from practice_desk.domain.audit_event import Outcome
from practice_desk.domain.permission import Operation
from practice_desk.storage.record_rows import AUDIT_EVENT

_MOST_FAILURES = 1000
BESIDE = "by a command beside a window"
"""The detail of an unlock that takes no writer lock: a backup or a check, often scheduled."""


@dataclass(frozen=True, slots=True)
class Unlocking:
    """One audit row of an unlock, done or failed."""

    id: int
    occurred_at: datetime
    user_name: str
    detail: str


def unlock_before_last(connection: Connection, user_name: str) -> Unlocking | None:
    """Return the user's newest unlock but one, None where there was only one.

    A command that runs beside an open window is not the person who looks at the screen.
    """
    query = (
        _unlockings(Outcome.DONE)
        .where(AUDIT_EVENT.c.user_name == user_name, ~AUDIT_EVENT.c.detail.startswith(BESIDE))
        .order_by(AUDIT_EVENT.c.id.desc())
        .limit(2)
    )
    rows = connection.execute(query).all()
    return _unlocking(rows[1]) if len(rows) == 2 else None


def failures_after(
    connection: Connection, since: Unlocking | None, user_name: str | None
) -> list[Unlocking]:
    """Return the failed unlocks recorded after *since*, of one user or of everybody.

    At most a thousand, the newest ones.
    """
    query = _unlockings(Outcome.FAILED).order_by(AUDIT_EVENT.c.id.desc()).limit(_MOST_FAILURES)
    if since is not None:
        query = query.where(AUDIT_EVENT.c.id > since.id)
    if user_name is not None:
        query = query.where(AUDIT_EVENT.c.user_name == user_name)
    return [_unlocking(row) for row in connection.execute(query)]


def _unlocking(row: Row[tuple[int, datetime, str, str]]) -> Unlocking:
    return Unlocking(row.id, row.occurred_at, row.user_name, row.detail)


def _unlockings(outcome: Outcome) -> Select[tuple[int, datetime, str, str]]:
    row = AUDIT_EVENT.c
    return select(row.id, row.occurred_at, row.user_name, row.detail).where(
        row.operation == Operation.UNLOCK.value, row.outcome == outcome.value
    )
