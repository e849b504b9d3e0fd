"""Work off the GUI thread: one worker thread for everything that touches the clinic.

``tasks.run(work, done=…, failed=…)`` runs *work* on the worker and calls back on the GUI thread.
Work that wants to report progress or be cancelled takes one argument, a `Progress`. Jobs run one
after another in the order given, as the database has one writer. No callback is called any more
once *parent* has been destroyed or the task was dropped.

`Task.cancel()` asks the work to stop: work that stops in time ends in *failed* with `Cancelled`;
work that was done before it noticed ends in *done*, because what it changed is saved and pages must
hear of it. `Task.drop()` is for answers nobody wants any more, such as an overtaken search.
"""

from __future__ import annotations

import inspect
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6 import QtCore
from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

if TYPE_CHECKING:
    from practice_desk.domain.errors import ExpectedError

Work = Callable[[], Any] | Callable[[Callable[[int, int, str], None]], Any]
Done = Callable[[Any], object]
Failed = Callable[["ExpectedError"], object]
Progressed = Callable[[int, int, str], object]
Crashed = Callable[[BaseException], object]

PROGRESS_INTERVAL = 0.05
"""Seconds between two progress reports that reach the GUI thread; the last one always does."""

_SWITCH_SECONDS = 0.0001
"""How long the worker may keep the interpreter while the window wants it.

Painting takes and gives it hundreds of times, once for each cell that Python fills. Showing what an
import brought while letters were drawn stood still for 54 ms at 1 ms each, and for 22 ms at 0.1 ms.
The worker's own time did not change measurably.
"""


