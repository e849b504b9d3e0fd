"""A table of records whose cells wrap, for texts that are read side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtWidgets import QHeaderView, QWidget

from practice_desk.gui.widgets.record_table import RecordTable

_LEAST_ROW, _PAD, _SIDES = 36, 18, 28  # pixels


class ComparedTable(RecordTable):
    """All columns are equally wide, rows as high as their text, the table as high as its rows."""

    _later: QTimer | None = None

    def __init__(self, name: str, headers: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(name, headers, parent=parent)
        self.setWordWrap(True)
        # A height that is set while a layout hands out sizes is not noticed by that layout.
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._take_height)

    def _share_room(self) -> None:
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        if self._later is not None:
            self._later.start()

    def _take_height(self) -> None:
        heights = [self._height_of(row) for row in range(self.rowCount())]
        for row, height in enumerate(heights):
            self.setRowHeight(row, height)
        wanted = self.horizontalHeader().sizeHint().height() + sum(heights) + 2
        if self.height() != wanted:
            self.setFixedHeight(wanted)

    def _height_of(self, row: int) -> int:
        """Return the height of the longest text of a row; the style's padding is left free."""
        metrics, highest = self.fontMetrics(), 0
        for column in range(self.columnCount()):
            item = self.item(row, column)
            room = QRect(0, 0, max(1, self.columnWidth(column) - _SIDES), 10_000)
            if item is not None:
                wrap = int(Qt.TextFlag.TextWordWrap)
                highest = max(highest, metrics.boundingRect(room, wrap, item.text()).height())
        return max(_LEAST_ROW, highest + _PAD)
