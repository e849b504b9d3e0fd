"""Closing somebody's account, and what a copied key file still opens."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QWidget

from practice_desk.domain.account import Account
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.record_dialog import RecordDialog
from practice_desk.gui.widgets.banner import Banner
from practice_desk.services.patients import Saved
from practice_desk.services.staff import close_account

_WARNING = (
    "With a copy of the clinic's key file, from a stick or a backup, {name}'s passphrase would "
    "still open the clinic. Changing the clinic's key ends that; backups made before keep the old "
    "key."
)


class CloseAccountForm(Form):
    """``ui/close_account_dialog.ui``."""

    ui = "close_account_dialog.ui"
    heading: QLabel
    introduction: QLabel
    warning: Banner
    change_key: QCheckBox
    reason: QLineEdit
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class CloseAccountDialog(RecordDialog):
    """Closes one account, and offers at once to change the clinic's key."""

    key_change_wanted = Signal()
    """The account is closed, and the key should be changed now."""

    def __init__(
        self, context: AppContext, account: Account, parent: QWidget | None = None
    ) -> None:
        self.form = form = CloseAccountForm()
        name = account.display_name
        super().__init__(context, form, f"Close the account of {name}", parent)
        self._account = account
        form.introduction.setText(
            f"{name} can't unlock the clinic any more. What they recorded stays, and the account "
            "can be reopened. Psychotherapy notes of theirs, if there are any, stay sealed: nobody "
            "else can open them."
        )
        form.warning.say(_WARNING.format(name=name), "caution")
        self.saved.connect(self._after)
        form.save_button.setFocus()

    def work(self) -> Callable[[], Saved]:
        """Return the call that closes the account."""
        context, account, reason = self.context, self._account, self.form.reason.text().strip()
        return lambda: Saved(account.id or 0, close_account(context.clinic, account, reason=reason))

    def _after(self) -> None:
        if self.form.change_key.isChecked():
            self.key_change_wanted.emit()
