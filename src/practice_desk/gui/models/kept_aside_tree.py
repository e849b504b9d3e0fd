"""What an import kept aside, as a tree: reasons, and under each its resources."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel

from practice_desk.gui.models.import_view import ReasonGroup

SORT_ROLE = Qt.ItemDataRole.UserRole
"""What a column is sorted by: counts and positions as numbers, the rest as text."""

_ROW_HEIGHT = 30
_HEADERS = ("Reason, file and entry", "Type", "Id", "Count")


class KeptAsideTree(QStandardItemModel):
    """At most as many resources as a report lists one by one; the counts are of all."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setSortRole(SORT_ROLE)
        self.setHorizontalHeaderLabels(list(_HEADERS))

    def show_groups(self, groups: Iterable[ReasonGroup]) -> None:
        """Show *groups* instead of the former ones."""
        self.removeRows(0, self.rowCount())
        for group in groups:
            first = _item(group.reason)
            first.setToolTip(f"<qt>{escape(group.reason)}</qt>")
            for kept in group.listed:
                where = f"{kept.file_name}, entry {kept.position:,}"
                first.appendRow(
                    [
                        _item(where, f"{kept.file_name}\n{kept.position:09d}"),
                        _item(kept.resource_type),
                        _item(kept.resource_id),
                        _item("", 1),
                    ]
                )
            count = _item(f"{group.count:,}", group.count)
            self.appendRow([first, _item(group.resource_type), _item(""), count])


def _item(text: str, key: str | int | None = None) -> QStandardItem:
    item = QStandardItem(text)
    item.setEditable(False)
    item.setSizeHint(QSize(0, _ROW_HEIGHT))
    item.setData(text.casefold() if key is None else key, SORT_ROLE)
    return item
