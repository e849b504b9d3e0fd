"""One run of a start, in a process of its own: `start_child.py bare|paint|open CLINIC`.

Prints one line of JSON for each thing that happened; a run that says nothing does not count. The
application is the real one: only `QApplication.exec` is wrapped, to watch what it paints.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

SETTLE_MS = 8000  # by then all is loaded and read that the application does by itself


class Painted(QObject):
    """Calls back once, after a window has been painted whole."""

    def __init__(self, window: QWidget, then: Callable[[], object]) -> None:
        super().__init__(window)
        self._then: Callable[[], object] | None = then
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the paint event; its children are painted before the next event."""
        if event.type() == QEvent.Type.Paint and self._then is not None:
            QTimer.singleShot(0, self._then)
            self._then = None
        return False


def say(what: str, **figures: float) -> None:
    """Print what happened."""
    sys.stdout.write(json.dumps({"what": what, **figures}) + "\n")
    sys.stdout.flush()


def rss() -> float:
    """Return the resident memory of this process and of those it has started, in MB."""
    mine = [Path("/proc/self"), *(Path(f"/proc/{child}") for child in children())]
    pages = sum(int((process / "statm").read_text().split()[1]) for process in mine)
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def children() -> list[str]:
    """Return the numbers of the processes that this one has started and that still run."""
    threads = Path("/proc/self/task").iterdir()
    return [child for thread in threads for child in (thread / "children").read_text().split()]


def end() -> None:
    """Leave at once: how a process ends is not measured."""
    os._exit(0)


def visible_window() -> QWidget:
    """Return the window that is up."""
    return next(w for w in QApplication.topLevelWidgets() if w.isVisible())


def bare() -> None:
    """Show a bare main window."""
    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.resize(1366, 768)
    window.show()
    Painted(window, painted_bare)
    app.exec()


def painted_bare() -> None:
    """Say so, settle, and say how much memory it takes."""
    say("painted")

    def weigh() -> None:
        say("settled", rss=rss())
        end()

    QTimer.singleShot(SETTLE_MS, weigh)


def run_application(then: Callable[[], object]) -> None:
    """Start the application as usual and call *then* when its first window is painted."""
    run_loop = QApplication.exec

    def watched() -> int:
        Painted(visible_window(), then)
        return run_loop()

    QApplication.exec = staticmethod(watched)  # type: ignore[method-assign]
    from practice_desk.app.command_line import main

    main([])


def painted() -> None:
    """Say so and leave."""
    say("painted")
    end()


class Opening(QObject):
    """Unlocks with the right passphrase once everything is warm, and waits for the list."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.begin = 0.0
        self.warm = threading.Event()
        self.timer = QTimer(self)

    def watch_warm_up(self) -> None:
        """Note when the imports behind the unlock window are done."""
        from practice_desk.app import opening

        warm_up = opening.warm_up

        def watched() -> None:
            warm_up()
            self.warm.set()

        opening.warm_up = watched

    def unlock(self) -> None:
        """Type the passphrase as soon as the imports are done, as they are for a person."""
        if not self.warm.is_set():
            QTimer.singleShot(20, self.unlock)
            return
        say("warm", rss=rss())
        form = visible_window().form  # type: ignore[attr-defined]
        form.secret.setText(os.environ["BENCH_PASSPHRASE"])
        self.begin = time.perf_counter()
        form.unlock_button.click()
        self.timer.timeout.connect(self.look)
        self.timer.start(1)

    def look(self) -> None:
        """See whether the list shows its first entries."""
        from practice_desk.gui.main_window import MainWindow
        from practice_desk.gui.models.patient_list import SUMMARY_ROLE

        window = next(
            (w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)), None
        )
        if window is None or not window.patients.model.rowCount():
            return
        model = window.patients.model
        if model.data(model.index(0), SUMMARY_ROLE) is None:
            return
        self.timer.stop()
        window.patients.view.viewport().repaint()
        say("listed", ms=(time.perf_counter() - self.begin) * 1000, rows=model.rowCount())
        QTimer.singleShot(SETTLE_MS, self.weigh)

    def weigh(self) -> None:
        """Say how much memory it takes, and what the key derivation alone took."""
        say("settled", rss=rss(), objects=len(gc.get_objects()))
        if report := os.environ.get("BENCH_MODULES"):
            Path(report).write_text("\n".join(sorted(sys.modules)))
        say("derived", ms=min(self._derive() for _ in range(3)))
        end()

    def _derive(self) -> float:
        from practice_desk.credentials import key_slots
        from practice_desk.storage.layout import ClinicFolder
        from tests.bench.large_clinic import PASSPHRASE, USER

        begin = time.perf_counter()
        key_slots.unlock(ClinicFolder(self.folder).key_slots, USER, PASSPHRASE)
        return (time.perf_counter() - begin) * 1000


if __name__ == "__main__":
    mode, *rest = sys.argv[1:]
    if mode == "bare":
        bare()
    elif mode == "paint":
        run_application(painted)
    else:
        run = Opening(Path(rest[0]))
        run.watch_warm_up()
        run_application(run.unlock)
