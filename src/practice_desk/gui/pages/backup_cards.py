"""The cards of the backup page: the plan, the restore drill, restoring, and the clinic's check."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.errors import Cancelled, ExpectedError
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.backup_dialogs import RestoreDialog, VerifyBackupDialog
from practice_desk.gui.dialogs.backup_plan_dialog import BackupPassphraseDialog, BackupPlanDialog
from practice_desk.gui.dialogs.restore_over_dialog import RestoreOverDialog
from practice_desk.gui.long_work import LongWork
from practice_desk.gui.models.backup_view import (
    BACKUP_CHANGES,
    checked_sentence,
    drill_sentence,
    plan_sentence,
    secret_sentence,
)
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.progress_strip import ProgressStrip
from practice_desk.services.backup_history import RestoreDrill
from practice_desk.services.backup_standing import BackupState
from practice_desk.services.restore_drills import hold_drill
from practice_desk.services.verification import VerificationReport, verify_clinic


class PlanCard(Card):
    """When backups are made, how long they are kept, and what opens them."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__("Planned backups", parent)
        self._context = context
        self._state: BackupState | None = None
        self.plan = plain_label("", wrap=True, selectable=True)
        self.secret = plain_label("", wrap=True, selectable=True)
        self.change_button = QPushButton("Chan&ge…")
        self.change_button.setAccessibleName("Change when backups are made")
        self.passphrase_button = QPushButton("&What opens them…")
        for line, button in (
            (self.plan, self.change_button),
            (self.secret, self.passphrase_button),
        ):
            button.setVisible(context.may(Operation.PLAN_BACKUPS))
            button.setEnabled(False)
            row = QHBoxLayout()
            row.setSpacing(16)
            row.addWidget(line, 1)
            row.addWidget(button)
            self.body.addLayout(row)
        self.change_button.clicked.connect(self.change_plan)
        self.passphrase_button.clicked.connect(self.change_passphrase)

    def show_state(self, state: BackupState) -> None:
        """Show plan and secret."""
        self._state = state
        self.plan.setText(plan_sentence(state.plan))
        self.secret.setText(secret_sentence(own_passphrase=state.own_passphrase))
        for button in (self.change_button, self.passphrase_button):
            button.setEnabled(True)

    def change_plan(self) -> BackupPlanDialog | None:
        """Open the dialog that changes the plan."""
        if self._state is None:
            return None
        dialog = BackupPlanDialog(self._context, self._state.plan, self)
        dialog.open()
        return dialog

    def change_passphrase(self) -> BackupPassphraseDialog | None:
        """Open the dialog on what opens the backups."""
        if self._state is None:
            return None
        has_own = self._state.own_passphrase
        dialog = BackupPassphraseDialog(self._context, has_own=has_own, parent=self)
        dialog.open()
        return dialog


