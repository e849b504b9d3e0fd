"""What the lists beside the schedule share: a table, a row of buttons with keys, the way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractTableModel, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.gui.context import AppContext
from practice_desk.gui.icons import set_icon
from practice_desk.gui.pages.app_page import AppPage
from practice_desk.gui.pages.registry import SCHEDULE
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.empty_state import EmptyState
from practice_desk.gui.widgets.table_columns import choose_rows, set_columns

_ROW_HEIGHT = 46
"""Pixels: two lines of text."""
Key = tuple[QPushButton | QToolButton, str, Callable[[], object]]


class DeskListPage(AppPage):
    """A list of patients beside the schedule. A letter does what its button does."""

    title: str = ""
    icon: str = ""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.setProperty("surface", "page")
        self.back = QToolButton()
        self.back.setProperty("kind", "icon")
        self.back.setAccessibleName("Back to the schedule")
        self.back.setToolTip("Back to the schedule (Esc)")
        set_icon(self.back, "chevron-left")
        self.count = plain_label("", "dim")
        self.table = QTableView()
        self.empty = EmptyState(icon=self.icon)
        self.stack = QStackedWidget()
        self.add_button = QPushButton()
        self.add_button.setProperty("kind", "primary")
        set_icon(self.add_button, "plus", "on_accent")

    def to_schedule(self) -> None:
        """Lead back to the schedule."""
        self.page_wanted.emit(SCHEDULE, "")

    def set_up_table(self, model: QAbstractTableModel, widths: Sequence[int], name: str) -> None:
        """Show *model* in the table; the columns after *widths* share the rest."""
        table = self.table
        table.setModel(model)
        table.setAccessibleName(name)
        choose_rows(table)
        table.setWordWrap(True)
        set_columns(table, widths, len(widths), _ROW_HEIGHT)

    def lay_out(
        self, hint: str, tools: Sequence[QWidget], actions: Sequence[QWidget], *above: QWidget
    ) -> None:
        """Lay the page out: *tools* stand beside the title, *actions* below the table."""
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.back)
        head.addWidget(plain_label(self.title, "title"))
        head.addSpacing(8)
        head.addWidget(self.count)
        head.addStretch(1)
        for tool in (*tools, self.add_button):
            head.addWidget(tool)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 8, 12, 8)
        foot.setSpacing(8)
        for action in actions:
            foot.addWidget(action)
        foot.addStretch(1)
        card = QFrame()
        card.setProperty("surface", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addWidget(self.table, 1)
        inside.addLayout(foot)
        self.stack.addWidget(card)
        self.stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(plain_label(hint, "dim", wrap=True))
        for widget in above:
            column.addWidget(widget)
        column.addWidget(self.stack, 1)

    def bind_keys(self, keys: Sequence[Key]) -> None:
        """Let each button and its letter do the same; Esc leads back, Enter takes the first."""
        self.back.clicked.connect(self.to_schedule)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.to_schedule)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        for button, key, call in keys:
            button.clicked.connect(lambda _checked=False, call=call: call())
            shortcut = QShortcut(QKeySequence(key), self, button.click)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            words = button.text().replace("&", "").rstrip("…")
            button.setToolTip(f"{words} ({key})")
        first = keys[0][0]
        self.table.activated.connect(lambda _index: first.click())

    def show_list(self, filled: bool) -> None:
        """Show the table, or what stands in its place."""
        self.stack.setCurrentIndex(0 if filled else 1)
        if filled and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
