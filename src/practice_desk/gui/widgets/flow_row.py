"""Widgets in a row that goes on in the next line where the first is full."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from practice_desk.gui.custom_widgets import register_custom_widget

_GAP = QSize(8, 6)


@register_custom_widget
class FlowRow(QWidget):
    """As high as its lines are at its width; each widget keeps the size that it asks for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._widgets: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_widgets(self, widgets: Sequence[QWidget]) -> None:
        """Show *widgets* instead of the former ones, which their owner deletes."""
        self._widgets = list(widgets)
        for widget in self._widgets:
            widget.setParent(self)
            widget.ensurePolished()
            widget.show()
        self.updateGeometry()
        self._place(self.width())

    def hasHeightForWidth(self) -> bool:
        """Return that the lines follow from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines at *width*."""
        return max((spot.y() + size.height() for spot, size in self._spots(width)), default=0)

    def sizeHint(self) -> QSize:
        """Return the room of one line."""
        sizes = [self._size(widget) for widget in self._widgets]
        gaps = _GAP.width() * max(0, len(sizes) - 1)
        height = max((size.height() for size in sizes), default=0)
        return QSize(sum(size.width() for size in sizes) + gaps, height)

    def minimumSizeHint(self) -> QSize:
        """Return the room of the widest widget alone."""
        widest = max((self._size(widget).width() for widget in self._widgets), default=0)
        return QSize(widest, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        self._place(event.size().width())

    def _place(self, width: int) -> None:
        spots = self._spots(width)
        used = max((spot.y() + size.height() for spot, size in spots), default=0)
        down = max(0, (self.height() - used) // 2)
        for widget, (spot, size) in zip(self._widgets, spots, strict=True):
            widget.setGeometry(spot.x(), spot.y() + down, size.width(), size.height())

    def _spots(self, width: int) -> list[tuple[QPoint, QSize]]:
        spots: list[tuple[QPoint, QSize]] = []
        x = y = line = first = 0
        for widget in self._widgets:
            if widget.isHidden():
                spots.append((QPoint(x, y), QSize(0, 0)))
                continue
            size = self._size(widget)
            if x and x + size.width() > width:
                _center(spots[first:], line)
                x, y, line, first = 0, y + line + _GAP.height(), 0, len(spots)
            spots.append((QPoint(x, y), size))
            x, line = x + size.width() + _GAP.width(), max(line, size.height())
        _center(spots[first:], line)
        return spots

    @staticmethod
    def _size(widget: QWidget) -> QSize:
        return widget.sizeHint().expandedTo(widget.minimumSize()).boundedTo(widget.maximumSize())


def _center(line: Sequence[tuple[QPoint, QSize]], height: int) -> None:
    """Put the lower ones in the middle of their line."""
    for spot, size in line:
        if size.height():
            spot.setY(spot.y() + (height - size.height()) // 2)
