"""The backup container: one file that proves itself (docs/decisions/0008).

Layout: magic, length of the header, public header (JSON), sealed stream, SHA-256 of everything
before it. The stream holds the members, each after a line of JSON with its name and size, and last
the manifest with the SHA-256 of every member. Magic, header and closing hash stay the same in all
later formats, so that every program can tell damage and "too new" apart without a key.

The cipher is handed in by the caller: `Seal` and `Unseal` bind a key that this module never sees.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, cast

import msgspec

from practice_desk.domain.bulk_hash import bulk_sha256
from practice_desk.domain.errors import BackupDamaged, BackupTooNew, Damaged, NotABackup
from practice_desk.exchange.backup_contents import (
    DATABASE_MEMBER,
    FORMAT,
    Contents,
    Header,
    Manifest,
    Member,
    is_member_name,
)
from practice_desk.exchange.medium import Source, open_medium

_MAGIC = b"PDBKUP\r\n"
_LENGTH = struct.Struct(">I")
_HASH_BYTES = 32
_PIECE = 4 << 20  # several chunks at once, which the cipher then need not copy
_LONGEST_HEADER = 8 << 20
_LONGEST_RECORD = 64 << 20


class Sink(Protocol):
    """Takes plain bytes."""

    def write(self, data: bytes, /) -> object:
        """Take the next bytes."""


class SealedSink(Protocol):
    """Encrypts what is written."""

    def write(self, data: bytes | memoryview) -> object:
        """Take the next plain bytes."""

    def close(self) -> None:
        """Write the authenticated end."""


class SealedSource(Protocol):
    """Decrypts what was sealed."""

    def read(self, size: int) -> bytes:
        """Return up to *size* plain bytes, b"" at the authenticated end. Raises Damaged."""


Seal = Callable[[BinaryIO, bytes], SealedSink]
"""Starts encrypting into a file under a context that reading needs again."""
Unseal = Callable[[BinaryIO, bytes], SealedSource]
"""Starts decrypting a file under the context it was sealed with."""
Advance = Callable[[int], None]
"""Called with how many bytes were worked through since the last call."""
Receive = Callable[[str, int], AbstractContextManager[Sink]]
"""Gives the place for a member's content, by its name and size in bytes."""


class _MemberLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    size: int


class _ManifestLine(msgspec.Struct, frozen=True):
    manifest: Manifest


class _FormatOnly(msgspec.Struct, frozen=True):
    format: int


@dataclass(frozen=True, slots=True)
class Opening:
    """The read header, the context that the stream is sealed with, and where the stream starts."""

    header: Header
    context: bytes
    start: int


class ArchiveWriter:
    """Writes one container into *sink*, which stays the caller's to sync and rename."""

    def __init__(self, sink: BinaryIO, header: Header, seal: Seal) -> None:
        encoded = msgspec.json.encode(header)
        opening = _MAGIC + _LENGTH.pack(len(encoded)) + encoded
        self._sink = sink
        self._hashed = _HashingSink(sink)
        self._hashed.write(opening)
        # Writing is all that a cipher does with a file.
        self._sealed = seal(cast(BinaryIO, self._hashed), _context(opening))
        self._members: list[Member] = []
        self._buffer = memoryview(bytearray(_PIECE))

    def add(self, name: str, source: BinaryIO, size: int, advance: Advance) -> None:
        """Add a file of exactly *size* bytes. Raises ValueError for a name that is not ours."""
        if not is_member_name(name):
            raise ValueError(name)
        self._line(_MemberLine(name, size))
        digest, left = bulk_sha256(), size
        while left:
            count = source.readinto(self._buffer[: min(_PIECE, left)])  # type: ignore[attr-defined]  # every binary file has it
            if not count:
                raise OSError(f"{name} became shorter while it was read")
            piece = self._buffer[:count]
            digest.update(piece)
            self._sealed.write(piece)
            left -= count
            advance(count)
        self._members.append(Member(name, size, digest.hexdigest()))

    def finish(self, contents: Contents) -> Manifest:
        """Write the manifest and the closing hash."""
        manifest = Manifest(FORMAT, contents, tuple(self._members))
        self._line(_ManifestLine(manifest))
        self._sealed.close()
        self._sink.write(self._hashed.digest())
        return manifest

    def _line(self, value: msgspec.Struct) -> None:
        encoded = msgspec.json.encode(value)
        self._sealed.write(_LENGTH.pack(len(encoded)) + encoded)


def read_header(path: Path) -> Opening:
    """Read the public header. Raises NotABackup, BackupDamaged or BackupTooNew."""
    with path.open("rb") as source:
        return _opening(source)


def check_keyless(path: Path, advance: Advance) -> Header:
    """Compare the file with its closing hash, which needs no key; return its header.

    Raises NotABackup, BackupDamaged, and BackupTooNew only for an undamaged file.
    """
    with path.open("rb") as source:
        _check_magic(source)
        source.seek(0)
        body = _Body(source, _body_bytes(path))
        while piece := body.read(_PIECE):
            advance(len(piece))
        body.check_closing_hash()
    return read_header(path).header


