"""The backup that is made when the program closes, with a way to leave without it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.errors import Cancelled, ExpectedError
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.long_work import LongWork
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.progress_strip import ProgressStrip
from practice_desk.gui.wording import write_count
from practice_desk.services.backup_standing import BackupState
from practice_desk.services.planned_backups import PlannedBackup, run_backup_plan


class ClosingBackupForm(Form):
    """``ui/closing_backup_dialog.ui``."""

    ui = "closing_backup_dialog.ui"
    sentence: QLabel
    progress_place: QWidget
    result: Banner
    skip_hint: QLabel
    skip_button: QPushButton
    again_button: QPushButton


class ClosingBackupDialog(QDialog):
    """Makes the planned backup. `over` when the program may close, with or without it."""

    over = Signal()

    def __init__(
        self, context: AppContext, state: BackupState, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Practice Desk")
        self.context = context
        self._stopping = False
        self.form = form = ClosingBackupForm()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(form.root)
        self.strip = ProgressStrip()
        policy = self.strip.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # it appears a moment after the dialog
        self.strip.setSizePolicy(policy)
        place = form.progress_place.layout()
        assert place is not None
        place.addWidget(self.strip)
        self.work = LongWork(self.strip, self)
        form.sentence.setText(f"To {state.plan.folder}. Practice Desk closes when it is read back.")
        changes = write_count(state.changes, "change")
        form.skip_hint.setText(
            f"Skipping leaves {changes} without a backup. It is made the next time Practice Desk "
            "is opened."
        )
        form.skip_button.clicked.connect(self.reject)
        form.again_button.clicked.connect(self.begin)
        form.again_button.hide()

    def begin(self) -> None:
        """Back up; the program closes when that is done."""
        self.form.result.say("")
        self.form.again_button.hide()
        self.form.progress_place.show()
        self.form.skip_button.setText("&Skip this time")
        context = self.context
        self.work.run(
            context.long_work,
            lambda progress: run_backup_plan(context.clinic, progress),
            "Backing up…",
            done=self._made,
            failed=self._failed,
            cancellable=False,
        )

    def reject(self) -> None:
        """Skip it: what is under way is stopped first, and leaves nothing behind."""
        if self._stopping:
            return
        if self.work.is_running:
            self._stopping = True
            self.form.skip_button.setEnabled(False)
            self.form.sentence.setText("Stopping. Nothing half made is left behind.")
            self.work.cancel()
            return
        self._end()

    def _made(self, _made: PlannedBackup) -> None:
        self._end()

    def _failed(self, error: ExpectedError) -> None:
        if self._stopping or isinstance(error, Cancelled):
            self._end()
            return
        self.form.progress_place.hide()
        self.form.result.say(str(error), "danger")
        self.form.skip_button.setText("&Close without a backup")
        self.form.again_button.show()
        self.form.again_button.setFocus()
        self.adjustSize()

    def _end(self) -> None:
        super().reject()
        self.over.emit()