class Task(QObject):
    """One piece of work under way. Lives on the GUI thread."""

    progressed = Signal(int, int, str)
    """Emits (done, total, what) while the work runs."""
    finished = Signal()
    """Emitted last, however the work ended."""

    _answered = Signal(object, object)

    def __init__(self, work: Work, parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._stop = threading.Event()
        self._dropped = False
        self._reported_at = float("-inf")
        self._answered.connect(self._deliver, QtCore.Qt.ConnectionType.QueuedConnection)
        self.progressed.connect(self._pass_on)
        self.progress: Progressed | None = None
        self.done: Done | None = None
        self.failed: Failed | None = None
        self.crashed: Crashed | None = None
        self.owner: QObject | None = None

    def cancel(self) -> None:
        """Ask the work to stop at its next progress report."""
        self._stop.set()

    def drop(self) -> None:
        """Cancel, and call nothing back however the work ends; only `finished` is emitted."""
        self._dropped = True
        self.cancel()

    @property
    def is_cancelled(self) -> bool:
        """Whether `cancel` was called."""
        return self._stop.is_set()

    def execute(self) -> None:
        """Run the work and send its answer to the GUI thread. Called on the worker thread."""
        result, error = self.outcome()
        if shiboken6.isValid(self):
            self._answered.emit(result, error)

    def outcome(self) -> tuple[object, BaseException | None]:
        """Run the work here and return its result or its error."""
        try:
            self._check()
            if _takes_progress(self._work):
                return self._work(self._progress), None  # type: ignore[call-arg]  # just asked
            return self._work(), None  # type: ignore[call-arg]  # just asked
        except BaseException as error:  # noqa: BLE001 - carried to the GUI thread, raised there
            return None, error

    def _progress(self, done: int, total: int, what: str) -> None:
        self._check()
        now = time.monotonic()
        if done < total and now - self._reported_at < PROGRESS_INTERVAL:
            return
        self._reported_at = now
        if shiboken6.isValid(self):
            self.progressed.emit(done, total, what)

    def _check(self) -> None:
        if self._stop.is_set():
            from practice_desk.domain.errors import Cancelled

            raise Cancelled

    @Slot(object, object)
    def _deliver(self, result: object, error: BaseException | None) -> None:
        self.deliver(result, error)

    def deliver(self, result: object, error: BaseException | None) -> None:
        """Call back with the answer, unless nobody wants it any more. GUI thread."""
        try:
            wanted = self.owner is None or shiboken6.isValid(self.owner)
            if wanted and not self._dropped:
                self._call_back(result, error)
        finally:
            self.finished.emit()
            self._let_go()
            self.deleteLater()

    def _let_go(self) -> None:
        """Drop the callbacks now: what they hold must not die inside this object's destructor."""
        self.progress = self.done = self.failed = self.crashed = self.owner = None
        self._work = _no_work

    @Slot(int, int, str)
    def _pass_on(self, done: int, total: int, what: str) -> None:
        if self.progress is not None and (self.owner is None or shiboken6.isValid(self.owner)):
            self.progress(done, total, what)

    def _call_back(self, result: object, error: BaseException | None) -> None:
        from practice_desk.domain.errors import ExpectedError  # not for the first paint

        if error is None:
            if self.done is not None:
                self.done(result)
        elif isinstance(error, ExpectedError):
            if self.failed is not None:
                self.failed(error)
        elif self.crashed is not None:
            self.crashed(error)
        else:
            raise error


class _Run(QRunnable):
    def __init__(self, task: Task) -> None:
        super().__init__()
        self._task = task

    def run(self) -> None:
        """Execute on the worker thread."""
        self._task.execute()


class Tasks(QObject):
    """The one database worker. *failed* handles expected errors that a caller does not."""

    busy_changed = Signal(bool)
    """Emits True when work begins and False when nothing is left."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(_SWITCH_SECONDS)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._pool.setExpiryTimeout(-1)
        self._live: set[Task] = set()
        self.on_failed: Failed | None = None
        self.on_crashed: Crashed | None = None

    def run(
        self,
        work: Work,
        *,
        done: Done | None = None,
        failed: Failed | None = None,
        progress: Progressed | None = None,
        parent: QObject | None = None,
    ) -> Task:
        """Run *work* on the worker thread and call back here; return the task, to cancel it.

        *failed* gets an `ExpectedError` (`Cancelled` included); without it `on_failed` does. Any
        other exception goes to `on_crashed`, else to the exception hook.
        """
        task = Task(work, self)
        task.done = done
        task.failed = failed or self.on_failed
        task.crashed = self.on_crashed
        task.owner = parent
        task.progress = progress
        self._live.add(task)
        self.busy_changed.emit(True)
        task.finished.connect(self._forget)
        self._begin(task)
        return task

    def another(self, parent: QObject) -> Tasks:
        """Return a further worker of the same kind, for what must not hold this one up."""
        made = type(self)(parent)
        made.on_failed, made.on_crashed = self.on_failed, self.on_crashed
        return made

    @property
    def is_busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._live)

    def shut_down(self, milliseconds: int = 10_000, *, cancel: bool = True) -> bool:
        """Cancel what can be, wait for the rest, and return whether everything ended.

        Without *cancel* what has not begun yet is done, too: saving must not be cut off.
        """
        for task in list(self._live) if cancel else ():
            task.cancel()
        return self._pool.waitForDone(milliseconds)

    def _begin(self, task: Task) -> None:
        self._pool.start(_Run(task))

    @Slot()
    def _forget(self) -> None:
        task = self.sender()  # a closure over self would let the last task destroy its own parent
        if isinstance(task, Task):
            self._live.discard(task)
        if not self._live:
            self.busy_changed.emit(False)


class InlineTasks(Tasks):
    """The same, run at once on the calling thread: for tests."""

    def _begin(self, task: Task) -> None:
        task.deliver(*task.outcome())


def _no_work() -> None:
    """Stand in for work that has ended."""


def _takes_progress(work: Work) -> bool:
    try:
        parameters = inspect.signature(work).parameters.values()
    except (TypeError, ValueError):
        return False
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return any(p.kind in positional and p.default is p.empty for p in parameters)
