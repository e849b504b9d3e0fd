"""The directory: pharmacies and other organizations, and clinicians outside this clinic."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.changes import Changes
from practice_desk.domain.directory import Organization, OrganizationKind, Practitioner
from practice_desk.domain.draft import Draft
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.directory_dialogs import OrganizationDialog, PractitionerDialog
from practice_desk.gui.icons import set_icon, show_lens
from practice_desk.gui.models.directory_table import DirectoryTable
from practice_desk.gui.models.directory_view import DirectoryRow, matching, outside_only, row_of
from practice_desk.gui.pages.app_page import AppPage
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.chip import chip
from practice_desk.gui.widgets.empty_state import EmptyState
from practice_desk.gui.widgets.table_columns import choose_rows, set_columns
from practice_desk.services.clinic import Clinic
from practice_desk.services.directory import list_organizations, list_practitioners

_NOUNS = frozenset({"organization", "practitioner"})
_EMPTY = {
    True: ("building-2", "Pharmacies and other organizations will be listed here."),
    False: ("stethoscope", "Clinicians outside this clinic will be listed here."),
}


class DirectoryPage(AppPage):
    """A searchable table of each kind; Enter or a double click opens an entry."""

    draft_kinds: ClassVar[frozenset[str]] = frozenset({"organization", "clinician"})

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.setProperty("surface", "page")
        self._rows: list[DirectoryRow] = []
        self._loading = 0
        self.organizations_chip = chip("P&harmacies and organizations")
        self.clinicians_chip = chip("&Outside clinicians")
        self.organizations_chip.setChecked(True)
        self._chips = QButtonGroup(self)
        self._chips.addButton(self.organizations_chip)
        self._chips.addButton(self.clinicians_chip)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Name, place or phone")
        self.search.setAccessibleName("Search the directory")
        self.search.setClearButtonEnabled(True)
        show_lens(self.search)
        self.inactive = QCheckBox("Show inacti&ve")
        self.count = plain_label(role="dim")
        self.new_button = QPushButton("&New entry")
        self.new_button.setProperty("kind", "primary")
        set_icon(self.new_button, "plus", "on_accent")
        self.table, self.model = _table()
        self.empty = EmptyState(icon="building-2")
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Read the directory again."""
        self.new_button.setVisible(self._may_edit)
        self._loading += 1
        number, context = self._loading, self.context
        read = _organizations if self.shows_organizations else _clinicians
        context.tasks.run(
            lambda: read(context.clinic),
            done=lambda found: self._show(number, found),
            parent=self,
        )

    @property
    def _may_edit(self) -> bool:
        return self.context.may(Operation.EDIT_DIRECTORY)

    @property
    def shows_organizations(self) -> bool:
        """Whether organizations are listed, not clinicians."""
        return self.organizations_chip.isChecked()

    def add_entry(self) -> None:
        """Open the dialog for a new entry of the kind that is listed."""
        if self.shows_organizations:
            self._open(Organization("", OrganizationKind.PHARMACY))
        else:
            self._open(Practitioner(""))

    def go_on(self, draft: Draft) -> bool:
        """Open the form that *draft* was typed into, once the entry it is about is read."""
        target = draft.body.get("target")
        entry_id = target.get("id") if isinstance(target, dict) else None
        organization = draft.kind == OrganizationDialog.draft_kind
        if not isinstance(entry_id, int):
            new = Organization("", OrganizationKind.PHARMACY) if organization else Practitioner("")
            self._open(new).put_draft(draft)
            return True
        context, read = self.context, _organizations if organization else _clinicians

        def show(found: list[DirectoryRow]) -> None:
            for row in found:
                if row.entry.id == entry_id:
                    self._open(row.entry).put_draft(draft)

        context.tasks.run(lambda: read(context.clinic), done=show, parent=self)
        return True

    def edit_entry(self, index: QModelIndex) -> None:
        """Open the dialog for the entry in the table's row."""
        if self._may_edit:
            self._open(self.model.row(index).entry)

    def _open(self, entry: Organization | Practitioner) -> OrganizationDialog | PractitionerDialog:
        dialog = (
            OrganizationDialog(self.context, entry, self)
            if isinstance(entry, Organization)
            else PractitionerDialog(self.context, entry, self)
        )
        dialog.saved.connect(lambda _saved: self.context.messages.success("The entry was saved."))
        dialog.open()
        return dialog

    def _show(self, number: int, found: list[DirectoryRow]) -> None:
        if number != self._loading:
            return  # the other kind was asked for meanwhile
        self._rows = found
        self._filter()

    def _filter(self) -> None:
        rows = matching(self._rows, self.search.text(), inactive=self.inactive.isChecked())
        self.model.show_rows(rows)
        self.count.setText(f"{len(rows):,}")
        if not rows:
            self._explain_emptiness()
        self._pages.setCurrentIndex(0 if rows else 1)

    def _explain_emptiness(self) -> None:
        symbol, sentence = _EMPTY[self.shows_organizations]
        if any(row.active for row in self._rows) and self.search.text().strip():
            self.empty.show_state("search", "Nothing in the directory matches what you typed.")
        else:
            self.empty.show_state(symbol, sentence, "Add the first entry" if self._may_edit else "")

    def _changed(self, changes: Changes) -> None:
        if changes.nouns & _NOUNS and self.isVisible():
            self.refresh()

    def _connect(self) -> None:
        self._chips.buttonClicked.connect(lambda _chip: self.refresh())
        self.search.textChanged.connect(lambda _text: self._filter())
        self.inactive.toggled.connect(lambda _on: self._filter())
        self.new_button.clicked.connect(self.add_entry)
        self.empty.action_triggered.connect(self.add_entry)
        self.table.doubleClicked.connect(self.edit_entry)
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            shortcut = QShortcut(QKeySequence(key), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(self._edit_current)
        self.context.events.store_changed.connect(self._changed)

    def _edit_current(self) -> None:
        index = self.table.currentIndex()
        if index.isValid():
            self.edit_entry(index)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(plain_label("Directory", "title"))
        head.addStretch(1)
        head.addWidget(self.new_button)
        tools = QHBoxLayout()
        tools.setSpacing(8)
        tools.addWidget(self.organizations_chip)
        tools.addWidget(self.clinicians_chip)
        tools.addSpacing(8)
        tools.addWidget(self.search, 1)
        tools.addWidget(self.inactive)
        tools.addWidget(self.count)
        card = QFrame()
        card.setProperty("surface", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(8, 8, 8, 8)
        self._pages = QStackedLayout()
        inside.addLayout(self._pages)
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.empty)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(24, 20, 24, 20)
        rows.setSpacing(12)
        rows.addLayout(head)
        rows.addLayout(tools)
        rows.addWidget(card, 1)


def _organizations(clinic: Clinic) -> list[DirectoryRow]:
    return [row_of(entry) for entry in list_organizations(clinic, with_inactive=True)]


def _clinicians(clinic: Clinic) -> list[DirectoryRow]:
    found = outside_only(list_practitioners(clinic, with_inactive=True))
    return [row_of(entry) for entry in found]


def _table() -> tuple[QTableView, DirectoryTable]:
    table, model = QTableView(), DirectoryTable()
    model.setParent(table)
    table.setModel(model)
    table.setAccessibleName("Directory")
    choose_rows(table)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    set_columns(table, (280, 130, 0, 150, 150), 2, 40)
    return table, model
