"""Nobody at the keyboard: measured from keys and mouse in our windows, with two clocks.

The steady clock stops while some systems sleep, and the wall clock may be set; whichever says that
more time has passed is believed. So a suspend that nobody told us of is found out afterwards.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from practice_desk.gui.preferences import preferences

WARN_SECONDS = 30
"""How long before the lock it is announced."""
_TICK_MILLISECONDS = 1000

Moment = tuple[float, float]
"""Seconds of the steady clock and of the wall clock."""

_Type = QEvent.Type
_SIGNS_OF_LIFE = frozenset(
    {
        _Type.KeyPress,
        _Type.MouseButtonPress,
        _Type.MouseMove,
        _Type.Wheel,
        _Type.TouchBegin,
        _Type.TouchUpdate,
        _Type.TabletPress,
        _Type.NonClientAreaMouseButtonPress,
    }
)


def system_moment() -> Moment:
    """Return the present moment on both clocks."""
    return time.monotonic(), time.time()


class IdleClock:
    """How long until the lock, without Qt. *minutes* tells the period as it is set now."""

    def __init__(
        self,
        now: Callable[[], Moment] = system_moment,
        minutes: Callable[[], int] = preferences.idle_minutes,
    ) -> None:
        self._now = now
        self._last = now()
        self._minutes = minutes

    @property
    def period(self) -> int:
        """The seconds of idleness that lock."""
        return 60 * self._minutes()

    def begin(self) -> None:
        """Count from now."""
        self._last = self._now()

    def touch(self) -> bool:
        """Somebody is there. Return False, and count on, when it is too late for that."""
        if self.left() <= 0:
            return False
        self._last = self._now()
        return True

    def left(self) -> float:
        """Return the seconds until the lock, 0 or less when it is due."""
        passed = max(now - last for now, last in zip(self._now(), self._last, strict=True))
        return self.period - passed


class IdleWatch(QObject):
    """Watches the windows between `start` and `stop`.

    A filter on every window sees keys and mouse before any widget does; a filter on the
    application would run Python for every event there is.
    """

    warned = Signal(int)
    """Emits the whole seconds left, each second of the last half minute."""
    active = Signal()
    """Somebody is there again after a warning."""
    expired = Signal()
    """The period is over. Emitted once; `start` begins anew."""

    def __init__(self, clock: IdleClock | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.clock = clock or IdleClock()
        self._warning = False
        self.timer = QTimer(self, interval=_TICK_MILLISECONDS)
        self.timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin to watch."""
        self._warning = False
        self.clock.begin()
        self._watch_windows()
        application = _application()
        application.focusWindowChanged.connect(self._watch_windows)
        # Input methods and dictation write into a field without any key.
        application.inputMethod().cursorRectangleChanged.connect(self.touch)
        self.timer.start()

    def stop(self) -> None:
        """Watch no longer."""
        if not self.timer.isActive():
            return
        self.timer.stop()
        application = _application()
        application.focusWindowChanged.disconnect(self._watch_windows)
        application.inputMethod().cursorRectangleChanged.disconnect(self.touch)
        for window in application.topLevelWindows():
            window.removeEventFilter(self)

    def touch(self) -> None:
        """Somebody is there."""
        if not self.clock.touch():
            self._expire()
        elif self._warning:
            self._warning = False
            self.active.emit()

    def look(self) -> None:
        """Warn or lock when it is time."""
        self._watch_windows()
        left = self.clock.left()
        if left <= 0:
            self._expire()
        elif left <= WARN_SECONDS:
            self._warning = True
            self.warned.emit(max(1, round(left)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note signs of life; swallow what comes too late, such as the key that woke the computer.

        Whatever it was meant for is about to leave the screen.
        """
        if event.type() not in _SIGNS_OF_LIFE or not self.timer.isActive():
            return False
        self.touch()
        return not self.timer.isActive()

    def _expire(self) -> None:
        self.stop()
        self.expired.emit()

    def _watch_windows(self) -> None:
        for window in _application().topLevelWindows():
            window.installEventFilter(self)  # a second time is as good as once


def _application() -> QGuiApplication:
    application = QGuiApplication.instance()
    assert isinstance(application, QGuiApplication)  # there are windows to watch
    return application
