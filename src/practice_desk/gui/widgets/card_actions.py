"""What can be done to a medication, on its card while the mouse is over it: one click each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListView, QPushButton

from practice_desk.gui.models.plan_delegate import HEADING
from practice_desk.gui.models.plan_list import PlanRow
from practice_desk.gui.models.plan_list_model import ROW_ROLE

Offered = Callable[[PlanRow], Mapping[str, str]]
"""Returns what can be done to a medication: the words of each by the name of the action."""

_INSET = 8


class CardActions(QFrame):
    """Follows the mouse over *view*. The keyboard has its own keys and needs none of it."""

    wanted = Signal(int, str)
    """Emits the medication's id and the name of what is to be done."""

    def __init__(self, view: QListView, offered: Offered) -> None:
        super().__init__(view.viewport())
        self.setObjectName("card_actions")
        self.setProperty("surface", "card")
        self._view, self._offered = view, offered
        self._row: PlanRow | None = None
        self._buttons = QHBoxLayout(self)
        self._buttons.setContentsMargins(4, 2, 4, 2)
        self._buttons.setSpacing(2)
        view.verticalScrollBar().valueChanged.connect(self.hide)
        view.model().modelReset.connect(self.hide)
        view.viewport().installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come and go with the mouse."""
        if event.type() in (QEvent.Type.Leave, QEvent.Type.Resize):
            self.hide()
        elif isinstance(event, QMouseEvent) and event.type() is QEvent.Type.MouseMove:
            self._follow(self._view.indexAt(event.position().toPoint()))
        return super().eventFilter(watched, event)

    def _follow(self, index: QModelIndex) -> None:
        row: PlanRow | None = index.data(ROW_ROLE) if index.isValid() else None
        if row is not None and row is self._row and not self.isHidden():
            return
        self.hide()
        offered = self._offered(row) if row is not None else {}
        if row is None or not offered:
            return
        if row is not self._row:
            self._row = row
            self._fill(row, offered)
        self.adjustSize()
        card = self._view.visualRect(index)
        top = card.top() + (HEADING if row.section_start else 0) + _INSET
        self.move(QPoint(card.right() - self.width() - _INSET, top))
        self.show()
        self.raise_()

    def _fill(self, row: PlanRow, offered: Mapping[str, str]) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for name, words in offered.items():
            button = QPushButton(words)
            button.setObjectName(f"card_{name}")
            button.setProperty("kind", "link")
            button.setAccessibleName(f"{words} {row.name}")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _checked=False, name=name: self._want(row, name))
            self._buttons.addWidget(button)

    def _want(self, row: PlanRow, name: str) -> None:
        self.hide()
        self.wanted.emit(row.medication_id, name)
