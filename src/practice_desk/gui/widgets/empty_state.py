"""What an empty list or page shows: what will be here, and the first thing to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from practice_desk.gui.custom_widgets import register_custom_widget
from practice_desk.gui.icons import set_icon, set_pixmap

_SENTENCE_WIDTH = 420


class _Sentence(QLabel):
    """A wrapped sentence of one width.

    A layout that centers a label asks for its height in the whole column, where it wraps less.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setFixedWidth(_SENTENCE_WIDTH)
        self.setProperty("role", "dim")

    def heightForWidth(self, width: int) -> int:
        """Return the height at the width that it will have."""
        return super().heightForWidth(min(width, _SENTENCE_WIDTH))


@register_custom_widget
class EmptyState(QWidget):
    """An icon, one sentence and, with *action*, a button that emits `action_triggered`."""

    action_triggered = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        icon: str = "inbox",
        sentence: str = "",
        action: str = "",
        action_icon: str = "plus",
    ) -> None:
        super().__init__(parent)
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence = _Sentence()
        self.button = QPushButton()
        self.button.clicked.connect(self.action_triggered)
        center = Qt.AlignmentFlag.AlignHCenter
        rows = QVBoxLayout(self)
        rows.setContentsMargins(24, 24, 24, 24)
        rows.setSpacing(12)
        rows.addStretch(1)
        rows.addWidget(self._icon, 0, center)
        rows.addWidget(self.sentence, 0, center)
        rows.addSpacing(4)
        rows.addWidget(self.button, 0, center)
        rows.addStretch(1)
        self.show_state(icon, sentence, action, action_icon)

    def show_state(
        self, icon: str, sentence: str, action: str = "", action_icon: str = "plus"
    ) -> None:
        """Show another icon, sentence and action; without *action* there is no button."""
        set_pixmap(self._icon, icon, 40, "disabled")
        self.sentence.setText(sentence)
        self.button.setText(action)
        self.button.setVisible(bool(action))
        if action:
            set_icon(self.button, action_icon)
