"""A new passphrase: after the recovery code was used, or in place of one for the first unlock."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.errors import ExpectedError, Invalid, Problem
from practice_desk.domain.passphrase import are_the_same, check_passphrase
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.tasks import Tasks
from practice_desk.gui.widgets.field_problems import FieldProblems
from practice_desk.gui.widgets.passphrase_check import Judge, PassphraseCheck, judge_in
from practice_desk.gui.widgets.passphrase_field import PassphraseField
from practice_desk.services.accounts import reset_passphrase
from practice_desk.services.passphrases import passphrase_problems


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
    """Asks twice for a new passphrase; a subclass sets it in `apply`."""

    def __init__(
        self, tasks: Tasks, judge: Callable[[str], Judge], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("New passphrase")
        self.form = form = NewPassphraseForm()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(form.root)
        self.problems = FieldProblems(form.root, form.problem)
        form.save_button.clicked.connect(self.save)
        form.cancel_button.clicked.connect(self.reject)
        self.check = PassphraseCheck(
            form.passphrase, form.passphrase_again, form.advice, tasks, judge
        )
        form.passphrase.setFocus()

    def apply(self, passphrase: str) -> None:
        """Set *passphrase*, and call `show_error` where that fails."""
        raise NotImplementedError

    def save(self) -> None:
        """Set the passphrase, once it is good enough to be tried."""
        first, again = self.form.passphrase.secret(), self.form.passphrase_again.secret()
        problems = list(check_passphrase(first))
        if not problems and not are_the_same(first, again):
            problems.append(Problem("passphrase_again", "The two differ. Type it again."))
        if problems:
            self._show(problems)
            return
        self.problems.clear()
        self.form.save_button.setEnabled(False)
        self.apply(first)

    def done(self, result: int) -> None:
        """Forget the passphrase with the dialog."""
        self.form.passphrase.forget()
        self.form.passphrase_again.forget()
        super().done(result)

    def show_error(self, error: ExpectedError) -> None:
        """Say what went wrong; what was typed stays."""
        self.form.save_button.setEnabled(True)
        if isinstance(error, Invalid):
            self._show(error.problems)
        else:
            self.form.problem.setText(str(error))
            self.form.problem.show()

    def _show(self, problems: Iterable[Problem]) -> None:
        self.problems.show(problems)
        if self.problems.sentence("passphrase"):
            self.check.give_way()


class RecoveredPassphraseDialog(NewPassphraseDialog):
    """Sets the passphrase of the person who unlocked with *recovery_code*."""

    def __init__(
        self, context: AppContext, recovery_code: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(context.tasks, judge_in(context), parent)
        self._context = context
        self._code = recovery_code
        self.form.heading.setText("Set a new passphrase")
        self.form.introduction.setText(
            "You came in with the recovery code. With a new passphrase you need it no more; the "
            "code itself stays valid, so lock the sheet away again. Your own "
            "psychotherapy notes stay sealed: your earlier passphrase or your own code opens them."
        )
        self.form.cancel_button.setText("Later")

    def apply(self, passphrase: str) -> None:
        """Set the passphrase; the dialog closes when that is done."""
        context, code = self._context, self._code
        context.tasks.run(
            lambda: reset_passphrase(context.clinic, code, passphrase),
            done=self._done,
            failed=self.show_error,
            parent=self,
        )

    def done(self, result: int) -> None:
        """Forget the code, too."""
        self._code = ""
        super().done(result)

    def _done(self, was_bound: bool) -> None:
        step = "Your account is no longer tied to this computer's keyring." if was_bound else ""
        self._context.messages.success("Your new passphrase is set.", step)
        self.accept()


class OwnPassphraseDialog(NewPassphraseDialog):
    """Asks a person for a passphrase of their own at the first unlock, before anything is shown.

    *use* is called with it; whoever gives it closes the dialog, or says here what went wrong.
    """

    def __init__(
        self, tasks: Tasks, user: str, use: Callable[[str], None], parent: QWidget | None = None
    ) -> None:
        def judge(passphrase: str) -> Judge:
            return lambda: passphrase_problems(passphrase, (user,))

        super().__init__(tasks, judge, parent)
        self._use = use
        self.form.heading.setText("Choose your own passphrase")
        self.form.introduction.setText(
            "The one you typed was given to you for the first unlock only. From now on yours opens "
            "the clinic, and nobody else knows it."
        )

    def apply(self, passphrase: str) -> None:
        """Hand the passphrase over."""
        self._use(passphrase)
