"""Before the program ends: the backup that a plan for each close asks for, or that is overdue."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from practice_desk.domain.backup_plan import BackupRhythm
from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.closing_backup_dialog import ClosingBackupDialog
from practice_desk.services.backup_standing import BackupState, backup_state


class ClosingBackup(QObject):
    """Looks whether a backup is due, makes it in a window of its own, and says when to go on."""

    over = Signal()
    """The program may end."""

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.dialog: ClosingBackupDialog | None = None

    def begin(self) -> None:
        """Look, and back up where that is due."""
        context = self._context
        if not context.may(Operation.BACK_UP):
            self.over.emit()
            return
        context.tasks.run(
            lambda: _wanted(backup_state(context.clinic)),
            done=self._found,
            failed=self._give_up,
            parent=self,
        )

    def _found(self, state: BackupState | None) -> None:
        if state is None:
            self.over.emit()
            return
        self.dialog = dialog = ClosingBackupDialog(self._context, state)
        dialog.over.connect(self.over)
        dialog.show()
        dialog.begin()

    def _give_up(self, _error: ExpectedError) -> None:
        self.over.emit()  # a clinic that can't be read is backed up from another place


def _wanted(state: BackupState) -> BackupState | None:
    """Return *state* where a backup is made now. Runs on the worker, as it looks for the stick.

    One that is only overdue is made where its stick is there: it is asked for while people work.
    """
    at_close = state.plan.rhythm is BackupRhythm.EACH_CLOSE
    return state if state.due and (at_close or Path(state.plan.folder).is_dir()) else None
