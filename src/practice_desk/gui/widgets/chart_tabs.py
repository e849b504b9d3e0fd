"""Pages under a row of tabs that never scrolls: those without room wait in a menu at its end."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, QTimer
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QTabBar, QTabWidget, QWidget

_LEAST = 120
_SPARE = 8
_LOWEST = 400
"""The most pixels of height that pages ask for: with a message at the foot, and what was not saved,
a window still fits a screen of 768. A higher page is pressed together meanwhile."""


class _Strip(QTabBar):
    """The tabs in sight. It asks for no room: who has too little shows fewer."""

    def minimumSizeHint(self) -> QSize:
        """Ask for the room of one tab."""
        return QSize(_LEAST, super().minimumSizeHint().height())

    def width_of(self, number: int) -> int:
        """Return the width of a tab in pixels."""
        size: QSize = self.tabSizeHint(number)
        return size.width()


class ChartTabs(QTabWidget):
    """Pages, each for who is offered it (`setTabVisible`); `row` is put above them.

    The row shows as many tabs as it has room for, the chosen one always. The others stand under
    "More pages", in their order and with their keys, which are the tabs' tool tips.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDocumentMode(True)
        self.tabBar().hide()
        self.strip = _Strip()
        self.strip.setDocumentMode(True)
        self.strip.setExpanding(False)
        self.strip.setUsesScrollButtons(False)
        self.strip.setAccessibleName("Chart pages")
        self.more = QPushButton("More pages")
        self.more.setProperty("kind", "quiet")
        self.menu = QMenu(self.more)
        self.more.setMenu(self.menu)
        self.row = QWidget()
        line = QHBoxLayout(self.row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.strip, 1)
        line.addWidget(self.more)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._fit)
        self.row.installEventFilter(self)
        self.tabBar().currentChanged.connect(lambda _place: self.fit_soon())
        self.strip.currentChanged.connect(self._chosen)
        self.strip.tabBarClicked.connect(self._clicked)

    def minimumSizeHint(self) -> QSize:
        """Ask for the room of the pages, but for no more than a small screen has."""
        hint = super().minimumSizeHint()
        return QSize(hint.width(), min(hint.height(), _LOWEST))

    def fit_soon(self) -> None:
        """Lay the row out anew, once what is under way is done: other tabs are offered."""
        self._soon.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lay the row out anew when it got another width."""
        if event.type() is QEvent.Type.Resize:
            self.fit_soon()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Fill the row and the menu."""
        offered = [place for place in range(self.count()) if self.isTabVisible(place)]
        strip, chosen = self.strip, self.currentIndex()
        with QSignalBlocker(strip):
            while strip.count():
                strip.removeTab(0)
            for place in offered:
                number = strip.addTab(self.tabText(place))
                strip.setTabData(number, place)
                strip.setTabToolTip(number, self.tabToolTip(place))
            shown = self._with_room(offered, chosen)
            for number in reversed(range(len(offered))):
                if offered[number] not in shown:
                    strip.removeTab(number)
            if chosen in shown:
                strip.setCurrentIndex([place for place in offered if place in shown].index(chosen))
        self._fill_menu([place for place in offered if place not in shown])

    def _with_room(self, offered: list[int], chosen: int) -> set[int]:
        """Return the places whose tabs fit; the last ones give way to the chosen."""
        widths = {place: self.strip.width_of(number) for number, place in enumerate(offered)}
        room = self.row.width() - _SPARE
        if sum(widths.values()) <= room:
            return set(offered)
        room -= self.more.sizeHint().width() + widths.get(chosen, 0)
        shown = {chosen}.intersection(offered)
        for place in offered:
            if place != chosen:
                room -= widths[place]
                if room < 0:
                    break
                shown.add(place)
        return shown

    def _fill_menu(self, places: list[int]) -> None:
        self.menu.clear()
        for place in places:
            action = self.menu.addAction(f"{self.tabText(place)}\t{self.tabToolTip(place)}")
            action.triggered.connect(partial(self._choose, place))
        self.more.setVisible(bool(places))

    def _chosen(self, number: int) -> None:
        if number >= 0:
            self.setCurrentIndex(self.strip.tabData(number))

    def _clicked(self, number: int) -> None:
        if number >= 0:
            self.tabBarClicked.emit(self.strip.tabData(number))

    def _choose(self, place: int) -> None:
        self.setCurrentIndex(place)
        self.tabBarClicked.emit(place)
