"""The append-only, hash-chained audit trail."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from practice_desk.domain.audit_event import AuditEvent
from practice_desk.storage.record_rows import AuditEventRow
from practice_desk.storage.schema import table_of

_TABLE = table_of(AuditEventRow)
_FIRST = b"\0" * 32
_FIELDS = (
    "occurred_at", "user_name", "roles", "workstation", "operation", "patient_id", "detail",
    "reason", "outcome",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The newest link: how many rows, and the MAC of the last one."""

    count: int
    mac: bytes


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """What a walk over the chain found; `broken_at` is the first row that does not fit."""

    count: int
    broken_at: int | None


class AuditChain:
    """Appends to and verifies the chain with a key derived from the data key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def append(self, connection: Connection, event: AuditEvent) -> ChainHead:
        """Add one row inside the caller's transaction, which holds the write lock."""
        head = self.head(connection)
        row = {name: getattr(event, name) for name in _FIELDS}
        row["outcome"] = str(event.outcome)
        number = head.count + 1
        mac = self._mac(head.mac, number, row)
        connection.execute(insert(_TABLE), {**row, "id": number, "mac": mac})
        return ChainHead(number, mac)

    def head(self, connection: Connection) -> ChainHead:
        """Return the newest link."""
        newest = select(_TABLE.c.id, _TABLE.c.mac).order_by(_TABLE.c.id.desc()).limit(1)
        row = connection.execute(newest).first()
        return ChainHead(0, _FIRST) if row is None else ChainHead(row.id, bytes(row.mac))

    def verify(self, connection: Connection) -> ChainCheck:
        """Walk the whole chain; rows removed, changed or reordered break it."""
        previous, expected = _FIRST, 0
        rows = connection.execution_options(yield_per=2000).execute(
            select(_TABLE).order_by(_TABLE.c.id)
        )
        for row in rows.mappings():
            expected += 1
            mac = self._mac(previous, expected, {name: row[name] for name in _FIELDS})
            if row["id"] != expected or not hmac.compare_digest(mac, bytes(row["mac"])):
                return ChainCheck(expected - 1, expected)
            previous = mac
        return ChainCheck(expected, None)

    def _mac(self, previous: bytes, number: int, row: dict[str, object]) -> bytes:
        plain = {**row, "id": number, "occurred_at": str(row["occurred_at"])}
        text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hmac.new(self._key, previous + text.encode(), hashlib.sha256).digest()
