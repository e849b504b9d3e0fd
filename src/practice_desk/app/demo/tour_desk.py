"""The tour at the front desk: the schedule, a patient who checks in, and the answers."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QLineEdit

from practice_desk.app.demo.access import DEMO_PASSPHRASE
from practice_desk.app.demo.screen_here import ScreenHere
from practice_desk.app.demo.visitor import TourFailed, Visitor
from practice_desk.app.flow import Flow
from practice_desk.gui.check_in.screen import CheckInScreen
from practice_desk.gui.dialogs.review_check_in_dialog import ReviewCheckInDialog
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.models.calendar_view import Shown
from practice_desk.gui.pages.registry import SCHEDULE, TODAY
from practice_desk.gui.pages.schedule_page import SchedulePage
from practice_desk.gui.pages.today_page import TodayPage


def show_paper(visitor: Visitor, window: MainWindow) -> None:
    """Show the emergency paper of today's schedule."""
    window.show_page_of(TODAY)
    page = window.pages[window.page]
    if not isinstance(page, TodayPage):
        raise TourFailed("Today did not come up.")
    paper = page.print_paper()
    visitor.until(lambda: paper.made is not None, "the emergency paper")
    visitor.in_both_looks(
        "emergency-paper", paper, "Emergency paper: today's schedule, ready to print"
    )
    paper.reject()
    visitor.settle()


def check_in(visitor: Visitor, flow: Flow) -> None:
    """Hand the screen to a patient, let them correct a line, and accept it."""
    page = _schedule(visitor, flow)
    visitor.in_both_looks("schedule", _window(flow), "The schedule of today")
    _calendar(visitor, flow, page)
    row = page.row
    if row is None or row.entry.patient.birth_date is None:
        raise TourFailed("Nobody has an appointment today.")
    flow.start_screen = ScreenHere  # its pictures are wanted here
    visitor.click(page.visit.check_in, "Check in")
    _answer(visitor, _screen(flow), row.entry.patient.birth_date)
    _unlock(visitor, flow)
    page = _schedule(visitor, flow)
    page.table.selectRow(page.model.place_of(row.appointment.id))  # their hour may be over now
    visitor.click(page.visit.review, "Review answers")
    review = page.findChild(ReviewCheckInDialog)
    if review is None:
        raise TourFailed("The answers did not come up.")
    visitor.picture("check-in-review", review, "What was corrected, accepted line by line")
    visitor.click(next(iter(review.buttons.values()))[0], "Accept")


def _calendar(visitor: Visitor, flow: Flow, page: SchedulePage) -> None:
    """Show the day by clinicians and the week, in both looks, and go back to the list."""
    for shown, words in (
        (Shown.CLINICIANS, "The day with a column for each clinician"),
        (Shown.WEEK, "The week: types by color and sign, rooms, and who came"),
    ):
        visitor.click(page.views[shown], shown)
        visitor.in_both_looks(f"schedule-{shown}", _window(flow), words)
    visitor.click(page.views[Shown.LIST], "List")


def _schedule(visitor: Visitor, flow: Flow) -> SchedulePage:
    window = _window(flow)
    window.show_page_of(SCHEDULE)
    visitor.settle()
    page = window.pages[window.page]
    if not isinstance(page, SchedulePage):
        raise TourFailed("The schedule did not come up.")
    return page


def _unlock(visitor: Visitor, flow: Flow) -> None:
    if flow.unlock is None:
        raise TourFailed("The unlock window did not come up.")
    visitor.type_into(flow.unlock.form.secret, DEMO_PASSPHRASE, instead=True)
    visitor.click(flow.unlock.form.unlock_button, "Unlock")
    visitor.until(lambda: flow.window is not None, "front desk's window")


def _window(flow: Flow) -> MainWindow:
    if flow.window is None:
        raise TourFailed("The main window did not come up.")
    return flow.window


def _screen(flow: Flow) -> CheckInScreen:
    if flow.check_in is None or not isinstance(flow.check_in.screen, ScreenHere):
        raise TourFailed("The check-in screen did not come up.")
    return flow.check_in.screen.screen


def _answer(visitor: Visitor, screen: CheckInScreen, born: date) -> None:
    """Type the birth date, correct a phone number, and go on to the end."""
    visitor.picture("check-in", screen, "Check-in: the patient types the birth date")
    for name, number in (("month", born.month), ("day", born.day), ("year", born.year)):
        visitor.type_into(screen.who.edits[name], str(number))
    visitor.click(screen.who.go_on, "Go on")
    while not screen.is_over:
        page = screen.page
        if page is None:
            raise TourFailed("A page of the check-in did not come up.")
        if page.page.key == "contacts":
            edit = page.items[0].edit
            if isinstance(edit, QLineEdit):
                edit.clear()  # a patient's short cuts lead nowhere
                visitor.type_into(edit, "(503) 555-0119")
            visitor.picture("check-in-details", screen, "The patient corrects a phone number")
        visitor.click(screen.next, "Next")
    visitor.picture("check-in-thanks", screen, "Thanks; the clinic is locked behind them")
    visitor.click(screen.notice.button, "Front desk: unlock")
