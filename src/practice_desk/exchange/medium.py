"""Reading a file from the disk or stick itself, not from what the system remembers of it.

Linux reads past its cache (O_DIRECT); where a file system refuses that, it is asked to forget the
file first. macOS is asked not to use its cache (F_NOCACHE). Windows offers neither to us: what was
just written may be answered from memory there. What a stick's own electronics keep nobody can see.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from mmap import mmap
from pathlib import Path
from typing import BinaryIO, Protocol

_PIECE_BYTES = 4 << 20
_UNCACHED = getattr(os, "O_DIRECT", 0)


class Source(Protocol):
    """Gives a file's bytes in order."""

    def read(self, size: int, /) -> bytes:
        """Return *size* bytes, fewer only at the end."""


@contextmanager
def open_medium(path: Path) -> Iterator[Source]:
    """Open *path* for one reading in order. Raises OSError."""
    if passes_cache(path):
        descriptor = os.open(path, os.O_RDONLY | _UNCACHED)
        try:
            with ThreadPoolExecutor(1, thread_name_prefix="medium") as thread:
                yield _Uncached(descriptor, thread)
        finally:
            os.close(descriptor)
        return
    with path.open("rb") as source:
        _forget(source)
        yield source


class _Uncached:
    """Reads whole pieces into page-aligned memory, the next one while the last is worked on."""

    def __init__(self, descriptor: int, thread: ThreadPoolExecutor) -> None:
        self._descriptor = descriptor
        self._thread = thread
        self._now, self._next = mmap(-1, _PIECE_BYTES), mmap(-1, _PIECE_BYTES)
        self._piece = memoryview(b"")
        self._coming: Future[int] | None = thread.submit(self._fill, self._next)

    def read(self, size: int, /) -> bytes:
        parts: list[bytes] = []
        while size and (self._piece or self._advance()):
            part = self._piece[:size]
            self._piece = self._piece[len(part) :]
            parts.append(bytes(part))
            size -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _advance(self) -> bool:
        if self._coming is None:
            return False
        count = self._coming.result()
        self._now, self._next = self._next, self._now
        self._piece = memoryview(self._now)[:count]
        whole = count == _PIECE_BYTES  # less comes only at the end, where nothing is aligned
        self._coming = self._thread.submit(self._fill, self._next) if whole else None
        return bool(self._piece)

    def _fill(self, piece: mmap) -> int:
        return os.readv(self._descriptor, [piece])


def passes_cache(path: Path) -> bool:
    """Tell whether this system reads *path* past its own memory, as far as it says."""
    if not _UNCACHED:
        return False
    try:
        descriptor = os.open(path, os.O_RDONLY | _UNCACHED)
    except OSError:
        return False
    try:
        os.readv(descriptor, [mmap(-1, 4096)])
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True


def _forget(source: BinaryIO) -> None:
    """Have the system drop what it remembers, and then read ahead from the medium."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(source.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        os.posix_fadvise(source.fileno(), 0, 0, os.POSIX_FADV_SEQUENTIAL)
        os.posix_fadvise(source.fileno(), 0, 0, os.POSIX_FADV_WILLNEED)
        return
    try:
        import fcntl
    except ImportError:
        return  # Windows
    if command := getattr(fcntl, "F_NOCACHE", None):
        fcntl.fcntl(source.fileno(), command, 1)
