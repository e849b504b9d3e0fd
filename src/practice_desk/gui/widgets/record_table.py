"""A short table of records inside a card, as high as its rows; retracted ones are struck out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from math import ceil

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from practice_desk.domain.sensitivity import Labels
from practice_desk.gui import theme
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.widgets.first_row import FirstRow

MOST_ROWS = 8
"""Rows shown without scrolling inside the table."""
_ROW_HEIGHT = 36
_FURTHER_LINE = 18
"""How much higher a row is for each line more that its widest cell needs."""
_MOST_LINES = 4
_LOST_IN_WRAPPING = 1.1  # lines break between words, not where they are full
_LEAST_LAST = 120  # pixels


class TonedDelegate(QStyledItemDelegate):
    """Keeps the colour that a cell has of its own while its row is selected; wraps in tall rows."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Give the selected text the cell's colour too."""
        super().initStyleOption(option, index)
        if option.rect.height() > _ROW_HEIGHT:
            option.features |= QStyleOptionViewItem.ViewItemFeature.WrapText
        brush = index.data(Qt.ItemDataRole.ForegroundRole)
        if isinstance(brush, QBrush) and brush.style() is not Qt.BrushStyle.NoBrush:
            option.palette.setBrush(QPalette.ColorRole.HighlightedText, brush)


class RecordTable(QTableWidget):
    """Shows `RecordRow`s; Enter or a double click opens one (`record_activated`).

    It is as high as its rows, or `MOST_ROWS` of them, with a scroll bar; where there is less room,
    down to as many as `least_rows` says.
    """

    record_activated = Signal(object)

    def __init__(
        self, name: str, headers: Sequence[str], widest: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(0, len(headers), parent)
        self._rows: list[RecordRow] = []
        self.labels: Labels = {}
        self.setItemDelegate(TonedDelegate(self))
        FirstRow(self)
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels(list(headers))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self._widest = widest
        self.least_rows = MOST_ROWS
        self._share_room()
        self.itemActivated.connect(lambda item: self._activate(item.row()))

    def show_rows(self, rows: Sequence[RecordRow]) -> None:
        """Show *rows* instead of the former ones; none is selected.

        Those whose record carries one of `labels` say so.
        """
        self._rows = _marked(rows, self.labels)
        self.setRowCount(len(self._rows))
        for number, row in enumerate(self._rows):
            for column, text in enumerate(row.cells):
                tone = row.tones[column] if column < len(row.tones) else ""
                self.setItem(number, column, _item(text, row.retracted_reason, tone))
        self.clearSelection()
        self.setCurrentCell(-1, -1)
        self.setVisible(bool(self._rows))
        self._share_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the columns their part of the new width."""
        super().resizeEvent(event)
        self._share_room()

    def changeEvent(self, event: QEvent) -> None:
        """Colour the cells anew in another look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for number, row in enumerate(self._rows):
                for column, tone in enumerate(row.tones):
                    if tone and (item := self.item(number, column)) is not None:
                        item.setForeground(QBrush(theme.color(tone)))

    @property
    def chosen(self) -> RecordRow | None:
        """The selected row, or None."""
        row = self.currentRow()
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def choose(self, wanted: Callable[[object], bool], *, focus: bool = True) -> bool:
        """Select the first row whose record is wanted; return whether there is one."""
        for number, row in enumerate(self._rows):
            if wanted(row.record):
                self.selectRow(number)
                if focus:
                    self.setFocus()
                return True
        return False

    def _share_room(self) -> None:
        """Keep the columns together with the rest left to the last; narrow, the widest gives way.

        A name and its value at opposite ends of a wide window can't be read across.
        """
        header, last = self.horizontalHeader(), self.columnCount() - 1
        widths = [
            max(self.sizeHintForColumn(column), header.sectionSizeHint(column))
            for column in range(last + 1)
        ]
        roomy = sum(widths[:last]) + _LEAST_LAST <= self.viewport().width()
        for column in range(last + 1):
            stretches = column == (last if roomy else self._widest)
            mode = QHeaderView.ResizeMode
            header.setSectionResizeMode(
                column, mode.Stretch if stretches else mode.ResizeToContents
            )

        others = sum(width for column, width in enumerate(widths) if column != self._widest)
        wraps = not roomy or self._widest == last
        self._give_height(self.viewport().width() - others if wraps else 0)

    def _give_height(self, room: int) -> None:
        """Let the widest cells that need more than *room* pixels have more lines; 0: none does."""
        for number in range(self.rowCount()):
            cell = self.model().index(number, self._widest)
            needs, further = self.sizeHintForIndex(cell).width(), 0
            if 0 < room < needs:
                further = min(_MOST_LINES, ceil(_LOST_IN_WRAPPING * needs / room)) - 1
            self.setRowHeight(number, _ROW_HEIGHT + further * _FURTHER_LINE)
        self.setMinimumHeight(self._height_of(self.least_rows))
        self.setMaximumHeight(self._height_of(MOST_ROWS))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the size that shows every row, or the most that a table ever shows."""
        return QSize(super().sizeHint().width(), self.maximumHeight())

    def _height_of(self, rows: int) -> int:
        shown = range(min(self.rowCount(), rows))
        heights = sum(self.rowHeight(number) for number in shown)
        return self.horizontalHeader().sizeHint().height() + heights + 2

    def _activate(self, row: int) -> None:
        if not self._rows[row].retracted_reason:
            self.record_activated.emit(self._rows[row].record)


def _marked(rows: Sequence[RecordRow], labels: Labels) -> list[RecordRow]:
    if not labels:
        return list(rows)
    from practice_desk.gui.models.record_labels import marked  # few charts have labels

    return marked(rows, labels)


def _item(text: str, retracted_reason: str, tone: str) -> QTableWidgetItem:
    item = QTableWidgetItem(" ".join(text.split()))
    item.setToolTip(f"<qt>{escape(text)}</qt>" if text else "")  # where it is cut
    if tone:
        item.setForeground(QBrush(theme.color(tone)))
    if retracted_reason:
        font = item.font()
        font.setStrikeOut(True)
        item.setFont(font)
        item.setForeground(QBrush(theme.color("dim")))
        item.setData(
            Qt.ItemDataRole.AccessibleTextRole, f"{text}, entered in error: {retracted_reason}"
        )
    return item
