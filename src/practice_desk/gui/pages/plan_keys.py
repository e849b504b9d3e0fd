"""The Plan page's keys: one letter for what is done, one digit for a card."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget


class PlanKeys(QObject):
    """Keys without a modifier, on *page* alone; off while *typing* says that letters are typed."""

    def __init__(self, page: QWidget, typing: Callable[[QWidget | None], bool]) -> None:
        super().__init__(page)
        self._page, self._typing = page, typing
        self._shortcuts: list[QShortcut] = []
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_moved)

    def add(self, key: str, call: Callable[[], object]) -> None:
        """Let *key* do something."""
        shortcut = QShortcut(QKeySequence(key), self._page, call)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._shortcuts.append(shortcut)

    @Slot(QWidget, QWidget)
    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        typing = self._typing(now)
        for shortcut in self._shortcuts:
            shortcut.setEnabled(not typing)
