"""The index at the side of a visit: its parts, and in which of them something is missing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from practice_desk.gui.icons import set_icon
from practice_desk.gui.visit.section import VisitSection

_ICON = 16
_KEYS = 10
"""How many numbers there are on a keyboard."""


class VisitIndex:
    """A button for each part, put into *layout*, and Alt with a number for the first ten.

    Both call *lead_to*.
    """

    def __init__(
        self,
        sections: Mapping[str, VisitSection],
        layout: QVBoxLayout,
        lead_to: Callable[[str], object],
        screen: QWidget,
    ) -> None:
        self._sections = sections
        self.buttons: dict[str, QPushButton] = {}
        for number, (key, section) in enumerate(sections.items(), 1):
            button = QPushButton(section.title)
            button.setProperty("kind", "index")
            button.setObjectName(f"index_{key}")
            button.setAutoDefault(False)
            button.setIconSize(QSize(_ICON, _ICON))
            button.clicked.connect(partial(lead_to, key))
            self.buttons[key] = button
            layout.insertWidget(number - 1, button)
            if number > _KEYS:
                continue
            keys = QKeySequence(f"Alt+{number % _KEYS}")
            button.setToolTip(keys.toString(QKeySequence.SequenceFormat.NativeText))
            shortcut = QShortcut(keys, screen)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(lead_to, key))

    def show_missing(self, missing: Collection[str]) -> None:
        """Mark the parts in which something is *missing*."""
        for key, button in self.buttons.items():
            section = self._sections[key]
            button.setHidden(section.is_absent)
            icon = "circle-alert" if key in missing else "circle-check"
            done = "dim" if section.is_folded else "success"
            set_icon(button, icon, "caution" if key in missing else done, sizes=(_ICON,))
            words = "something is missing" if key in missing else "nothing is missing"
            button.setAccessibleName(f"{section.title}: {words}")
