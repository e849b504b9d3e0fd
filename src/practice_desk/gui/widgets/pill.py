"""A pill: a short word or two on a tinted, rounded ground."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from practice_desk.gui import theme

Tone = Literal["accent", "neutral", "info", "success", "caution", "danger"]


class Pill(QLabel):
    """A label whose `tone` says how much its word matters; the word itself says what."""

    def __init__(
        self, text: str = "", tone: Tone = "neutral", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.show_pill(text, tone)

    def show_pill(self, text: str, tone: Tone = "neutral") -> None:
        """Show *text* in *tone*; nothing at all when it is empty."""
        self.setText(text)
        theme.style(self, tone=tone)
        self.setHidden(not text)
