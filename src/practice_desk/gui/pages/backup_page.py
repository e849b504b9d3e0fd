"""Backups: making one, verifying and restoring others, and checking the clinic itself."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Cancelled, ExpectedError, StorageFailed
from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.backup_dialogs import RestoreDialog, VerifyBackupDialog
from practice_desk.gui.icons import set_icon
from practice_desk.gui.long_work import LongWork
from practice_desk.gui.models.backup_view import (
    BACKUP_CHANGES,
    backup_done_sentence,
    checked_sentence,
    last_backup_sentence,
)
from practice_desk.gui.pages.app_page import AppPage
from practice_desk.gui.plain_text import ElidedLabel, plain_label
from practice_desk.gui.preferences import BACKUP_FOLDER, preferences
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.page_column import PageColumn
from practice_desk.gui.widgets.progress_strip import ProgressStrip
from practice_desk.services.backup_history import LastBackup, last_backup
from practice_desk.services.backups import BackupReport, create_backup
from practice_desk.services.clinic import Clinic
from practice_desk.services.verification import VerificationReport, verify_clinic


class BackupPage(AppPage):
    """Three cards, top to bottom in the order in which they are needed."""

    title: ClassVar[str] = "&Backup"
    icon: ClassVar[str] = "hard-drive"
    needs: ClassVar[Operation | None] = Operation.BACK_UP

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        column = PageColumn(self, "Backup")
        self.last = Banner()
        self.last_path = ElidedLabel("", "dim")
        self.folder = QLineEdit()
        self.folder.setReadOnly(True)
        self.folder.setPlaceholderText("No folder chosen: a stick or another disk is best")
        self.folder_button = QPushButton("Choose &folder…")
        self.backup_button = QPushButton("Back up &now")
        self.backup_button.setProperty("kind", "primary")
        set_icon(self.backup_button, "hard-drive", "on_accent")
        self.backup_strip = ProgressStrip()
        self.backup_work = LongWork(self.backup_strip, self)
        self.backup_result = Banner()
        self.verify_button = QPushButton("&Verify a backup…")
        self.restore_button = QPushButton("&Restore a backup…")
        self.check_button = QPushButton("&Check this clinic")
        self.check_strip = ProgressStrip()
        self.check_work = LongWork(self.check_strip, self)
        self.check_result = Banner()
        self.findings = plain_label("", wrap=True, selectable=True)
        self.findings.hide()
        for card in (self._backup_card(), self._others_card(), self._check_card()):
            column.body.addWidget(card)
        column.body.addStretch(1)
        self._connect()

    def refresh(self) -> None:
        """Read again when the clinic was backed up last."""
        self.folder.setText(str(preferences.backup_folder() or ""))
        context = self.context
        context.tasks.run(
            lambda: (last_backup(context.clinic), context.clinic.now()),
            done=self._show_last,
            parent=self,
        )

    @property
    def holds_work(self) -> bool:
        """Whether a backup or a check is under way."""
        return self.backup_work.is_running or self.check_work.is_running

    def choose_folder(self) -> None:
        """Ask where backups go; remembered on this computer."""
        self._ask_folder(self.use_folder)

    def use_folder(self, folder: str) -> None:
        """Put backups into *folder* from now on."""
        preferences.put(BACKUP_FOLDER, folder)
        self.folder.setText(folder)

    def back_up(self) -> None:
        """Back up into the chosen folder, asking for one first if there is none."""
        folder = preferences.backup_folder()
        if folder is None:
            self._ask_folder(self._use_and_back_up)
            return
        self.backup_result.say("")
        self.backup_button.setEnabled(False)
        context = self.context
        self.backup_work.run(
            context.long_work,
            lambda progress: _back_up(context.clinic, folder, progress),
            "Backing up…",
            done=self._backed_up,
            failed=self._backup_failed,
        )

    def check_clinic(self) -> None:
        """Check everything that can be checked in the open clinic."""
        self.check_result.say("")
        self.findings.hide()
        self.check_button.setEnabled(False)
        context = self.context
        self.check_work.run(
            context.long_work,
            lambda progress: verify_clinic(context.clinic, progress),
            "Checking this clinic…",
            done=self._checked,
            failed=self._check_failed,
        )

    def verify_backup(self) -> VerifyBackupDialog:
        """Open the dialog that verifies a backup."""
        dialog = VerifyBackupDialog(self.context.long_work, self)
        dialog.open()
        return dialog

    def restore_backup(self) -> RestoreDialog:
        """Open the dialog that restores a backup into a new folder."""
        dialog = RestoreDialog(self.context.long_work, self)
        dialog.clinic_wanted.connect(self.clinic_wanted)
        dialog.open()
        return dialog

    def _show_last(self, found: tuple[LastBackup | None, datetime]) -> None:
        last, now = found
        self.last.say(*last_backup_sentence(last, now))
        self.last_path.setText(last.path if last is not None else "")
        self.last_path.setVisible(last is not None)

    def _backed_up(self, report: BackupReport) -> None:
        self.backup_button.setEnabled(True)
        tone = "caution" if report.missing_documents else "success"
        self.backup_result.say(backup_done_sentence(report), tone)
        self.context.events.store_changed.emit(BACKUP_CHANGES)

    def _backup_failed(self, error: ExpectedError) -> None:
        self.backup_button.setEnabled(True)
        self.backup_result.say(str(error), _tone(error))

    def _checked(self, report: VerificationReport) -> None:
        self.check_button.setEnabled(True)
        self.check_result.say(*checked_sentence(report))
        lines = [f"• {finding.sentence}" for finding in report.findings]
        self.findings.setText("\n".join(lines))
        self.findings.setVisible(bool(lines))

    def _check_failed(self, error: ExpectedError) -> None:
        self.check_button.setEnabled(True)
        self.check_result.say(str(error), _tone(error))

    def _changed(self, changes: Changes) -> None:
        if changes.nouns & BACKUP_CHANGES.nouns:
            self.refresh()

    def _ask_folder(self, chosen: object) -> None:
        dialog = QFileDialog(self, "Where backups go", self.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(chosen)
        dialog.open()

    def _use_and_back_up(self, folder: str) -> None:
        self.use_folder(folder)
        self.back_up()

    def _connect(self) -> None:
        self.folder_button.clicked.connect(self.choose_folder)
        self.backup_button.clicked.connect(self.back_up)
        self.verify_button.clicked.connect(self.verify_backup)
        self.restore_button.clicked.connect(self.restore_backup)
        self.check_button.clicked.connect(self.check_clinic)
        self.context.events.store_changed.connect(self._changed)

    def _backup_card(self) -> Card:
        card = Card("Back up")
        label = plain_label("Backups go to", "field")
        label.setBuddy(self.folder)
        self.folder.setAccessibleName("Folder for backups")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.folder, 1)
        row.addWidget(self.folder_button)
        row.addWidget(self.backup_button)
        card.body.addWidget(self.last)
        card.body.addWidget(self.last_path)
        card.body.addWidget(label)
        card.body.addLayout(row)
        card.body.addWidget(self.backup_strip)
        card.body.addWidget(self.backup_result)
        explanation = (
            "One encrypted file, read back and proven before it counts. It opens with your "
            "passphrase or the recovery code, on any computer with Practice Desk."
        )
        card.body.addWidget(plain_label(explanation, "dim", wrap=True))
        return card

    def _others_card(self) -> Card:
        explanation = (
            "Verifying decrypts a backup and compares everything in it. Restoring makes a clinic "
            "of its own in a new folder; this clinic is not touched."
        )
        return _action_card(
            "Backups you have", explanation, self.verify_button, self.restore_button
        )

    def _check_card(self) -> Card:
        explanation = (
            "Proves every page of the database, every reference, the audit trail and every "
            "document of the clinic that is open."
        )
        card = _action_card("This clinic", explanation, self.check_button)
        for widget in (self.check_strip, self.check_result, self.findings):
            card.body.addWidget(widget)
        return card


def _back_up(clinic: Clinic, folder: Path, progress: Progress) -> BackupReport:
    """Back up into *folder*, which must be there: a file of its name would land elsewhere."""
    if not folder.is_dir():
        raise StorageFailed(
            "The folder for backups is not there.", "Plug the stick in, or choose another folder."
        )
    return create_backup(clinic, folder, progress)


def _action_card(title: str, explanation: str, *buttons: QPushButton) -> Card:
    card = Card(title)
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(plain_label(explanation, "dim", wrap=True), 1)
    for button in buttons:
        row.addWidget(button)
    card.body.addLayout(row)
    return card


def _tone(error: ExpectedError) -> str:
    return "info" if isinstance(error, Cancelled) else "danger"
