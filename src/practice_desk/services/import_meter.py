"""How far an import is, from the bytes that it has read."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from practice_desk.domain.progress import Progress
from practice_desk.exchange.frames import ByteSource

_READINGS = 3  # keeping the original, the patients, everything else
_UNIT = 1024  # progress counts in KiB, so that large files fit a progress bar


class Meter:
    """Turns bytes read into progress over all files and readings."""

    def __init__(self, progress: Progress, files: Sequence[Path]) -> None:
        self._progress = progress
        self._files = len(files)
        self._file = 0
        self._done = 0
        self._total = _READINGS * sum(file.stat().st_size for file in files)

    def next_file(self) -> None:
        """Begin the next file."""
        self._file += 1
        self.advance(0)

    def stay(self) -> None:
        """Say again how far it is. Raises Cancelled when the user stops the import."""
        self.advance(0)

    def advance(self, size: int) -> None:
        """Count *size* bytes as read. Raises Cancelled when the user stops the import."""
        self._done = min(self._done + size, self._total)
        what = f"Reading file {self._file} of {self._files}"
        self._progress(self._done // _UNIT, max(self._total // _UNIT, 1), what)


class WatchedFile(io.FileIO):
    """A file that reports what is read from it."""

    def __init__(self, path: Path, meter: Meter) -> None:
        super().__init__(path, "rb")
        self._meter = meter

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next bytes. Raises Cancelled."""
        chunk = super().read(-1 if size is None else size)
        self._meter.advance(len(chunk))
        return chunk


class WatchedSource:
    """A kept original that reports what is read from it."""

    def __init__(self, source: ByteSource, meter: Meter) -> None:
        self._source = source
        self._meter = meter

    def read(self, size: int, /) -> bytes:
        """Return the next bytes. Raises Cancelled."""
        chunk = self._source.read(size)
        self._meter.advance(len(chunk))
        return chunk
