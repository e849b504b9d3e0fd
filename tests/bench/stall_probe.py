"""How long the window stood still: a 5 ms heartbeat on the GUI thread that keeps the longest gap.

    with StallProbe() as probe:
        ...  # run the event loop while work goes on elsewhere
    probe.worst_ms

The gap is measured between beats, so an idle loop reads about 5 ms plus the system's jitter.
"""

from __future__ import annotations

import time
from types import TracebackType

from PySide6.QtCore import Qt, QTimer

BEAT_MS = 5


class StallProbe:
    """Beats on the thread that enters it, which must run an event loop meanwhile."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._last = 0.0
        self.worst_ms = 0.0
        self.beats = 0

    def __enter__(self) -> StallProbe:
        """Start counting."""
        self._timer.timeout.connect(self._beat)
        self._last = time.perf_counter()
        self.worst_ms, self.beats = 0.0, 0
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop, and count the time since the last beat too: it may have stalled to the end."""
        self._beat()
        self._timer.stop()
        # Without this the pair is cyclic garbage, which a worker's collection would free there.
        self._timer.timeout.disconnect(self._beat)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.worst_ms = max(self.worst_ms, (now - self._last) * 1000)
        self._last = now
        self.beats += 1
