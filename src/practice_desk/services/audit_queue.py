"""Entries of the audit trail that wait to be written, in order.

A chart is shown before its view is recorded, so that opening it waits for no disk; and it is shown
even while the disk is full or may not be written, since somebody may need it now. What waits is
written before anything later, and at the latest when the clinic is closed. A thousand can wait; an
entry tells how many more there were.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from practice_desk.domain.audit_event import AuditEvent, Outcome
from practice_desk.storage.store import Store

_MOST = 1000  # on a disk that stays full, failures could go on adding for hours


class AuditQueue:
    """What waits. Any thread may add and write."""

    def __init__(self, store: Callable[[], Store]) -> None:
        self._store = store
        self._waiting: list[AuditEvent] = []
        self._lost = 0
        self._turn = threading.RLock()

    def __len__(self) -> int:
        """Return how many entries wait."""
        return len(self._waiting)

    def add(self, event: AuditEvent) -> None:
        """Let *event* wait for the next `write`."""
        with self._turn:
            if len(self._waiting) < _MOST:
                self._waiting.append(event)
            else:
                self._lost += 1

    def write(self) -> None:
        """Write everything that waits, durably, in one transaction.

        When it can't be written, it goes on waiting. Raises DiskFull, FolderReadOnly, ClinicBusy,
        ClinicDamaged or StorageFailed.
        """
        with self._turn:
            if not self._waiting:
                return
            with self._store().write() as work:
                for event in self._waiting:
                    work.record(event)
                if self._lost:
                    work.record(_more_than_kept(self._waiting[-1], self._lost))
                work.commit()
            self._waiting.clear()
            self._lost = 0


def _more_than_kept(last: AuditEvent, count: int) -> AuditEvent:
    """Return the entry that tells of others, which came after *last* and were not kept."""
    detail = f"{count} more entries could not be kept"
    return replace(
        last, patient_id=None, detail=detail, reason="", outcome=Outcome.FAILED, kind=None
    )
