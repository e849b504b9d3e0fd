"""The events of a desktop session that lock."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class SessionEvents(QObject):
    """What every system's own listener offers."""

    screen_locked = Signal()
    suspending = Signal()
    """The computer is about to sleep, or has just been woken. Answer with `ready`."""

    def ready(self) -> None:
        """Nothing is on the screen any more: the computer may sleep."""
