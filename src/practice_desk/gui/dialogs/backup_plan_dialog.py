"""When and where backups are made, and what opens them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

from PySide6.QtCore import Qt, QTime
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.backup_plan import BackupPlan, BackupRhythm, KeepRule
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import ExpectedError, Invalid, Problem
from practice_desk.domain.passphrase import are_the_same, check_passphrase
from practice_desk.gui.binding import SPIN_BOX_INDENT, Form, item_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.models.backup_view import RHYTHMS, WEEKDAYS, secret_sentence
from practice_desk.gui.widgets.field_problems import FieldProblems
from practice_desk.gui.widgets.passphrase_check import PassphraseCheck, judge_in
from practice_desk.gui.widgets.passphrase_field import PassphraseField
from practice_desk.services.backup_plans import (
    drop_backup_passphrase,
    save_backup_plan,
    set_backup_passphrase,
)


class BackupPlanForm(Form):
    """``ui/backup_plan_dialog.ui``."""

    ui = "backup_plan_dialog.ui"
    rhythm: QComboBox
    weekday: QComboBox
    at: QTimeEdit
    folder: QLineEdit
    choose_folder: QPushButton
    days: QSpinBox
    weeks: QSpinBox
    months: QSpinBox
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class BackupPassphraseForm(Form):
    """``ui/backup_passphrase_dialog.ui``."""

    ui = "backup_passphrase_dialog.ui"
    introduction: QLabel
    passphrase: PassphraseField
    passphrase_again: PassphraseField
    advice: QLabel
    problem: QLabel
    drop_button: QPushButton
    save_button: QPushButton
    cancel_button: QPushButton


class _SettingDialog(QDialog):
    """Saves one thing about backups, and closes once that is done."""

    def __init__(
        self,
        context: AppContext,
        form: BackupPlanForm | BackupPassphraseForm,
        title: str,
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.context = context
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(form.root)
        self.problems = FieldProblems(form.root, form.problem)
        self._problem, self._save_button = form.problem, form.save_button
        form.cancel_button.clicked.connect(self.reject)

    def run(self, work: Callable[[], Changes]) -> None:
        """Save on the worker."""
        self.problems.clear()
        self._save_button.setEnabled(False)
        self.context.tasks.run(work, done=self._done, failed=self.failed, parent=self)

    def failed(self, error: ExpectedError) -> None:
        """Show what went wrong; everything typed stays."""
        self._save_button.setEnabled(True)
        if isinstance(error, Invalid):
            self.problems.show(error.problems)
        else:
            self._problem.setText(str(error))
            self._problem.show()

    def _done(self, changes: Changes) -> None:
        self.context.events.store_changed.emit(changes)
        self.accept()


class BackupPlanDialog(_SettingDialog):
    """Changes the plan."""

    def __init__(
        self, context: AppContext, plan: BackupPlan, parent: QWidget | None = None
    ) -> None:
        self.form = form = BackupPlanForm()
        super().__init__(context, form, "When backups are made", parent)
        for rhythm, words in RHYTHMS.items():
            form.rhythm.addItem(words, rhythm)
        for number, name in enumerate(WEEKDAYS):
            form.weekday.addItem(name, number)
        form.rhythm.setCurrentIndex(item_of(form.rhythm, plan.rhythm))
        form.weekday.setCurrentIndex(plan.weekday)
        form.at.lineEdit().setTextMargins(SPIN_BOX_INDENT, 0, 0, 0)
        form.at.setTime(QTime(plan.at.hour, plan.at.minute))
        form.folder.setText(plan.folder)
        form.days.setValue(plan.keep.days)
        form.weeks.setValue(plan.keep.weeks)
        form.months.setValue(plan.keep.months)
        form.rhythm.currentIndexChanged.connect(self._offer)
        form.choose_folder.clicked.connect(self._ask_folder)
        form.save_button.clicked.connect(self.save)
        self._offer()
        form.rhythm.setFocus()

    def save(self) -> None:
        """Save the plan as it stands in the form."""
        context, plan = self.context, self._plan()
        self.run(lambda: save_backup_plan(context.clinic, plan))

    def _plan(self) -> BackupPlan:
        form = self.form
        return BackupPlan(
            BackupRhythm(form.rhythm.currentData()),
            form.folder.text(),
            time(form.at.time().hour(), form.at.time().minute()),
            form.weekday.currentIndex(),
            KeepRule(form.days.value(), form.weeks.value(), form.months.value()),
        )

    def _offer(self) -> None:
        rhythm = BackupRhythm(self.form.rhythm.currentData())
        at_a_time = rhythm in (BackupRhythm.DAILY, BackupRhythm.WEEKLY)
        self.form.at.setEnabled(at_a_time)
        self.form.weekday.setEnabled(rhythm is BackupRhythm.WEEKLY)

    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, "Where backups go", self.form.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.form.folder.setText)
        dialog.open()


class BackupPassphraseDialog(_SettingDialog):
    """Gives the backups a passphrase of their own, or takes it away."""

    def __init__(
        self, context: AppContext, *, has_own: bool, parent: QWidget | None = None
    ) -> None:
        self.form = form = BackupPassphraseForm()
        super().__init__(context, form, "What opens the backups", parent)
        form.introduction.setText(
            f"{secret_sentence(own_passphrase=has_own)} With a passphrase of their own, a stick "
            "that gets lost opens to nobody who only knows how to unlock the clinic. Write it down "
            "and lock it away with the emergency sheet. Backups already made stay as they are."
        )
        form.drop_button.setVisible(has_own)
        form.drop_button.clicked.connect(self.drop)
        form.save_button.clicked.connect(self.save)
        self.check = PassphraseCheck(
            form.passphrase, form.passphrase_again, form.advice, context.tasks, judge_in(context)
        )
        form.passphrase.setFocus()

    def save(self) -> None:
        """Set the passphrase for the backups that are made from now on."""
        first, again = self.form.passphrase.secret(), self.form.passphrase_again.secret()
        problems = list(check_passphrase(first))
        if not problems and not are_the_same(first, again):
            problems.append(Problem("passphrase_again", "The two differ. Type it again."))
        if problems:
            self.failed(Invalid(tuple(problems)))
            self.check.give_way()
            return
        context = self.context
        self.run(lambda: set_backup_passphrase(context.clinic, first))

    def drop(self) -> None:
        """Let the accounts' passphrases open the backups again."""
        context = self.context
        self.run(lambda: drop_backup_passphrase(context.clinic))

    def done(self, result: int) -> None:
        """Forget the passphrase with the dialog."""
        self.form.passphrase.forget()
        self.form.passphrase_again.forget()
        super().done(result)
