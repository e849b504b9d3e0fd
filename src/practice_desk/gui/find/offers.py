"""What the palette leads to in a window: its pages, the open chart's, settings, and actions.

Pages are read from the registry, so a new one is found without a word here. What somebody may not
do is not among them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from practice_desk.domain.permission import Operation
from practice_desk.gui import theme
from practice_desk.gui.find.rows import ACTIONS, PAGES, Row
from practice_desk.gui.pages.registry import (
    APP_PAGES,
    BACKUP,
    CHART_PAGES,
    INBOX,
    NOTES,
    OVERDUE,
    PLAN,
    RECALLS,
    SCHEDULE,
    SETTINGS,
    SIDE_EFFECT_BOARD,
    SIDE_EFFECTS,
    TODAY,
    WAITING,
    AppEntry,
    ChartEntry,
)
from practice_desk.gui.pages.settings_tabs import TABS
from practice_desk.gui.preferences import LOOK, preferences

if TYPE_CHECKING:
    from practice_desk.gui.find.finder import Finder
    from practice_desk.gui.main_window import MainWindow


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done from anywhere; with `of_chart` only while a chart is open."""

    title: str
    icon: str
    run: Callable[[MainWindow], object]
    needs: Operation | None = None
    of_chart: bool = False
    keys: str = ""
    also: str = ""


def pages(window: MainWindow) -> Iterator[Row]:
    """Yield the pages that are offered: those of the open chart, of the rail, and of settings."""
    may = window.context.may
    if window.chart.person is not None:
        for entry in CHART_PAGES:
            if may(entry.needs):
                lead = partial(_chart_page, window, entry)
                yield Row(PAGES, entry.title, lead, icon="file-text", keys="in this chart")
    if may(Operation.LIST_PATIENTS):
        yield Row(PAGES, "Patients", window.find_patient, icon="users", keys="Ctrl+F")
    for app in APP_PAGES:
        if app.needs is None or may(app.needs):
            title = app.title.replace("&", "")
            also = f"page {ALSO_CALLED.get(app, '')}"
            yield Row(PAGES, title, partial(window.show_page_of, app), icon=app.icon, also=also)
    for tab, needs in TABS:
        if needs is None or may(needs):
            open_tab = partial(window.show_page_of, SETTINGS, tab)
            yield Row(PAGES, f"Settings: {tab}", open_tab, icon="settings", also="preferences")


def actions(window: MainWindow, finder: Finder) -> Iterator[Row]:
    """Yield what the person at the keyboard may do here."""
    if window.context.may(Operation.SEARCH_TEXTS):
        title, words = "Search the texts of all charts", "find words notes letters documents"
        yield Row(
            ACTIONS, title, finder.search_texts, icon="search", keys="Ctrl+Shift+F", also=words
        )
    for each in ACTIONS_KNOWN:
        if each.of_chart and window.chart.person is None:
            continue
        if each.needs is None or window.context.may(each.needs):
            run = partial(each.run, window)
            yield Row(ACTIONS, each.title, run, icon=each.icon, keys=each.keys, also=each.also)


def _chart_page(window: MainWindow, entry: ChartEntry) -> None:
    window.show_page(0)
    window.chart.show_page(entry.title)


def _on_chart(entry: ChartEntry, call: Callable[[object], object]) -> Callable[[MainWindow], None]:
    def run(window: MainWindow) -> None:
        _chart_page(window, entry)
        call(window.chart.tabs.currentWidget())

    return run


def _on_page(entry: AppEntry, call: Callable[[object], object]) -> Callable[[MainWindow], None]:
    def run(window: MainWindow) -> None:
        number = APP_PAGES.index(entry) + 1
        window.show_page(number)
        if window.page == number:
            call(window.pages[number])

    return run


def _start_medication(page: object) -> None:
    from practice_desk.gui.pages.plan_page import PlanPage

    if isinstance(page, PlanPage):
        page.new_medication()


def _write_note(page: object) -> None:
    from practice_desk.gui.pages.notes_page import NotesPage

    if isinstance(page, NotesPage):
        page.notes.add_wanted.emit()


def _report(page: object) -> None:
    from practice_desk.gui.pages.side_effects_page import SideEffectsPage

    if isinstance(page, SideEffectsPage):
        page.report()


def _take_call(page: object) -> None:
    from practice_desk.gui.pages.today_page import TodayPage

    if isinstance(page, TodayPage):
        page.take_call()


def _print_paper(page: object) -> None:
    from practice_desk.gui.pages.today_page import TodayPage

    if isinstance(page, TodayPage):
        page.print_paper()


