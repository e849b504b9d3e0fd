"""Covers a window calmly while nothing can be read or saved, and says for how long."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QVBoxLayout, QWidget

from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.progress_strip import ProgressStrip, single_shot

SHOW_AFTER = 400
"""Milliseconds; a shorter wait is not worth a cover."""
_WIDTH = 460


class WaitCover(QWidget):
    """Lies over all of its window from `begin`, if that lasts, to `end`. Follows *strip*.

    What was typed stays underneath, and the keyboard goes back to where it was.
    """

    def __init__(self, title: str, text: str, strip: ProgressStrip, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "page")
        self.setAccessibleName(title)
        self._before: QWidget | None = None
        self._timer = single_shot(self, self._show)
        self.progress = ProgressStrip()
        self.stop_button = QPushButton("Cancel")
        self.stop_button.clicked.connect(strip.cancelled)
        self.stop_button.clicked.connect(lambda: self.stop_button.setEnabled(False))
        strip.reported.connect(self._report)
        card = QFrame()
        card.setProperty("surface", "card")
        card.setFixedWidth(_WIDTH)
        rows = QVBoxLayout(card)
        rows.setContentsMargins(24, 20, 24, 20)
        rows.setSpacing(12)
        rows.addWidget(plain_label(title, "heading"))
        rows.addWidget(plain_label(text, wrap=True))
        rows.addWidget(self.progress.bar)
        rows.addWidget(self.stop_button, 0, Qt.AlignmentFlag.AlignRight)
        whole = QVBoxLayout(self)
        whole.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        window.installEventFilter(self)
        self.hide()

    def begin(self) -> None:
        """Cover the window soon."""
        self.stop_button.setEnabled(True)
        self._timer.start(SHOW_AFTER)

    def end(self) -> None:
        """Uncover the window."""
        self._timer.stop()
        if self.isHidden():
            return
        self.hide()
        if self._before is not None and shiboken6.isValid(self._before):
            self._before.setFocus()
        self._before = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow and shrink with the window."""
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget():
            self._fit()
        return super().eventFilter(watched, event)

    def _show(self) -> None:
        self._before = QApplication.focusWidget()
        self._fit()
        self.show()
        self.raise_()
        self.stop_button.setFocus()

    def _fit(self) -> None:
        window = self.parentWidget()
        if window is not None:
            self.setGeometry(window.rect())

    def _report(self, done: int, total: int, _what: str) -> None:
        self.progress.bar.setRange(0, max(0, total))
        self.progress.bar.setValue(done)
