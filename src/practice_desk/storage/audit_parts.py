"""The keys of the audit chain: the present one, and those of the parts finished under older ones.

The chain's key comes from the data key, so changing that gives the chain a new key. What was
written stays as it was, MACs included; the rows up to there are a finished part, and its key is
kept in the database so that they can be verified for ever. The first row after a part records the
change of the key, and its MAC, under the new key, covers the part's last link. Whoever holds an old
key can compute MACs of the old part, but no other content ends in the link that the new key has
sealed. Each part's record is authenticated under the key that came after it, up to the present one.
"""

from __future__ import annotations

import hashlib
import hmac
from bisect import bisect_left
from dataclasses import dataclass, field

from sqlalchemy import Connection, insert, select

from practice_desk.storage.record_rows import AUDIT_PART

_PURPOSE = b"practice-desk audit part"


@dataclass(frozen=True, slots=True)
class ChainKeys:
    """Which key each row of the chain is under.

    `ends` are the last rows of the finished parts, in order; `forged` those of them whose record
    is not what was written when the key was changed.
    """

    ends: tuple[int, ...]
    forged: tuple[int, ...] = ()
    _keys: tuple[bytes, ...] = field(default=(), repr=False)

    def at(self, number: int) -> bytes:
        """Return the key that the row *number* is under."""
        return self._keys[bisect_left(self.ends, number)]

    def is_sealed(self, number: int) -> bool:
        """Tell whether the part that ends with the row *number*, if one does, is sealed."""
        return number not in self.forged


def keys_of(connection: Connection, present: bytes) -> ChainKeys:
    """Return all keys of the chain whose present key is *present*."""
    parts = connection.execute(select(AUDIT_PART).order_by(AUDIT_PART.c.id)).all()
    keys, forged, after = [present], [], present
    for part in reversed(parts):
        key = bytes(part.key)
        if not hmac.compare_digest(_mac(after, part.id, key), bytes(part.mac)):
            forged.append(part.id)
        keys.append(key)
        after = key
    ends = tuple(part.id for part in parts)
    return ChainKeys(ends, tuple(reversed(forged)), tuple(reversed(keys)))


def finish(connection: Connection, last: int, key: bytes, present: bytes) -> None:
    """Record that the rows up to *last* are under *key* and those after it under *present*."""
    connection.execute(
        insert(AUDIT_PART), {"id": last, "key": key, "mac": _mac(present, last, key)}
    )


def _mac(after: bytes, last: int, key: bytes) -> bytes:
    own = hmac.digest(after, _PURPOSE, "sha256")
    return hmac.new(own, last.to_bytes(8, "big") + key, hashlib.sha256).digest()
