"""The message bar: one sentence and what to do next, never a modal box."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from practice_desk.domain.errors import Cancelled, ExpectedError
from practice_desk.gui import theme
from practice_desk.gui.announcing import announce
from practice_desk.gui.icons import set_icon, set_pixmap


class Level(StrEnum):
    """How much a message matters; each has its own icon, so colour never speaks alone."""

    INFO = "info"
    SUCCESS = "success"
    CAUTION = "caution"
    DANGER = "danger"


_ICONS = {
    Level.INFO: "info",
    Level.SUCCESS: "check",
    Level.CAUTION: "triangle-alert",
    Level.DANGER: "circle-alert",
}
_WORDS = {
    Level.INFO: "Note",
    Level.SUCCESS: "Done",
    Level.CAUTION: "Caution",
    Level.DANGER: "Problem",
}


PASSING = frozenset({Level.INFO, Level.SUCCESS})
"""Levels that leave by themselves; what needs care stays until somebody dismisses it."""
PASSING_MILLISECONDS = 10_000


class MessageBar(QFrame):
    """Shows the newest message until it passes, is dismissed or replaced. Esc dismisses it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_bar")
        self.setAccessibleName("Message")
        self._icon = QLabel()
        self._text = QLabel()
        self._text.setObjectName("message_text")
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._action = QPushButton()
        self._action.setObjectName("message_action")
        self._action.clicked.connect(self._act)
        self._dismiss = QPushButton()
        self._dismiss.setProperty("kind", "quiet")
        self._dismiss.setAccessibleName("Dismiss the message")
        set_icon(self._dismiss, "x")
        self._dismiss.clicked.connect(self.clear)
        self._on_action: Callable[[], object] | None = None
        self.passing = QTimer(self, interval=PASSING_MILLISECONDS, singleShot=True)
        self.passing.timeout.connect(self.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(10)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        row.addWidget(self._action)
        row.addWidget(self._dismiss)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.clear)
        self.hide()

    @property
    def text(self) -> str:
        """The message shown, empty when there is none."""
        return self._text.text() if not self.isHidden() else ""

    @property
    def level(self) -> str:
        """The level of the message shown."""
        return str(self.property("banner") or "")

    def show_message(
        self,
        level: Level,
        sentence: str,
        next_step: str = "",
        *,
        action: str = "",
        on_action: Callable[[], object] | None = None,
    ) -> None:
        """Show a message, with a button labelled *action* that calls *on_action*."""
        theme.style(self, banner=str(level))
        set_pixmap(self._icon, _ICONS[level], 20, str(level))
        self._icon.setAccessibleName(_WORDS[level])
        self._text.setText(f"{sentence} {next_step}".strip())
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self._on_action = on_action
        if level in PASSING and not action:
            self.passing.start()
        else:
            self.passing.stop()
        said = f"{_WORDS[level]}: {self._text.text()}"
        self.setAccessibleDescription(said)
        self.show()
        announce(self, said, urgent=level not in PASSING)

    def info(self, sentence: str, next_step: str = "") -> None:
        """Show a note."""
        self.show_message(Level.INFO, sentence, next_step)

    def success(self, sentence: str, next_step: str = "") -> None:
        """Say that something was done."""
        self.show_message(Level.SUCCESS, sentence, next_step)

    def caution(self, sentence: str, next_step: str = "") -> None:
        """Say that something needs care."""
        self.show_message(Level.CAUTION, sentence, next_step)

    def danger(self, sentence: str, next_step: str = "") -> None:
        """Say that something failed or endangers somebody."""
        self.show_message(Level.DANGER, sentence, next_step)

    def show_error(self, error: ExpectedError) -> None:
        """Show an expected failure with its next step; being stopped as asked is only a note."""
        level = Level.INFO if isinstance(error, Cancelled) else Level.DANGER
        self.show_message(level, error.sentence, error.next_step)

    def clear(self) -> None:
        """Hide the message."""
        self.hide()
        self._on_action = None

    def move_on(self) -> None:
        """Take a passing message away: the person went on to another chart."""
        if self.level in PASSING:
            self.clear()

    def _act(self) -> None:
        call, self._on_action = self._on_action, None
        self.clear()
        if call is not None:
            call()
