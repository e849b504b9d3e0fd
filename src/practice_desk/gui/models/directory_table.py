"""The directory's lines as a table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from practice_desk.gui import theme
from practice_desk.gui.models.directory_view import HEADERS, DirectoryRow

AnyIndex = QModelIndex | QPersistentModelIndex


class DirectoryTable(QAbstractTableModel):
    """What the search left of the directory."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[DirectoryRow] = []

    def show_rows(self, rows: Sequence[DirectoryRow]) -> None:
        """Show *rows* instead of the former ones."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def row(self, index: AnyIndex) -> DirectoryRow:
        """Return the line at *index*."""
        return self._rows[index.row()]

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many lines are left."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(HEADERS)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text; what does not fit is in the tip."""
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._rows[index.row()].cells[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole and not self._rows[index.row()].active:
            return theme.color("dim")
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return a column's name."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADERS[section]
        return None
