"""What an import kept aside, as a tree: reasons, and under each its resources."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
)

from practice_desk.domain.import_report import KeptAside
from practice_desk.gui.models.import_view import ReasonGroup

_HEADERS = ("Reason, file and entry", "Type", "Id", "Count")
_COUNT = 3
_ROW_HEIGHT = 30
_TOP = 0  # the internal id of a reason; a resource has the number of its reason plus one

AnyIndex = QModelIndex | QPersistentModelIndex


class KeptAsideTree(QAbstractItemModel):
    """Asked for a cell only when it is seen, so that a long list costs nothing to show."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._groups: list[ReasonGroup] = []

    def show_groups(self, groups: Iterable[ReasonGroup]) -> None:
        """Show *groups* instead of the former ones."""
        self.beginResetModel()
        self._groups = list(groups)
        self.endResetModel()

    def index(self, row: int, column: int, parent: AnyIndex = QModelIndex()) -> QModelIndex:  # noqa: B008 - Qt's signature
        """Return the index of a reason, or of a resource under the reason *parent*."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else _TOP)

    def parent(self, index: AnyIndex = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008 - QObject.parent() has the same name
        """Return the reason of a resource."""
        if not index.isValid() or index.internalId() == _TOP:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, _TOP)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many reasons there are, or how many resources a reason lists."""
        if not parent.isValid():
            return len(self._groups)
        if parent.internalId() != _TOP or parent.column() != 0:
            return 0
        return len(self._groups[parent.row()].listed)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many columns there are."""
        return len(_HEADERS)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, a reason's tip, or the height of a line."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(0, _ROW_HEIGHT)
        if role == Qt.ItemDataRole.ToolTipRole and index.internalId() == _TOP:
            return f"<qt>{escape(self._groups[index.row()].reason)}</qt>"
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        if index.internalId() == _TOP:
            return _group_cells(self._groups[index.row()])[index.column()]
        kept = self._groups[index.internalId() - 1].listed[index.row()]
        return _resource_cells(kept)[index.column()]

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a column's name."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADERS[section]
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort the reasons by a column; the resources under each stay in the files' order."""
        self.beginResetModel()
        self._groups.sort(
            key=lambda group: _sort_key(group, column),
            reverse=order == Qt.SortOrder.DescendingOrder,
        )
        self.endResetModel()


def _group_cells(group: ReasonGroup) -> tuple[str, str, str, str]:
    return (group.reason, group.resource_type, "", f"{group.count:,}")


def _resource_cells(kept: KeptAside) -> tuple[str, str, str, str]:
    where = f"{kept.file_name}, entry {kept.position:,}" if kept.position else kept.file_name
    return (where, kept.resource_type, kept.resource_id, "")


def _sort_key(group: ReasonGroup, column: int) -> tuple[int, str]:
    if column == _COUNT:
        return (group.count, "")
    return (0, _group_cells(group)[column].casefold())
