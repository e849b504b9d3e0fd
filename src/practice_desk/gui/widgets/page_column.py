"""A page as one scrolling column of cards under a title."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from practice_desk.gui.plain_text import plain_label

WIDEST = 960
"""Pixels: longer lines are tiring to read."""


class PageColumn(QVBoxLayout):
    """Fills *page* with a title, a sentence and a column; add cards to `body`."""

    def __init__(self, page: QWidget, title: str, sentence: str = "") -> None:
        super().__init__(page)
        page.setProperty("surface", "page")
        self.setContentsMargins(24, 20, 0, 0)
        self.setSpacing(4)
        self.addWidget(plain_label(title, "title"))
        if sentence:
            self.addWidget(plain_label(sentence, "dim", wrap=True))
        self.addSpacing(8)
        inside = QWidget()
        inside.setMaximumWidth(WIDEST)
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(0, 0, 24, 20)
        self.body.setSpacing(16)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(inside, 1)
        row.addStretch(0)
        scroll.setWidget(holder)
        scroll.viewport().setAutoFillBackground(False)
        holder.setAutoFillBackground(False)
        self.addWidget(scroll, 1)
