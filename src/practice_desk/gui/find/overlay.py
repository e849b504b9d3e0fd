"""A card over its window, as calm as a sheet of paper: for finding something and going there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QFrame, QListView, QWidget

from practice_desk.gui.find.row_list import RowDelegate, RowList

_ROW = 24
"""Pixels of height within which fields stand beside one another."""
_ROUND = 12
"""Pixels within which the corners of the card are round."""
_SHADE = QColor(10, 20, 26, 96)


class Overlay(QWidget):
    """Dims its window and lays `card` over it, from `cover` until `shut` or a click beside it."""

    def __init__(self, window: QWidget, name: str) -> None:
        super().__init__(window)
        self._under = window
        self._before: QWidget | None = None
        self.card = QFrame(self)
        self.card.setProperty("surface", "card")
        self.setAccessibleName(name)
        window.installEventFilter(self)
        self.hide()

    def cover(self, first: QWidget) -> None:
        """Lie over the window, with the keyboard in *first*."""
        if not self.isVisible():
            self._before = self._under.focusWidget()
        self.show()
        self.raise_()
        self.fill_window()
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def shut(self) -> None:
        """Take it away; the keyboard goes back to where it was."""
        was_visible, before, self._before = self.isVisible(), self._before, None
        self.hide()
        if was_visible and before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def fill_window(self) -> None:
        """Lie over the whole window."""
        self.setGeometry(self._under.rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size."""
        if watched is self._under and event.type() == QEvent.Type.Resize and self.isVisible():
            self.fill_window()
        return super().eventFilter(watched, event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Lead the keyboard round within the card, as the eye reads, never to what lies below."""
        fields = [each for each in self.findChildren(QWidget) if _takes_tab(each)]
        fields.sort(key=self._reading_place)
        here = self.window().focusWidget()
        if here not in fields:
            return False
        there = fields[(fields.index(here) + (1 if forward else -1)) % len(fields)]
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        there.setFocus(reason)
        return True

    def _reading_place(self, field: QWidget) -> tuple[int, int]:
        middle = field.mapTo(self, field.rect().center())
        return middle.y() // _ROW, middle.x()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Close at a click beside the card."""
        if not self.card.geometry().contains(event.position().toPoint()):
            self.shut()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim what lies behind, and leave out what the card covers: it changes at every key."""
        covered = self.card.geometry().adjusted(_ROUND, _ROUND, -_ROUND, -_ROUND)
        painter = QPainter(self)
        painter.setClipRegion(event.region().subtracted(QRegion(covered)))
        painter.fillRect(self.rect(), _SHADE)


def _takes_tab(field: QWidget) -> bool:
    wants = bool(field.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return wants and field.isVisible() and field.isEnabled() and field.focusProxy() is None


def set_up_list(view: QListView, model: RowList, lines: int) -> None:
    """Let *view* show the rows of *model*, each with *lines* below its title."""
    view.setObjectName("find_results")
    view.setAccessibleName("What was found")
    view.setModel(model)
    view.setItemDelegate(RowDelegate(model, lines, view))
    view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    view.setMouseTracking(True)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)


def move(view: QListView, steps: int) -> None:
    """Choose another row of *view*; one step beyond its end begins again at the other."""
    model = view.model()
    count = model.rowCount()
    if not count:
        return
    here = view.currentIndex().row()
    there = (here + steps) % count if abs(steps) == 1 else max(0, min(count - 1, here + steps))
    view.setCurrentIndex(model.index(there, 0))
    view.scrollTo(model.index(there, 0))
