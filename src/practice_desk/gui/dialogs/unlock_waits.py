"""Who must wait before the next passphrase is taken, counted down beside the field."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

_TICK_MS = 250
DEFAULT_REASON = "Too many wrong passphrases were typed."


@dataclass(frozen=True, slots=True)
class _Wait:
    reason: str
    ends_at: float


class UnlockWaits(QObject):
    """The waits of all users. *now* gives seconds that no setting of the clock changes."""

    ticked = Signal()
    """Emitted while somebody must wait, and once when nobody must any more."""

    def __init__(self, parent: QObject, now: Callable[[], float]) -> None:
        super().__init__(parent)
        self._now = now
        self._waits: dict[str, _Wait] = {}
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self.tick)

    def begin(self, user: str, seconds: int, reason: str = DEFAULT_REASON) -> None:
        """Let *user* wait so many seconds from now on."""
        self._waits[user] = _Wait(reason, self._now() + seconds)
        self._timer.start()

    def left(self, user: str) -> int:
        """Return the whole seconds that are left for *user*, 0 when there is no wait."""
        wait = self._waits.get(user)
        return 0 if wait is None else max(0, math.ceil(wait.ends_at - self._now()))

    def sentence(self, user: str) -> str:
        """Say why *user* must wait, how long still, and what works meanwhile; or nothing."""
        left = self.left(user)
        if not left:
            return ""
        minutes, seconds = divmod(left, 60)
        return (
            f"{self._waits[user].reason} You can try again in {minutes}:{seconds:02d}. "
            "The recovery code is taken at once."
        )

    @property
    def is_counting(self) -> bool:
        """Whether somebody must wait."""
        return self._timer.isActive()

    def tick(self) -> None:
        """Look at the time again."""
        if not any(self.left(user) for user in self._waits):
            self._timer.stop()
        self.ticked.emit()
