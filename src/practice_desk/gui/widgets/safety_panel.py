"""What the safety checks found, under the dose that is being entered."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from practice_desk.gui.models.safety_view import SafetyLine, SafetyView
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.pill import Pill


class SafetyPanel(QFrame):
    """Shows a `SafetyView`; hidden until there is one. It only informs."""

    resized = Signal()
    """Emitted when it shows more or less than before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "sunken")
        self.setAccessibleName("Safety checks")
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(12, 10, 12, 10)
        self._rows.setSpacing(6)
        self._open = False
        self.hide()

    def show_view(self, view: SafetyView) -> None:
        """Show what was found; the rest stays as folded as it was."""
        self._empty()
        for line in view.shown:
            self._rows.addWidget(self._finding(line))
        rest = [self._finding(line) for line in view.folded]
        if rest:
            self._rows.addWidget(self._more_button(view.more, rest))
        for widget in rest:
            widget.setVisible(self._open)
            self._rows.addWidget(widget)
        self._rows.addWidget(plain_label(view.foot, "small", wrap=True))
        self.show()
        self.resized.emit()

    def say_not_checked(self, why: str) -> None:
        """Say that the check could not be made, and why."""
        self._empty()
        self._rows.addWidget(self._finding(SafetyLine("Not checked", "caution", "", why, "", "")))
        self.show()
        self.resized.emit()

    def forget(self) -> None:
        """Show nothing: what was found is about another entry."""
        if not self.isHidden():
            self._empty()
            self.hide()
            self.resized.emit()

    def _finding(self, line: SafetyLine) -> QWidget:
        box = QWidget()
        rows = QVBoxLayout(box)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Pill(line.word, line.tone), 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(plain_label(line.about or line.message, "strong", wrap=True), 1)
        rows.addLayout(head)
        for text, role in ((line.message if line.about else "", ""), (line.management, "dim")):
            if text:
                rows.addWidget(plain_label(text, role, wrap=True, selectable=False))
        if line.sources:
            words = f"{line.standing} Sources: {line.sources}".strip()
            sources = plain_label(words, "small", wrap=True)
            sources.hide()
            button = _link("Sources", f"Sources of: {line.message}")
            button.clicked.connect(sources.show)
            button.clicked.connect(button.hide)
            button.clicked.connect(self.resized)
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
            rows.addWidget(sources)
        return box

    def _more_button(self, words: str, rest: list[QWidget]) -> QPushButton:
        button = _link("Show less" if self._open else words, "")
        button.setObjectName("more_findings")

        def turn() -> None:
            self._open = not self._open
            button.setText("Show less" if self._open else words)
            for widget in rest:
                widget.setVisible(self._open)
            self.resized.emit()

        button.clicked.connect(turn)
        return button

    def _empty(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()


def _link(text: str, spoken: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("kind", "link")
    button.setAutoDefault(False)
    button.setAccessibleName(spoken or text)
    button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return button
