"""A part of the settings that keeps a list: its entries, and below them the one that is edited."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import ExpectedError
from practice_desk.gui.context import AppContext
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.list_card import ListCard

V = TypeVar("V")


class KeptListSection(Generic[V]):
    """Entries of one *kind*; *noun* is what one of them is called.

    A subclass has the fields: `load`, `is_changed`, `put`, `saving`, `removing` and `first_field`
    are its part, and it calls `lay_out` with them.
    """

    first_field: QWidget
    """Where a new entry begins."""

    def __init__(self, context: AppContext, listing: ListCard, kind: type[V], noun: str) -> None:
        self.context = context
        self.root = QWidget()
        self.listing = listing
        self.editing: V | None = None
        """The entry that is changed, None for a new one."""
        self._kind = kind
        self.remove_button = listing.add_button("Remove", self._remove, self.may_remove)
        self.save_button = QPushButton(f"Sav&e {noun}")
        self.new_button = QPushButton(f"&New {noun}")
        self.problem = plain_label("", "problem", wrap=True)
        listing.table.itemSelectionChanged.connect(self._take_selected)
        self.save_button.clicked.connect(self.save)
        self.new_button.clicked.connect(self.begin)

    def load(self) -> None:
        """Read the entries again; what is being typed stays."""
        raise NotImplementedError

    def is_changed(self) -> bool:
        """Whether something typed is not saved."""
        raise NotImplementedError

    def put(self, value: V | None) -> None:
        """Put an entry into the fields, None for a new one."""
        raise NotImplementedError

    def saving(self) -> Callable[[], Changes]:
        """Read the fields, now, and return the call that saves them."""
        raise NotImplementedError

    def removing(self, value: V) -> Callable[[], Changes]:
        """Return the call that takes an entry away."""
        raise NotImplementedError

    def may_remove(self, row: RecordRow) -> bool:
        """Return whether the entry of a row can be taken away."""
        return isinstance(row.record, self._kind)

    def discard(self) -> None:
        """Begin anew."""
        self.begin()

    def begin(self) -> None:
        """Empty the fields for a new entry."""
        self.listing.table.clearSelection()
        self._edit(None)
        self.first_field.setFocus()

    def save(self) -> None:
        """Add the entry, or change the one that is selected."""
        self._run(self.saving())

    def lay_out(self, about: str, *fields: QWidget | QLayout) -> None:
        """Put the list, what it is *about*, the fields and the buttons below one another."""
        self.problem.hide()
        ends = QHBoxLayout()
        ends.addWidget(self.save_button)
        ends.addWidget(self.new_button)
        ends.addStretch(1)
        rows = QVBoxLayout(self.root)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addWidget(self.listing)
        rows.addWidget(plain_label(about, "dim", wrap=True))
        for each in fields:
            if isinstance(each, QWidget):
                rows.addWidget(each)
            else:
                rows.addLayout(each)
        rows.addWidget(self.problem)
        rows.addLayout(ends)

    def _remove(self, row: RecordRow) -> None:
        if isinstance(row.record, self._kind):
            self._run(self.removing(row.record))

    def _run(self, work: Callable[[], Changes]) -> None:
        self.problem.hide()

        def done(changes: Changes) -> None:
            self.context.events.store_changed.emit(changes)
            self._edit(None)
            self.load()

        def failed(error: ExpectedError) -> None:
            self.problem.setText(str(error))
            self.problem.show()

        self.context.tasks.run(work, done=done, failed=failed, parent=self.root)

    def _take_selected(self) -> None:
        row = self.listing.table.chosen
        if row is not None and isinstance(row.record, self._kind):
            self._edit(row.record)

    def _edit(self, value: V | None) -> None:
        self.editing = value
        self.put(value)
        self.problem.hide()


def field_label(words: str, buddy: QWidget) -> QLabel:
    """Return the label of a field, which takes its name from it."""
    label = QLabel(words)
    label.setProperty("role", "field")
    label.setBuddy(buddy)
    buddy.setAccessibleName(words.replace("&", ""))
    return label
