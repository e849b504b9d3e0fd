"""Shows where the keyboard is when it comes into a table in which nothing is chosen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractItemView

_BY_KEYS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class FirstRow(QObject):
    """Chooses the first row of *view* when Tab leads there: Qt marks rows alone, not the table."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        view.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Choose a row before the view takes the focus."""
        view = self._view
        if (
            isinstance(event, QFocusEvent)
            and event.gotFocus()
            and event.reason() in _BY_KEYS
            and not view.currentIndex().isValid()
        ):
            view.setCurrentIndex(view.model().index(0, 0))
        return False
