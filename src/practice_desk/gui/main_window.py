"""The main window of one unlocked clinic."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.changes import Changes
from practice_desk.domain.draft import Draft
from practice_desk.domain.errors import ExpectedError, Locked
from practice_desk.domain.permission import Operation
from practice_desk.gui.backup_schedule import BackupSchedule
from practice_desk.gui.context import AppContext, StoreEvents
from practice_desk.gui.drafting import Drafting, DraftKeeper
from practice_desk.gui.find.finder import Finder
from practice_desk.gui.inbox_watch import InboxWatch
from practice_desk.gui.messages import MessageBar
from practice_desk.gui.models.draft_view import PATIENT
from practice_desk.gui.pages.app_page import AppPage
from practice_desk.gui.pages.chart_view import ChartView, tab_key
from practice_desk.gui.pages.registry import (
    APP_PAGES,
    BACKUP,
    CONSENTS,
    DIRECTORY,
    SETTINGS,
    TODAY,
    AppEntry,
    button_of,
)
from practice_desk.gui.pages.settings_tabs import CLINIC, KNOWLEDGE, RECOVERY
from practice_desk.gui.patient_pane import PatientPane
from practice_desk.gui.places import Place, WantedPlace
from practice_desk.gui.rail import Rail
from practice_desk.gui.recovery_reminder import RecoveryReminder
from practice_desk.gui.status_line import StatusLine
from practice_desk.gui.tasks import Tasks
from practice_desk.gui.today_watch import TodayWatch
from practice_desk.gui.trail_notice import TrailNotice
from practice_desk.gui.unsaved_forms import UnsavedForms
from practice_desk.gui.view_recorder import ViewRecorder
from practice_desk.gui.visit.host import VisitHost
from practice_desk.services.clinic import Clinic
from practice_desk.services.demographics import Demographics
from practice_desk.services.patients import Saved
from practice_desk.services.visits_today import DRAFT_KIND

if TYPE_CHECKING:
    from practice_desk.domain.timeline import RecordKey
    from practice_desk.gui.dialogs.patient_dialog import PatientDialog

PATIENTS = 0
"""The number of the patients' page; the others follow in the order of the registry."""
VISIT = len(APP_PAGES) + 1
"""The number of the visit that is in progress; it is offered while there is one."""


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
        self.pages: dict[int, AppPage] = {}
        self.unsaved = UnsavedForms(self.context, self.go_on, self)
        self._stack = QStackedWidget()
        self.visits = VisitHost(self.context, self._stack)
        self._number = PATIENTS
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
        self.unsaved.refresh(frozenset())

    @property
    def page(self) -> int:
        """The number of the page shown."""
        return self._number

    def show_page(self, number: int) -> None:
        """Bring a page of the rail forward, where it is offered and the present one may be left."""
        if not self._is_offered(number):
            return
        present = self.pages.get(self._number)
        if number != self._number and present is not None and not present.flush():
            self.rail.show_page(button_of(self._number))
            return
        self._number = number
        self.rail.show_page(button_of(number))
        if number == PATIENTS:
            self._stack.setCurrentIndex(0)
            return
        if number == VISIT and self.visits.screen is not None:
            self._stack.setCurrentWidget(self.visits.screen)
            return
        page = self._page(number)
        self._stack.setCurrentWidget(page)
        page.refresh()

    def open_visit(self, patient_id: int, appointment_id: int | None = None) -> None:
        """Open the visit of a patient, or go on with it."""
        self.visits.open(patient_id, appointment_id or None)

    def _visit_opened(self) -> None:
        self.rail.offer_page(VISIT, True)
        self.show_page(VISIT)
        self._refresh_unsaved()  # what is open is not offered once more, to be discarded

    def _visit_closed(self) -> None:
        """Go back to Today, where the next visit stands."""
        self.rail.offer_page(VISIT, False)
        if self._number == VISIT:
            self.show_page_of(TODAY)

    def _open_chart_page(self, patient_id: int, title: str) -> None:
        self.open_patient(patient_id)
        self.chart.once_shown(patient_id, lambda _person: self.chart.show_page(title), _nothing)

    def _begin(self) -> None:
        """Begin with the patients, or with the clinical pack for who sees no patient."""
        if self._is_offered(PATIENTS):
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
        if not self._is_offered(PATIENTS):
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
        dialog = self._open_form(None)
        dialog.saved.connect(self._open_saved)
        return dialog

    def edit_patient(self, person: Demographics) -> None:
        """Edit *person*, whatever is open when it is saved."""
        self._open_form(person)

    def go_on(self, draft: Draft, failed: Callable[[], None]) -> None:
        """Open the form that *draft* was typed into, in its own chart; else call *failed*."""
        if draft.kind == DRAFT_KIND:
            self.visits.go_on(draft)
            return
        if draft.patient_id is not None:
            self.open_patient(draft.patient_id)
            self.chart.once_shown(
                draft.patient_id, lambda person: self._go_on_with(person, draft, failed), failed
            )
            return
        if draft.kind == PATIENT:
            form = self.new_patient()
            if form is not None:
                form.put_draft(draft)
            return
        if not self._go_on_in_rail(draft):
            failed()

    def _go_on_in_rail(self, draft: Draft) -> bool:
        for number, entry in enumerate(APP_PAGES, PATIENTS + 1):
            if self._is_offered(number) and draft.kind in entry.load().draft_kinds:
                self.show_page(number)
                if self._page(number).go_on(draft):
                    return True
        return False

    def _go_on_with(self, person: Demographics, draft: Draft, failed: Callable[[], None]) -> None:
        if draft.kind == PATIENT:
            self._open_form(person).put_draft(draft)
        elif not self.chart.go_on(draft) and not self._go_on_in_rail(draft):
            failed()

    def keep_drafts(self) -> None:
        """Keep at once what stands in every open form."""
        for keeper in self._keepers():
            keeper.keep()

    def _keepers(self) -> Iterator[DraftKeeper]:
        for dialog in self.findChildren(QDialog):
            if isinstance(dialog, Drafting) and dialog.drafts is not None:
                yield dialog.drafts

    def find_patient(self) -> None:
        """Lead the keyboard to the search, where patients are offered."""
        if not self._is_offered(PATIENTS):
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
        for number, page in list(self.pages.items()):
            if not page.holds_work and set(forms).isdisjoint(page.findChildren(QDialog)):
                self._stack.removeWidget(self.pages.pop(number))
                page.deleteLater()

    def show_page_of(self, entry: AppEntry, tab: str = "") -> None:
        """Bring a page forward, with one of its tabs where that is named."""
        number = APP_PAGES.index(entry) + PATIENTS + 1
        self.show_page(number)
        if tab and self._number == number:
            self._page(number).show_tab(tab)

    def lead_to(self, wanted: WantedPlace) -> None:
        """Lead to where a missing fact is filled in; what is being written is kept meanwhile."""
        if wanted.place is Place.CLINIC:
            self.show_page_of(SETTINGS, CLINIC)
        elif wanted.place is Place.DIRECTORY:
            self.show_page_of(DIRECTORY)
        elif wanted.place is Place.CONSENTS:
            self._open_chart_page(wanted.patient_id, CONSENTS.title)
        else:
            self.open_patient(wanted.patient_id)
            self.chart.once_shown(wanted.patient_id, self.edit_patient, _nothing)
        self._refresh_unsaved()

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
        self._refresh_unsaved()
        self.today.refresh()
        if self._number not in (PATIENTS, VISIT):
            page = self._page(self._number)
            self._stack.setCurrentWidget(page)
            page.refresh()

    def _refresh_unsaved(self) -> None:
        open_ids = (k.id for k in self._keepers() if not k.is_over)
        self.unsaved.refresh(frozenset(number for number in open_ids if number is not None))

    def holds_work(self, forms: Collection[QDialog]) -> bool:
        """Whether one of the open *forms* is this window's, or a page holds work."""
        mine = not set(forms).isdisjoint(self.findChildren(QDialog))
        pages = any(page.holds_work for page in self.pages.values())
        return mine or pages or self.chart.holds_work or self.visits.is_open

    def would_lose(self, forms: Collection[QDialog]) -> bool:
        """Whether something typed would be lost at the end of the program: no draft holds it."""
        mine = set(forms) & set(self.findChildren(QDialog))
        safe = {k.parent() for k in self._keepers() if k.is_safe}
        typed = any(page.holds_typing for page in self.pages.values()) or not self.visits.is_safe
        return typed or not mine <= safe

    def flush(self) -> bool:
        """Ask every page to keep what was typed; return whether the window may close."""
        for dialog in self.findChildren(QDialog):
            # The end of the session does not stop at modal windows; pages answer for their parts.
            if dialog.isVisible() and dialog.isWindow():
                dialog.activateWindow()
                return False
        return self.chart.flush() and all(page.flush() for page in self.pages.values())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, unless a page keeps something that was typed."""
        if not self.flush():
            event.ignore()
            return
        if not self.visits.is_safe and self.visits.screen is not None:
            event.ignore()  # it is kept first, and comes back to its author
            self.visits.screen.set_aside(lambda: QTimer.singleShot(0, self, self.close))
            return
        super().closeEvent(event)
        self.closed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files that some page can import."""
        if event.mimeData().hasUrls() and self._files_page() is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand dropped files to the page that imports them."""
        number = self._files_page()
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if number is None or not paths:
            return
        event.acceptProposedAction()
        self.show_page(number)
        if self._number == number:
            self._page(number).take_files(paths)

    def _files_page(self) -> int | None:
        for number, entry in enumerate(APP_PAGES, PATIENTS + 1):
            if entry.takes_files and self._is_offered(number):
                return number
        return None

    def _is_offered(self, number: int) -> bool:
        if number == PATIENTS:
            return self.context.may(Operation.LIST_PATIENTS)
        if number == VISIT:
            return self.visits.is_open
        needs = APP_PAGES[number - PATIENTS - 1].needs
        return needs is None or self.context.may(needs)

    def _offer(self) -> None:
        """Show the pages and actions that the person at the keyboard may see and do."""
        for number in range(len(APP_PAGES) + 2):
            offered = self._is_offered(number) and button_of(number) == number
            self.rail.offer_page(number, offered)
        self.patients.offer_new(self.context.may(Operation.EDIT_PATIENT))
        self.chart.offer()

    def _page(self, number: int) -> AppPage:
        page = self.pages.get(number)
        if page is None:
            page = APP_PAGES[number - PATIENTS - 1].make(self.context)
            page.patient_wanted.connect(self.open_patient)
            page.record_wanted.connect(self.open_record)
            page.clinic_wanted.connect(self.clinic_wanted)
            page.page_wanted.connect(self.show_page_of)
            page.hand_over_wanted.connect(self.hand_over_wanted)
            page.visit_wanted.connect(self.open_visit)
            page.papers_wanted.connect(self.visits.print_papers)
            self.pages[number] = page
            self._stack.addWidget(page)
        return page

    def _open_form(self, person: Demographics | None) -> PatientDialog:
        from practice_desk.gui.dialogs.patient_dialog import PatientDialog  # when it is opened

        dialog = PatientDialog(self.context, person, self)
        dialog.open()
        return dialog

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
            self._refresh_unsaved()

    def _lay_out(self) -> None:
        self.rail.add_page("&Patients", "users")
        for entry in APP_PAGES:
            on_top, at_bottom = entry is TODAY, entry is SETTINGS
            self.rail.add_page(entry.title, entry.icon, at_bottom=at_bottom, on_top=on_top)
        self.rail.add_page("&Visit", "stethoscope", below_top=True)
        sides = _row(home := QWidget())
        sides.addWidget(self.patients)
        sides.addWidget(self.chart, 1)
        self._stack.addWidget(home)
        bar = QVBoxLayout()
        bar.setContentsMargins(16, 0, 16, 0)
        bar.setSpacing(8)
        bar.addWidget(self.unsaved.strip)
        bar.addWidget(self.messages)
        content = QVBoxLayout()
        content.setContentsMargins(0, 0, 0, 0)
        content.setSpacing(0)
        content.addWidget(self.trail)
        content.addWidget(self.reminder)
        content.addWidget(self._stack, 1)
        content.addLayout(bar)
        row = _row(central := QWidget())
        central.setProperty("surface", "page")
        row.addWidget(self.rail)
        row.addLayout(content, 1)
        self.setCentralWidget(central)

    def _connect(self) -> None:
        self.rail.page_chosen.connect(self.show_page)
        self.rail.lock_wanted.connect(self.lock_wanted)
        self.patients.patient_chosen.connect(self._choose)
        self.patients.new_wanted.connect(self.new_patient)
        self.chart.new_wanted.connect(self.new_patient)
        self.chart.edit_wanted.connect(self.edit_patient)
        self.chart.visit_wanted.connect(self.open_visit)
        self.visits.opened.connect(self._visit_opened)
        self.visits.closed.connect(self._visit_closed)
        self.visits.page_wanted.connect(self._open_chart_page)
        self.reminder.try_wanted.connect(self.try_emergency_sheet)
        self.chart.shown.connect(self.unsaved.follow)
        self.schedule.told.connect(self.status.tell)
        self.schedule.backup_wanted.connect(partial(self.show_page_of, BACKUP))
        self.today.told.connect(self.status.tell_news)
        self.today.counted.connect(partial(self.rail.count, APP_PAGES.index(TODAY) + 1))
        self.context.events.store_changed.connect(self._changed)
        self.context.events.place_wanted.connect(self.lead_to)
        self._take_failures()
        self._shortcut("Ctrl+F", self.find_patient)
        self._shortcut("Ctrl+N", self.new_patient)
        self._shortcut("Ctrl+L", self.lock_wanted.emit)
        self._shortcut("Ctrl+Shift+V", self.chart.begin_visit)
        for place in range(self.chart.tabs.count()):
            self._shortcut(tab_key(place), partial(self.chart.show_number, place))

    def _take_failures(self) -> None:
        """Show here what fails on the workers and nobody else has asked about."""
        self.context.tasks.on_failed = self._show_failure
        if self.context.beside is not None:
            self.context.beside.on_failed = self._show_failure

    def _show_failure(self, error: ExpectedError) -> None:
        if not isinstance(error, Locked):  # what the lock cut short is done anew when it is lifted
            self.messages.show_error(error)

    def _shortcut(self, keys: str, call: Callable[[], object]) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(call)


def _nothing() -> None:
    """Stay where one is: the chart could not be opened, which is told."""


def _row(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout(widget)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    return row
