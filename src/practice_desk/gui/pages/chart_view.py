"""One open chart: the header that stays, and its pages as tabs."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget

from practice_desk.domain.changes import Changes
from practice_desk.domain.draft import Draft
from practice_desk.domain.errors import ChartRestricted, ExpectedError, NotFound
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.pages.chart_page import ChartPage
from practice_desk.gui.pages.registry import CHART_PAGES
from practice_desk.gui.risk_alerts import RiskAlerts
from practice_desk.gui.widgets.empty_state import EmptyState
from practice_desk.services.demographics import (
    Demographics,
    open_demographics,
    reload_demographics,
)

if TYPE_CHECKING:
    from practice_desk.domain.record_key import RecordKey
    from practice_desk.gui.pages.chart_access import ChartAccess
    from practice_desk.gui.pages.chart_frame import ChartFrame
    from practice_desk.gui.pages.chart_header import ChartHeader
    from practice_desk.gui.widgets.chart_tabs import ChartTabs
    from practice_desk.services.charts import Chart

_EMPTY, _OPENING, _CHART, _CLOSED = range(4)
_DIGITS = 10
_BUILD_EVERY = 40  # milliseconds between the pages made ahead
_SHOW_OPENING_AFTER = 150  # milliseconds; a quick chart replaces the former one without a flash


def tab_key(place: int) -> str:
    """Return the keys of the tab at a place, from 0; the tenth has Ctrl+0, as in browsers.

    From the eleventh on Shift comes to them.
    """
    keys = "Ctrl+" if place < _DIGITS else "Ctrl+Shift+"
    return f"{keys}{(place + 1) % _DIGITS}"


class ChartView(QStackedWidget):
    """Opens charts and keeps the open one fresh.

    A page is handed the chart when its tab comes forward, so that opening a chart fills one page.
    Who may not see charts is shown the person alone: `chart` is then None. Pages, buttons and
    short cuts for what somebody may not do are not there. Header and tabs are made for the first
    chart, with all that they import.
    """

    shown = Signal(int)
    """Emits the patient whose chart was opened or read again."""
    edit_wanted = Signal(object)
    """Somebody wants to edit this person, with their contacts and care team (`Demographics`)."""
    new_wanted = Signal()
    visit_wanted = Signal(int)
    """Emits the patient of the open chart, whose visit is to be begun."""
    closed_again = Signal()
    """An emergency is over: what tells of that chart elsewhere has to be read again, too."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._wanted: int | None = None
        self._left: int | None = None
        self._risk = RiskAlerts(context)
        """The answers that have interrupted since this window was opened."""
        self._awaited: tuple[Callable[[Demographics], None], Callable[[], None]] | None = None
        self.chart: Chart | None = None
        self.person: Demographics | None = None
        self._frame: ChartFrame | None = None
        self._stale: set[int] = set()
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(_SHOW_OPENING_AFTER)
        self._slow.timeout.connect(lambda: self.setCurrentIndex(_OPENING))
        self._built: dict[int, ChartPage] = {}
        self._lay_out()
        self.offer()
        context.events.store_changed.connect(self._changed)
        self._builder = QTimer(self)
        self._builder.setSingleShot(True)
        self._builder.setInterval(_BUILD_EVERY)
        self._builder.timeout.connect(self._build_next)

    @property
    def header(self) -> ChartHeader:
        """What stands above the pages of every chart."""
        return self._framed().header

    @property
    def tabs(self) -> ChartTabs:
        """The tabs, one for each page."""
        return self._framed().tabs

    @property
    def access(self) -> ChartAccess:
        """What opens closed charts, and keeps others from opening this one."""
        return self._framed().access

    @property
    def pages(self) -> tuple[ChartPage, ...]:
        """Every page that is offered, in the order of the tabs; those not yet made are made now."""
        return tuple(self._page(place) for place in self._offered())

    @property
    def patient_id(self) -> int | None:
        """The patient whose chart is open or being opened."""
        return self._wanted

    def open_patient(self, patient_id: int) -> bool:
        """Open a chart; return False when a page keeps what was typed in the open one."""
        if patient_id == self._wanted and self.person is not None:
            return True
        if not self.flush():
            return False
        self._wanted = patient_id
        self._awaited = None
        self._slow.start()
        context = self._context
        context.messages.move_on()
        context.tasks.run(
            self._reader(patient_id, opens=True),
            done=lambda found: self._show(patient_id, found),
            failed=lambda error: self._give_up(patient_id, error),
            parent=self,
        )
        return True

    def reload(self) -> None:
        """Read the open chart again."""
        patient_id, context = self._wanted, self._context
        if patient_id is None:
            return
        context.tasks.run(
            self._reader(patient_id, opens=False),
            done=lambda found: self._show(patient_id, found),
            failed=lambda error: self._give_up(patient_id, error),
            parent=self,
        )

    def forget(self, forms: Collection[QDialog]) -> None:
        """Drop everything of the open chart but the pages of the open *forms*, for the lock."""
        self._left, self._wanted = self._wanted, None
        self.chart = self.person = None
        self._slow.stop()
        if self._frame is not None:
            self._frame.forget()
        for place, page in list(self._built.items()):
            if page.holds_work:
                page.let_go()
            elif set(forms).isdisjoint(page.findChildren(QDialog)):
                self._drop_page(place)
        self.setCurrentIndex(_EMPTY)

    @property
    def holds_work(self) -> bool:
        """Whether a page would lose something under way or just done."""
        return any(page.holds_work for page in self._built.values())

    def come_back(self) -> None:
        """Read the chart again that was open before `forget`."""
        if self._wanted is None and self._left is not None:
            self._wanted, self._left = self._left, None
            self.setCurrentIndex(_OPENING)
        self.reload()

    def show_page(self, title: str) -> None:
        """Bring the page with this title forward, where it is offered."""
        for place in self._offered():
            if CHART_PAGES[place].title == title:
                self.tabs.setCurrentIndex(place)

    def show_record(self, key: RecordKey) -> None:
        """Bring the page forward that has a record, and select it there."""
        from practice_desk.gui.models.record_places import PAGES, REQUEST

        if key.noun == REQUEST:
            self.access.show_requests(key.id)
            return
        title = PAGES.get(key.noun)
        for place in self._offered():
            if CHART_PAGES[place].title == title:
                self.tabs.setCurrentIndex(place)
                self._page(place).show_record(key)

    def open_wanted(self, title: str, wanted: object) -> None:
        """Bring a page forward and let it open what another page asks for."""
        for place in self._offered():
            if CHART_PAGES[place].title == title:
                self.tabs.setCurrentIndex(place)
                self._page(place).open_wanted(wanted)

    def show_number(self, number: int) -> None:
        """Bring the page forward that stands at *number* among those offered, from 0."""
        if number < len(offered := self._offered()):
            self.tabs.setCurrentIndex(offered[number])
            self._lead_into(offered[number])

    def _lead_into(self, place: int) -> None:
        if place in self._offered():
            self._page(place).take_focus()

    def offer(self) -> None:
        """Offer the pages and actions that the person at the keyboard may see and do."""
        may = self._context.may
        if self._frame is not None:
            self._offer_pages()
            self._frame.offer()
        if (self.chart is not None) != may(Operation.VIEW_CHART) and self.person is not None:
            self._show_otherwise()
        self.empty.button.setVisible(may(Operation.EDIT_PATIENT))

    def _offer_pages(self) -> None:
        offered = self._offered()
        with QSignalBlocker(self.tabs):
            for place in range(len(CHART_PAGES)):
                self._mark_tab(place)
            if self.tabs.currentIndex() not in offered:
                self.tabs.setCurrentIndex(offered[0] if offered else -1)

    def once_shown(
        self, patient_id: int, call: Callable[[Demographics], None], failed: Callable[[], None]
    ) -> None:
        """Call when the patient's chart is shown, *failed* where it is not to be."""
        if self.person is not None and self._is_shown(patient_id) and patient_id == self._wanted:
            call(self.person)
        elif patient_id == self._wanted:
            self._awaited = call, failed
        else:
            failed()

    def go_on(self, draft: Draft) -> bool:
        """Open the form that *draft* was typed into; False where no page opens it any more."""
        for place in self._offered():
            if draft.kind in CHART_PAGES[place].load().draft_kinds:
                self.tabs.setCurrentIndex(place)
                return self._page(place).go_on(draft)
        return False

    def flush(self) -> bool:
        """Ask every page to keep what was typed; return whether the chart may be left."""
        return all(page.flush() for page in self._built.values())

    def _show_otherwise(self) -> None:
        """Drop what was shown: the person at the keyboard may see more or less than before."""
        self.chart = self.person = None
        for place in list(self._built):
            self._drop_page(place)
        self._framed().show_nothing()
        self.setCurrentIndex(_OPENING)
        self.reload()

    def _reader(self, patient_id: int, *, opens: bool) -> Callable[[], Chart | Demographics]:
        """Return the call that reads what of a patient may be seen.

        It runs on the worker, and imports there what reads and shows the first chart.
        """
        context, place = self._context, self.tabs.currentIndex()
        load = CHART_PAGES[place].load if place in self._offered() else None
        whole = context.may(Operation.VIEW_CHART, patient_id)

        def work() -> Chart | Demographics:
            if load is not None:
                load()
            if not whole:
                person = open_demographics if opens else reload_demographics
                return person(context.clinic, patient_id)
            from practice_desk.services.charts import open_chart, reload_chart

            return (open_chart if opens else reload_chart)(context.clinic, patient_id)

        return work

    def _offered(self) -> list[int]:
        """Return the places of the pages that are offered."""
        may = self._context.may
        return [place for place, page in enumerate(CHART_PAGES) if may(page.needs)]

    def _show(self, patient_id: int, found: Chart | Demographics) -> None:
        if patient_id != self._wanted:
            return  # another chart has been asked for since
        self._slow.stop()
        if isinstance(found, Demographics):
            self.chart, self.person = None, found
            self._framed().show_person(found)
        else:
            self.chart, self.person = found, found.demographics
            self._framed().show_chart(found)
        self._stale = set(range(len(CHART_PAGES)))
        self._fill_current()
        self.setCurrentIndex(_CHART)
        self._builder.start()
        self.shown.emit(patient_id)
        awaited, self._awaited = self._awaited, None
        if awaited is not None:
            awaited[0](self.person)
        if self.chart is not None:
            self._risk.interrupt(self.chart, self)

    def _fill_current(self) -> None:
        place = self.tabs.currentIndex()
        if place not in self._offered():
            return
        page = self._page(place)
        if place in self._stale and self.person is not None:
            self._stale.discard(place)
            if self.chart is not None:
                page.show_chart(self.chart)
            else:
                page.show_person(self.person)

    def _page(self, place: int) -> ChartPage:
        """Return the page of a tab, made the first time it is needed."""
        page = self._built.get(place)
        if page is None:
            page = self._built[place] = CHART_PAGES[place].make(self._context)
            page.page_wanted.connect(self.show_page)
            page.record_wanted.connect(self.show_record)
            page.wanted.connect(self.open_wanted)
            self._replace_tab(place, page)
        return page

    def _drop_page(self, place: int) -> None:
        self._built.pop(place)
        self._replace_tab(place, QWidget())

    def _replace_tab(self, place: int, widget: QWidget) -> None:
        with QSignalBlocker(self.tabs):
            current = self.tabs.currentIndex()
            former = self.tabs.widget(place)
            self.tabs.removeTab(place)
            self._add_tab(place, widget)
            self.tabs.setCurrentIndex(current)
        if former is not None:
            former.deleteLater()

    def _build_next(self) -> None:
        """Make one page at a time while nothing else happens, so that its tab is quick.

        Its module is imported on the worker.
        """
        missing = [place for place in self._offered() if place not in self._built]
        if not missing:
            return

        def loaded(_page: object) -> None:
            if self._wanted is not None:
                self._page(missing[0])
                self._builder.start()

        self._context.tasks.run(CHART_PAGES[missing[0]].load, done=loaded, parent=self)

    def _add_tab(self, place: int, widget: QWidget) -> None:
        self.tabs.insertTab(place, widget, CHART_PAGES[place].title)
        self._mark_tab(place)

    def _mark_tab(self, place: int) -> None:
        offered = self._offered()
        self.tabs.setTabVisible(place, place in offered)
        if place in offered:
            self.tabs.setTabToolTip(place, tab_key(offered.index(place)))
        self.tabs.fit_soon()

    def _give_up(self, patient_id: int, error: ExpectedError) -> None:
        if patient_id != self._wanted:
            return
        self._slow.stop()
        awaited, self._awaited = self._awaited, None
        if awaited is not None:
            awaited[1]()
        if isinstance(error, ChartRestricted):
            self.chart = self.person = None
            self.access.show_closed(patient_id)
            self.setCurrentIndex(_CLOSED)
            return
        self._context.messages.show_error(error)
        if isinstance(error, NotFound) and self._is_shown(patient_id):
            self.chart = self.person = None
        if self.person is not None and self.person.patient.id != patient_id:
            self._wanted = self.person.patient.id
            self.setCurrentIndex(_CHART)
        elif self.person is None:
            self._wanted = None
            self.setCurrentIndex(_EMPTY)

    def _is_shown(self, patient_id: int) -> bool:
        return self.person is not None and self.person.patient.id == patient_id

    def _reopen(self) -> None:
        if self._wanted is not None:
            self.open_patient(self._wanted)

    def _changed(self, changes: Changes) -> None:
        if self._wanted in changes.patient_ids or changes.nouns & {
            "practitioner",
            "organization",
            "knowledge",
        }:
            self.reload()

    def _edit(self) -> None:
        if self.person is not None and self._context.may(Operation.EDIT_PATIENT):
            self.edit_wanted.emit(self.person)

    def begin_visit(self) -> None:
        """Ask for the visit of the patient whose chart is open."""
        patient_id = None if self.chart is None else self.chart.patient.id
        if patient_id is not None:
            self.visit_wanted.emit(patient_id)

    def _write_letter(self) -> None:
        for place in self._offered():
            if CHART_PAGES[place].load().can_write_letters:
                self.tabs.setCurrentIndex(place)
                self._page(place).write_letter()
                return

    def _state_allergies(self) -> None:
        for place in self._offered():
            if CHART_PAGES[place].load().can_state_allergies:
                self.tabs.setCurrentIndex(place)
                self._page(place).state_allergies()
                return

    def _framed(self) -> ChartFrame:
        """Return the header and the tabs, made the first time they are needed."""
        if self._frame is None:
            from practice_desk.gui.pages.chart_frame import ChartFrame

            self._frame = ChartFrame(self._context, self)
            for place in range(len(CHART_PAGES)):
                self._add_tab(place, QWidget())
            self.addWidget(self._frame)
            self.addWidget(self._frame.access.page)
            self._connect(self._frame)
            self.offer()
        return self._frame

    def _lay_out(self) -> None:
        self.setProperty("surface", "page")
        self.empty = EmptyState(
            icon="clipboard-list",
            sentence="A patient’s chart opens here. Choose one from the list, or type a name into "
            "the search (Ctrl+F).",
            action="New patient",
            action_icon="user-plus",
        )
        self.empty.action_triggered.connect(self.new_wanted)
        self.addWidget(self.empty)
        self.addWidget(EmptyState(icon="clock", sentence="Opening the chart…"))

    def _connect(self, frame: ChartFrame) -> None:
        frame.tabs.currentChanged.connect(self._fill_current)
        frame.tabs.tabBarClicked.connect(self._lead_into)
        frame.header.edit_wanted.connect(self._edit)
        frame.header.letter_wanted.connect(self._write_letter)
        frame.header.allergies_wanted.connect(self._state_allergies)
        frame.header.visit_wanted.connect(self.begin_visit)
        frame.access.opened.connect(self._reopen)
        frame.access.ended.connect(self.reload)
        frame.access.ended.connect(self.closed_again)
