"""Writing to the disk or stick itself and reading from it, not from what the system remembers.

Linux writes and reads past its cache (O_DIRECT). Where a file system refuses that, it is asked to
forget the file before it is read; the last bytes of a file always go through the cache. macOS is
asked not to use its cache (F_NOCACHE). Windows offers neither to us: what was just written may be
answered from memory there. What a stick's own electronics keep nobody can see.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from mmap import mmap
from pathlib import Path
from typing import BinaryIO, Protocol

_PIECE_BYTES = 4 << 20
_SECTOR_BYTES = 4096
_UNCACHED = getattr(os, "O_DIRECT", 0)


class Source(Protocol):
    """Gives a file's bytes in order."""

    def read(self, size: int, /) -> bytes:
        """Return *size* bytes, fewer only at the end."""


class RawFile(Protocol):
    """A file that is open for writing, without a buffer of its own."""

    def write(self, data: memoryview, /) -> int:
        """Write some of *data* and return how much."""

    def fileno(self) -> int:
        """Return the descriptor."""


class MediumWriter:
    """Writes whole pieces past the system's memory where it allows that; `flush` at the end.

    A slow stick is then felt while it is written, not all at once when it is flushed.
    """

    def __init__(self, file: RawFile) -> None:
        self._file = file
        self._piece, self._filled = mmap(-1, _PIECE_BYTES), 0
        self.is_uncached = _set_uncached(file.fileno(), wanted=True)
        """Whether this writes past the system's memory, as far as it says."""

    def write(self, data: bytes | memoryview, /) -> int:
        """Take all of *data* and return its length. Raises OSError."""
        with memoryview(data).cast("B") as view:
            done = 0
            while done < len(view):
                count = min(len(view) - done, len(self._piece) - self._filled)
                self._piece[self._filled : self._filled + count] = view[done : done + count]
                self._filled += count
                done += count
                if self._filled == len(self._piece):
                    self._write_piece()
            return done

    def flush(self) -> None:
        """Write what is left to the system, which then has to be told to sync. Raises OSError."""
        self._use_cache()
        self._write_piece()

    def fileno(self) -> int:
        """Return the descriptor."""
        return self._file.fileno()

    def _write_piece(self) -> None:
        with memoryview(self._piece) as piece:
            done = 0
            while done < self._filled:
                done += self._write_some(piece[done : self._filled])
                if done % _SECTOR_BYTES:
                    self._use_cache()  # the rest is not aligned
        self._filled = 0

    def _write_some(self, data: memoryview) -> int:
        try:
            return self._file.write(data)
        except OSError as error:
            if not self.is_uncached or error.errno != errno.EINVAL:
                raise
        self._use_cache()  # this file system wants it otherwise
        return self._file.write(data)

    def _use_cache(self) -> None:
        if self.is_uncached:
            _set_uncached(self._file.fileno(), wanted=False)
            self.is_uncached = False


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


def _set_uncached(descriptor: int, *, wanted: bool) -> bool:
    """Switch a descriptor; return whether it now passes the system's memory."""
    if not _UNCACHED:
        return False
    import fcntl

    flags = fcntl.fcntl(descriptor, fcntl.F_GETFL) & ~_UNCACHED
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETFL, flags | (_UNCACHED if wanted else 0))
    except OSError:
        return False
    return wanted


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
