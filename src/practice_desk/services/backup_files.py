"""What making, verifying and restoring backups share: progress, failures and flushing."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TypeVar

from practice_desk.domain.errors import StorageFailed
from practice_desk.domain.progress import Progress
from practice_desk.storage.faults import translated

_BETWEEN_REPORTS = 0.1

Result = TypeVar("Result")


class Steps:
    """Counts bytes through several passes for one progress display."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._total = max(1, total)
        self._done = 0
        self._what = ""

    def begin(self, what: str) -> None:
        """Name the pass that starts now."""
        self._what = what
        self.advance(0)

    def advance(self, count: int) -> None:
        """Count *count* more bytes. Raises Cancelled when the user wants to stop."""
        self._done = min(self._total, self._done + count)
        self._progress(self._done, self._total, self._what)

    def keep_on(self) -> None:
        """Raise Cancelled when the user wants to stop."""
        self.advance(0)

    def wait_for(self, answer: Future[Result]) -> Result:
        """Return what another thread is working out. Raises its error, or Cancelled."""
        while True:
            self.keep_on()
            with contextlib.suppress(TimeoutError):
                return answer.result(timeout=_BETWEEN_REPORTS)


@contextmanager
def file_failures(what: str) -> Iterator[None]:
    """Raise every failure of the disk or stick inside the block as an expected error.

    *what* names the file in the sentence, such as "The backup".
    """
    try:
        with translated():
            yield
    except FileNotFoundError:
        sentence = f"{what} can't be found: the file or its folder is not there."
        raise StorageFailed(
            sentence, "Choose an existing file or folder, and check that the stick is plugged in."
        ) from None
    except (IsADirectoryError, NotADirectoryError):
        raise StorageFailed(
            f"{what} is a folder where a file is needed.", "Choose a file."
        ) from None
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise StorageFailed(
                f"{what} is larger than this disk or stick allows for one file.",
                "Use a disk or stick formatted as exFAT or NTFS.",
            ) from error
        raise StorageFailed(f"{what} could not be read or written.") from error


def flush_to_disk(sink: BinaryIO) -> None:
    """Make what was written durable, so that it can be read back from the disk or stick."""
    sink.flush()
    os.fsync(sink.fileno())
    if sys.platform == "darwin":  # where fsync leaves it in the drive's own memory
        import fcntl

        with contextlib.suppress(OSError):  # some file systems of sticks cannot
            fcntl.fcntl(sink.fileno(), fcntl.F_FULLFSYNC)


def remove_quietly(path: Path) -> None:
    """Remove a file of ours; a stick that is gone took it along."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return
