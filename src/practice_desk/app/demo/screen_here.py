"""The check-in screen within this process, for the tour and for tests that look at it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from practice_desk.app.check_in_process import Turn
from practice_desk.exchange.check_in_messages import LEAVE, UNSAVED, decode_sheet
from practice_desk.gui.check_in.screen import CheckInScreen
from practice_desk.gui.idle import IdleClock


class ScreenHere(QObject):
    """Implements `hand_over.Screen`: what goes over the pipe else, goes over signals."""

    said = Signal(bytes)
    gone = Signal()

    def __init__(self, parent: QObject, clock: IdleClock | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self.turn: Turn | None = None
        self._is_told_look = False

    @property
    def screen(self) -> CheckInScreen:
        """What the patient sees. Raises LookupError before there is a sheet."""
        if self.turn is None:
            raise LookupError("no sheet has come")
        return self.turn.screen

    def send(self, message: bytes) -> None:
        """Take the sheet, or leave."""
        if message in (LEAVE, UNSAVED):
            if self.turn is not None:
                self.turn.hear(message)
        elif self._is_told_look:
            self.turn = Turn(decode_sheet(message), self.said.emit, self._clock)
            self.turn.begin()
        self._is_told_look = True

    def close(self) -> None:
        """Take the screen away."""
        if self.turn is not None:
            self.turn.idle.stop()
            self.turn.screen.hide()
            self.turn.screen.deleteLater()
            self.turn.deleteLater()
            self.turn = None
