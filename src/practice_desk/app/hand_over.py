"""The screen in a patient's hands: another process shows it, and this one is locked meanwhile.

What comes back is sealed, and stays so: it is kept in the clinic's folder until somebody unlocks.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance
from PySide6.QtGui import QGuiApplication

from practice_desk.credentials.atomic_file import write_atomically
from practice_desk.domain.errors import Damaged, ExpectedError
from practice_desk.exchange.check_in_messages import (
    LEAVE,
    TASK,
    UNSAVED,
    Look,
    Said,
    encode_look,
    split,
)
from practice_desk.exchange.helper_process import HelperProcess
from practice_desk.exchange.own_process import HelperEnded, little_environment, own_command
from practice_desk.gui.preferences import preferences

if TYPE_CHECKING:
    from practice_desk.services.check_in import HandedOver

_PATIENCE_MILLISECONDS = 1_500
"""How long a screen that is told to leave may take to seal the last words."""

_PAGE_HEIGHT, _LEAST, _MOST = 590, 1.2, 2.2
"""Pixels for which the pages are laid out, and within which bounds they are shown larger."""

_log = logging.getLogger("practice_desk.check_in")


class Screen(Protocol):
    """A check-in screen somewhere else. The signals come on the thread of the windows."""

    said: SignalInstance
    """Emits each message that comes back."""
    gone: SignalInstance
    """It has ended, whyever."""

    def send(self, message: bytes) -> None:
        """Tell it something."""

    def close(self) -> None:
        """End it at once."""


class ScreenProcess(QObject):
    """Implements `Screen` by a process of this program."""

    said = Signal(bytes)
    gone = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._helper: HelperProcess | None = None
        with contextlib.suppress(HelperEnded):
            command, seen = own_command(TASK), little_environment()
            self._helper = helper = HelperProcess(command, lambda: None, seen)
            Thread(target=self._listen, args=(helper,), daemon=True).start()
        if self._helper is None:
            QTimer.singleShot(0, self, self.gone.emit)

    def send(self, message: bytes) -> None:
        """Tell it something."""
        if self._helper is not None:
            self._helper.send(message)

    def close(self) -> None:
        """End it at once."""
        if self._helper is not None:
            self._helper.close()

    def _listen(self, helper: HelperProcess) -> None:
        with contextlib.suppress(RuntimeError):  # the window's side is gone
            with contextlib.suppress(HelperEnded):
                while True:
                    self.said.emit(helper.receive())
            self.gone.emit()


class HandOver(QObject):
    """One patient's turn, seen from the locked program. `came_up` says whether it ever began."""

    over = Signal()
    """The staff is wanted: ask for the passphrase. Emitted once."""

    def __init__(
        self, handed: HandedOver, start: Callable[[QObject], Screen], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._place: Path = handed.place
        self._is_over = False
        self.came_up = False
        self._patience = QTimer(self, interval=_PATIENCE_MILLISECONDS, singleShot=True)
        self._patience.timeout.connect(self._end)
        self.screen = screen = start(self)
        screen.said.connect(self._heard)
        screen.gone.connect(self._end)
        screen.send(encode_look(Look(preferences.dark(), _scale())))
        screen.send(handed.sheet)

    def leave(self) -> None:
        """Ask for the screen back; one that does not answer is ended."""
        if not self._is_over:
            self._patience.start()
            self.screen.send(LEAVE)

    def why_not_up(self) -> ExpectedError:
        """Return what to tell the staff where the screen has never come up."""
        return ExpectedError(
            "The check-in screen could not be started.",
            "Unlock and hand it over again; if that fails too, print the questions on paper.",
        )

    def drop(self) -> None:
        """Take the screen away."""
        self._is_over = True
        self.screen.close()
        self.deleteLater()

    def _heard(self, message: bytes) -> None:
        try:
            what, sealed = split(message)
        except Damaged:
            self._end()
            return
        self.came_up = True
        if what is Said.SEALED:
            self._keep(sealed)
        elif what is Said.OVER:
            self._end()

    def _keep(self, sealed: bytes) -> None:
        """Put the answers where they outlive this program: each of them is whole."""
        try:
            self._place.parent.mkdir(mode=0o700, exist_ok=True)
            write_atomically(self._place, sealed)
        except (ExpectedError, OSError) as error:
            _log.warning("answers at check-in were not kept: %s", type(error).__name__)
            self.screen.send(UNSAVED)

    def _end(self) -> None:
        if not self._is_over:
            self._is_over = True
            self._patience.stop()
            self.over.emit()


def _scale() -> float:
    """Return how much larger than in the other windows everything is shown."""
    height = QGuiApplication.primaryScreen().size().height()
    return max(_LEAST, min(_MOST, height / _PAGE_HEIGHT))
