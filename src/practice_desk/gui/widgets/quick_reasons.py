"""The first reasons of a form, each one click away under the list of all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

ROOM = 390
"""Pixels that the tray gives them at its narrowest."""


class QuickReasons(QWidget):
    """As many of *reasons* as fit, for the mouse; the keyboard has Alt and a digit for each."""

    chosen = Signal(int)
    """Emits the place of the reason among all."""

    def __init__(self, reasons: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        room = ROOM
        for place, words in enumerate(reasons):
            button = QPushButton(words)
            button.setObjectName(f"quick_reason_{place}")
            button.setProperty("kind", "link")
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            button.ensurePolished()
            room -= button.sizeHint().width() + row.spacing()
            if room < 0:
                button.deleteLater()
                break
            button.clicked.connect(lambda _checked=False, place=place: self.chosen.emit(place))
            row.addWidget(button)
        row.addStretch(1)
