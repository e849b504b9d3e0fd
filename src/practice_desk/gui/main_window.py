"""The main window of one unlocked clinic."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QMainWindow

from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import ExpectedError, Locked
from practice_desk.domain.permission import Operation
from practice_desk.gui.backup_schedule import BackupSchedule
from practice_desk.gui.context import AppContext, StoreEvents
from practice_desk.gui.find.finder import Finder
from practice_desk.gui.inbox_watch import InboxWatch
from practice_desk.gui.messages import MessageBar
from practice_desk.gui.open_work import OpenWork
from practice_desk.gui.page_stack import PATIENTS, VISIT, PageStack, number_of
from practice_desk.gui.pages.app_page import AppPage
from practice_desk.gui.pages.chart_view import ChartView, tab_key
from practice_desk.gui.pages.registry import (
    APP_PAGES,
    BACKUP,
    CHART_PAGES,
    SETTINGS,
    TODAY,
    AppEntry,
    button_of,
)
from practice_desk.gui.pages.settings_tabs import KNOWLEDGE, RECOVERY
from practice_desk.gui.patient_pane import PatientPane
from practice_desk.gui.places import WantedPlace, lead_to
from practice_desk.gui.rail import Rail
from practice_desk.gui.recovery_reminder import RecoveryReminder
from practice_desk.gui.status_line import StatusLine
from practice_desk.gui.tasks import Tasks
from practice_desk.gui.today_watch import TodayWatch
from practice_desk.gui.trail_notice import TrailNotice
from practice_desk.gui.view_recorder import ViewRecorder
from practice_desk.gui.visit.host import VisitHost
from practice_desk.gui.window_layout import add_pages, central_widget, side_by_side
from practice_desk.services.clinic import Clinic
from practice_desk.services.demographics import Demographics
from practice_desk.services.patients import Saved

if TYPE_CHECKING:
    from practice_desk.domain.record_key import RecordKey
    from practice_desk.gui.dialogs.patient_dialog import PatientDialog


class MainWindow(QMainWindow):
    """Rail, patient list, chart and the pages of the application."""

    lock_wanted = Signal()
    clinic_wanted = Signal(object)
    """Another clinic's folder (a Path) should be opened instead."""
    hand_over_wanted = Signal(object)
    """A patient should check in: the screen is theirs now (a `HandedOver`)."""
    closed = Signal()

    def __init__(
        self, clinic: Clinic, clinic_name: str, tasks: Tasks, beside: Tasks | None = None
    ) -> None:
        super().__init__()
        self.setWindowTitle(f"{clinic_name} – Practice Desk" if clinic_name else "Practice Desk")
        self.setAcceptDrops(True)
        self.resize(1366, 768)
        self.messages = MessageBar()
        self.context = AppContext(clinic, tasks, StoreEvents(self), self.messages, beside)
        self._views = ViewRecorder(self.context, self)
        self.rail = Rail()
        self.patients = PatientPane(self.context)
        self.chart = ChartView(self.context)
        self.stack = PageStack(self.context, self._wire)
        self.work = OpenWork(self)
        self.unsaved = self.work.unsaved
        self.status = StatusLine(self.context, clinic_name)
        self.reminder = RecoveryReminder(self.context)
        self.trail = TrailNotice(self.context)
        self.schedule = BackupSchedule(self.context, self)
        self.today = TodayWatch(self.context, self)
        self.finder = Finder(self)
        self.inbox = InboxWatch(self)
        self.setStatusBar(self.status)
        self._lay_out()
        self._connect()
        self._offer()
        self._begin()
        self.work.offer_unsaved()

    @property
    def page(self) -> int:
        """The number of the page shown."""
        return self.stack.number

    @property
    def pages(self) -> dict[int, AppPage]:
        """The pages that were made, by their numbers."""
        return self.stack.pages

    @property
    def visits(self) -> VisitHost:
        """What opens visits in this window."""
        return self.stack.visits

    def show_page(self, number: int) -> None:
        """Bring a page of the rail forward, where it is offered and the present one may be left."""
        self.stack.show_page(number)

    def show_page_of(self, entry: AppEntry, tab: str = "") -> None:
        """Bring a page forward, with one of its tabs where that is named."""
        self.stack.show_page_of(entry, tab)

    def open_visit(self, patient_id: int, appointment_id: int | None = None) -> None:
        """Open the visit of a patient, or go on with it."""
        self.visits.open(patient_id, appointment_id or None)

    def _visit_opened(self) -> None:
        self.rail.offer_page(VISIT, True)
        self.show_page(VISIT)
        self.work.offer_unsaved()  # what is open is not offered once more, to be discarded

    def _visit_closed(self) -> None:
        """Go back to Today, where the next visit stands."""
        self.rail.offer_page(VISIT, False)
        if self.page == VISIT:
            self.show_page_of(TODAY)

    def open_chart_page(self, patient_id: int, title: str) -> None:
        """Open a chart at the page of this title."""
        self.open_patient(patient_id)
        self.chart.once_shown(patient_id, lambda _person: self.chart.show_page(title), lambda: None)

    def _begin(self) -> None:
        """Begin with the patients, or with the clinical pack for who sees no patient."""
        if self.stack.is_offered(PATIENTS):
            self.rail.show_page(PATIENTS)
            self.patients.search.setFocus()
        else:
            self.show_page_of(SETTINGS, KNOWLEDGE)

    def settle(self) -> None:
        """Begin what can wait until the window has come up: planned backups, what needs whom."""
        self.schedule.start()
        self.today.start()

    def open_patient(self, patient_id: int) -> None:
        """Open a chart, on the patients' page, where that is offered."""
        if not self.stack.is_offered(PATIENTS):
            return
        self.show_page(PATIENTS)
        self.chart.open_patient(patient_id)
        self.patients.show_current(self.chart.patient_id)

    def open_record(self, patient_id: int, key: RecordKey) -> None:
        """Open a chart at one of its records."""
        self.open_patient(patient_id)
        self.chart.once_shown(patient_id, lambda _person: self.chart.show_record(key), lambda: None)

    def new_patient(self) -> PatientDialog | None:
        """Ask for a new patient and open the chart when it is there; return the form."""
        if not self.context.may(Operation.EDIT_PATIENT):
            return None
        dialog = self.open_form(None)
        dialog.saved.connect(self._open_saved)
        return dialog

    def edit_patient(self, person: Demographics) -> None:
        """Edit *person*, whatever is open when it is saved."""
        self.open_form(person)

    def open_form(self, person: Demographics | None) -> PatientDialog:
        """Open the form of *person*, or of somebody new, and return it."""
        from practice_desk.gui.dialogs.patient_dialog import PatientDialog  # when it is opened

        dialog = PatientDialog(self.context, person, self)
        dialog.open()
        return dialog

    def keep_drafts(self) -> None:
        """Keep at once what stands in every open form."""
        self.work.keep_drafts()

    def find_patient(self) -> None:
        """Lead the keyboard to the search, where patients are offered."""
        if not self.stack.is_offered(PATIENTS):
            return
        self.show_page(PATIENTS)
        self.patients.focus_search()

    def forget(self, forms: Collection[QDialog]) -> None:
        """Drop what can be read again, for the lock: charts, pages, lists, pictures of letters.

        A page with one of the open *forms* stays, as the form belongs to it.
        """
        self.trail.forget()
        self.finder.forget()
        self.chart.forget(forms)
        self.patients.forget()
        self.unsaved.forget()
        self.messages.move_on()
        self.status.forget()
        self.stack.forget(forms)

    def lead_to(self, wanted: WantedPlace) -> None:
        """Lead to where a missing fact is filled in; what is being written is kept meanwhile."""
        lead_to(self, wanted)
        self.work.offer_unsaved()

    def try_emergency_sheet(self) -> None:
        """Lead to where the code of the emergency sheet is tried."""
        self.show_page_of(SETTINGS, RECOVERY)

    def resume(self, clinic: Clinic) -> None:
        """Go on after the same person has unlocked the clinic again."""
        self.context.clinic = clinic
        self._views.begin()
        self._take_failures()
        self.refresh()

    def refresh(self) -> None:
        """Read again whatever is shown."""
        self.chart.come_back()
        self.patients.refresh()
        self.reminder.refresh()
        self.trail.refresh()
        self.status.refresh()
        self.work.offer_unsaved()
        self.today.refresh()
        self.stack.refresh()

    def holds_work(self, forms: Collection[QDialog]) -> bool:
        """Whether one of the open *forms* is this window's, or a page holds work."""
        return self.work.holds_work(forms)

    def would_lose(self, forms: Collection[QDialog]) -> bool:
        """Whether something typed would be lost at the end of the program: no draft holds it."""
        return self.work.would_lose(forms)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, unless a page keeps something that was typed."""
        if not self.work.flush() or self.work.sets_visit_aside():
            event.ignore()
            return
        super().closeEvent(event)
        self.closed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files that some page can import."""
        if event.mimeData().hasUrls() and self.stack.taking_files() is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand dropped files to the page that imports them."""
        number = self.stack.taking_files()
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if number is None or not paths:
            return
        event.acceptProposedAction()
        self.show_page(number)
        if self.page == number:
            self.stack.page(number).take_files(paths)

    def _offer(self) -> None:
        """Show the pages and actions that the person at the keyboard may see and do."""
        for number in range(len(APP_PAGES) + 2):
            offered = self.stack.is_offered(number) and button_of(number) == number
            self.rail.offer_page(number, offered)
        self.patients.offer_new(self.context.may(Operation.EDIT_PATIENT))
        self.chart.offer()

    def _wire(self, page: AppPage) -> None:
        """Do what a page that was just made will ask for."""
        page.patient_wanted.connect(self.open_patient)
        page.record_wanted.connect(self.open_record)
        page.clinic_wanted.connect(self.clinic_wanted)
        page.page_wanted.connect(self.show_page_of)
        page.hand_over_wanted.connect(self.hand_over_wanted)
        page.visit_wanted.connect(self.open_visit)
        page.papers_wanted.connect(self.visits.print_papers)

    def _open_saved(self, saved: Saved) -> None:
        with QSignalBlocker(self.patients.search):
            self.patients.search.clear()
        self.patients.refresh()
        self.open_patient(saved.id)

    def _choose(self, patient_id: int) -> None:
        self.chart.open_patient(patient_id)
        self.patients.show_current(self.chart.patient_id)

    def _changed(self, changes: Changes) -> None:
        if "patient" in changes.nouns:
            self.patients.refresh()
        if "account" in changes.nouns:  # perhaps the own roles
            self._offer()
        if "draft" in changes.nouns:
            self.work.offer_unsaved()

    def _lay_out(self) -> None:
        add_pages(self.rail)
        self.stack.take_home(side_by_side(self.patients, self.chart))
        notices, bars = (self.trail, self.reminder), (self.unsaved.strip, self.messages)
        self.setCentralWidget(central_widget(self.rail, notices, self.stack, bars))

    def _connect(self) -> None:
        self.rail.page_chosen.connect(self.show_page)
        self.stack.turned.connect(self.rail.show_page)
        self.rail.lock_wanted.connect(self.lock_wanted)
        self.patients.patient_chosen.connect(self._choose)
        self.patients.new_wanted.connect(self.new_patient)
        self.chart.new_wanted.connect(self.new_patient)
        self.chart.edit_wanted.connect(self.edit_patient)
        self.chart.visit_wanted.connect(self.open_visit)
        self.chart.closed_again.connect(self.stack.refresh)
        self.visits.opened.connect(self._visit_opened)
        self.visits.closed.connect(self._visit_closed)
        self.visits.page_wanted.connect(self.open_chart_page)
        self.reminder.try_wanted.connect(self.try_emergency_sheet)
        self.chart.shown.connect(self.unsaved.follow)
        self.schedule.told.connect(self.status.tell)
        self.schedule.backup_wanted.connect(partial(self.show_page_of, BACKUP))
        self.today.told.connect(self.status.tell_news)
        self.today.needed.connect(self.status.keep_news)
        self.today.counted.connect(partial(self.rail.count, number_of(TODAY)))
        self.context.events.store_changed.connect(self._changed)
        self.context.events.place_wanted.connect(self.lead_to)
        self._take_failures()
        tabs = range(len(CHART_PAGES))
        for keys, call in (
            ("Ctrl+F", self.find_patient),
            ("Ctrl+N", self.new_patient),
            ("Ctrl+L", self.lock_wanted.emit),
            ("Ctrl+Shift+V", self.chart.begin_visit),
            *((tab_key(place), partial(self.chart.show_number, place)) for place in tabs),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(call)

    def _take_failures(self) -> None:
        """Show here what fails on the workers and nobody else has asked about."""
        self.context.tasks.on_failed = self._show_failure
        if self.context.beside is not None:
            self.context.beside.on_failed = self._show_failure

    def _show_failure(self, error: ExpectedError) -> None:
        if not isinstance(error, Locked):  # what the lock cut short is done anew when it is lifted
            self.messages.show_error(error)
