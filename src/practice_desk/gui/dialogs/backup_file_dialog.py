"""What verifying and restoring a backup share: the file, and the secret that opens it.

No clinic need be open: the dialogs take the worker alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QFileDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.errors import ExpectedError, Invalid, Problem
from practice_desk.gui.binding import Form
from practice_desk.gui.long_work import LongWork
from practice_desk.gui.models.backup_view import label_sentence
from practice_desk.gui.tasks import Tasks
from practice_desk.gui.widgets.field_problems import FieldProblems
from practice_desk.gui.widgets.passphrase_field import PassphraseField
from practice_desk.gui.widgets.progress_strip import ProgressStrip
from practice_desk.services.backup_keys import BackupSecret, ByPassphrase, ByRecoveryCode
from practice_desk.services.backups import SUFFIX, BackupLabel, check_backup_keyless

_FILTER = f"Practice Desk backups (*{SUFFIX});;All files (*)"


class BackupFileForm(Form):
    """``ui/restore_dialog.ui``."""

    ui = "restore_dialog.ui"
    heading: QLabel
    explanation: QLabel
    backup_path: QLineEdit
    choose_backup: QPushButton
    backup_label: QLabel
    secret_area: QWidget
    by_passphrase: QRadioButton
    by_recovery_code: QRadioButton
    passphrase_fields: QWidget
    user_name: QComboBox
    passphrase: PassphraseField
    recovery_fields: QWidget
    recovery_code: QLineEdit
    folder_area: QWidget
    target: QLineEdit
    choose_target: QPushButton
    target_hint: QLabel
    problem: QLabel
    result_frame: QFrame
    result: QLabel
    progress_place: QWidget
    cancel_button: QPushButton
    start_button: QPushButton
    open_button: QPushButton


class BackupFileDialog(QDialog):
    """Asks for a backup, proves it undamaged without a key, then asks how to open it.

    A subclass sets the words and gives `begin`.
    """

    heading: ClassVar[str]
    explanation: ClassVar[str]
    start_text: ClassVar[str]

    clinic_wanted = Signal(object)
    """Asks to open the clinic in this folder (a Path)."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.heading)
        self.tasks = tasks
        self.backup: Path | None = None
        self.label: BackupLabel | None = None
        self.form = form = BackupFileForm()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.addWidget(form.root)
        self.strip = ProgressStrip()
        place = form.progress_place.layout()
        assert place is not None
        place.addWidget(self.strip)
        self.work = LongWork(self.strip, self)
        self.problems = FieldProblems(form.root, form.problem)
        form.heading.setText(self.heading)
        form.explanation.setText(self.explanation)
        form.start_button.setText(self.start_text)
        ways = QButtonGroup(self)
        ways.addButton(form.by_passphrase)
        ways.addButton(form.by_recovery_code)
        form.by_passphrase.toggled.connect(self._show_way)
        form.choose_backup.clicked.connect(self._ask_for_backup)
        form.start_button.clicked.connect(self._start)
        form.cancel_button.clicked.connect(self.reject)
        for hidden in (form.backup_label, form.secret_area, form.folder_area, form.result_frame):
            hidden.hide()
        form.open_button.hide()
        form.start_button.setEnabled(False)
        self._show_way()

    def choose(self, path: Path) -> None:
        """Take *path* as the backup and check it without a key."""
        self.problems.clear()
        self.backup, self.label = path, None
        self.form.backup_path.setText(str(path))
        self.form.start_button.setEnabled(False)
        self.work.run(
            self.tasks,
            lambda progress: check_backup_keyless(path, progress),
            "Checking the backup…",
            done=self._checked,
            failed=self.show_error,
        )

    def begin(self, path: Path, label: BackupLabel, secret: BackupSecret) -> None:
        """Do the work that the dialog is for."""
        raise NotImplementedError

    def missing(self) -> tuple[Problem, ...]:
        """Return what is still to be filled in."""
        form = self.form
        if form.by_passphrase.isChecked():
            if not form.passphrase.secret():
                return (Problem("passphrase", "Enter the passphrase of that time."),)
        elif not form.recovery_code.text().strip():
            return (Problem("recovery_code", "Enter the code from the emergency sheet."),)
        return ()

    def show_error(self, error: ExpectedError) -> None:
        """Show what went wrong; everything typed stays."""
        self.set_busy(False)
        if isinstance(error, Invalid):
            self.problems.show(error.problems)
        else:
            self.form.problem.setText(str(error))
            self.form.problem.show()
        self.make_room()

    def show_result(self, sentence: str) -> None:
        """Say how it ended well; the secret leaves the dialog."""
        self.set_busy(False)
        self.form.passphrase.forget()
        self.form.recovery_code.clear()
        self.form.result.setText(sentence)
        self.form.result_frame.show()
        self.form.cancel_button.setText("Close")
        self.make_room()

    def set_busy(self, busy: bool) -> None:
        """Keep the fields from changing while the work runs."""
        form = self.form
        for widget in (form.secret_area, form.folder_area, form.choose_backup):
            widget.setEnabled(not busy)
        form.start_button.setEnabled(not busy and self.label is not None)

    def make_room(self) -> None:
        """Grow for what appeared."""
        self._rows.activate()
        needed = self._rows.totalHeightForWidth(self.width())
        self.resize(self.width(), max(self.height(), needed))

    def reject(self) -> None:
        """Close, or stop the work that runs."""
        if self.work.is_running:
            self.work.cancel()
            return
        self.form.passphrase.forget()
        super().reject()

    def _ask_for_backup(self) -> None:
        dialog = QFileDialog(self, self.heading, "", _FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.choose(Path(name)))
        dialog.open()

    def _checked(self, label: BackupLabel) -> None:
        self.label = label
        form = self.form
        form.backup_label.setText(label_sentence(label))
        form.backup_label.show()
        form.user_name.clear()
        form.user_name.addItems(list(label.user_names))
        form.secret_area.show()
        form.start_button.setEnabled(True)
        form.start_button.setDefault(True)
        form.passphrase.setFocus()
        self.show_more()
        self.make_room()

    def show_more(self) -> None:
        """Show what a subclass asks once the backup is known."""

    def _show_way(self) -> None:
        by_passphrase = self.form.by_passphrase.isChecked()
        self.form.passphrase_fields.setVisible(by_passphrase)
        self.form.recovery_fields.setVisible(not by_passphrase)

    def _start(self) -> None:
        if self.backup is None or self.label is None or self.work.is_running:
            return
        self.problems.clear()
        self.form.result_frame.hide()
        if missing := self.missing():
            self.problems.show(missing)
            self.make_room()
            return
        self.set_busy(True)
        self.begin(self.backup, self.label, self._secret())

    def _secret(self) -> BackupSecret:
        form = self.form
        if form.by_passphrase.isChecked():
            return ByPassphrase(form.user_name.currentText(), form.passphrase.secret())
        return ByRecoveryCode(form.recovery_code.text())
