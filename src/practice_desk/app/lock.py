"""The lock: windows off the screen, the clinic closed behind them, and everybody's own kept."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from practice_desk.app import opening
from practice_desk.app.closing import Closing
from practice_desk.app.parked import CarPark, Parked
from practice_desk.domain.lock_cause import LockCause
from practice_desk.gui.clipboard import ClipboardGuard
from practice_desk.gui.tasks import Tasks

if TYPE_CHECKING:
    from practice_desk.gui.main_window import MainWindow
    from practice_desk.services.clinic import Clinic


class Lock(QObject):
    """Hides, closes and keeps. Which window shows instead is the flow's affair."""

    darkened = Signal()
    """The clinic is closed and its key wiped."""

    def __init__(self, tasks: Tasks, beside: Tasks | None, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._workers = (tasks,) if beside is None else (tasks, beside)
        self._beside = beside
        self._parked = CarPark()
        self._closing: Closing | None = None
        self._spent: list[Clinic] = []
        self._waiting: Callable[[], None] | None = None
        self._window: MainWindow | None = None
        self.clipboard = ClipboardGuard(self)
        if beside is not None:
            beside.busy_changed.connect(self._work_ended)

    @property
    def would_lose(self) -> bool:
        """Whether something typed behind the lock would be lost at the end of the program."""
        return self._parked.would_lose

    def entered(self, window: MainWindow) -> None:
        """Take the main window that is on the screen from now on."""
        self._window = window

    def park(self, window: MainWindow, folder: Path, but: Sequence[QWidget] = ()) -> None:
        """Take everything *but* a cover off the screen, at once; drop what can be read again."""
        from practice_desk.gui.curtain import Curtain  # when it is needed

        curtain = Curtain(self, but)
        self.clipboard.clear()
        self._parked.put(Parked(folder, window.context.clinic.session, window, curtain))
        window.keep_drafts()
        window.forget(curtain.forms)

    def close(self, window: MainWindow, folder: Path, cause: LockCause) -> None:
        """Record that the person left, and close the clinic once no work goes on in it."""
        clinic, self._window = window.context.clinic, None
        self._closing = closing = Closing(window.context, folder, self._workers, self)
        closing.closed.connect(self._closed)
        self._tasks.run(lambda: opening.lock(clinic, cause))
        closing.begin()

    def when_closed(self, folder: Path, call: Callable[[], None]) -> bool:
        """Return False where nothing stands against unlocking *folder* now; else *call* later.

        The clinic that is just being closed, or another one in which work goes on, comes first.
        """
        closing = self._closing
        if closing is None or (closing.folder == folder and closing.may_stay_open):
            return False
        self._waiting = call
        return True

    def once_dark(self, call: Callable[[], None]) -> None:
        """Call when the clinic is closed, at once where none is open.

        While long work goes on that is when it has ended, which nobody should wait for: then the
        call comes at once, too.
        """
        if self._closing is None or (self._beside is not None and self._beside.is_busy):
            call()
        else:
            self._closing.closed.connect(call)

    def hold(self) -> Clinic | None:
        """Return the clinic that is still open for the work in it, and keep it open for now."""
        return None if self._closing is None else self._closing.hold()

    def release(self) -> None:
        """Nobody came in: let it close after all."""
        if self._closing is not None:
            self._closing.release()

    def let_in(self, folder: Path, clinic: Clinic) -> Parked | None:
        """Somebody came in with *clinic*: return their own windows where they are parked."""
        if (closing := self._closing) is not None:
            self._closing = None
            self._spent.append(closing.drop())
        return self._parked.take(folder, clinic)

    def shut_down(self, window: MainWindow | None, folder: Path | None) -> None:
        """Close what is open, on this thread. The last thing before the program ends."""
        self.clipboard.clear()
        if self._beside is not None:
            self._beside.shut_down()
        if window is not None and folder is not None and window.context.is_open:
            window.keep_drafts()
            clinic = window.context.clinic
            self._closing = Closing(window.context, folder, self._workers, self)
            self._tasks.run(lambda: opening.lock(clinic, LockCause.CLOSED))
        self._tasks.shut_down(cancel=False)
        if (closing := self._closing) is not None:
            self._closing = None
            closing.close_now()
        self._parked.clear()

    def _closed(self) -> None:
        self._closing = None
        self._forget_spent()
        self.darkened.emit()
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting()
        else:
            QTimer.singleShot(0, self, _collect)  # nobody waits now

    def _work_ended(self, busy: bool) -> None:
        """Show what work begun before the lock has changed, to whoever is in now."""
        if busy or not self._spent:
            return
        self._forget_spent()
        if self._window is not None:
            self._window.refresh()

    def _forget_spent(self) -> None:
        for clinic in self._spent:
            clinic.wipe()
        self._spent.clear()
        self._parked.lock()


def _collect() -> None:
    """Collect the charts that were open: they are garbage now."""
    gc.collect()
