"""The tour of Today: what each role sees in the morning, and how a line is handed on or put off."""

from __future__ import annotations

from practice_desk.app.demo.access import DEMO_PASSPHRASE
from practice_desk.app.demo.visitor import TourFailed, Visitor
from practice_desk.app.flow import Flow
from practice_desk.gui.dialogs.today_turn_dialog import TodayTurnDialog
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.models.today_turns import Turn, turns_of
from practice_desk.gui.pages.registry import TODAY
from practice_desk.gui.pages.today_page import TodayPage

OTHERS = {"tomas.reed": "therapist", "gus.hale": "administrator"}
"""Whose Today is shown at the end, and what they are."""


def show_today(visitor: Visitor, window: MainWindow, role: str) -> TodayPage:
    """Show the Today of who is at the keyboard, light and dark."""
    window.show_page_of(TODAY)
    page = window.pages[window.page]
    if not isinstance(page, TodayPage):
        raise TourFailed("Today did not come up.")
    visitor.until(lambda: bool(page.read.lines), "the lines of Today")
    visitor.in_both_looks(f"today-{role}", window, f"What stands on Today: {role}")
    return page


def hand_on_and_put_off(visitor: Visitor, page: TodayPage) -> None:
    """Show how a line is handed on, and how it is put off."""
    line = next((each for each in page.read.lines if Turn.NOT_BEFORE in turns_of(each)), None)
    if line is None:
        raise TourFailed("Nothing on Today can be put off.")
    for turn in (Turn.HAND_ON, Turn.NOT_BEFORE):
        page.turn(line, turn)
        visitor.until(lambda: bool(page.findChildren(TodayTurnDialog)), turn.value)
        (dialog,) = page.findChildren(TodayTurnDialog)
        name = turn.name.casefold().replace("_", "-")
        visitor.in_both_looks(f"today-{name}", dialog, f"A line of Today: {turn.value}")
        dialog.reject()
        visitor.until(lambda: not page.findChildren(TodayTurnDialog), "the form to close")


def show_others(visitor: Visitor, flow: Flow) -> None:
    """Lock, and show the Today of the other roles, one after the other."""
    for user, role in OTHERS.items():
        if flow.window is not None:
            flow.window.lock_wanted.emit()
        visitor.until(lambda: flow.unlock is not None, "the lock")
        if flow.unlock is None:
            raise TourFailed("The unlock window did not come up.")
        visitor.choose(flow.unlock.form.user_name, user)
        visitor.type_into(flow.unlock.form.secret, DEMO_PASSPHRASE, instead=True)
        visitor.click(flow.unlock.form.unlock_button, "Unlock")
        visitor.until(lambda: flow.window is not None, f"the window of the {role}")
        if flow.window is None:
            raise TourFailed("The main window did not come up.")
        flow.window.resize(1366, 768)
        show_today(visitor, flow.window, role)
