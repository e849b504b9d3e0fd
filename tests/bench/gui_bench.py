"""The real windows on real clinics: opening charts, typing a search, and standing still."""

from __future__ import annotations

import gc
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.progress import Progress
from practice_desk.gui import theme
from practice_desk.gui.garbage import GarbageCollector
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.pages.registry import BACKUP, IMPORT, AppEntry
from practice_desk.gui.tasks import Tasks
from practice_desk.services import letters
from practice_desk.services.clinic import Clinic
from practice_desk.services.start_up import open_clinic
from tests import factories
from tests.bench.large_bundle import real_bundle, write_bundle
from tests.bench.large_clinic import PASSPHRASE, USER
from tests.bench.measure import Measure, p95
from tests.bench.stall_probe import StallProbe
from tests.bench.store_bench import KEYS

CHARTS, LETTERS = 250, 60
STALL_MS = 50.0
PALETTE_WORDS = ("sertraline nausea", "panic attack", "write a note", "the patient", "stengarhol")
PATIENCE_MS, QUIET_MS = 300_000, 700


def chart_open(big_root: Path, big: int, small_root: Path, small: int) -> list[Measure]:
    """Open random charts, from the choice to the painted chart, in a big and a small clinic."""
    rng = random.Random(3)
    with _opened(big_root) as many, _opened(small_root) as few:
        for window in (many, few):
            _open_chart(window, 1)
        taken: tuple[list[float], list[float]] = ([], [])
        for _ in range(CHARTS):  # in turn, so that a busy moment hits both alike
            for place, (window, count) in enumerate(((many, big), (few, small))):
                taken[place].append(_open_chart(window, rng.randrange(2, count + 1)))
    value, floor = map(p95, taken)
    return [Measure("chart_open_p95", value, "ms", floor, 1.2).emit()]


def keystroke(root: Path) -> list[Measure]:
    """Type searches key by key, each from the key to the list that shows its result."""
    with _opened(root) as window:
        search, model = window.patients.search, window.patients.model
        taken = []
        for text in ("robrt", *KEYS):
            search.clear()
            _wait(lambda: not model.is_searching)
            for key in text:
                begin = time.perf_counter()
                _press(search, key)
                _wait(lambda: not model.is_searching)
                taken.append((time.perf_counter() - begin) * 1000)
    return [Measure("search_keystroke_p95", p95(taken), "ms", 16.0, 1.0).emit()]


def palette(root: Path) -> list[Measure]:
    """Open the palette and type into it, with texts that are searched while one types on.

    From the key to what it shows, and the longest that the window stood still meanwhile.
    """
    with _opened(root) as window:
        opened, taken, worst = [], [], 0.0
        for text in (*KEYS, *PALETTE_WORDS):
            with StallProbe() as probe:
                opened.append(_timed(window.finder.open, window))
                shown = window.finder.palette
                assert shown is not None
                taken += [_timed(partial(_press, shown.field, key), window) for key in text]
                _quiet()  # the texts are searched once no key comes
                for key in " and then":
                    _press(shown.field, key)
                    QApplication.processEvents()
                _quiet()
                shown.shut()
            worst = max(worst, probe.worst_ms)
        return [
            Measure("palette_first_open", opened[0], "ms", STALL_MS).emit(),
            Measure("palette_open_p95", p95(opened[1:]), "ms", STALL_MS, 1.0).emit(),
            Measure("palette_keystroke_p95", p95(taken), "ms", STALL_MS, 1.0).emit(),
            Measure("palette_stall", worst, "ms", STALL_MS, 1.0).emit(),
        ]


def _timed(call: Callable[[], object], window: MainWindow) -> float:
    """Return the milliseconds of a call until all that it asked for is shown."""
    begin = time.perf_counter()
    call()
    _wait(lambda: not window.context.tasks.is_busy)
    QApplication.processEvents()
    return (time.perf_counter() - begin) * 1000


def stalls(root: Path, folder: Path) -> list[Measure]:
    """Probe the window while an import, a backup of the clinic at *root* and letters run."""
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        place = Path(scratch)
        made = factories.make_clinic(place)
        with _window(made.clinic) as window:
            bundle = real_bundle() or write_bundle(place / "bundle.json")
            found = [_stall("import", window, *_importing(window, bundle))]
            found.append(_stall("letters", window, *_writing_letters(window)))
        with _opened(root) as window:
            found.append(_stall("backup", window, *_backing_up(window, place)))
    return found


