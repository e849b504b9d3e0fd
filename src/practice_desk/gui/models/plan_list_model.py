"""The plan's rows as a Qt list model: a row under `ROW_ROLE`, the days of all under `SPAN_ROLE`."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from practice_desk.gui.models.plan_bars import Span
from practice_desk.gui.models.plan_list import PlanRow

ROW_ROLE: Final = int(Qt.ItemDataRole.UserRole)
SPAN_ROLE: Final = ROW_ROLE + 1
_NO_INDEX = QModelIndex()


class PlanListModel(QAbstractListModel):
    """The medications of one plan."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[PlanRow, ...] = ()
        self.shown_span: Span | None = None
        """The days that the rows' bars share."""

    def show_rows(self, rows: tuple[PlanRow, ...], span: Span | None = None) -> None:
        """Show other rows, whose bars lie within *span*."""
        self.beginResetModel()
        self.rows, self.shown_span = rows, span
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
        if role == SPAN_ROLE:
            return self.shown_span
        return row if role == ROW_ROLE else None
