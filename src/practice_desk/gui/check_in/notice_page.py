"""A page that says one thing: thanks, where help is, or that the screen is closed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from practice_desk.gui.plain_text import plain_label


class NoticePage(QWidget):
    """A heading, a few sentences and one button."""

    def __init__(self) -> None:
        super().__init__()
        self.title, self.text = (
            plain_label("", "title", wrap=True),
            plain_label("", "said", wrap=True),
        )
        self.button = QPushButton()
        rows = QVBoxLayout(self)
        rows.setSpacing(20)
        rows.addStretch(1)
        rows.addWidget(self.title)
        rows.addWidget(self.text)
        rows.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addStretch(2)

    def show_words(self, title: str, text: str) -> None:
        """Show a heading and what is said below it."""
        self.title.setText(title)
        self.text.setText(text)
