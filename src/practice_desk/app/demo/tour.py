"""The tour: the main job through the real windows, offscreen, with a picture of every step.

Create a clinic, unlock the demo clinic, bring in records, open a chart, start, change and stop a
medication, print the pharmacy letter, back up, verify. What it needs on the way is removed; the
pictures, the letters and the backup stay.
"""

from __future__ import annotations

import shutil
import sys
import traceback
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from practice_desk.app import paths
from practice_desk.app.demo.tour_steps import TourSteps
from practice_desk.app.demo.visitor import Visitor
from practice_desk.app.flow import Flow
from practice_desk.domain.errors import ExpectedError
from practice_desk.gui import theme
from practice_desk.gui.preferences import preferences
from practice_desk.gui.tasks import Tasks

_DONE, _FAILED = 0, 1


def take_tour(output: Path) -> int:
    """Take the tour into the folder *output* and return the exit code."""
    output = output.resolve()
    work = output / "work"
    for part in (work, output / "letters", output / "backup"):
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
    for picture in output.glob("[0-9]*-*.png"):
        picture.unlink()
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    qInstallMessageHandler(_without_noise)
    try:
        with paths.private_settings(work):
            return _tour(app, output, work)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _tour(app: QApplication, output: Path, work: Path) -> int:
    preferences.install({}, paths.write_setting)
    theme.install(app, dark=False)
    tasks, beside = Tasks(), Tasks()
    crashes: list[BaseException] = []
    before, sys.excepthook = sys.excepthook, lambda _kind, error, _trace: crashes.append(error)
    for worker in (tasks, beside):
        worker.on_crashed = crashes.append
    flow = Flow(tasks, beside)
    visitor = Visitor(app, output, tasks, beside)
    try:
        TourSteps(flow, visitor, output, work).take()
    except ExpectedError as error:
        print(f"practice-desk: {error}", file=sys.stderr)
        return _FAILED
    finally:
        flow.shut_down()
        sys.excepthook = before
        for crash in crashes:  # fictional data, so the whole traceback may be seen
            traceback.print_exception(crash)
    if crashes:
        print(f"practice-desk: {len(crashes)} unexpected errors on the way.", file=sys.stderr)
        return _FAILED
    print(f"Done. Pictures, letters and the backup are in {output}", flush=True)
    return _DONE


def _without_noise(_kind: QtMsgType, _context: QMessageLogContext, message: str | None) -> None:
    """Print Qt's messages except that the offscreen platform has no window hints."""
    if message and "propagateSizeHints" not in message:
        print(message, file=sys.stderr)
