"""A chip: a small round button that switches what a list shows."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QPushButton

_PADDING = 30


def chip(text: str) -> QPushButton:
    """Return a checkable chip, wide enough for the bold letters it has while checked."""
    button = QPushButton(text)
    button.setCheckable(True)
    button.setProperty("kind", "chip")
    bold = button.font()
    bold.setWeight(QFont.Weight.DemiBold)
    button.setMinimumWidth(QFontMetrics(bold).horizontalAdvance(text.replace("&", "")) + _PADDING)
    return button
