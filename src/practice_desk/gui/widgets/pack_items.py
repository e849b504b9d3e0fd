"""Several medications, classes or conditions of the pack: found while typing, listed, removed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.gui.context import AppContext
from practice_desk.gui.custom_widgets import register_custom_widget
from practice_desk.gui.widgets.term_search import TermSearch
from practice_desk.services.terms import Term

_HEIGHT = 72


@register_custom_widget
class PackItems(QFrame):
    """A search with what was chosen below it; Delete in the list takes one out."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = QLineEdit()
        self.search.setPlaceholderText("type to find one")
        self.search.setMaxLength(120)
        self.remove = QPushButton("Remove")
        self.remove.setAutoDefault(False)
        self.remove.setEnabled(False)
        self.list = QListWidget()
        self.list.setMaximumHeight(_HEIGHT)
        self.list.currentRowChanged.connect(lambda row: self.remove.setEnabled(row >= 0))
        self.list.installEventFilter(self)
        self.remove.clicked.connect(self._remove)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.search, 1)
        row.addWidget(self.remove)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addLayout(row)
        rows.addWidget(self.list)
        self.setFocusProxy(self.search)
        self._name("Medications and classes of the pack")

    def find_with(self, context: AppContext, find: Callable[[str], list[Term]], what: str) -> None:
        """Search with *find*; *what* names the list to a screen reader."""
        self._name(what)
        TermSearch(context, self.search, find).chosen.connect(self.add)

    def add(self, term: Term) -> None:
        """Put *term* into the list, once."""
        if term.pack_id and term.pack_id not in {pack_id for pack_id, _ in self.value()}:
            item = QListWidgetItem(term.display, self.list)
            item.setData(Qt.ItemDataRole.UserRole, term.pack_id)
            self.changed.emit()
        self.search.clear()

    def value(self) -> list[tuple[str, str]]:
        """Return the pack's ids and the names of what was chosen."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return [(item.data(Qt.ItemDataRole.UserRole), item.text()) for item in items]

    def ids(self) -> list[str]:
        """Return the pack's ids of what was chosen."""
        return [pack_id for pack_id, _ in self.value()]

    def put(self, kept: object) -> None:
        """Take what a draft kept: pairs of id and name."""
        for each in kept if isinstance(kept, Iterable) else ():
            if isinstance(each, list) and len(each) == 2:
                self.add(Term(str(each[1]), str(each[1]), pack_id=str(each[0])))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take out what is selected with the Delete key."""
        if (
            watched is self.list
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        ):
            self._remove()
            return True
        return super().eventFilter(watched, event)

    def _name(self, what: str) -> None:
        self.search.setAccessibleName(f"Find: {what}")
        self.list.setAccessibleName(what)
        self.remove.setAccessibleName(f"Remove from: {what}")

    def _remove(self) -> None:
        if self.list.takeItem(self.list.currentRow()) is not None:
            self.changed.emit()
