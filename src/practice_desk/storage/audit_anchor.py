"""The newest link of the audit chain, kept outside the database.

The chain can't show that its end is missing: a cut log, a lost or damaged WAL and an older database
file are each a whole, shorter chain. So the newest link is also kept, authenticated, in the small
file `audit.head` beside the database, after every commit. A process killed between the two leaves
the database ahead, which is normal: the anchored link is then still in the chain. Where it is not,
or has another MAC, entries were lost or exchanged.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import struct
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from practice_desk.storage.audit import AuditChain, ChainHead
from practice_desk.storage.faults import translated
from practice_desk.storage.layout import Generation, sync_folder

_MAGIC = b"PDHEAD1\n"
_RECORD = struct.Struct(">8s6sQQ32s")  # magic, generation, count, microseconds since 1970, MAC
_TAG_BYTES = 32
_SEALED_BYTES = _RECORD.size + _TAG_BYTES
_PLACE_BYTES = 512  # what a disk writes as one
_PLACES = 2
_READINGS = 3  # a second program may be writing just now
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class AnchorState(StrEnum):
    """How the chain in the database stands to a link that is kept outside."""

    FITS = "fits"
    MISSING = "missing"
    """Nothing is kept: the file is not there."""
    DAMAGED = "damaged"
    """What is kept is not authentic."""
    BEHIND = "behind"
    """The chain ends before the link that is kept: newer entries are missing."""
    OTHER = "other"
    """Another link stands in its place: the chain was rewritten, or went on from an older state."""


@dataclass(frozen=True, slots=True)
class AnchorCheck:
    """The comparison with one anchor; `kept` is None where there is none to compare with."""

    state: AnchorState
    kept: ChainHead | None = None


def compare(chain: AuditChain, connection: Connection, kept: ChainHead) -> AnchorCheck:
    """Return how the chain in the database stands to a link kept outside.

    *kept* must have been read before *connection* began its transaction: the chain only grows.
    """
    link = chain.link(connection, kept.count)
    if link is None:
        behind = chain.head(connection).count < kept.count
        return AnchorCheck(AnchorState.BEHIND if behind else AnchorState.OTHER, kept)
    fits = hmac.compare_digest(link.mac, kept.mac)
    return AnchorCheck(AnchorState.FITS if fits else AnchorState.OTHER, kept)


class HeadAnchor:
    """The file `audit.head` of one generation.

    It holds two authenticated records, each in a sector of its own, which are overwritten in turn:
    a write that is cut off leaves the other, no room is ever needed, and no commit waits for a
    second sync. A power failure may leave an older link, which fits too.
    """

    def __init__(self, generation: Generation, chain_key: bytes) -> None:
        self._generation = generation.root.name.encode()
        self._path = generation.root / "audit.head"
        self._key = hmac.digest(chain_key, b"practice-desk audit anchor", "sha256")
        self._turn = threading.Lock()
        self.frozen = False
        """Set while the database does not fit: what is kept then stays, as the evidence."""

    def begin(self, head: ChainHead) -> None:
        """Write the file anew, durably. Raises DiskFull, FolderReadOnly or StorageFailed."""
        temporary = self._path.with_name(".audit.head.new")
        with translated():
            with temporary.open("wb") as sink:
                temporary.chmod(0o600)
                sink.write(self._sealed(head).ljust(_PLACE_BYTES, b"\0") * _PLACES)
                sink.flush()
                os.fsync(sink.fileno())
            temporary.replace(self._path)
            sync_folder(self._path.parent)
        self.frozen = False

    def keep(self, head: ChainHead) -> None:
        """Note the link that was just committed.

        The commit stands whatever happens here, so a failing disk is passed over: an older link
        stays, which fits as well, and the next commit tries again.
        """
        if self.frozen:
            return
        with self._turn, contextlib.suppress(OSError), self._path.open("r+b") as file:
            file.seek(head.count % _PLACES * _PLACE_BYTES)
            file.write(self._sealed(head))

    def settle(self) -> None:
        """Make what is kept durable, as far as the disk allows."""
        with contextlib.suppress(OSError), self._path.open("r+b") as file:
            os.fsync(file.fileno())

    def kept(self) -> AnchorCheck:
        """Return the newest link kept here, not yet compared, or that it is missing or damaged."""
        for _ in range(_READINGS):
            try:
                with translated():
                    content = self._path.read_bytes()
            except FileNotFoundError:
                return AnchorCheck(AnchorState.MISSING)
            places = [content[at : at + _SEALED_BYTES] for at in (0, _PLACE_BYTES)]
            found = [head for head in map(self._unsealed, places) if head is not None]
            if len(found) == _PLACES:
                newest = max(found, key=lambda head: head.count)
                return AnchorCheck(AnchorState.FITS, newest)
        return AnchorCheck(AnchorState.DAMAGED)

    def _sealed(self, head: ChainHead) -> bytes:
        since = ((head.at or _EPOCH) - _EPOCH) // timedelta(microseconds=1)
        record = _RECORD.pack(_MAGIC, self._generation, head.count, max(0, since), head.mac)
        return record + self._tag(record)

    def _unsealed(self, sealed: bytes) -> ChainHead | None:
        record, tag = sealed[: _RECORD.size], sealed[_RECORD.size :]
        if len(record) != _RECORD.size or not hmac.compare_digest(self._tag(record), tag):
            return None
        _, generation, count, since, mac = _RECORD.unpack(record)
        if generation != self._generation:  # it belongs to another state of the clinic
            return None
        return ChainHead(count, mac, _EPOCH + timedelta(microseconds=since) if since else None)

    def _tag(self, record: bytes) -> bytes:
        return hmac.new(self._key, record, hashlib.sha256).digest()
