"""Closing a clinic behind the lock, once the work on it has ended."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from practice_desk.gui.tasks import Tasks

if TYPE_CHECKING:
    from practice_desk.gui.context import AppContext
    from practice_desk.services.clinic import Clinic


class Closing(QObject):
    """Waits until no worker is busy, then closes the clinic of *context* and wipes its key.

    An import or a backup goes on behind the lock for as long as it takes. Until it has ended the
    clinic is open, so whoever unlocks meanwhile is let into it: `hold`, then `release`, or `drop`
    when somebody came in.
    """

    closed = Signal()

    def __init__(
        self, context: AppContext, folder: Path, workers: tuple[Tasks, ...], parent: QObject
    ) -> None:
        super().__init__(parent)
        self.folder = folder
        self.has_begun = False
        self._context = context
        self._clinic = context.clinic
        self._workers = workers
        self._held = False

    def begin(self) -> None:
        """Close as soon as that can be done."""
        for worker in self._workers:
            worker.busy_changed.connect(self._look)
        self._look()

    @property
    def may_stay_open(self) -> bool:
        """Whether somebody may still be let in: not once another generation took its place."""
        return not self.has_begun and not self._clinic.replaced

    def hold(self) -> Clinic | None:
        """Keep the clinic open for now and return it; None when it is too late."""
        if not self.may_stay_open:
            return None
        self._held = True
        return self._clinic

    def release(self) -> None:
        """Nobody came in: close after all."""
        self._held = False
        self._look()

    def drop(self) -> Clinic:
        """Somebody came in: leave the clinic open, under another session, and return it."""
        self._end()
        return self._clinic

    def close_now(self) -> None:
        """Close on this thread, at the end of the program: the workers have ended."""
        self._context.lock()
        if not self.has_begun:
            self._clinic.close()
        self._end()

    def _look(self) -> None:
        if self.has_begun or self._held or any(worker.is_busy for worker in self._workers):
            return
        self.has_begun = True
        self._context.lock()
        close = self._clinic.close
        self._workers[0].run(close, done=self._done, failed=self._done, parent=self)

    def _done(self, _result: object) -> None:
        self._end()
        self.closed.emit()

    def _end(self) -> None:
        self.has_begun = True
        self.deleteLater()
