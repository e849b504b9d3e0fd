"""Opens the main window on a real clinic, for journeys."""

from __future__ import annotations

import shiboken6
from pytestqt.qtbot import QtBot

from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.tasks import InlineTasks, Tasks
from practice_desk.services.clinic import Clinic

_windows: list[MainWindow] = []
"""Qt deletes a window some time after its test; Python must not collect it at work before that."""


def open_window(qtbot: QtBot, clinic: Clinic, tasks: Tasks | None = None) -> MainWindow:
    """Show the main window of *clinic*; its work runs at once unless *tasks* says otherwise."""
    window = MainWindow(clinic, "Harbor Street Clinic", tasks or InlineTasks())
    _windows[:] = [each for each in _windows if shiboken6.isValid(each)]
    _windows.append(window)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window
