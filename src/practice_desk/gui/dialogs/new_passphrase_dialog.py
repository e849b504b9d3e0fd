"""A new passphrase after the recovery code was used."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.errors import ExpectedError, Invalid, Problem
from practice_desk.domain.passphrase import are_the_same, check_passphrase
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.widgets.field_problems import FieldProblems
from practice_desk.gui.widgets.passphrase_check import PassphraseCheck, judge_in
from practice_desk.gui.widgets.passphrase_field import PassphraseField
from practice_desk.services.accounts import reset_passphrase


class NewPassphraseForm(Form):
    """``ui/new_passphrase_dialog.ui``."""

    ui = "new_passphrase_dialog.ui"
    heading: QLabel
    introduction: QLabel
    advice: QLabel
    problem: QLabel
    passphrase: PassphraseField
    passphrase_again: PassphraseField
    save_button: QPushButton
    cancel_button: QPushButton


class NewPassphraseDialog(QDialog):
    """Sets the passphrase of the person who unlocked with *recovery_code*."""

    def __init__(
        self, context: AppContext, recovery_code: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("New passphrase")
        self._context = context
        self._code = recovery_code
        self.form = form = NewPassphraseForm()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(form.root)
        self.problems = FieldProblems(form.root, form.problem)
        form.heading.setText("Set a new passphrase")
        form.introduction.setText(
            "You came in with the recovery code. With a new passphrase you need it no more; the "
            "code itself stays valid, so lock the sheet away again."
        )
        form.cancel_button.setText("Later")
        form.save_button.clicked.connect(self.save)
        form.cancel_button.clicked.connect(self.reject)
        self.check = PassphraseCheck(
            form.passphrase, form.passphrase_again, form.advice, context.tasks, judge_in(context)
        )
        form.passphrase.setFocus()

    def save(self) -> None:
        """Set the passphrase; the dialog closes when that is done."""
        first, again = self.form.passphrase.secret(), self.form.passphrase_again.secret()
        problems = list(check_passphrase(first))
        if not problems and not are_the_same(first, again):
            problems.append(Problem("passphrase_again", "The two differ. Type it again."))
        if problems:
            self._show(problems)
            return
        self.problems.clear()
        self.form.save_button.setEnabled(False)
        context, code = self._context, self._code
        context.tasks.run(
            lambda: reset_passphrase(context.clinic, code, first),
            done=self._done,
            failed=self._failed,
            parent=self,
        )

    def done(self, result: int) -> None:
        """Forget code and passphrase with the dialog."""
        self._code = ""
        self.form.passphrase.forget()
        self.form.passphrase_again.forget()
        super().done(result)

    def _show(self, problems: Iterable[Problem]) -> None:
        self.problems.show(problems)
        if self.problems.sentence("passphrase"):
            self.check.give_way()

    def _done(self, was_bound: bool) -> None:
        step = "Your account is no longer tied to this computer's keyring." if was_bound else ""
        self._context.messages.success("Your new passphrase is set.", step)
        self.accept()

    def _failed(self, error: ExpectedError) -> None:
        self.form.save_button.setEnabled(True)
        if isinstance(error, Invalid):
            self._show(error.problems)
        else:
            self.form.problem.setText(str(error))
            self.form.problem.show()
