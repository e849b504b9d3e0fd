"""Restoring a backup over the open clinic: both sides first, then asked twice."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.errors import BackupLocked, Cancelled, ExpectedError
from practice_desk.domain.progress import Progress
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.long_work import LongWork
from practice_desk.gui.models.backup_view import compared_rows, last_word, newer_sentence
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.progress_strip import ProgressStrip
from practice_desk.services.backup_keys import BackupSecret, ByRecoveryCode
from practice_desk.services.backups import SUFFIX
from practice_desk.services.restores import RestoreReport
from practice_desk.services.restores_over import (
    PreparedRestore,
    discard_prepared,
    prepare_restore_over,
    restore_prepared,
)

_FILTER = f"Practice Desk backups (*{SUFFIX});;All files (*)"


class RestoreOverForm(Form):
    """``ui/restore_over_dialog.ui``."""

    ui = "restore_over_dialog.ui"
    introduction: QLabel
    steps: QStackedWidget
    compare_step: QWidget
    backup_path: QLineEdit
    choose_backup: QPushButton
    secret_area: QWidget
    recovery_code: QLineEdit
    unlock_button: QPushButton
    comparison: QWidget
    newer: Banner
    confirm_step: QWidget
    last_word: Banner
    sure: QCheckBox
    problem: QLabel
    progress_place: QWidget
    cancel_button: QPushButton
    next_button: QPushButton
    restore_button: QPushButton


class RestoreOverDialog(QDialog):
    """Compares on the first step, asks again on the second; `restored` when it is done."""

    restored = Signal()
    """The clinic on the screen is no longer the one in its folder: close it at once."""

    def __init__(
        self, context: AppContext, folder: Path | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Restore over this clinic")
        self.context = context
        self.prepared: PreparedRestore | None = None
        self._folder = folder
        self._path: Path | None = None
        self.form = form = RestoreOverForm()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.addWidget(form.root)
        self.strip = ProgressStrip()
        place = form.progress_place.layout()
        assert place is not None
        place.addWidget(self.strip)
        self.work = LongWork(self.strip, self)
        for hidden in (form.secret_area, form.comparison, form.problem, form.restore_button):
            hidden.hide()
        form.next_button.setEnabled(False)
        form.restore_button.setEnabled(False)
        form.sure.toggled.connect(form.restore_button.setEnabled)
        form.choose_backup.clicked.connect(self._ask_for_backup)
        form.unlock_button.clicked.connect(self._open_with_code)
        form.next_button.clicked.connect(self.ask_again)
        form.restore_button.clicked.connect(self.restore)
        form.cancel_button.clicked.connect(self.reject)
        form.choose_backup.setFocus()

    def choose(self, path: Path, secret: BackupSecret | None = None) -> None:
        """Prove the backup *path* and show both sides."""
        self._path = path
        self.form.backup_path.setText(str(path))
        self._discard()
        self._busy(True)
        context = self.context

        def prepare(progress: Progress) -> PreparedRestore:
            return prepare_restore_over(context.clinic, path, progress, secret=secret)

        self.work.run(
            context.long_work, prepare, "Comparing…", done=self._show, failed=self._failed
        )

    def ask_again(self) -> None:
        """Go on to the second question."""
        if self.prepared is None:
            return
        form = self.form
        form.last_word.say(last_word(self.prepared), "danger")
        form.steps.setCurrentWidget(form.confirm_step)
        form.introduction.hide()
        form.next_button.hide()
        form.restore_button.show()
        form.cancel_button.setDefault(True)
        form.sure.setFocus()

    def restore(self) -> None:
        """Put the backup in the place of what the clinic holds."""
        prepared, self.prepared = self.prepared, None
        if prepared is None:
            return
        self._busy(True)
        context = self.context
        self.work.run(
            context.long_work,
            lambda _progress: restore_prepared(context.clinic, prepared),
            "Restoring…",
            done=self._restored,
            failed=lambda error: self._not_restored(prepared, error),
        )

    def done(self, result: int) -> None:
        """Take away what was prepared, and the code, with the dialog."""
        self._discard()
        self.form.recovery_code.clear()
        super().done(result)

    def reject(self) -> None:
        """Close, or stop the work that runs."""
        if self.work.is_running:
            self.work.cancel()
            return
        super().reject()

    def _show(self, prepared: PreparedRestore) -> None:
        self.prepared = prepared
        form = self.form
        self._busy(False)
        form.secret_area.hide()
        _fill(form.comparison, prepared)
        form.comparison.show()
        form.newer.say(*newer_sentence(prepared))
        form.next_button.setFocus()
        self._make_room()

    def _restored(self, _report: RestoreReport) -> None:
        self.restored.emit()
        self.accept()

    def _not_restored(self, prepared: PreparedRestore, error: ExpectedError) -> None:
        discard_prepared(prepared)
        self.form.restore_button.hide()
        self.form.steps.setCurrentWidget(self.form.compare_step)
        self._failed(error)

    def _failed(self, error: ExpectedError) -> None:
        self._busy(False)
        if isinstance(error, BackupLocked):
            self.form.secret_area.show()
            self.form.recovery_code.setFocus()
        elif not isinstance(error, Cancelled):
            self.form.problem.setText(str(error))
            self.form.problem.show()
        self._make_room()

    def _open_with_code(self) -> None:
        if self._path is not None:
            self.choose(self._path, ByRecoveryCode(self.form.recovery_code.text()))

    def _busy(self, busy: bool) -> None:
        form = self.form
        if busy:
            form.problem.hide()
        for widget in (form.choose_backup, form.unlock_button, form.sure):
            widget.setEnabled(not busy)
        form.next_button.setEnabled(not busy and self.prepared is not None)
        form.restore_button.setEnabled(not busy and form.sure.isChecked())

    def _discard(self) -> None:
        prepared, self.prepared = self.prepared, None
        self.form.comparison.hide()
        self.form.newer.say("")
        if prepared is not None:
            self.context.tasks.run(lambda: discard_prepared(prepared))

    def _ask_for_backup(self) -> None:
        dialog = QFileDialog(self, "Restore over this clinic", str(self._folder or ""), _FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.choose(Path(name)))
        dialog.open()

    def _make_room(self) -> None:
        self._rows.activate()
        needed = self._rows.totalHeightForWidth(self.width())
        self.resize(self.width(), max(self.height(), needed))


def _fill(area: QWidget, prepared: PreparedRestore) -> None:
    """Show both sides in three columns; what differs is set in bold."""
    layout = area.layout()
    assert layout is not None
    while (item := layout.takeAt(0)) is not None:
        if (former := item.widget()) is not None:
            former.deleteLater()
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 4, 0, 4)
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(6)
    for column, text in enumerate(("", "This clinic now", "The backup")):
        grid.addWidget(plain_label(text, "field"), 0, column)
        grid.setColumnStretch(column, 3 if column else 4)
    for row, line in enumerate(compared_rows(prepared), start=1):
        role = "strong" if line.differs else "dim"
        for column, text in enumerate((line.what, line.present, line.backup)):
            grid.addWidget(plain_label(text, role if column else "", selectable=True), row, column)
    layout.addWidget(table)
