"""Finding anything in one window: its keys, the charts that were open lately, and what it shows.

What lies over the window is imported when it is first wanted: nobody waits for it at the start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut

from practice_desk.domain.permission import Operation

if TYPE_CHECKING:
    from practice_desk.gui.find.palette import Palette
    from practice_desk.gui.find.text_search import TextSearch
    from practice_desk.gui.main_window import MainWindow

_MOST_RECENT = 6


class Finder(QObject):
    """Opens the palette and the search of texts; remembers charts until the lock, in memory."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.recent: list[int] = []
        """The charts that were opened last, the newest first."""
        self.palette: Palette | None = None
        self.texts: TextSearch | None = None
        window.chart.shown.connect(self._opened)
        window.chart.closed_again.connect(self._look_again)
        window.rail.finding.clicked.connect(self.open)
        for keys, call in (("Ctrl+K", self.open), ("Ctrl+Shift+F", self.search_texts)):
            QShortcut(QKeySequence(keys), window).activated.connect(call)

    def open(self) -> None:
        """Show the palette, or take it away where it is shown."""
        from practice_desk.gui.find.palette import Palette

        if self.palette is None:
            self.palette = Palette(self._window, self)
        if self.palette.isVisible():
            self.palette.shut()
        else:
            self._shut()
            self.palette.open()

    def search_texts(self, typed: str = "") -> None:
        """Show the search of texts, with what was *typed* before, where that is permitted."""
        if not self._window.context.may(Operation.SEARCH_TEXTS):
            return
        from practice_desk.gui.find.text_search import TextSearch

        self._shut()
        if self.texts is None:
            self.texts = TextSearch(self._window)
        self.texts.open(typed)

    def forget(self) -> None:
        """Drop which charts were open, and what was typed and found, for the lock."""
        self.recent.clear()
        if self.palette is not None:
            self.palette.shut()
        if self.texts is not None:
            self.texts.forget()

    def _look_again(self) -> None:
        if self.palette is not None:
            self.palette.shut()
        if self.texts is not None and self.texts.isVisible():
            self.texts.open()

    def _shut(self) -> None:
        for shown in (self.palette, self.texts):
            if shown is not None and shown.isVisible():
                shown.shut()

    def _opened(self, patient_id: int) -> None:
        if patient_id in self.recent:
            self.recent.remove(patient_id)
        self.recent.insert(0, patient_id)
        del self.recent[_MOST_RECENT:]
