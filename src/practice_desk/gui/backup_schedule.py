"""Makes the planned backups while the program is open, those that were missed included."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from practice_desk.domain.backup_plan import BackupRhythm
from practice_desk.domain.errors import Cancelled, ExpectedError, Locked, StickMissing
from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress
from practice_desk.gui.context import AppContext
from practice_desk.gui.messages import Level
from practice_desk.gui.models.backup_view import BACKUP_CHANGES
from practice_desk.services.backup_standing import backup_state

if TYPE_CHECKING:
    from practice_desk.services.planned_backups import PlannedBackup

LOOK_EVERY_MS = 60_000
_AGAIN_AFTER = timedelta(hours=1)


class BackupSchedule(QObject):
    """Looks every minute whether a backup is due. Nothing happens while the clinic is locked.

    A plan for each close is looked at once, for a close that was missed. A missing stick is asked
    for once and used as soon as it is there; after any other failure it is tried again in an hour.
    """

    told = Signal(str)
    """Says what goes on; empty when nothing does."""
    backup_wanted = Signal()
    """The person wants to see the page on backups."""

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._is_first = True
        self._running = False
        self._not_before: datetime | None = None
        self._said = ""
        self.timer = QTimer(self, interval=LOOK_EVERY_MS)
        self.timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look now, and every minute from now on."""
        self.timer.start()
        self.look()

    def look(self) -> None:
        """Back up if that is due and nothing of this kind goes on."""
        context = self._context
        if self._running or not context.may(Operation.BACK_UP):
            return
        self._running = True
        is_first, self._is_first = self._is_first, False
        context.long_work.run(
            lambda progress: self._back_up_if_due(progress, is_first=is_first),
            done=self._done,
            failed=self._failed,
            progress=self._tell,
            parent=self,
        )

    def _back_up_if_due(self, progress: Progress, *, is_first: bool) -> PlannedBackup | None:
        """Run on the worker."""
        clinic = self._context.clinic
        state = backup_state(clinic)
        at_close = state.plan.rhythm is BackupRhythm.EACH_CLOSE
        waits = self._not_before is not None and clinic.now() < self._not_before
        if not state.due or waits or (at_close and not is_first):
            return None
        from practice_desk.services.planned_backups import run_backup_plan  # only where one is due

        try:
            return run_backup_plan(clinic, progress)
        except (StickMissing, Cancelled, Locked):
            raise
        except ExpectedError:
            self._not_before = clinic.now() + _AGAIN_AFTER
            raise

    def _done(self, made: PlannedBackup | None) -> None:
        self._running = False
        self.told.emit("")
        if made is None:
            return
        self._said, self._not_before = "", None
        self._context.events.store_changed.emit(BACKUP_CHANGES)

    def _failed(self, error: ExpectedError) -> None:
        self._running = False
        self.told.emit("")
        if isinstance(error, Cancelled | Locked) or error.sentence == self._said:
            return
        self._said = error.sentence
        self._context.messages.show_message(
            Level.CAUTION,
            f"The planned backup was not made. {error.sentence}",
            error.next_step,
            action="Open Backup",
            on_action=self.backup_wanted.emit,
        )

    def _tell(self, done: int, total: int, _what: str) -> None:
        share = f" {done * 100 // total} %" if total else ""
        self.told.emit(f"Backing up…{share}")
