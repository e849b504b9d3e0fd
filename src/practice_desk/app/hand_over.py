"""The screen in a patient's hands: everything of the clinic is behind the curtain meanwhile.

The clinic stays open until the patient has answered, so that the answers can be kept; then, or
when the screen is left in any way, it is locked, and only a passphrase leads back.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from practice_desk.domain.check_in import CheckInEnd
from practice_desk.domain.errors import ExpectedError
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.check_in_dialog import CheckInDialog
from practice_desk.services.check_in import CheckInSheet, keep_answers

MINUTES = 2
"""Without a key at the check-in screen until it locks, where that is sooner than usual."""


class HandOver(QObject):
    """One patient's turn. What was typed is kept once, however the turn ends."""

    left = Signal()
    """Lock now: the screen was left, or the birth date was wrong too often."""
    answered = Signal()
    """Lock behind the thanks: the answers are kept."""
    over = Signal()
    """The front desk is back: ask for the passphrase."""

    def __init__(self, context: AppContext, sheet: CheckInSheet, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._sheet = context, sheet
        self._kept = False
        self.dialog = dialog = CheckInDialog(sheet)
        dialog.left.connect(self.left)
        dialog.not_recognized.connect(self._not_recognized)
        dialog.answered.connect(self._answered)
        dialog.over.connect(self.over)
        dialog.showFullScreen()
        dialog.activateWindow()

    def keep(self, ending: CheckInEnd = CheckInEnd.LEFT) -> None:
        """Keep what was typed so far, unless that was done."""
        if self._kept:
            return
        self._kept = True
        context, sheet, typed = self._context, self._sheet, self.dialog.typed
        # It is written before the clinic closes; a failure is shown to whoever unlocks.
        context.tasks.run(lambda: keep_answers(context.clinic, sheet, typed, ending))

    def drop(self) -> None:
        """Take the screen away."""
        self.dialog.hide()
        self.dialog.deleteLater()
        self.deleteLater()

    def _not_recognized(self) -> None:
        self.keep(CheckInEnd.NOT_RECOGNIZED)
        self.left.emit()

    def _answered(self) -> None:
        self._kept = True  # a lock meanwhile keeps nothing a second time
        context, sheet, typed = self._context, self._sheet, self.dialog.typed
        context.tasks.run(
            lambda: keep_answers(context.clinic, sheet, typed, CheckInEnd.ANSWERED),
            done=self._thank,
            failed=self._failed,
            parent=self,
        )

    def _thank(self, _saved: object) -> None:
        self.dialog.thank()
        self.answered.emit()

    def _failed(self, _error: ExpectedError) -> None:
        self._kept = False
        self.dialog.say_failure()
