"""The append-only, hash-chained audit trail.

Each row's MAC covers the row and the MAC before it. What a chain can't show by itself is that its
end was cut off: `audit_anchor` keeps the newest link outside the database for that.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, select

from practice_desk.domain.audit_event import AuditEvent, Outcome
from practice_desk.storage import audit_parts
from practice_desk.storage.record_rows import AUDIT_EVENT

_FIELDS = (
    "occurred_at", "user_name", "roles", "workstation", "operation", "patient_id", "detail",
    "reason", "outcome", "kind",
)  # fmt: skip
_MOST_NAMED = 1000
_AT_ONCE = 200  # rows: the walk at opening is to leave little behind in memory
_ENCODE = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode
_ROWS = select(
    AUDIT_EVENT.c.id, AUDIT_EVENT.c.mac, *(AUDIT_EVENT.c[name] for name in _FIELDS)
).order_by(AUDIT_EVENT.c.id)
_LINK = select(AUDIT_EVENT.c.id, AUDIT_EVENT.c.mac, AUDIT_EVENT.c.occurred_at)


@dataclass(frozen=True, slots=True)
class ChainHead:
    """One link: its number, its MAC and, where known, when it was recorded."""

    count: int
    mac: bytes
    at: datetime | None = field(default=None, compare=False)


BEGINNING = ChainHead(0, b"\0" * 32)
"""What the first row is chained to."""


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """What a walk over the chain found: `head` is where it ended, `broken` the first misfits.

    A number in `broken` is an entry that is not what was written there, or not there any more.
    """

    head: ChainHead
    broken: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        """How many entries there are."""
        return self.head.count

    @property
    def broken_at(self) -> int | None:
        """The first entry that does not fit, or None."""
        return self.broken[0] if self.broken else None


class AuditChain:
    """Appends to and verifies the chain with a key derived from the data key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def append(self, connection: Connection, event: AuditEvent) -> ChainHead:
        """Add one row inside the caller's transaction, which holds the write lock."""
        head = self.head(connection)
        row = {name: getattr(event, name) for name in _FIELDS}
        row["outcome"] = str(event.outcome)
        row["kind"] = str(event.kind or "")
        number = head.count + 1
        mac = mac_of(self._key, head.mac, number, row)
        connection.execute(insert(AUDIT_EVENT), {**row, "id": number, "mac": mac})
        return ChainHead(number, mac, event.occurred_at)

    def head(self, connection: Connection) -> ChainHead:
        """Return the newest link."""
        row = connection.execute(_LINK.order_by(AUDIT_EVENT.c.id.desc()).limit(1)).first()
        return BEGINNING if row is None else ChainHead(row.id, bytes(row.mac), row.occurred_at)

    def link(self, connection: Connection, number: int) -> ChainHead | None:
        """Return the link with that number, or None where there is none."""
        if number == 0:
            return BEGINNING
        row = connection.execute(_LINK.where(AUDIT_EVENT.c.id == number)).first()
        return None if row is None else ChainHead(row.id, bytes(row.mac), row.occurred_at)

    def verify(
        self, connection: Connection, after: ChainHead = BEGINNING, limit: int | None = None
    ) -> ChainCheck:
        """Walk the chain from *after* on; rows removed, changed or reordered break it.

        After a misfit the walk takes the row as it stands and goes on, so that a later one is
        found too. *limit* rows are walked at most.
        """
        previous, expected, at = after.mac, after.count, after.at
        broken: list[int] = []
        keys, walked = audit_parts.keys_of(connection, self._key), 0
        query = _ROWS.where(AUDIT_EVENT.c.id > after.count).limit(limit)
        query = query.execution_options(yield_per=_AT_ONCE)
        for number, stored, *values in connection.execute(query):
            expected, walked = expected + 1, walked + 1
            row = dict(zip(_FIELDS, values, strict=True))
            mac = mac_of(keys.at(expected), previous, expected, row)
            fits = number == expected and hmac.compare_digest(mac, stored)
            if not fits or not keys.is_sealed(expected - 1):
                if len(broken) < _MOST_NAMED:
                    broken.append(expected)
                mac, expected = bytes(stored), number
            previous, at = mac, row["occurred_at"]
        if limit is None or walked < limit:
            broken += [end + 1 for end in keys.ends if end >= expected]  # the seal was cut off
        return ChainCheck(ChainHead(expected, previous, at), tuple(broken))

    def finish_part(self, connection: Connection, before: AuditChain) -> None:
        """Go on from here under this chain's key: the rows so far are under that of *before*.

        Inside the caller's transaction, which adds a row under the new key: only that seals the
        part.
        """
        last = self.head(connection).count
        audit_parts.finish(connection, last, before._key, self._key)


def mac_of(key: bytes, previous: bytes, number: int, row: Mapping[str, object]) -> bytes:
    """Return the MAC of a row under the chain's key *key*, after the link with MAC *previous*."""
    # Entries from before there were kinds have none, and their MACs know of none.
    plain = {name: row[name] for name in _FIELDS if name != "kind" or row[name]}
    plain |= {"id": number, "occurred_at": _moment(row["occurred_at"])}
    return hmac.digest(key, previous + _ENCODE(plain).encode(), "sha256")


def _moment(value: object) -> str:
    """Return a time as the MAC covers it, the same whatever zone it was given in."""
    assert isinstance(value, datetime)  # the column type gives no other
    return str(value.astimezone(UTC))


def entries_after(connection: Connection, number: int, leaving_out: Iterable[str]) -> int:
    """Return how many things were done after entry *number*, but for those operations."""
    counted = select(func.count()).where(
        AUDIT_EVENT.c.id > number,
        AUDIT_EVENT.c.outcome == Outcome.DONE.value,
        AUDIT_EVENT.c.operation.not_in(sorted(leaving_out)),
    )
    return int(connection.execute(counted).scalar_one())


def newest_entry_at(connection: Connection) -> datetime:
    """Return when the newest entry was recorded; every clinic has some."""
    found: datetime = connection.execute(select(func.max(AUDIT_EVENT.c.occurred_at))).scalar_one()
    return found
