"""Opens the main window on a real clinic, for journeys."""

from __future__ import annotations

from itertools import count

from pytestqt.qtbot import QtBot

from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.pages.registry import TODAY
from practice_desk.gui.pages.today_page import TodayPage
from practice_desk.gui.tasks import InlineTasks, Tasks
from practice_desk.services.clinic import Clinic

_numbers = count()
_windows: dict[int, MainWindow] = {}
"""Qt deletes a window some time after its test; Python must not collect it at work before that."""


def open_window(qtbot: QtBot, clinic: Clinic, tasks: Tasks | None = None) -> MainWindow:
    """Show the main window of *clinic*; its work runs at once unless *tasks* says otherwise."""
    window = MainWindow(clinic, "Harbor Street Clinic", tasks or InlineTasks())
    number = next(_numbers)
    _windows[number] = window
    window.destroyed.connect(lambda *_: _windows.pop(number))
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def today(window: MainWindow) -> TodayPage:
    """Bring Today forward, read anew, and return it."""
    window.show_page_of(TODAY)
    page = window.pages[window.page]
    assert isinstance(page, TodayPage)
    page.refresh()
    return page
