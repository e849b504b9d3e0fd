"""The table of who may do what, to read: by subject, one column for each role."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from practice_desk.gui.models.settings_view import ROLE_NAMES, PermissionRow, permission_groups

_ROW_HEIGHT = 32
_ROLE_WIDTH = 104
_MAY, _MAY_NOT = "Yes", "–"


class PermissionTable(QTableWidget):
    """Read-only, as high as its rows; arrow keys walk it and a screen reader reads each cell."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(ROLE_NAMES) + 1, parent)
        self.setAccessibleName("Who may do what")
        self.setHorizontalHeaderLabels(["", *ROLE_NAMES.values()])
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        for column in range(1, self.columnCount()):
            self.setColumnWidth(column, _ROLE_WIDTH)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.show_table()

    def show_table(self) -> None:
        """Fill in the table that is in force."""
        self.clearSpans()
        self.setRowCount(0)
        for group in permission_groups():
            self._add_title(group.title)
            for row in group.rows:
                self._add_row(row)
        height = self.horizontalHeader().sizeHint().height() + self.rowCount() * _ROW_HEIGHT + 4
        self.setFixedHeight(height)

    def _add_title(self, title: str) -> None:
        place = self.rowCount()
        self.setRowCount(place + 1)
        item = QTableWidgetItem(title)
        font = item.font()
        font.setBold(True)
        item.setFont(font)
        self.setItem(place, 0, item)
        self.setSpan(place, 0, 1, self.columnCount())

    def _add_row(self, row: PermissionRow) -> None:
        place = self.rowCount()
        self.setRowCount(place + 1)
        self.setItem(place, 0, QTableWidgetItem(row.words))
        for column, (role, may) in enumerate(
            zip(ROLE_NAMES.values(), row.permitted, strict=True), start=1
        ):
            item = QTableWidgetItem(_MAY if may else _MAY_NOT)
            item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
            verb = "may" if may else "may not"
            said = f"{role} {verb} {row.words[0].lower()}{row.words[1:]}"
            item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
            self.setItem(place, column, item)
