"""What newly needs the person at the keyboard: a quiet word at the foot of the window, and a list.

Nothing here makes a sound, comes up by itself outside the window or takes the keyboard. A lock
empties it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from practice_desk.gui.announcing import announce
from practice_desk.gui.context import AppContext
from practice_desk.gui.pages.today_line import TodayLine
from practice_desk.gui.preferences import preferences
from practice_desk.gui.wording import write_count

if TYPE_CHECKING:
    from practice_desk.gui.main_window import MainWindow

MOST = 20
"""So many are listed; the older ones stand on Today."""


class News(QToolButton):
    """Says how many things are new; pressed, it lists them, and each leads to the thing itself."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.lines: list[TodayLine] = []
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip("What newly needs you")
        # what is being read does not move under the pointer
        self._menu.aboutToHide.connect(lambda: QTimer.singleShot(0, self, self._show))
        self.forget()

    def tell(self, lines: Sequence[TodayLine]) -> None:
        """Add *lines*; say the first in the message bar where the person wants that."""
        self.lines = [*lines, *self.lines][:MOST]
        self._show()
        announce(self, self.text())
        messages = self._context.messages
        is_free = not messages.text or messages.passing.isActive()
        if preferences.tells_news(self._context.user_name) and is_free:
            more = f"and {len(lines) - 1} more" if len(lines) > 1 else ""
            messages.info(lines[0].sentence, more)

    def keep(self, names: Collection[str]) -> None:
        """Take away what needs nobody any more: all but the lines of these names."""
        self.lines = [line for line in self.lines if line.name in names]
        self._show()

    def forget(self) -> None:
        """Take everything away: the window is locked, or all was looked at."""
        self.lines = []
        self._menu.hide()
        self._show()

    def _show(self) -> None:
        if self._menu.isVisible():
            return
        self._menu.clear()
        for line in self.lines:
            self._menu.addAction(line.sentence.replace("&", "&&"), partial(self._open, line))
        if self.lines:
            self._menu.addSeparator()
            self._menu.addAction("Clear the list", self.forget)
        self.setText(write_count(len(self.lines), "new thing for you", "new things for you"))
        self.setAccessibleName(self.text())
        self.setVisible(bool(self.lines))

    def _open(self, line: TodayLine) -> None:
        self.lines = [each for each in self.lines if each is not line]
        self._show()
        window = cast("MainWindow", self.window())
        if isinstance(line.opens, int) and line.record is not None:
            window.open_record(line.opens, line.record)
        elif isinstance(line.opens, int):
            window.open_patient(line.opens)
        elif line.opens is not None:
            window.show_page_of(line.opens, line.tab)
