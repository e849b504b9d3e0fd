"""Verifying a backup, and restoring one into a new folder."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from practice_desk.domain.errors import OtherClinicsBackup, Problem
from practice_desk.domain.progress import Progress
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.backup_file_dialog import BackupFileDialog
from practice_desk.gui.models.backup_view import (
    BACKUP_CHANGES,
    drill_found,
    restored_sentence,
    suggested_restore_folder,
    verified_sentence,
)
from practice_desk.gui.tasks import Tasks
from practice_desk.services.backups import BackupLabel, BackupSecret, verify_backup
from practice_desk.services.restore_drills import hold_drill
from practice_desk.services.restores import RestoreReport, restore_backup
from practice_desk.services.workstation import with_workstation_secret


class VerifyBackupDialog(BackupFileDialog):
    """Restores a backup on trial; without an open clinic it is decrypted and compared alone."""

    heading: ClassVar[str] = "Try a backup"
    explanation: ClassVar[str] = (
        "The backup is opened as on a bad day, with a passphrase or the recovery code, and "
        "everything in it is compared with its list of contents. No clinic is touched."
    )
    start_text: ClassVar[str] = "&Try it"

    def __init__(
        self, tasks: Tasks, parent: QWidget | None = None, *, context: AppContext | None = None
    ) -> None:
        super().__init__(tasks, parent)
        self._context = context

    def begin(self, path: Path, label: BackupLabel, secret: BackupSecret) -> None:
        """Verify."""
        context = self._context
        self.work.run(
            self.tasks,
            lambda progress: with_workstation_secret(
                label.clinic_id, secret, lambda opened: _tried(context, path, opened, progress)
            ),
            "Trying the backup…",
            done=self._done,
            failed=self.show_error,
        )

    def _done(self, sentence: str) -> None:
        self.show_result(sentence)
        if self._context is not None:
            self._context.events.store_changed.emit(BACKUP_CHANGES)


def _tried(context: AppContext | None, path: Path, secret: BackupSecret, progress: Progress) -> str:
    """Return what was found, as a sentence. A clinic keeps what a drill of its backups found."""
    if context is not None:
        with contextlib.suppress(OtherClinicsBackup):
            drill = hold_drill(context.clinic, path, progress, secret=secret)
            return f"This backup is whole. {drill_found(drill)}"
    return verified_sentence(verify_backup(path, secret, progress))


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
