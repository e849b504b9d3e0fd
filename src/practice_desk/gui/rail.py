"""The rail at the left: the pages of the application and the lock."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QButtonGroup,
    QFrame,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.gui import icons, theme

QWIDGETSIZE_MAX = (1 << 24) - 1
"""Qt's "as high as you like", which PySide does not name."""

_WIDTH = 88
_ICON = 22
_SMALL_ICON = 18
_DENSE_HEIGHT = 41
"""Pixels of a button where there is little room: its small icon, its word, and a line around."""


class Rail(QFrame):
    """Buttons with icon and word; exactly one page is chosen."""

    page_chosen = Signal(int)
    lock_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "rail")
        self.setFixedWidth(_WIDTH)
        self.setAccessibleName("Pages")
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.idClicked.connect(self.page_chosen)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(4, 12, 4, 8)
        self._column.setSpacing(1)  # all pages and an open visit fit into 768 pixels
        self._column.addStretch(1)
        self._pages = 0
        self._is_dense = False
        self.finding = _button("Find", "search", "Find anything (Ctrl+K)")
        self._column.insertWidget(0, self.finding)
        self._in_order = [self.finding]
        lock = _button("Loc&k", "lock", "Lock (Ctrl+L)")
        lock.clicked.connect(self.lock_wanted)
        self._column.addWidget(lock)
        self.lock = lock
        self._full_height = lock.sizeHint().height()

    def add_page(
        self,
        title: str,
        icon: str,
        *,
        at_bottom: bool = False,
        on_top: bool = False,
        below_top: bool = False,
    ) -> QToolButton:
        """Add the button of the next page; pages are numbered from 0 as they are added."""
        button = _button(title, icon, "")
        button.setCheckable(True)
        place = self._column.count() - 1 if at_bottom else 1 if on_top else self._pages + 1
        if below_top:
            place = 2
        self._column.insertWidget(place, button)
        self._group.addButton(button, len(self._group.buttons()))
        self._in_order.insert(len(self._in_order) if at_bottom else place, button)
        if not at_bottom:
            self._pages += 1
        return button

    def order_keys(self) -> None:
        """Let Tab go from top to bottom, once all pages are there."""
        for above, below in pairwise((*self._in_order, self.lock)):
            self.setTabOrder(above, below)

    def minimumSizeHint(self) -> QSize:
        """Return the height with the buttons close together: a laptop's screen has no more."""
        hint = super().minimumSizeHint()
        return hint if self._is_dense else QSize(hint.width(), hint.height() - self._saved())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the buttons closer together where they would not all have their full height."""
        super().resizeEvent(event)
        self._make_room()

    def pages(self) -> list[QAbstractButton]:
        """Return the buttons of all pages, in the order of their numbers."""
        return self._group.buttons()

    def offer_page(self, number: int, offered: bool) -> None:
        """Show or hide the button of a page; a hidden one has no key either."""
        self._group.button(number).setVisible(offered)
        self._make_room()

    def count(self, number: int, waiting: int) -> None:
        """Say behind a page's word how many things wait there; nothing for none."""
        button = self._group.button(number)
        word = button.text().partition(" (")[0]
        button.setText(f"{word} ({waiting})" if waiting else word)
        name = word.replace("&", "")
        waits = "thing needs you" if waiting == 1 else "things need you"
        button.setAccessibleName(f"{name}, {waiting} {waits}" if waiting else name)

    def show_page(self, number: int) -> None:
        """Mark a page as the one shown."""
        self._group.button(number).setChecked(True)

    def _make_room(self) -> None:
        if not self._is_dense:
            self._full_height = self.lock.sizeHint().height()
        full = super().minimumSizeHint().height() + (self._saved() if self._is_dense else 0)
        if self._is_dense != (self.height() < full):
            self._is_dense = not self._is_dense
            for button in self._buttons():
                theme.style(button, dense=self._is_dense)
                size = _SMALL_ICON if self._is_dense else _ICON
                button.setIconSize(QSize(size, size))
                button.setMinimumHeight(_DENSE_HEIGHT if self._is_dense else 0)
                button.setMaximumHeight(_DENSE_HEIGHT if self._is_dense else QWIDGETSIZE_MAX)
                # or it keeps the height that it has worked out
                QApplication.sendEvent(button, QEvent(QEvent.Type.StyleChange))

    def _buttons(self) -> list[QAbstractButton]:
        return [self.finding, *self.pages(), self.lock]

    def _saved(self) -> int:
        saved = self._full_height - _DENSE_HEIGHT
        return saved * sum(not each.isHidden() for each in self._buttons())


def _button(title: str, icon: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(title)
    button.setAccessibleName(title.replace("&", ""))
    button.setToolTip(tip or title.replace("&", ""))
    button.setProperty("kind", "rail")
    icons.set_icon(button, icon, on="accent", sizes=(_ICON, _SMALL_ICON))
    button.setIconSize(QSize(_ICON, _ICON))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    button.setFixedWidth(_WIDTH - 8)  # "Today (10)" fits
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
