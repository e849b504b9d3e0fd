"""The check-in screen as a process of its own: a sheet comes in, sealed answers go out.

It holds a public half only, opens no file of the clinic, writes none, and imports nothing of the
store, the services or the keys. docs/decisions/0023 says why.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from threading import Thread
from typing import IO

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from practice_desk.credentials.answer_seal import seal
from practice_desk.domain.check_in_sheet import Answers, CheckInSheet
from practice_desk.exchange.check_in_messages import (
    LEAVE,
    UNSAVED,
    Said,
    decode_look,
    decode_sheet,
    encode_answers,
)
from practice_desk.exchange.frames import BrokenFrames, framed, read_frame
from practice_desk.gui import theme
from practice_desk.gui.check_in.screen import CheckInScreen
from practice_desk.gui.idle import IdleClock, IdleWatch

MINUTES = 2
"""Without anybody at the screen until it forgets."""
Send = Callable[[bytes], None]


class Turn(QObject):
    """One patient's turn: the screen, who is idle at it, and what goes back sealed by *send*."""

    over = Signal()

    def __init__(self, sheet: CheckInSheet, send: Send, clock: IdleClock | None = None) -> None:
        super().__init__()
        self._send, self._half, self._about = send, sheet.public_half, sheet.about
        self.screen = screen = CheckInScreen(sheet)
        screen.changed.connect(self._seal)
        screen.ended.connect(self._seal)
        screen.over.connect(self._over)
        self.idle = IdleWatch(clock or IdleClock(minutes=lambda: MINUTES), self)
        self.idle.expired.connect(screen.leave)
        self.idle.warned.connect(screen.warn)
        self.idle.active.connect(lambda: screen.warn(0))
        screen.ended.connect(self.idle.stop)

    def begin(self) -> None:
        """Show the screen."""
        self.screen.showFullScreen()
        self.screen.raise_()
        self.screen.activateWindow()
        self.idle.start()
        self._send(Said.UP.value)

    def hear(self, message: bytes) -> None:
        """Do what the staff side says."""
        if message == LEAVE:
            self.screen.leave()
        elif message == UNSAVED:
            self.screen.say_unsaved()

    def _seal(self, answers: Answers) -> None:
        self._send(Said.SEALED.value + seal(self._half, self._about, encode_answers(answers)))

    def _over(self) -> None:
        self._send(Said.OVER.value)
        self.over.emit()


def main() -> int:
    """Show the sheet that comes over standard input, until the other side hangs up."""
    source, sink = _pipes()
    try:
        first, data = read_frame(source), read_frame(source)
    except BrokenFrames:
        return 1
    if first is None or data is None:
        return 1
    look = decode_look(first)
    os.environ["QT_SCALE_FACTOR"] = f"{look.scale:.2f}"
    application = QApplication([*sys.argv[:1], "-style", "fusion"])
    application.setApplicationName("Practice Desk")
    application.setQuitOnLastWindowClosed(False)
    application.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    theme.install(application, look.dark, styled=True)
    turn = Turn(decode_sheet(data), lambda message: _write(sink, message))
    del data
    listener = _Listener(source)
    listener.told.connect(turn.hear)
    listener.gone.connect(lambda: application.exit(0))  # a quit would ask the window first
    listener.start()
    QTimer.singleShot(0, turn, turn.begin)
    application.exec()
    turn.screen.hide()
    return 0


def _pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Take the pipes for messages; what a library prints or traces goes nowhere."""
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "r+b") as nothing:  # noqa: PTH123 - it has no other path
        for stream in (0, 1, 2):
            os.dup2(nothing.fileno(), stream)
    return source, sink


def _write(sink: IO[bytes], message: bytes) -> None:
    try:
        sink.write(framed(message))
        sink.flush()
    except OSError:  # nobody is there any more, which the listener tells
        return


class _Listener(QObject):
    """Hears from the staff side on a thread of its own."""

    told = Signal(bytes)
    gone = Signal()

    def __init__(self, source: IO[bytes]) -> None:
        super().__init__()
        self._source = source

    def start(self) -> None:
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        try:
            while (message := read_frame(self._source)) is not None:
                self.told.emit(message)
        except (BrokenFrames, OSError):
            pass
        self.gone.emit()
