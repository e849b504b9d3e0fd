"""Opens the forms of the page Today."""

from __future__ import annotations

from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.models.today_turns import Turn
from practice_desk.gui.pages.registry import TODAY
from practice_desk.gui.pages.today_page import TodayPage


def put_off_a_line(window: MainWindow) -> None:
    """Ask until when the plan of backups can wait."""
    window.show_page_of(TODAY)
    page = window.pages[window.page]
    assert isinstance(page, TodayPage)
    plan = next(each for each in page.read.lines if each.thing.key == "backup_plan")
    page.turn(plan, Turn.NOT_BEFORE)
