"""The plan's rows as a Qt list model; the row itself is under `ROW_ROLE`."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from practice_desk.gui.models.plan_list import PlanRow

ROW_ROLE: Final = int(Qt.ItemDataRole.UserRole)
_NO_INDEX = QModelIndex()


class PlanListModel(QAbstractListModel):
    """The medications of one plan."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[PlanRow, ...] = ()

    def show_rows(self, rows: tuple[PlanRow, ...]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_INDEX) -> int:
        """Return how many medications there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the name, the spoken row, or the `PlanRow`."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken
        return row if role == ROW_ROLE else None
