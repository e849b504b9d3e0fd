"""The titles of many tabs as a list at their left, where they can all be seen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QTabWidget, QWidget

_WIDTH = 168


class TabList(QListWidget):
    """Stands in for the bar of *tabs*, which would hide the last ones behind arrows.

    Call `follow` when tabs were added, or shown and hidden.
    """

    def __init__(self, tabs: QTabWidget, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tabs = tabs
        self.setProperty("kind", "tabs")
        self.setAccessibleName(name)
        self.setFixedWidth(_WIDTH)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        tabs.tabBar().hide()
        tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        tabs.currentChanged.connect(self.setCurrentRow)
        self.currentRowChanged.connect(tabs.setCurrentIndex)
        self.follow()

    def follow(self) -> None:
        """Show the titles of the tabs that are offered, and mark the one in front."""
        tabs = self._tabs
        for place in range(self.count(), tabs.count()):
            self.addItem(tabs.tabText(place))
        for place in range(tabs.count()):
            self.item(place).setHidden(not tabs.isTabVisible(place))
        self.setCurrentRow(tabs.currentIndex())
