"""The window: one application, one clinic. Only what the first paint needs is imported here."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from PySide6 import QtCore
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from practice_desk.app import paths
from practice_desk.app.crash import CrashHook
from practice_desk.app.flow import Flow
from practice_desk.gui import theme
from practice_desk.gui.preferences import preferences
from practice_desk.gui.tasks import Tasks

_AFTER_FIRST_PAINT_MS = 100


def run_window(folder: Path | None = None) -> int:
    """Run the application on the clinic in *folder*, else on the one opened last."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication([*sys.argv[:1], "-style", "fusion"])
    app.setApplicationName("Practice Desk")
    app.setQuitOnLastWindowClosed(False)
    preferences.install(paths.read_settings(), paths.write_setting)
    theme.install(app, preferences.dark(), styled=True)
    hook = CrashHook()
    hook.install()
    tasks, beside = Tasks(), Tasks()
    for worker in (tasks, beside):
        worker.on_crashed = hook.report
    flow = Flow(tasks, beside, keys_apart=True)
    flow.loaded.connect(_leave_out_what_is_loaded)
    QTimer.singleShot(_AFTER_FIRST_PAINT_MS, lambda: _settle(app, flow, tasks, beside))
    flow.start(folder or paths.last_clinic())
    return app.exec()


def _leave_out_what_is_loaded() -> None:
    """Let no collection look at the program itself, which stays: each stops every thread.

    Nothing of a clinic is among it, so what charts leave behind is always collected.
    """
    gc.freeze()


def _settle(app: QApplication, flow: Flow, *workers: Tasks) -> None:
    from practice_desk.app.core_dumps import forbid_memory_reports
    from practice_desk.app.logging import start_logging
    from practice_desk.gui.garbage import GarbageCollector

    forbid_memory_reports()
    if sys.platform == "linux":
        # The desktop portal refuses a program whose memory it may not read; and GTK's dialog would
        # note every file in the desktop's list of recent ones.
        app.setAttribute(QtCore.Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    GarbageCollector(lambda: any(worker.is_busy for worker in workers), app)

    start_logging(paths.log_folder())
    flow.entered.connect(lambda: QTimer.singleShot(_AFTER_FIRST_PAINT_MS, lambda: _watch(flow)))


def _watch(flow: Flow) -> None:
    from practice_desk.app.session import session_events
    from practice_desk.app.watch import Watch

    if flow.findChild(Watch) is None:
        Watch(flow, events=session_events(flow))
    preferences.on_tray = lambda: _show_tray(flow)
    if preferences.tray:  # nobody else imports anything of it
        _show_tray(flow)


def _show_tray(flow: Flow) -> None:
    from practice_desk.app.tray import Tray

    (flow.findChild(Tray) or Tray(flow)).follow()
