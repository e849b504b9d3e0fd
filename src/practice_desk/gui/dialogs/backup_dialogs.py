"""Verifying a backup, and restoring one into a new folder."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from practice_desk.domain.errors import Problem
from practice_desk.gui.dialogs.backup_file_dialog import BackupFileDialog
from practice_desk.gui.models.backup_view import (
    restored_sentence,
    suggested_restore_folder,
    verified_sentence,
)
from practice_desk.gui.tasks import Tasks
from practice_desk.services.backups import BackupLabel, BackupReport, BackupSecret, verify_backup
from practice_desk.services.restores import RestoreReport, restore_backup
from practice_desk.services.workstation import with_workstation_secret


class VerifyBackupDialog(BackupFileDialog):
    """Decrypts a whole backup and compares everything; nothing is written."""

    heading: ClassVar[str] = "Verify a backup"
    explanation: ClassVar[str] = (
        "Every part of the backup is decrypted and compared with its list of contents. "
        "Nothing is written anywhere."
    )
    start_text: ClassVar[str] = "&Verify"

    def begin(self, path: Path, label: BackupLabel, secret: BackupSecret) -> None:
        """Verify."""
        self.work.run(
            self.tasks,
            lambda progress: with_workstation_secret(
                label.clinic_id, secret, lambda opened: verify_backup(path, opened, progress)
            ),
            "Verifying the backup…",
            done=self._done,
            failed=self.show_error,
        )

    def _done(self, report: BackupReport) -> None:
        self.show_result(verified_sentence(report))


class RestoreDialog(BackupFileDialog):
    """Restores a backup into a new folder and offers to open it (`clinic_wanted`)."""

    heading: ClassVar[str] = "Restore a backup"
    explanation: ClassVar[str] = (
        "The backup becomes a clinic of its own in a new folder. No clinic that exists is "
        "touched, not even if the restore fails."
    )
    start_text: ClassVar[str] = "Res&tore"

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(tasks, parent)
        self.restored: Path | None = None
        self.form.choose_target.clicked.connect(self._ask_for_folder)
        self.form.open_button.clicked.connect(self._open)

    def show_more(self) -> None:
        """Show where the clinic will be."""
        if self.backup is not None and not self.form.target.text():
            self.form.target.setText(str(suggested_restore_folder(self.backup)))
        self.form.folder_area.show()

    def missing(self) -> tuple[Problem, ...]:
        """Return what is still to be filled in."""
        problems = super().missing()
        if not self.form.target.text().strip():
            problems += (Problem("target", "Choose where the clinic will be."),)
        return problems

    def begin(self, path: Path, label: BackupLabel, secret: BackupSecret) -> None:
        """Restore."""
        target = Path(self.form.target.text().strip()).expanduser()
        self.work.run(
            self.tasks,
            lambda progress: with_workstation_secret(
                label.clinic_id,
                secret,
                lambda opened: restore_backup(path, opened, target, progress),
            ),
            "Restoring…",
            done=self._done,
            failed=self.show_error,
        )

    def _done(self, report: RestoreReport) -> None:
        self.restored = report.folder
        self.show_result(restored_sentence(report))
        form = self.form
        for widget in (form.secret_area, form.folder_area, form.choose_backup):
            widget.setEnabled(False)
        form.start_button.hide()
        form.open_button.show()
        form.open_button.setDefault(True)
        form.open_button.setFocus()

    def _ask_for_folder(self) -> None:
        dialog = QFileDialog(self, "Restore into a new, empty folder")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.form.target.setText)
        dialog.open()

    def _open(self) -> None:
        if self.restored is not None:
            self.clinic_wanted.emit(self.restored)
        self.accept()
