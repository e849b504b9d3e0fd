"""Sealed streams: any length of bytes, encrypted and authenticated in chunks of bounded memory.

Layout: magic, 32 bytes of salt, then AES-256-GCM chunks in the STREAM construction (Hoang,
Reyhanitabar, Rogaway, Vizár 2015): the nonce is the chunk's number and a flag on the last chunk,
so chunks cannot be cut off, reordered, repeated or taken from another stream. Each stream has its
own key (HKDF-SHA256 of the given key and the random salt), so nonces never meet twice under one
key. The caller's context, the salt and the chunk size are authenticated with every chunk.
"""

from __future__ import annotations

import hashlib
import secrets
import struct
from types import TracebackType
from typing import BinaryIO, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from practice_desk.domain.errors import Damaged

CHUNK_BYTES = 1 << 20
_MAGIC = b"PDSEAL\x01\n"
_SALT_BYTES = 32
_TAG_BYTES = 16
_INFO = b"practice-desk sealed stream v1"


def sealed_size(size: int, *, chunk_bytes: int = CHUNK_BYTES) -> int:
    """Return how many bytes `size` bytes take once sealed."""
    chunks = max(1, -(-size // chunk_bytes))
    return len(_MAGIC) + _SALT_BYTES + size + chunks * _TAG_BYTES


class _ChunkCipher:
    """The key, nonces and associated data that writer and reader of one stream share."""

    def __init__(self, key: bytes, salt: bytes, context: bytes, chunk_bytes: int) -> None:
        if chunk_bytes < 1:
            raise ValueError("a chunk holds at least one byte")
        self._aead = AESGCM(HKDF(hashes.SHA256(), 32, salt, _INFO).derive(key))
        head = _MAGIC + salt + struct.pack(">Q", chunk_bytes)
        self._associated = hashlib.sha256(head + context).digest()
        self._index = 0

    def _next_nonce(self, last: bool) -> bytes:
        nonce = struct.pack(">7xIB", self._index, last)
        self._index += 1
        return nonce

    def seal(self, chunk: bytes | memoryview, *, last: bool) -> bytes:
        return self._aead.encrypt(self._next_nonce(last), chunk, self._associated)

    def open(self, chunk: bytes, *, last: bool) -> bytes:
        return self._aead.decrypt(self._next_nonce(last), chunk, self._associated)


class SealedWriter:
    """Encrypts what is written to it into `sink`, which stays open and is the caller's to sync.

    As a context manager it closes itself only when nothing was raised: a stream without its last
    chunk is refused by every reader, so half a file never passes for a whole one.
    """

    def __init__(
        self, sink: BinaryIO, key: bytes, context: bytes, *, chunk_bytes: int = CHUNK_BYTES
    ) -> None:
        """Write the stream's head. `context` names what this is, and is needed to read it."""
        salt = secrets.token_bytes(_SALT_BYTES)
        self._cipher = _ChunkCipher(key, salt, context, chunk_bytes)
        self._chunk_bytes = chunk_bytes
        self._sink = sink
        self._buffer = bytearray()
        self._closed = False
        sink.write(_MAGIC + salt)

    def write(self, data: bytes | bytearray | memoryview) -> int:
        """Take all of `data` and return its length."""
        if self._closed:
            raise ValueError("the sealed stream is closed")
        size = self._chunk_bytes
        with memoryview(data).cast("B") as view:
            position = 0
            if self._buffer:
                position = min(size - len(self._buffer), len(view))
                self._buffer += view[:position]
                if position < len(view):
                    self._sink.write(self._cipher.seal(bytes(self._buffer), last=False))
                    self._buffer.clear()
            # A full chunk stays in the buffer until it is known whether it is the last one.
            while len(view) - position > size:
                chunk = view[position : position + size]
                self._sink.write(self._cipher.seal(chunk, last=False))
                position += size
            self._buffer += view[position:]
            return len(view)

    def close(self) -> None:
        """Write the last chunk; without it nobody can read the stream. Repeating it is harmless."""
        if self._closed:
            return
        self._closed = True
        self._sink.write(self._cipher.seal(bytes(self._buffer), last=True))
        self._buffer.clear()

    def __enter__(self) -> Self:
        """Return the writer."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Write the last chunk, unless the work failed."""
        if kind is None:
            self.close()


class SealedReader:
    """Decrypts a sealed stream that reaches to the end of `source`.

    Every byte returned is authentic and in its place. That nothing was cut off behind it is known
    once `read` has returned `b""`: act on the content only then.
    """

    def __init__(
        self, source: BinaryIO, key: bytes, context: bytes, *, chunk_bytes: int = CHUNK_BYTES
    ) -> None:
        """Read the stream's head. Raises `Damaged` if there is none."""
        self._source = source
        head = self._read_fully(len(_MAGIC) + _SALT_BYTES)
        if len(head) < len(_MAGIC) + _SALT_BYTES or not head.startswith(_MAGIC):
            raise _damaged()
        self._cipher = _ChunkCipher(key, head[len(_MAGIC) :], context, chunk_bytes)
        self._sealed_bytes = chunk_bytes + _TAG_BYTES
        self._ahead = self._read_fully(self._sealed_bytes)
        self._plain = memoryview(b"")
        self._ended = False
        self._failed = False

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes (all that is left if negative); `b""` only at the true end.

        Raises `Damaged` when a chunk or the end does not authenticate, and again ever after.
        """
        parts: list[memoryview] = []
        wanted = size
        while wanted != 0:
            if not self._plain and not self._advance():
                break
            part = self._plain if wanted < 0 else self._plain[:wanted]
            self._plain = self._plain[len(part) :]
            parts.append(part)
            if wanted > 0:
                wanted -= len(part)
        return b"".join(parts)

    def _advance(self) -> bool:
        """Open the next chunk into `_plain`; return False at the authenticated end."""
        if self._failed:
            raise _damaged()
        if self._ended:
            return False
        chunk, self._ahead = self._ahead, self._read_fully(self._sealed_bytes)
        last = not self._ahead
        try:
            self._plain = memoryview(self._cipher.open(chunk, last=last))
        except InvalidTag:
            self._failed = True
            raise _damaged() from None
        self._ended = last
        return bool(self._plain)

    def _read_fully(self, size: int) -> bytes:
        """Return `size` bytes, fewer only at the source's end."""
        data = self._source.read(size)
        if len(data) in (0, size):
            return data
        parts = [data]
        missing = size - len(data)
        while missing and (data := self._source.read(missing)):
            parts.append(data)
            missing -= len(data)
        return b"".join(parts)


def _damaged() -> Damaged:
    return Damaged(
        "Encrypted content was cut, changed or belongs elsewhere.",
        "Use another copy of it, from a backup.",
    )
