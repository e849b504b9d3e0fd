"""Collecting garbage on the GUI thread alone.

Python collects on whichever thread happens to allocate. On a worker that may destroy a widget or
timer caught in a reference cycle, which Qt allows on its own thread only. So automatic collection
is switched off and a timer does it here: the young generations often, the old one when nothing is
under way, since that takes longest and stops every thread.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

INTERVAL_MILLISECONDS = 200
"""Often, so that no collection has much to look at: a whole second's litter took 50 ms."""
OLD_AFTER = 10
"""So many middle collections make an old one worth its time, as in Python's own thresholds."""


class GarbageCollector(QObject):
    """Collects from now on; *is_busy* tells whether work is under way."""

    def __init__(self, is_busy: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._is_busy = is_busy
        self.timer = QTimer(self, interval=INTERVAL_MILLISECONDS)
        self.timer.timeout.connect(self.collect)
        self.timer.start()

    def collect(self) -> None:
        """Collect what is due."""
        young_limit, middle_limit, _ = gc.get_threshold()
        young, middle, old = gc.get_count()
        if young < young_limit:
            return
        if old >= OLD_AFTER and not self._is_busy():
            gc.collect(2)
        else:
            gc.collect(1 if middle >= middle_limit else 0)
