"""Parts of the schedule's page that do nothing by themselves."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QPushButton, QTableView, QToolButton, QWidget

from practice_desk.gui.icons import set_icon
from practice_desk.gui.models.schedule_table import ScheduleTable
from practice_desk.gui.widgets.table_columns import choose_rows, set_columns

_WIDTHS = (165, 200, 120, 135, 165, 120, 120)
_ROW_HEIGHT = 40
Pressed = tuple[QPushButton | QToolButton, str, Callable[[], object]]
"""A button, the key that presses it on the page, and what it does."""


def arrow_button(icon: str, name: str) -> QToolButton:
    """Return a button of an icon alone."""
    button = QToolButton()
    button.setProperty("kind", "icon")
    button.setAccessibleName(name)
    set_icon(button, icon)
    return button


def view_button(words: str) -> QPushButton:
    """Return a button that stays pressed while its view is shown."""
    button = QPushButton(words)
    button.setCheckable(True)
    button.setProperty("kind", "chip")
    return button


def press_by_key(page: QWidget, pressed: Pressed) -> None:
    """Connect a button, let its key press it wherever on *page* one is, and say so in its tip."""
    button, key, call = pressed
    button.clicked.connect(lambda _checked=False: call())
    shortcut = QShortcut(QKeySequence(key), page, button.click)
    shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    words = button.accessibleName() or button.text().replace("&", "").rstrip("…")
    button.setToolTip(f"{words} ({key})")


class _DayTable(QTableView):
    """Keeps the chosen row in sight when the buttons below it take their room."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scroll to the chosen row."""
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())


def day_table() -> tuple[QTableView, ScheduleTable]:
    """Return the table of a day, and its model."""
    table, model = _DayTable(), ScheduleTable()
    model.setParent(table)
    table.setModel(model)
    table.setAccessibleName("Appointments of the day")
    choose_rows(table)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    set_columns(table, _WIDTHS, len(_WIDTHS), _ROW_HEIGHT)
    return table, model