def _book(page: object) -> None:
    from practice_desk.gui.pages.schedule_page import SchedulePage

    if isinstance(page, SchedulePage):
        page.book()


def _back_up(page: object) -> None:
    from practice_desk.gui.pages.backup_page import BackupPage

    if isinstance(page, BackupPage):
        page.back_up()


def _new_patient(window: MainWindow) -> None:
    window.new_patient()


def _begin_visit(window: MainWindow) -> None:
    window.chart.begin_visit()


def _lock(window: MainWindow) -> None:
    window.lock_wanted.emit()


def _letter(window: MainWindow) -> None:
    window.show_page(0)
    window.chart.header.letter.click()


def _edit_person(window: MainWindow) -> None:
    if window.chart.person is not None:
        window.edit_patient(window.chart.person)


def _requests(window: MainWindow) -> None:
    window.show_page(0)
    window.chart.access.show_requests()


def _take_down_request(window: MainWindow) -> None:
    window.show_page(0)
    window.chart.access.take_down_request()


def _look(name: str, _window: MainWindow) -> None:
    preferences.put(LOOK, name)
    application = QApplication.instance()
    if isinstance(application, QApplication):
        theme.theme().use(application, preferences.dark())


def _write_message(window: MainWindow) -> None:
    window.context.events.message_wanted.emit(None, None)


def _write_about(window: MainWindow) -> None:
    window.context.events.message_wanted.emit(window.chart.patient_id, None)


ALSO_CALLED = {
    INBOX: "messages tasks calls",
    SCHEDULE: "appointments calendar visits",
    SIDE_EFFECT_BOARD: "side adverse",
    OVERDUE: "monitoring laboratory levels checks due",
    RECALLS: "due visits",
    WAITING: "earlier",
}
"""Other words by which people look for a page, beside its title."""
_OP = Operation
ACTIONS_KNOWN = (
    Action("New patient", "user-plus", _new_patient, _OP.EDIT_PATIENT,
           keys="Ctrl+N", also="add register chart"),
    Action("Begin the visit, or go on", "stethoscope", _begin_visit,
           _OP.WRITE_NOTE, of_chart=True, keys="Ctrl+Shift+V", also="start"),
    Action("Start a medication", "pill", _on_chart(PLAN, _start_medication), _OP.CHANGE_PLAN,
           of_chart=True, also="new add prescribe"),
    Action("Write a note", "file-plus", _on_chart(NOTES, _write_note), _OP.WRITE_NOTE,
           of_chart=True, also="new session"),
    Action("Write a letter", "mail", _letter, _OP.SEND_LETTER, of_chart=True,
           also="new pharmacy"),
    Action("Report a side effect", "activity", _on_chart(SIDE_EFFECTS, _report),
           _OP.REPORT_SIDE_EFFECT, of_chart=True, also="new adverse"),
    Action("Edit person, contacts and care team", "pencil", _edit_person, _OP.EDIT_PATIENT,
           of_chart=True, also="change address phone"),
    Action("Requests and exports of the chart", "upload", _requests, _OP.VIEW_REQUESTS,
           of_chart=True, also="access amend amendment copy disclosure files record"),
    Action("Take down a request about the record", "file-plus", _take_down_request,
           _OP.TAKE_DOWN_REQUEST, of_chart=True, also="access amend amendment copy new"),
    Action("Write a message about this patient", "message-square", _write_about, _OP.SEND_MESSAGE,
           of_chart=True, also="new task inbox"),
    Action("Write a message", "message-square", _write_message, _OP.SEND_MESSAGE, keys="Ctrl+M",
           also="new task inbox"),
    Action("Take down a call", "phone", _on_page(TODAY, _take_call), _OP.TAKE_DOWN_CALL,
           also="telephone new"),
    Action("Book an appointment", "calendar-days", _on_page(SCHEDULE, _book), _OP.EDIT_SCHEDULE,
           also="new schedule visit"),
    Action("Back up now", "hard-drive", _on_page(BACKUP, _back_up), _OP.BACK_UP, also="backup"),
    Action("Print the emergency paper", "printer", _on_page(TODAY, _print_paper),
           _OP.PRINT_PAPER, also="offline list"),
    Action("Lock", "lock", _lock, keys="Ctrl+L", also="leave"),
    Action("Dark look", "eye", partial(_look, "dark"), also="theme colors"),
    Action("Light look", "eye", partial(_look, "light"), also="theme colors"),
    Action("Look of the system", "eye", partial(_look, ""), also="theme colors light dark"),
)  # fmt: skip
"""In the order in which they are offered before anything is typed."""
