"""A large button for a first choice: an icon, what it does, and a line more about it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from practice_desk.gui.icons import set_pixmap


class ChoiceButton(QPushButton):
    """A button of two lines. *title* may hold a mnemonic (``&Create``)."""

    def __init__(self, icon: str, title: str, detail: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "choice")
        self.setAccessibleName(title.replace("&", ""))
        self.setAccessibleDescription(detail)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        picture = QLabel()
        set_pixmap(picture, icon, 24, "accent")
        heading = QLabel(title)
        heading.setProperty("role", "strong")
        heading.setBuddy(self)
        line = QLabel(detail)
        line.setProperty("role", "dim")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(heading)
        words.addWidget(line)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 12, 18, 12)
        row.setSpacing(16)
        row.addWidget(picture)
        row.addLayout(words, 1)
        for label in (picture, heading, line):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """Return the room that both lines need."""
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the same: the lines are not cut."""
        return self.sizeHint()