Begin = Callable[[], object]
Ended = Callable[[], bool]


def _importing(window: MainWindow, bundle: Path) -> tuple[Begin, Ended]:
    page = _page(window, IMPORT)
    return lambda: page.take_files([bundle]), lambda: not page.work.is_running


def _backing_up(window: MainWindow, place: Path) -> tuple[Begin, Ended]:
    page = _page(window, BACKUP)
    page.use_folder(str(place))
    return page.back_up, lambda: not page.backup_work.is_running


def _writing_letters(window: MainWindow) -> tuple[Begin, Ended]:
    clinic = window.context.clinic
    pharmacy = factories.a_pharmacy(clinic)
    patient = factories.a_patient(clinic, preferred_pharmacy_id=pharmacy)
    started = clinic.today() - timedelta(days=3)
    event = factories.a_medication(clinic, patient, started=started).event_id
    ended: list[bool] = []

    def batch(progress: Progress) -> None:
        for number in range(LETTERS):
            progress(number, LETTERS, "Writing letters")
            draft = letters.pharmacy_notice_draft(clinic, patient, [event])
            pages = letters.render_draft(draft)
            letters.send_letter(clinic, draft, pages, LetterDelivery.PRINTED)

    def begin() -> None:
        window.context.long_work.run(batch, done=lambda _none: ended.append(True))

    return begin, lambda: bool(ended)


def _stall(name: str, window: MainWindow, begin: Begin, ended: Ended) -> Measure:
    """Probe from the beginning until what the work brought is loaded and painted."""
    with StallProbe() as probe:
        begin()
        _wait(ended)
        _wait(lambda: not window.context.tasks.is_busy)
        QApplication.processEvents()
    return Measure(f"stall_during_{name}", probe.worst_ms, "ms", STALL_MS, 1.0).emit()


def _page(window: MainWindow, entry: AppEntry) -> object:
    window.show_page_of(entry)
    QApplication.processEvents()
    return window.pages[window.page]


def _press(widget: QWidget, text: str) -> None:
    """Press the key that types *text*, which QTest can only do for ASCII."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        key = Qt.Key.Key_unknown
        modifiers = Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(widget, QKeyEvent(kind, key, modifiers, text))


def _open_chart(window: MainWindow, patient_id: int) -> float:
    begin = time.perf_counter()
    window.chart.open_patient(patient_id)
    _wait(lambda: window.chart.chart is not None and window.chart.chart.patient.id == patient_id)
    QApplication.processEvents()  # laid out and painted
    taken = (time.perf_counter() - begin) * 1000
    _wait(lambda: not window.context.tasks.is_busy)
    return taken


@contextmanager
def _opened(root: Path) -> Iterator[MainWindow]:
    """Show the clinic at *root* in the main window."""
    with _window(open_clinic(root, USER, PASSPHRASE)) as window:
        yield window


@contextmanager
def _window(clinic: Clinic) -> Iterator[MainWindow]:
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication([])
        theme.install(application, dark=False)
    tasks, beside = Tasks(), Tasks()
    collector = GarbageCollector(lambda: tasks.is_busy or beside.is_busy)  # as `run_window` does
    window = MainWindow(clinic, "Bench", tasks, beside)
    window.show()
    model = window.patients.model
    _wait(lambda: not model.is_searching and not tasks.is_busy)
    _quiet()
    try:
        yield window
    finally:
        beside.shut_down()
        tasks.shut_down()
        window.deleteLater()
        collector.timer.stop()
        gc.enable()
        clinic.close()


def _quiet() -> None:
    """Let what is built and imported in idle moments be; then freeze it as `Flow.enter` does."""
    timer = QElapsedTimer()
    timer.start()
    _wait(lambda: timer.elapsed() > QUIET_MS)
    gc.freeze()


def _wait(until: Callable[[], bool]) -> None:
    """Run the event loop until something is so. Raises TimeoutError."""
    timer, waker = QElapsedTimer(), QTimer()
    timer.start()
    waker.start(250)
    while not until():
        if timer.elapsed() > PATIENCE_MS:
            raise TimeoutError
        # Without a time limit, with which it would spin and take the interpreter from the worker.
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
