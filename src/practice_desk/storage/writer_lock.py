"""The lock that keeps a second program from writing to the clinic. A killed program frees it."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

from filelock import FileLock, Timeout

from practice_desk.domain.errors import ClinicBusy
from practice_desk.storage.faults import translated


class WriterLock:
    """An exclusive lock held while the clinic is open."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._note = path.with_suffix(".lock.json")
        # One thread takes it and another may give it back: a worker unlocks, the window closes.
        self._lock = FileLock(path, mode=0o600, thread_local=False)

    def acquire(self) -> None:
        """Take the lock. Raises ClinicBusy naming the process that holds it."""
        try:
            with translated():
                self._lock.acquire(timeout=0)
        except Timeout:
            holder = self._holder()
            who = f" (process {holder})" if holder else ""
            raise ClinicBusy(
                f"This clinic is already open in another Practice Desk{who}."
            ) from None
        with contextlib.suppress(OSError):  # it only tells others whom to ask
            self._note.write_text(json.dumps({"pid": os.getpid()}), encoding="ascii")

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
        if self._lock.is_locked:
            with contextlib.suppress(OSError):  # one that stays names a process that is gone
                self._note.unlink(missing_ok=True)
        self._lock.release(force=True)

    def _holder(self) -> int | None:
        try:
            return int(json.loads(self._note.read_text(encoding="ascii"))["pid"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
