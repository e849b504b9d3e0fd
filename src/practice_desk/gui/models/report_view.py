"""A report's table for the screen: its cells as texts, sorted by any column, its total last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from html import escape
from textwrap import fill

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from practice_desk.domain.report import (
    Cell,
    CellKind,
    Counted,
    PatientCell,
    Report,
    ReportColumn,
    ReportTable,
    number_of,
)
from practice_desk.domain.report_words import cell_text
from practice_desk.gui import theme
from practice_desk.gui.wording import write_time

_AnyIndex = QModelIndex | QPersistentModelIndex
_NUMBERS = frozenset({CellKind.COUNT, CellKind.PERCENT, CellKind.DAYS})
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_EMPTY = ReportTable((), ())
_TITLE_WIDTH, _NARROW = 10, 7
"""Characters after which a title over numbers goes on in a next line; fewer in a wide table."""
_WIDE = 8
"""How many columns a table has at most that is not wide."""
OPENS = "Enter shows who they are"
_Key = tuple[int, Decimal, str]


class ReportModel(QAbstractTableModel):
    """The rows of one report. What leads to patients is in the colour of links."""

    def __init__(self) -> None:
        super().__init__()
        self.table = _EMPTY
        self.leads = False
        """Whether the person at the keyboard may see who is behind a number."""
        self._order: list[int] = []

    def show_table(self, table: ReportTable, *, leads: bool) -> None:
        """Show *table* in its own order."""
        self.beginResetModel()
        self.table, self.leads = table, leads
        self._order = list(range(len(table.rows)))
        self.endResetModel()

    def cell(self, index: _AnyIndex) -> Cell:
        """Return the cell at *index*; the total is the last row."""
        return self._row(index.row())[index.column()]

    def column(self, index: _AnyIndex) -> ReportColumn:
        """Return the column of *index*."""
        return self.table.columns[index.column()]

    def label(self, index: _AnyIndex) -> str:
        """Return what a cell's row is about, and its column: "lithium, Patients"."""
        row = self._row(index.row())
        first = cell_text(row[0], self.table.columns[0].kind)
        return f"{first}, {self.column(index).title}"

    def leads_on(self, cell: Cell) -> bool:
        """Return whether a cell opens a chart or shows patients."""
        known = isinstance(cell, Counted) and bool(cell.patient_ids)
        return self.leads and (isinstance(cell, PatientCell) or known)

    def rowCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many rows there are, the total included."""
        return 0 if parent.isValid() else len(self.table.all_rows)

    def columnCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.table.columns)

    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, alignment, weight or colour."""
        if not index.isValid():
            return None
        cell, column = self.cell(index), self.column(index)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return cell_text(cell, column.kind)
        if role == Qt.ItemDataRole.TextAlignmentRole and column.kind in _NUMBERS:
            return _RIGHT
        if role == Qt.ItemDataRole.FontRole and self._is_total(index.row()):
            font = theme.base_font()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ForegroundRole and self.leads_on(cell):
            return theme.color("accent")
        if role == Qt.ItemDataRole.ToolTipRole and self.leads_on(cell):
            return OPENS
        if role == Qt.ItemDataRole.ToolTipRole and column.kind is CellKind.TEXT:
            text = cell_text(cell, column.kind)
            return f"<qt>{escape(text)}</qt>" if text else None  # where it is cut
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a column's title, over its numbers."""
        if orientation is not Qt.Orientation.Horizontal or section >= len(self.table.columns):
            return None
        column = self.table.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            wide = len(self.table.columns) > _WIDE
            return titled(column.title, wide=wide) if column.kind in _NUMBERS else column.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.kind in _NUMBERS else _LEFT
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort the rows; empty cells stand last either way, the total below them."""
        self.layoutAboutToBeChanged.emit()
        if 0 <= column < len(self.table.columns):
            self._order = sorted_rows(self.table.rows, column, order)
        else:
            self._order = list(range(len(self.table.rows)))
        self.layoutChanged.emit()

    def _row(self, place: int) -> Sequence[Cell]:
        if self._is_total(place):
            assert self.table.total is not None  # the last row is it
            return self.table.total
        return self.table.rows[self._order[place]]

    def _is_total(self, place: int) -> bool:
        return self.table.total is not None and place == len(self.table.rows)


def titled(title: str, *, wide: bool = False) -> str:
    """Return a title in lines that are about as wide as numbers; no word of it is broken."""
    width = _NARROW if wide else _TITLE_WIDTH
    return fill(title, width, break_long_words=False, break_on_hyphens=False)


def sorted_rows(rows: Sequence[Sequence[Cell]], column: int, order: Qt.SortOrder) -> list[int]:
    """Return the places of *rows* sorted by a column."""
    falls = order is Qt.SortOrder.DescendingOrder
    full = [place for place, row in enumerate(rows) if row[column] is not None]
    empty = [place for place, row in enumerate(rows) if row[column] is None]
    return [*sorted(full, key=lambda place: _key(rows[place][column]), reverse=falls), *empty]


def _key(cell: Cell) -> _Key:
    number = number_of(cell)
    if number is not None:
        return 0, Decimal(number), ""
    if isinstance(cell, date):
        return 0, Decimal(cell.toordinal()), ""
    return 1, Decimal(0), cell_text(cell, CellKind.TEXT).casefold()


def standing_text(about: str, report: Report) -> str:
    """Return what a report is about, and when it was counted."""
    return f"{about} Counted at {write_time(report.as_of)}."
