"""A card: a titled surface that groups what belongs together."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from practice_desk.gui.plain_text import ElidedLabel

_HEADER_HEIGHT = 30
"""Pixels, as high as with a button, so that titles of cards side by side are in line."""


class Card(QFrame):
    """A title, optional buttons at its right (`add_header_widget`) and a body of rows.

    Add to `body`; `clear` empties it for the next patient. A title that *elides* never asks for
    more width than there is: for words that people typed.
    """

    def __init__(
        self, title: str = "", parent: QWidget | None = None, *, elides: bool = False
    ) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.title: QLabel = ElidedLabel(title) if elides else QLabel(title)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setProperty("role", "heading")
        self._header = QHBoxLayout()
        self._header.setSpacing(8)
        self.title.setMinimumHeight(_HEADER_HEIGHT)
        self._header.addWidget(self.title, 1)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 12, 16, 16)
        rows.setSpacing(12)
        rows.addLayout(self._header)
        rows.addLayout(self.body)
        self.set_title(title)

    def set_title(self, title: str) -> None:
        """Show another title; an empty one takes no room."""
        self.title.setText(title)
        self.title.setVisible(bool(title))
        self.setAccessibleName(title)

    def add_header_widget(self, widget: QWidget) -> None:
        """Put a button or a pill at the right of the title."""
        self._header.addWidget(widget)

    def clear(self) -> None:
        """Remove and delete everything in the body."""
        _empty(self.body)


def _empty(layout: QLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            _empty(inner)
            inner.deleteLater()
