"""Giving somebody an account, and changing the person, roles and numbers of one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from practice_desk.domain.account import CLINICAL_ROLES, Account, Role, check_user_name
from practice_desk.domain.errors import ExpectedError, Invalid, Problem
from practice_desk.gui.binding import Form, item_of, set_value, value_of, values_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.record_dialog import RecordDialog
from practice_desk.gui.models.new_clinic import suggested_user_name
from practice_desk.gui.widgets.first_passphrase import FirstPassphraseEditor
from practice_desk.gui.widgets.npi_check import check_npi_while_typed
from practice_desk.gui.widgets.role_boxes import RoleBoxes
from practice_desk.services.patients import Saved
from practice_desk.services.staff import add_account, save_account, saved_account

_FIELDS = ("given_name", "family_name", "roles", "credentials", "npi", "dea_number", "supervisor")


class AccountForm(Form):
    """``ui/account_dialog.ui``."""

    ui = "account_dialog.ui"
    heading: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    given_name: QLineEdit
    family_name: QLineEdit
    user_name: QLineEdit
    roles: RoleBoxes
    numbers: QWidget
    credentials: QLineEdit
    npi: QLineEdit
    npi_hint: QLabel
    label_dea_number: QLabel
    dea_number: QLineEdit
    supervisor: QComboBox
    passphrase_heading: QLabel
    first_passphrase: FirstPassphraseEditor


class AccountDialog(RecordDialog):
    """Edits one account; with none, gives a new person one, with a passphrase.

    *colleagues* are those who may be chosen to co-sign this person's notes.
    """

    def __init__(
        self,
        context: AppContext,
        account: Account | None,
        parent: QWidget | None = None,
        colleagues: Iterable[Account] = (),
    ) -> None:
        self.form = form = AccountForm()
        title = "Add a person" if account is None else account.display_name
        super().__init__(context, form, title, parent)
        self._is_new = account is None
        self._account = Account("", "") if account is None else account
        form.supervisor.addItem("Nobody has to", "")
        for each in colleagues:
            if each.treats_patients and each.user_name != self._account.user_name:
                form.supervisor.addItem(each.display_name, each.user_name)
        if item_of(form.supervisor, self._account.supervisor) < 0:  # has left since
            form.supervisor.addItem(self._account.supervisor, self._account.supervisor)
        for name in _FIELDS:
            set_value(getattr(form, name), getattr(self._account, name))
        form.user_name.setText(self._account.user_name)
        form.roles.valueChanged.connect(self._show_for_roles)
        check_npi_while_typed(form.npi, form.npi_hint)
        self._set_up_kind()
        self._show_for_roles()
        form.given_name.setFocus()

    def work(self) -> Callable[[], Saved]:
        """Return the call that saves the account as the form says."""
        account, context = self.value(), self.context
        if not self._is_new:
            return lambda: save_account(context.clinic, account)
        passphrase = self.form.first_passphrase.passphrase()
        return lambda: add_account(context.clinic, account, passphrase)

    def value(self) -> Account:
        """Return the account as the form says."""
        account = replace(self._account, **values_of(self.form, _FIELDS, Account))
        if not self._is_new:
            return account
        return replace(account, user_name=value_of(self.form.user_name))

    def save(self) -> None:
        """Save, once the passphrase of a new person is good enough to be tried."""
        problems = self._quick_problems() if self._is_new else ()
        if problems:
            self._failed(Invalid(problems))
            return
        super().save()

    def take_newer(self) -> None:
        """Bring in what somebody else saved, and build on that version."""
        context, opened = self.context, self._account
        self.merge(lambda: saved_account(context.clinic, opened), opened, self._build_on)

    def showEvent(self, event: QShowEvent) -> None:
        """Come up high enough for the explanations of all roles."""
        super().showEvent(event)
        self._make_room()

    def done(self, result: int) -> None:
        """Forget the passphrase with the dialog."""
        self.form.first_passphrase.forget()
        super().done(result)

    def _quick_problems(self) -> tuple[Problem, ...]:
        name = self.form.user_name.text().strip()
        return (*check_user_name(name), *self.form.first_passphrase.problems())

    def _failed(self, error: ExpectedError) -> None:
        if isinstance(error, Invalid):
            error = Invalid(self._placed(error.problems))
        super()._failed(error)

    def _placed(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        self.form.first_passphrase.give_way()
        if any(problem.field == "npi" for problem in problems):
            self.form.npi_hint.hide()  # said once
        return self.form.first_passphrase.placed(problems)

    def _build_on(self, saved: Account) -> None:
        self._account = replace(self._account, version=saved.version)

    def _set_up_kind(self) -> None:
        form = self.form
        form.passphrase_heading.setVisible(self._is_new)
        form.first_passphrase.setVisible(self._is_new)
        form.save_button.setText("&Add" if self._is_new else "&Save")
        if self._is_new:
            form.first_passphrase.judge_in(self.context)
            for field in (form.given_name, form.family_name):
                field.textEdited.connect(self._suggest_user_name)
        else:
            form.user_name.setReadOnly(True)
            form.user_name.setToolTip("A user name stays: the audit trail knows the person by it")

    def _suggest_user_name(self) -> None:
        form = self.form
        if not form.user_name.isModified():
            form.user_name.setText(
                suggested_user_name(form.given_name.text(), form.family_name.text())
            )

    def _show_for_roles(self) -> None:
        form = self.form
        roles = form.roles.value()
        form.numbers.setVisible(bool(roles & CLINICAL_ROLES))
        prescribes = Role.PRESCRIBER in roles
        form.label_dea_number.setVisible(prescribes)
        form.dea_number.setVisible(prescribes)
        if self.isVisible():
            self._make_room()
