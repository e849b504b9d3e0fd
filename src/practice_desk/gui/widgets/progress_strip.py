"""A strip that shows work under way: not for short work, and with Cancel for long work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.gui.custom_widgets import register_custom_widget
from practice_desk.gui.tasks import Task

SHOW_AFTER = 100
"""Milliseconds; shorter work shows nothing."""
CANCEL_AFTER = 2_000
"""Milliseconds until Cancel is offered."""


class Timer(Protocol):
    """A timer that fires once, as `QTimer` does."""

    def start(self, milliseconds: int, /) -> None:
        """Start, or start again."""

    def stop(self) -> None:
        """Do not fire."""


MakeTimer = Callable[[QObject, Callable[[], None]], Timer]


def single_shot(parent: QObject, call: Callable[[], None]) -> Timer:
    """Return a timer of the wall clock that makes *call* once each time it is started."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.timeout.connect(call)
    return timer


@register_custom_widget
class ProgressStrip(QFrame):
    """Shows a sentence, a bar and, after two seconds, Cancel. `make_timer` is for tests."""

    cancelled = Signal()
    """Emitted when the user presses Cancel; the strip stays until `stop`."""
    reported = Signal(int, int, str)
    """Emits (done, total, what) with each report."""

    def __init__(
        self, parent: QWidget | None = None, *, make_timer: MakeTimer = single_shot
    ) -> None:
        super().__init__(parent)
        self.setObjectName("progress_strip")
        self.label = QLabel()
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.label.setProperty("role", "dim")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress")
        self.cancel_button = QPushButton("Cancel")
        self.cancel_button.clicked.connect(self._cancel)
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addWidget(self.label)
        words.addWidget(self.bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(16)
        row.addLayout(words, 1)
        row.addWidget(self.cancel_button, 0, Qt.AlignmentFlag.AlignBottom)
        self._show_timer = make_timer(self, self.show)
        self._cancel_timer = make_timer(self, self._offer_cancel)
        self._cancellable = True
        self.hide()

    def start(self, text: str, *, cancellable: bool = True) -> None:
        """Begin: the strip appears if the work is not over soon."""
        self._cancellable = cancellable
        self.label.setText(text)
        self.bar.setRange(0, 0)
        self.cancel_button.hide()
        self.cancel_button.setEnabled(True)
        self._show_timer.start(SHOW_AFTER)
        self._cancel_timer.start(CANCEL_AFTER)

    def report(self, done: int, total: int, what: str) -> None:
        """Show how far the work is; a *total* of 0 means that nobody knows."""
        self.bar.setRange(0, max(0, total))
        self.bar.setValue(done)
        if what:
            self.label.setText(what)
            self.bar.setAccessibleDescription(what)
        self.reported.emit(done, total, what)

    def stop(self) -> None:
        """The work is over: hide."""
        self._show_timer.stop()
        self._cancel_timer.stop()
        self.hide()

    def follow(self, task: Task, text: str, *, cancellable: bool = True) -> None:
        """Show *task* from now until it ends, and let the user cancel it.

        A task that has ended already shows nothing only if it is followed before it runs: with
        `InlineTasks` call `stop` in the callbacks.
        """
        self.start(text, cancellable=cancellable)
        task.progressed.connect(self.report)
        task.finished.connect(self.stop)
        self.cancelled.connect(task.cancel)

    def _offer_cancel(self) -> None:
        self.cancel_button.setVisible(self._cancellable)

    def _cancel(self) -> None:
        self.cancel_button.setEnabled(False)
        self.label.setText("Stopping…")
        self.cancelled.emit()
