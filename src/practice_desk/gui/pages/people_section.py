"""The people who may unlock the clinic, in the settings."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.account import Account
from practice_desk.domain.changes import Changes
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.account_dialog import AccountDialog
from practice_desk.gui.dialogs.close_account_dialog import CloseAccountDialog
from practice_desk.gui.dialogs.let_in_dialog import LetIn, LetInDialog
from practice_desk.gui.icons import set_icon
from practice_desk.gui.models import staff_view
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.models.settings_view import roles_text
from practice_desk.gui.widgets.list_card import ListCard
from practice_desk.services.staff import StaffMember, list_staff


class PeopleSection(QWidget):
    """Everybody's account, and the dialogs that change one."""

    key_change_wanted = Signal()
    """Somebody's account was closed, and the clinic's key should be changed."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._wanted = ""
        self._colleagues: tuple[Account, ...] = ()
        self.people = ListCard("People", staff_view.HEADERS, "", widest=2)
        self.add = QPushButton("&Add a person…")
        self.add.setProperty("kind", "primary")
        set_icon(self.add, "user-plus", "on_accent")
        self.add.clicked.connect(self.add_person)
        self._add_buttons()
        self.people.table.record_activated.connect(self._change)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.people)
        context.events.store_changed.connect(self._changed)

    def load(self) -> None:
        """Read the list again."""
        context = self._context
        if not context.may(Operation.VIEW_ACCOUNTS):
            return
        self.people.offer_buttons(self._may_manage)
        self.add.setVisible(self._may_manage)
        context.tasks.run(
            lambda: list_staff(context.clinic),
            done=self._show,
            parent=self,
        )

    def _show(self, found: list[StaffMember]) -> None:
        self._colleagues = tuple(member.account for member in found)
        chosen = self.people.table.chosen
        self.people.show_rows(staff_view.staff_rows(found))
        if chosen is not None:
            self._choose(_member(chosen.record).account.user_name, focus=False)
        self._find_wanted()

    def choose(self, user_name: str) -> None:
        """Choose the account of one person, now or once the list has been read."""
        self._wanted = user_name
        self._find_wanted()

    def _find_wanted(self) -> None:
        if self._wanted and self._choose(self._wanted):
            self._wanted = ""

    def _choose(self, user_name: str, *, focus: bool = True) -> bool:
        return self.people.table.choose(
            lambda record: _member(record).account.user_name == user_name, focus=focus
        )

    @property
    def _may_manage(self) -> bool:
        return self._context.may(Operation.MANAGE_ACCOUNTS)

    def add_person(self) -> None:
        """Open the dialog that gives somebody an account."""
        self._open(AccountDialog(self._context, None, self.window(), self._colleagues))

    def _add_buttons(self) -> None:
        self.people.add_button("Reopen…", self._reopen, _is_closed)
        self.people.add_button("Close…", self._close, self._is_open_other)
        self.people.add_button("New passphrase…", self._replace, self._is_open_other)
        self.people.add_button("Change…", lambda row: self._change(row.record), _any)
        self.people.add_header_widget(self.add)

    def _change(self, record: object) -> None:
        account = _member(record).account
        if self._may_manage:
            self._open(AccountDialog(self._context, account, self.window(), self._colleagues))

    def _replace(self, row: RecordRow) -> None:
        self._let_in(row, LetIn.FORGOTTEN)

    def _reopen(self, row: RecordRow) -> None:
        self._let_in(row, LetIn.COMES_BACK)

    def _let_in(self, row: RecordRow, why: LetIn) -> None:
        account = _member(row.record).account
        roles = roles_text(account.roles)
        self._open(LetInDialog(self._context, account, why, roles, self.window()))

    def _close(self, row: RecordRow) -> None:
        account = _member(row.record).account
        dialog = CloseAccountDialog(self._context, account, self.window())
        dialog.key_change_wanted.connect(self.key_change_wanted)
        self._open(dialog)

    def _open(self, dialog: QDialog) -> None:
        dialog.setModal(True)
        dialog.open()

    def _is_open_other(self, row: RecordRow) -> bool:
        return _is_open(row) and _member(row.record).account.user_name != self._context.user_name

    def _changed(self, changes: Changes) -> None:
        if "account" in changes.nouns and self.isVisible():
            self.load()


def _member(record: object) -> StaffMember:
    assert isinstance(record, StaffMember)  # what this list holds
    return record


def _is_open(row: RecordRow) -> bool:
    return _member(row.record).account.active


def _any(_row: RecordRow) -> bool:
    """Return True: a closed account is changed too, as who co-signs the notes that wait."""
    return True


def _is_closed(row: RecordRow) -> bool:
    return not _member(row.record).account.active
