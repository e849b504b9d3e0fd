"""Sentences beside their labels, to be read from the left."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from practice_desk.gui.plain_text import plain_label


def fact_grid(pairs: Iterable[tuple[str, str]]) -> QGridLayout:
    """Return a layout of labels with their texts."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    for row, (label, text) in enumerate(pairs):
        grid.addWidget(plain_label(label, "dim"), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(plain_label(text, wrap=True, selectable=True), row, 1)
    return grid
