"""Work that takes a while: shown in a progress strip, and stopped there."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject

from practice_desk.domain.errors import Cancelled, ExpectedError
from practice_desk.domain.progress import Progress
from practice_desk.gui.tasks import Tasks
from practice_desk.gui.widgets.progress_strip import ProgressStrip

_STEPS = 1000
_SECONDS_BETWEEN_REPORTS = 0.05

Result = TypeVar("Result")


class LongWork(QObject):
    """One piece of long work at a time, with its strip.

    Stopping raises `Cancelled` inside the work at its next report. Work that then still returns,
    as an import does with what it has kept, is done like any other.
    """

    def __init__(self, strip: ProgressStrip, parent: QObject) -> None:
        super().__init__(parent)
        self._strip = strip
        self._stop = threading.Event()
        self._running = False
        strip.cancelled.connect(self.cancel)

    @property
    def is_running(self) -> bool:
        """Whether something is under way."""
        return self._running

    def cancel(self) -> None:
        """Ask the work to stop at its next report."""
        self._stop.set()

    def run(
        self,
        tasks: Tasks,
        work: Callable[[Progress], Result],
        text: str,
        *,
        done: Callable[[Result], None],
        failed: Callable[[ExpectedError], None],
        cancellable: bool = True,
    ) -> None:
        """Begin *work* on *tasks*; one of *done* and *failed* is called here when it has ended.

        What is not *cancellable* in the strip has a button of its own for that.
        """
        stop = self._stop = threading.Event()
        self._running = True
        self._strip.start(text, cancellable=cancellable)

        def end(result: Result) -> None:
            self._ended()
            done(result)

        def give_up(error: ExpectedError) -> None:
            self._ended()
            failed(error)

        task = tasks.run(
            lambda progress: work(_measured(progress, stop)),
            done=end,
            failed=give_up,
            progress=self._strip.report,
            parent=self,
        )
        task.finished.connect(self._ended)

    def _ended(self) -> None:
        self._running = False
        self._strip.stop()


def _measured(progress: Progress, stop: threading.Event) -> Progress:
    """Return a progress that stops, keeps to 20 reports a second and to small numbers."""
    last = 0.0
    last_what = ""

    def report(done: int, total: int, what: str) -> None:
        nonlocal last, last_what
        if stop.is_set():
            raise Cancelled
        now = time.monotonic()
        if now - last < _SECONDS_BETWEEN_REPORTS and what == last_what:
            return
        last, last_what = now, what
        if total > 0:
            progress(min(_STEPS, done * _STEPS // total), _STEPS, what)
        else:
            progress(0, 0, what)

    return report