def unpack(path: Path, unseal: Unseal, receive: Receive, advance: Advance) -> Manifest:
    """Decrypt every member into the place that *receive* gives, proving all on the way.

    Every chunk, every member's hash, the manifest and the closing hash are checked; act on what
    was received only after this returns. Raises NotABackup, BackupDamaged or BackupTooNew.
    """
    with open_medium(path) as source:
        body = _Body(source, _body_bytes(path))
        opening = _opening(body)
        try:
            # Reading is all that a cipher does with a file.
            sealed = unseal(cast(BinaryIO, body), opening.context)
            manifest = _unpack(sealed, receive, advance)
        except Damaged:
            raise BackupDamaged("The encrypted content of this backup is damaged.") from None
        body.check_closing_hash()
    return manifest


@contextmanager
def discard(name: str, size: int) -> Iterator[Sink]:
    """Receive a member and keep nothing: for verifying."""
    yield _Nowhere()


class _Nowhere:
    def write(self, data: bytes, /) -> int:
        return len(data)


def _unpack(sealed: SealedSource, receive: Receive, advance: Advance) -> Manifest:
    found: list[Member] = []
    while True:
        record = _record(sealed)
        if isinstance(record, _ManifestLine):
            break
        if not is_member_name(record.name) or record.size < 0:
            raise BackupDamaged("The backup holds something that does not belong in a backup.")
        found.append(_member(sealed, record, receive, advance))
    if sealed.read(1):
        raise BackupDamaged("The backup goes on behind its own end.")
    manifest = record.manifest
    names = [member.name for member in found]
    if (
        tuple(found) != manifest.members
        or names.count(DATABASE_MEMBER) != 1
        or len(set(names)) != len(names)
    ):
        raise BackupDamaged("The backup's content does not match its own list of contents.")
    return manifest


def _record(sealed: SealedSource) -> _MemberLine | _ManifestLine:
    (length,) = _LENGTH.unpack(_exactly(sealed, _LENGTH.size))
    if length > _LONGEST_RECORD:
        raise BackupDamaged("The backup's list of contents is damaged.")
    line = _exactly(sealed, length)
    try:
        if line.startswith(b'{"manifest"'):
            return msgspec.json.decode(line, type=_ManifestLine)
        return msgspec.json.decode(line, type=_MemberLine)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise BackupDamaged("The backup's list of contents is damaged.") from None


def _member(sealed: SealedSource, line: _MemberLine, receive: Receive, advance: Advance) -> Member:
    digest, left = bulk_sha256(), line.size
    with receive(line.name, line.size) as sink:
        while left:
            piece = sealed.read(min(_PIECE, left))
            if not piece:
                raise BackupDamaged("The backup ends in the middle of a file.")
            digest.update(piece)
            sink.write(piece)
            left -= len(piece)
            advance(len(piece))
    return Member(line.name, line.size, digest.hexdigest())


def _exactly(sealed: SealedSource, size: int) -> bytes:
    data = sealed.read(size)
    if len(data) != size:
        raise BackupDamaged("The backup ends before its list of contents.")
    return data


def _opening(source: Source) -> Opening:
    _check_magic(source)
    prefix = source.read(_LENGTH.size)
    if len(prefix) < _LENGTH.size:
        raise BackupDamaged("The backup is cut off at its beginning.")
    (length,) = _LENGTH.unpack(prefix)
    if length > _LONGEST_HEADER:
        raise BackupDamaged("The backup's header is damaged.")
    encoded = source.read(length)
    if len(encoded) < length:
        raise BackupDamaged("The backup is cut off at its beginning.")
    try:
        if msgspec.json.decode(encoded, type=_FormatOnly).format > FORMAT:
            raise BackupTooNew("This backup was made by a newer Practice Desk.")
        header = msgspec.json.decode(encoded, type=Header)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise BackupDamaged("The backup's header is damaged.") from None
    whole = _MAGIC + prefix + encoded
    return Opening(header, _context(whole), len(whole))


def _check_magic(source: Source) -> None:
    if source.read(len(_MAGIC)) != _MAGIC:
        raise NotABackup("This is not a Practice Desk backup, or its beginning is damaged.")


def _context(opening: bytes) -> bytes:
    return b"practice-desk backup " + hashlib.sha256(opening).digest()


def _body_bytes(path: Path) -> int:
    size = path.stat().st_size - _HASH_BYTES
    if size < len(_MAGIC):
        raise BackupDamaged("The backup is cut off at its beginning.")
    return size


class _HashingSink:
    """Hashes what passes through to the file."""

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink
        self._hash = bulk_sha256()

    def write(self, data: bytes, /) -> int:
        self._hash.update(data)
        return self._sink.write(data)

    def digest(self) -> bytes:
        return self._hash.digest()


class _Body:
    """Everything but the closing hash, hashed while it is read."""

    def __init__(self, source: Source, size: int) -> None:
        self._source = source
        self._left = size
        self._hash = bulk_sha256()

    def read(self, size: int, /) -> bytes:
        piece = self._source.read(min(size, self._left))
        self._hash.update(piece)
        self._left -= len(piece)
        return piece

    def check_closing_hash(self) -> None:
        """Raise BackupDamaged unless the file ends with the hash of all that was read."""
        if self._left or self._source.read(_HASH_BYTES + 1) != self._hash.digest():
            raise BackupDamaged("The backup was cut, changed or is damaged: its checksum is wrong.")
