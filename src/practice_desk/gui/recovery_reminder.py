"""Reminds an administrator, on every page, of an emergency sheet that nobody has tried."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.changes import Changes
from practice_desk.domain.permission import Operation
from practice_desk.domain.safeguard import Safeguard
from practice_desk.gui import theme
from practice_desk.gui.context import AppContext
from practice_desk.gui.icons import set_pixmap
from practice_desk.gui.models.recovery_view import REMINDER
from practice_desk.gui.plain_text import plain_label
from practice_desk.services.clinic import Clinic
from practice_desk.services.recovery import recovery_status
from practice_desk.services.safeguards import safeguards_on


class RecoveryReminder(QWidget):
    """A line above the page until the sheet was tried. "Later" hides it until the next unlock."""

    try_wanted = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        line = QFrame()
        theme.style(line, banner="caution")
        line.setAccessibleName(REMINDER)
        icon = QLabel()
        set_pixmap(icon, "triangle-alert", 20, "caution")
        self.try_button = QPushButton("Try it now")
        self.later_button = QPushButton("Later")
        self.later_button.setAccessibleName("Remind me at the next unlock")
        self.try_button.clicked.connect(self.try_wanted)
        self.later_button.clicked.connect(self.hide)
        column = QVBoxLayout(self)  # its margins go with it when it is hidden
        column.setContentsMargins(16, 8, 16, 0)
        column.addWidget(line)
        row = QHBoxLayout(line)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(10)
        row.addWidget(icon)
        row.addWidget(plain_label(REMINDER, wrap=True), 1)
        row.addWidget(self.try_button)
        row.addWidget(self.later_button)
        self.hide()
        context.events.store_changed.connect(self._changed)
        self.refresh()

    def refresh(self) -> None:
        """Look whether the sheet was tried; who may not try it is not reminded."""
        context = self._context
        if context.may(Operation.MANAGE_RECOVERY):
            context.tasks.run(lambda: _is_due(context.clinic), done=self.setVisible, parent=self)
        else:
            self.hide()

    def _changed(self, changes: Changes) -> None:
        if changes.nouns & {"recovery sheet", "safeguard"}:
            self.refresh()


def _is_due(clinic: Clinic) -> bool:
    """Return whether the sheet was not tried, and the reminder was not put off by two people."""
    on = Safeguard.RECOVERY_REMINDER in safeguards_on(clinic)
    return on and not recovery_status(clinic).is_tested
