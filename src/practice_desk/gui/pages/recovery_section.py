"""The settings' section on the recovery code: trying the emergency sheet, making a new one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import ExpectedError, Problem
from practice_desk.domain.recovery import RecoverySheet
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.recovery_sheet_dialog import RecoverySheetDialog
from practice_desk.gui.models.recovery_view import sheet_sentence
from practice_desk.gui.widgets.field_problems import FieldProblems
from practice_desk.gui.widgets.passphrase_field import PassphraseField
from practice_desk.services.clinic import Clinic
from practice_desk.services.directory import clinic_profile
from practice_desk.services.recovery import (
    confirm_sheet,
    recovery_status,
    renew_recovery_code,
    try_recovery_code,
)

SHEET_CHANGED = Changes.of(None, "recovery sheet")


class RecoverySettingsForm(Form):
    """``ui/recovery_settings.ui``."""

    ui = "recovery_settings.ui"
    status: QLabel
    sheet_code: QLineEdit
    try_button: QPushButton
    problem: QLabel
    recovery_passphrase: PassphraseField
    renew_button: QPushButton
    renew_problem: QLabel


@dataclass(frozen=True, slots=True)
class _NewSheet:
    """What the sheet of a new code says."""

    code: str = field(repr=False)
    clinic_name: str
    made_at: datetime


class RecoverySection:
    """For administrators: `root` is the form."""

    def __init__(self, context: AppContext) -> None:
        self.context = context
        self.form = form = RecoverySettingsForm()
        self.root = form.root
        self.sheet: RecoverySheetDialog | None = None
        self._problems = FieldProblems(form.root, form.problem)
        form.renew_problem.hide()
        form.try_button.clicked.connect(self.try_code)
        form.sheet_code.returnPressed.connect(self.try_code)
        form.renew_button.clicked.connect(self.renew)

    def load(self) -> None:
        """Read what is known of the sheet."""
        context = self.context
        context.tasks.run(
            lambda: recovery_status(context.clinic), done=self._show, parent=self.root
        )

    def forget(self) -> None:
        """Empty every field."""
        self.form.sheet_code.clear()
        self.form.recovery_passphrase.forget()

    def problem(self, field_name: str) -> str:
        """Return what is said to be wrong at a field, or nothing."""
        return self._problems.sentence(field_name)

    def try_code(self) -> None:
        """Try the code that was typed from the sheet."""
        context, typed = self.context, self.form.sheet_code.text()
        if not typed.strip():
            self._problems.show([Problem("sheet_code", "Type the code from the sheet.")])
            return
        self._run(
            lambda: try_recovery_code(context.clinic, typed),
            self.form.try_button,
            self._tried,
            self._not_right,
        )

    def renew(self) -> None:
        """Make a new code and lead through its sheet."""
        context, passphrase = self.context, self.form.recovery_passphrase.secret()
        if not passphrase:
            self._problems.show([Problem("recovery_passphrase", "Enter your passphrase.")])
            return
        self._run(
            lambda: _renewed(context.clinic, passphrase),
            self.form.renew_button,
            self._renewed,
            self._not_renewed,
        )

    def _run(
        self,
        work: Callable[[], object],
        button: QPushButton,
        done: Callable[[object], None],
        failed: Callable[[ExpectedError], None],
    ) -> None:
        self._problems.clear()
        self.form.renew_problem.hide()
        button.setEnabled(False)

        def end(result: object) -> None:
            button.setEnabled(True)
            done(result)

        def give_up(error: ExpectedError) -> None:
            button.setEnabled(True)
            failed(error)

        self.context.tasks.run(work, done=end, failed=give_up, parent=self.root)

    def _show(self, sheet: object) -> None:
        if isinstance(sheet, RecoverySheet):
            self.form.status.setText(sheet_sentence(sheet))

    def _tried(self, sheet: object) -> None:
        self.form.sheet_code.clear()
        self._show(sheet)
        self.context.events.store_changed.emit(SHEET_CHANGED)
        self.context.messages.success("The code opens this clinic.", "Lock the sheet away again.")

    def _not_right(self, error: ExpectedError) -> None:
        self._problems.show([Problem("sheet_code", str(error))])

    def _not_renewed(self, error: ExpectedError) -> None:
        self.form.renew_problem.setText(str(error))
        self.form.renew_problem.show()

    def _renewed(self, made: object) -> None:
        if not isinstance(made, _NewSheet):
            return
        self.form.recovery_passphrase.forget()
        self.context.events.store_changed.emit(SHEET_CHANGED)
        user, window = self.context.user_name, self.root.window()
        self.sheet = dialog = RecoverySheetDialog(
            made.code,
            lambda: _sheet(made, user),
            self.context.tasks,
            window,
        )
        dialog.left.connect(self._sheet_left)
        dialog.open()

    def _sheet_left(self, tested: bool) -> None:
        context, self.sheet = self.context, None
        if not tested:
            self.load()
            return
        context.tasks.run(
            lambda: confirm_sheet(context.clinic), done=self._confirmed, parent=self.root
        )

    def _confirmed(self, sheet: object) -> None:
        self._show(sheet)
        self.context.events.store_changed.emit(SHEET_CHANGED)
        self.context.messages.success(
            "The new recovery code is in force.", "Shred the old emergency sheet."
        )


def _sheet(made: _NewSheet, user: str) -> bytes:
    from practice_desk.services.emergency_sheet import emergency_sheet  # imports the big ReportLab

    return emergency_sheet(made.clinic_name, user, made.code, made.made_at)


def _renewed(clinic: Clinic, passphrase: str) -> _NewSheet:
    code = renew_recovery_code(clinic, passphrase)
    return _NewSheet(code, clinic_profile(clinic).name, clinic.now())
