"""The welcome window, shown while this computer knows no clinic."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from practice_desk.domain.errors import ExpectedError
from practice_desk.gui.icons import set_pixmap
from practice_desk.gui.widgets.choice_button import ChoiceButton

_WIDTH = 540


class WelcomeDialog(QDialog):
    """Offers the four ways to begin; each is a signal. The dialog stays until it is accepted."""

    create_requested = Signal()
    open_requested = Signal()
    restore_requested = Signal()
    demo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Practice Desk")
        self.setFixedWidth(_WIDTH)
        title = _label("Welcome to Practice Desk", "title")
        sentence = _label(
            "Charts, medication plans and letters for one clinic, encrypted on this computer and "
            "nowhere else.",
            "dim",
        )
        self.create_button = ChoiceButton(
            "plus", "&Create a clinic", "Begin with a new, empty, encrypted folder."
        )
        self.open_button = ChoiceButton(
            "folder-open", "&Open a clinic folder", "It was made before and is on this computer."
        )
        self.restore_button = ChoiceButton(
            "archive", "&Restore a backup", "Bring a clinic back from its .pdbackup file."
        )
        self.demo_button = ChoiceButton(
            "users", "Open the &demo clinic", "Fictional patients, to look around safely."
        )
        for button, signal in (
            (self.create_button, self.create_requested),
            (self.open_button, self.open_requested),
            (self.restore_button, self.restore_requested),
            (self.demo_button, self.demo_requested),
        ):
            button.clicked.connect(signal)
        self._problem_frame, self._problem = _problem_line()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(32, 28, 32, 28)
        rows.setSpacing(10)
        rows.addWidget(title)
        rows.addWidget(sentence)
        rows.addSpacing(8)
        rows.addWidget(self._problem_frame)
        for button in self._buttons():
            rows.addWidget(button)
        self.create_button.setDefault(True)
        self.create_button.setFocus()

    @property
    def problem(self) -> str:
        """The sentence shown, empty when there is none."""
        return self._problem.text()

    def show_error(self, error: ExpectedError) -> None:
        """Say why the choice did not work."""
        self.set_busy(False)
        self._problem.setText(f"{error.sentence} {error.next_step}".strip())
        self._problem_frame.show()
        self.adjustSize()

    def clear_error(self) -> None:
        """Take the sentence away."""
        self._problem.clear()
        self._problem_frame.hide()
        self.adjustSize()

    def set_busy(self, busy: bool) -> None:
        """Take no choice while one is under way."""
        for button in self._buttons():
            button.setEnabled(not busy)
        if busy:
            self.clear_error()

    def _buttons(self) -> tuple[ChoiceButton, ...]:
        return (self.create_button, self.open_button, self.restore_button, self.demo_button)


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("role", role)
    return label


def _problem_line() -> tuple[QFrame, QLabel]:
    frame = QFrame()
    frame.setProperty("banner", "danger")
    icon = QLabel()
    set_pixmap(icon, "circle-alert", 20, "danger")
    text = _label("", "")
    row = QHBoxLayout(frame)
    row.setContentsMargins(12, 8, 12, 8)
    row.setSpacing(10)
    row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(text, 1)
    frame.hide()
    return frame, text