class DrillCard(Card):
    """The restore drill: one button, and what the last one found."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__("Restore drill", parent)
        self._context = context
        self._newest: Path | None = None
        self.last = Banner()
        self.result = Banner()
        self.strip = ProgressStrip()
        self.work = LongWork(self.strip, self)
        self.drill_button = QPushButton("Try a r&estore")
        self.other_button = QPushButton("Try &another backup…")
        self.drill_button.clicked.connect(self.hold)
        self.other_button.clicked.connect(self.try_another)
        explanation = (
            "Restores the newest backup on trial into this clinic's private folder, compares every "
            "table and every document with what was backed up, and takes it away again."
        )
        self.body.addWidget(self.last)
        self.body.addLayout(_explained(explanation, self.drill_button, self.other_button))
        self.body.addWidget(self.strip)
        self.body.addWidget(self.result)

    def show_state(self, state: BackupState, now: datetime) -> None:
        """Show the last drill; without any backup there is nothing to try."""
        self._newest = Path(state.last.path) if state.last else None
        self.last.say(*drill_sentence(state.drill, now))
        self.drill_button.setEnabled(self._newest is not None and not self.work.is_running)

    def hold(self) -> None:
        """Try a restore of the newest verified backup."""
        path, context = self._newest, self._context
        if path is None:
            return
        self.result.say("")
        self.drill_button.setEnabled(False)
        self.work.run(
            context.long_work,
            lambda progress: hold_drill(context.clinic, path, progress),
            "Restoring on trial…",
            done=self._held,
            failed=self._failed,
        )

    def try_another(self) -> VerifyBackupDialog:
        """Open the dialog that tries another backup with a passphrase or the recovery code."""
        dialog = VerifyBackupDialog(self._context.long_work, self, context=self._context)
        dialog.open()
        return dialog

    def _held(self, _drill: RestoreDrill) -> None:
        self.drill_button.setEnabled(True)
        self._context.events.store_changed.emit(BACKUP_CHANGES)

    def _failed(self, error: ExpectedError) -> None:
        self.drill_button.setEnabled(True)
        self.result.say(str(error), tone_of(error))
        self._context.events.store_changed.emit(BACKUP_CHANGES)


class RestoreCard(Card):
    """Restoring into a new folder, and over this clinic."""

    clinic_wanted = Signal(object)
    """Asks to close this clinic and unlock the one in this folder (a Path)."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__("Restore", parent)
        self._context = context
        self.folder: Path | None = None
        self.restore_button = QPushButton("&Restore into a new folder…")
        self.over_button = QPushButton("Restore &over this clinic…")
        self.over_button.setVisible(context.may(Operation.RESTORE_OVER))
        self.restore_button.clicked.connect(self.restore)
        self.over_button.clicked.connect(self.restore_over)
        explanation = (
            "Into a new folder, a backup becomes a clinic of its own and this one is not touched. "
            "Over this clinic, both sides are compared first and the present data are kept."
        )
        self.body.addWidget(plain_label(explanation, "dim", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.restore_button)
        row.addWidget(self.over_button)
        self.body.addLayout(row)

    def restore(self) -> RestoreDialog:
        """Open the dialog that restores a backup into a new folder."""
        dialog = RestoreDialog(self._context.long_work, self)
        dialog.clinic_wanted.connect(self.clinic_wanted)
        dialog.open()
        return dialog

    def restore_over(self) -> RestoreOverDialog:
        """Open the dialog that restores a backup over this clinic."""
        dialog = RestoreOverDialog(self._context, self.folder, self)
        root = self._context.clinic.folder.root
        dialog.restored.connect(lambda: self.clinic_wanted.emit(root))
        dialog.open()
        return dialog


class CheckCard(Card):
    """Checks everything that can be checked in the open clinic."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__("This clinic", parent)
        self._context = context
        self.button = QPushButton("&Check this clinic")
        self.strip = ProgressStrip()
        self.work = LongWork(self.strip, self)
        self.result = Banner()
        self.findings = plain_label("", wrap=True, selectable=True)
        self.findings.hide()
        self.button.clicked.connect(self.check)
        explanation = (
            "Proves every page of the database, every reference, the audit trail and every "
            "document of the clinic that is open."
        )
        self.body.addLayout(_explained(explanation, self.button))
        for widget in (self.strip, self.result, self.findings):
            self.body.addWidget(widget)

    def check(self) -> None:
        """Check, with progress."""
        self.result.say("")
        self.findings.hide()
        self.button.setEnabled(False)
        context = self._context
        self.work.run(
            context.long_work,
            lambda progress: verify_clinic(context.clinic, progress),
            "Checking this clinic…",
            done=self._checked,
            failed=self._failed,
        )

    def _checked(self, report: VerificationReport) -> None:
        self.button.setEnabled(True)
        self.result.say(*checked_sentence(report))
        lines = [f"• {finding.sentence}" for finding in report.findings]
        self.findings.setText("\n".join(lines))
        self.findings.setVisible(bool(lines))

    def _failed(self, error: ExpectedError) -> None:
        self.button.setEnabled(True)
        self.result.say(str(error), tone_of(error))


def tone_of(error: ExpectedError) -> str:
    """Return the tone of a failure; being stopped as asked is only a note."""
    return "info" if isinstance(error, Cancelled) else "danger"


def _explained(explanation: str, *buttons: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(16)
    row.addWidget(plain_label(explanation, "dim", wrap=True), 1)
    column = QVBoxLayout()
    column.setSpacing(8)
    for button in buttons:
        column.addWidget(button)
    column.addStretch(1)
    row.addLayout(column)
    return row
