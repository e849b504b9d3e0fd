"""Backups: making and planning them, trying a restore, restoring, and checking the clinic."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from practice_desk.domain.backup_plan import BackupRhythm
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.progress import Progress
from practice_desk.gui.context import AppContext
from practice_desk.gui.icons import set_icon
from practice_desk.gui.long_work import LongWork
from practice_desk.gui.models.backup_view import (
    BACKUP_CHANGES,
    backup_done_sentence,
    last_backup_sentence,
)
from practice_desk.gui.pages.app_page import AppPage
from practice_desk.gui.pages.backup_cards import (
    CheckCard,
    DrillCard,
    PlanCard,
    RestoreCard,
    tone_of,
)
from practice_desk.gui.plain_text import ElidedLabel, plain_label
from practice_desk.gui.preferences import BACKUP_FOLDER, preferences
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.page_column import PageColumn
from practice_desk.gui.widgets.progress_strip import ProgressStrip
from practice_desk.services.backup_standing import BackupState, backup_state
from practice_desk.services.backup_target import require_folder
from practice_desk.services.backups import create_backup
from practice_desk.services.clinic import Clinic
from practice_desk.services.planned_backups import PlannedBackup, run_backup_plan


class BackupPage(AppPage):
    """Cards from top to bottom in the order in which they are needed."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        column = PageColumn(self, "Backup")
        self._state: BackupState | None = None
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
        self.plan = PlanCard(context)
        self.drill = DrillCard(context)
        self.restore = RestoreCard(context)
        self.check = CheckCard(context)
        for card in (self._backup_card(), self.plan, self.drill, self.restore, self.check):
            column.body.addWidget(card)
        column.body.addStretch(1)
        self.folder_button.clicked.connect(self.choose_folder)
        self.backup_button.clicked.connect(self.back_up)
        self.restore.clinic_wanted.connect(self.clinic_wanted)
        context.events.store_changed.connect(self._changed)

    def refresh(self) -> None:
        """Read again how the clinic stands with its backups."""
        context = self.context
        context.tasks.run(
            lambda: (backup_state(context.clinic), context.clinic.now()),
            done=self._show,
            parent=self,
        )

    @property
    def holds_work(self) -> bool:
        """Whether a backup, a drill or a check is under way."""
        works = (self.backup_work, self.drill.work, self.check.work)
        return any(work.is_running for work in works)

    def choose_folder(self) -> None:
        """Ask where backups made by hand go; remembered on this computer."""
        self._ask_folder(self.use_folder)

    def use_folder(self, folder: str) -> None:
        """Put backups into *folder* from now on."""
        preferences.put(BACKUP_FOLDER, folder)
        self.folder.setText(folder)

    def back_up(self) -> None:
        """Back up into the chosen folder, asking for one first if there is none."""
        folder = self._folder()
        if folder is None:
            self._ask_folder(self._use_and_back_up)
            return
        self.backup_result.say("")
        self.backup_button.setEnabled(False)
        context, planned = self.context, self._is_planned(folder)
        self.backup_work.run(
            context.long_work,
            lambda progress: _back_up(context.clinic, folder, progress, planned=planned),
            "Backing up…",
            done=self._backed_up,
            failed=self._backup_failed,
        )

    def _folder(self) -> Path | None:
        chosen = preferences.backup_folder()
        if chosen is not None or self._state is None or not self._state.plan.folder:
            return chosen
        return Path(self._state.plan.folder)

    def _is_planned(self, folder: Path) -> bool:
        plan = self._state.plan if self._state else None
        by_rule = plan is not None and plan.rhythm is not BackupRhythm.OFF
        return plan is not None and by_rule and Path(plan.folder) == folder

    def _show(self, found: tuple[BackupState, datetime]) -> None:
        state, now = found
        self._state = state
        folder = self._folder()
        self.folder.setText(str(folder or ""))
        self.last.say(*last_backup_sentence(state.last, now))
        self.last_path.setText(state.last.path if state.last else "")
        self.last_path.setVisible(state.last is not None)
        self.plan.show_state(state)
        self.drill.show_state(state, now)
        self.restore.folder = folder

    def _backed_up(self, made: PlannedBackup) -> None:
        self.backup_button.setEnabled(True)
        tone = "caution" if made.report.missing_documents else "success"
        self.backup_result.say(backup_done_sentence(made.report, len(made.forgotten)), tone)
        self.context.events.store_changed.emit(BACKUP_CHANGES)

    def _backup_failed(self, error: ExpectedError) -> None:
        self.backup_button.setEnabled(True)
        self.backup_result.say(str(error), tone_of(error))

    def _changed(self, changes: Changes) -> None:
        if changes.nouns & BACKUP_CHANGES.nouns:
            self.refresh()

    def _ask_folder(self, chosen: Callable[[str], None]) -> None:
        dialog = QFileDialog(self, "Where backups go", self.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(chosen)
        dialog.open()

    def _use_and_back_up(self, folder: str) -> None:
        self.use_folder(folder)
        self.back_up()

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
            "One encrypted file with every record, letter and document, read back from the stick "
            "and proven before it counts."
        )
        card.body.addWidget(plain_label(explanation, "dim", wrap=True))
        return card


def _back_up(clinic: Clinic, folder: Path, progress: Progress, *, planned: bool) -> PlannedBackup:
    """Back up into *folder*; where it is the planned one, its rule lets older backups go."""
    if planned:
        return run_backup_plan(clinic, progress)
    require_folder(folder)
    return PlannedBackup(create_backup(clinic, folder, progress), ())
