"""A new passphrase for somebody else: one who has forgotten theirs, or comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from practice_desk.domain.account import Account
from practice_desk.domain.errors import ExpectedError, Invalid
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.record_dialog import RecordDialog
from practice_desk.gui.widgets.first_passphrase import FirstPassphraseEditor
from practice_desk.services.patients import Saved
from practice_desk.services.staff import reopen_account, replace_passphrase


@dataclass(frozen=True, slots=True)
class LetInWords:
    """How a way of letting somebody in is spoken of."""

    title: str
    introduction: str
    save: str


class LetIn(Enum):
    """Why somebody gets a passphrase from an administrator."""

    FORGOTTEN = LetInWords(
        "New passphrase for {name}",
        "The present passphrase stops working. A tie to a computer's keyring goes with it. Their "
        "own psychotherapy notes open only with the present passphrase or their own recovery code.",
        "&Set the passphrase",
    )
    COMES_BACK = LetInWords(
        "Reopen the account of {name}",
        "{name} can unlock the clinic again, in the same roles as before: {roles}. Their own "
        "psychotherapy notes open only with the passphrase they had or their own recovery code.",
        "&Reopen the account",
    )


class LetInForm(Form):
    """``ui/let_in_dialog.ui``."""

    ui = "let_in_dialog.ui"
    heading: QLabel
    introduction: QLabel
    first_passphrase: FirstPassphraseEditor
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class LetInDialog(RecordDialog):
    """Gives one account a passphrase."""

    def __init__(
        self,
        context: AppContext,
        account: Account,
        why: LetIn,
        roles: str,
        parent: QWidget | None = None,
    ) -> None:
        self.form = form = LetInForm()
        words = {"name": account.display_name, "roles": roles}
        super().__init__(context, form, why.value.title.format(**words), parent)
        self._account, self._why = account, why
        form.introduction.setText(why.value.introduction.format(**words))
        form.save_button.setText(why.value.save)
        form.first_passphrase.judge_in(context)
        form.first_passphrase.setFocus()

    def work(self) -> Callable[[], Saved]:
        """Return the call that sets the passphrase as chosen."""
        context, account = self.context, self._account
        passphrase = self.form.first_passphrase.passphrase()
        let_in = replace_passphrase if self._why is LetIn.FORGOTTEN else reopen_account
        return lambda: Saved(account.id or 0, let_in(context.clinic, account, passphrase))

    def save(self) -> None:
        """Set the passphrase, once it is good enough to be tried."""
        if problems := self.form.first_passphrase.problems():
            self._failed(Invalid(problems))
            return
        super().save()

    def done(self, result: int) -> None:
        """Forget the passphrase with the dialog."""
        self.form.first_passphrase.forget()
        super().done(result)

    def _failed(self, error: ExpectedError) -> None:
        self.form.first_passphrase.give_way()
        if isinstance(error, Invalid):
            error = Invalid(self.form.first_passphrase.placed(error.problems))
        super()._failed(error)
