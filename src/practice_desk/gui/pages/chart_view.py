"""One open chart: the header that stays, and its pages as tabs."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QDialog, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import ChartRestricted, ExpectedError, NotFound
from practice_desk.gui.context import AppContext
from practice_desk.gui.models.chart_header import NO_CHART, header_text
from practice_desk.gui.pages.chart_access import ChartAccess
from practice_desk.gui.pages.chart_header import ChartHeader
from practice_desk.gui.pages.chart_page import ChartPage
from practice_desk.gui.pages.registry import CHART_PAGES
from practice_desk.gui.widgets.empty_state import EmptyState
from practice_desk.services.charts import Chart, open_chart, reload_chart

_EMPTY, _OPENING, _CHART, _CLOSED = range(4)
_BUILD_EVERY = 40  # milliseconds between the pages made ahead
_SHOW_OPENING_AFTER = 150  # milliseconds; a quick chart replaces the former one without a flash


class ChartView(QStackedWidget):
    """Opens charts and keeps the open one fresh.

    A page is handed the chart when its tab comes forward, so that opening a chart fills one page.
    """

    chart_shown = Signal(object)
    """A chart has been opened or read again."""
    edit_wanted = Signal(object)
    """Somebody wants to edit the person of this chart."""
    new_wanted = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._wanted: int | None = None
        self._left: int | None = None
        self.chart: Chart | None = None
        self.header = ChartHeader()
        self.tabs = QTabWidget()
        self._stale: set[int] = set()
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(_SHOW_OPENING_AFTER)
        self._slow.timeout.connect(lambda: self.setCurrentIndex(_OPENING))
        self._built: dict[int, ChartPage] = {}
        self.access = ChartAccess(context, self.header.more, self)
        self._lay_out()
        self._connect()
        self._builder = QTimer(self)
        self._builder.setInterval(_BUILD_EVERY)
        self._builder.timeout.connect(self._build_next)
        self._builder.start()

    @property
    def pages(self) -> tuple[ChartPage, ...]:
        """Every page in the order of the tabs; those not yet made are made now."""
        return tuple(self._page(place) for place in range(len(CHART_PAGES)))

    @property
    def patient_id(self) -> int | None:
        """The patient whose chart is open or being opened."""
        return self._wanted

    def open_patient(self, patient_id: int) -> bool:
        """Open a chart; return False when a page keeps what was typed in the open one."""
        if patient_id == self._wanted and self.chart is not None:
            return True
        if not self.flush():
            return False
        self._wanted = patient_id
        self._slow.start()
        context = self._context
        context.messages.move_on()
        context.tasks.run(
            lambda: open_chart(context.clinic, patient_id),
            done=lambda chart: self._show(patient_id, chart),
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
            lambda: reload_chart(context.clinic, patient_id),
            done=lambda chart: self._show(patient_id, chart),
            failed=lambda error: self._give_up(patient_id, error),
            parent=self,
        )

    def forget(self, forms: Collection[QDialog]) -> None:
        """Drop everything of the open chart but the pages of the open *forms*, for the lock."""
        self._left, self._wanted, self.chart = self._wanted, None, None
        self._slow.stop()
        self.header.show_text(NO_CHART)
        self.access.forget()
        for place, page in list(self._built.items()):
            if set(forms).isdisjoint(page.findChildren(QDialog)):
                self._drop_page(place)
        self.setCurrentIndex(_EMPTY)

    def come_back(self) -> None:
        """Read the chart again that was open before `forget`."""
        if self._wanted is None and self._left is not None:
            self._wanted, self._left = self._left, None
            self.setCurrentIndex(_OPENING)
            self._builder.start()
        self.reload()

    def show_page(self, title: str) -> None:
        """Bring the page with this title forward."""
        for place, page_type in enumerate(CHART_PAGES):
            if page_type.title == title:
                self.tabs.setCurrentIndex(place)

    def flush(self) -> bool:
        """Ask every page to keep what was typed; return whether the chart may be left."""
        return all(page.flush() for page in self._built.values())

    def _show(self, patient_id: int, chart: Chart) -> None:
        if patient_id != self._wanted:
            return  # another chart has been asked for since
        self._slow.stop()
        self.chart = chart
        self.header.show_text(header_text(chart, self._context.today()))
        self.access.show_chart(chart)
        self._stale = set(range(len(CHART_PAGES)))
        self._fill_current()
        self.setCurrentIndex(_CHART)
        self.chart_shown.emit(chart)

    def _fill_current(self) -> None:
        place = self.tabs.currentIndex()
        page = self._page(place)
        if place in self._stale and self.chart is not None:
            self._stale.discard(place)
            page.show_chart(self.chart)

    def _page(self, place: int) -> ChartPage:
        """Return the page of a tab, made the first time it is needed."""
        page = self._built.get(place)
        if page is None:
            page = self._built[place] = CHART_PAGES[place](self._context)
            page.page_wanted.connect(self.show_page)
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
        """Make one page at a time while nothing else happens, so that the first tab is quick."""
        missing = [place for place in range(len(CHART_PAGES)) if place not in self._built]
        if missing:
            self._page(missing[0])
        if len(missing) <= 1:
            self._builder.stop()

    def _add_tab(self, place: int, widget: QWidget) -> None:
        self.tabs.insertTab(place, widget, CHART_PAGES[place].title)
        self.tabs.setTabToolTip(place, f"Ctrl+{place + 1}")

    def _give_up(self, patient_id: int, error: ExpectedError) -> None:
        if patient_id != self._wanted:
            return
        self._slow.stop()
        if isinstance(error, ChartRestricted):
            self.chart = None
            self.access.show_closed(patient_id)
            self.setCurrentIndex(_CLOSED)
            return
        self._context.messages.show_error(error)
        if isinstance(error, NotFound) and self.chart is not None:
            self.chart = None if self.chart.patient.id == patient_id else self.chart
        if self.chart is not None and self.chart.patient.id != patient_id:
            self._wanted = self.chart.patient.id
            self.setCurrentIndex(_CHART)
        elif self.chart is None:
            self._wanted = None
            self.setCurrentIndex(_EMPTY)

    def _reopen(self) -> None:
        if self._wanted is not None:
            self.open_patient(self._wanted)

    def _changed(self, changes: Changes) -> None:
        if self._wanted in changes.patient_ids or changes.nouns & {"practitioner", "organization"}:
            self.reload()

    def _edit(self) -> None:
        if self.chart is not None:
            self.edit_wanted.emit(self.chart)

    def _write_letter(self) -> None:
        for place, page_type in enumerate(CHART_PAGES):
            if page_type.can_write_letters:
                self.tabs.setCurrentIndex(place)
                self._page(place).write_letter()
                return

    def _state_allergies(self) -> None:
        for place, page_type in enumerate(CHART_PAGES):
            if page_type.can_state_allergies:
                self.tabs.setCurrentIndex(place)
                self._page(place).state_allergies()
                return

    def _lay_out(self) -> None:
        self.setProperty("surface", "page")
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("Chart pages")
        for place in range(len(CHART_PAGES)):
            self._add_tab(place, QWidget())
        chart = QWidget()
        column = QVBoxLayout(chart)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.header)
        tabs = QVBoxLayout()
        tabs.setContentsMargins(24, 0, 24, 0)
        tabs.addWidget(self.tabs)
        column.addLayout(tabs, 1)
        empty = EmptyState(
            icon="clipboard-list",
            sentence="A patient’s chart opens here. Choose one from the list, or type a name into "
            "the search (Ctrl+F).",
            action="New patient",
            action_icon="user-plus",
        )
        empty.action_triggered.connect(self.new_wanted)
        self.addWidget(empty)
        self.addWidget(EmptyState(icon="clock", sentence="Opening the chart…"))
        self.addWidget(chart)
        self.addWidget(self.access.page)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._fill_current)
        self.header.edit_wanted.connect(self._edit)
        self.header.letter_wanted.connect(self._write_letter)
        self.header.allergies_wanted.connect(self._state_allergies)
        self.access.opened.connect(self._reopen)
        self.access.ended.connect(self.reload)
        self.header.letter.setVisible(any(each.can_write_letters for each in CHART_PAGES))
        self._context.events.store_changed.connect(self._changed)
