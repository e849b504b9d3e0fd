"""The Monitoring page: what is due and why, results with what they mean, and their course."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.draft import Draft
from practice_desk.domain.laboratory import LabTest
from practice_desk.domain.monitoring import DueItem, MonitoringKind
from practice_desk.domain.monitoring_decision import DecisionKind
from practice_desk.domain.permission import Operation
from practice_desk.gui import icons
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.monitoring_dialogs import DecisionDialog, ResultsDialog
from practice_desk.gui.dialogs.visit_dialogs import RetractDialog
from practice_desk.gui.entry_link import show_entries
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.models.monitoring_view import (
    DUE_HEADERS,
    RESULT_HEADERS,
    bounds_text,
    drawn_first,
    due_detail,
    due_rows,
    entries_of,
    result_detail,
    result_rows,
)
from practice_desk.gui.models.retraction import retraction_of, retraction_of_result
from practice_desk.gui.models.trend import trend_of
from practice_desk.gui.pages.chart_page import ChartPage
from practice_desk.gui.pages.health_drafts import target_of
from practice_desk.gui.pages.registry import SUPPLY
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.label_control import LabelControl
from practice_desk.gui.widgets.list_card import ListCard
from practice_desk.gui.widgets.scrolling import scrolling
from practice_desk.gui.widgets.trend_chart import TrendChart
from practice_desk.knowledge.laboratory import laboratory
from practice_desk.services.charts import Chart
from practice_desk.services.monitoring import (
    RECORDED_WITH_SUPPLY,
    ChartResults,
    read_results,
)
from practice_desk.services.monitoring_state import JudgedResult

_NOTHING_DUE = "Nothing is due now."
_NOTHING_FOUND = "Of what could be checked nothing is due now. What was not checked is said above."
_NO_CHECKS_FOUND = "No checks were found. What was not checked is said above."
_NO_CHECKS = (
    "The clinical pack asks for no checks with this plan. What is due for a medication stands here "
    "from the day it is in the plan."
)
_NO_RESULTS = "No result is recorded yet. Enter the first one, or import them as FHIR."
_UNCHECKED = "unchecked"
_NO_DATA = ChartResults((), {})
_BY_ALL = frozenset({MonitoringKind.VITAL, MonitoringKind.CLINICAL, MonitoringKind.ADMIN})


class MonitoringPage(ChartPage):
    """Due checks on top, then the course of one test beside the doses, then all results."""

    draft_kinds: ClassVar[frozenset[str]] = frozenset(
        {ResultsDialog.draft_kind, DecisionDialog.draft_kind}
    )

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._chart: Chart | None = None
        self._results = _NO_DATA
        self.unchecked = Banner()
        self.also_later = QCheckBox("Show what is not due &now")
        self.due = ListCard("Due", DUE_HEADERS, _NOTHING_DUE, widest=1)
        self.due_detail = plain_label("", "dim", wrap=True, selectable=True)
        self.results = ListCard("Results", RESULT_HEADERS, _NO_RESULTS, widest=3)
        self.result_detail = plain_label("", "dim", wrap=True, selectable=True)
        self.enter = QPushButton("Enter &results…")
        icons.set_icon(self.enter, "plus")
        self.course = Card("Course")
        self.test = QComboBox()
        self.test.setAccessibleName("Which test is drawn")
        self.test.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.trend = TrendChart()
        self.undrawn = plain_label("", "dim", wrap=True)
        self.bounds = plain_label("", "dim", wrap=True, selectable=True)
        self._add_buttons()
        self._lay_out()
        self._connect()

    def show_chart(self, chart: Chart) -> None:
        """Show where the monitoring of *chart* stands, and read its results."""
        if self._chart is None or self._chart.patient.id != chart.patient.id:
            self.also_later.setChecked(False)
            self._show_results(_NO_DATA)
        self._chart = chart
        self.label.show_chart(chart)
        self._fill_due()
        state, patient_id = chart.monitoring, chart.patient.id or 0
        self.unchecked.say(" ".join(state.unchecked), "caution")
        may_enter = self._may_enter()
        self.enter.setVisible(may_enter)
        self.results.offer_buttons(self.context.may(Operation.ENTER_RESULTS, patient_id))
        self.result_source.show()
        context = self.context

        def show(found: ChartResults) -> None:
            if self._chart is chart:
                self._show_results(found)

        context.tasks.run(
            lambda: read_results(context.clinic, patient_id, state), done=show, parent=self
        )

    def find_awaited(self) -> None:
        """Lead to what was asked for; to the top, where it is said what could not be checked."""
        if self._awaited is None or self._awaited.noun != _UNCHECKED:
            super().find_awaited()
            return
        self._awaited = None
        self._scroll.verticalScrollBar().setValue(0)
        offered = (self.due.table, self.also_later, self.enter)
        if (first := next((each for each in offered if not each.isHidden()), None)) is not None:
            first.setFocus()

    def go_on(self, draft: Draft) -> bool:
        """Open the form that *draft* was typed into."""
        if self._chart is None:
            return False
        if draft.kind == ResultsDialog.draft_kind:
            dialog: ResultsDialog | DecisionDialog | None = self._results_dialog(())
        else:
            dialog = self._decision_again(draft)
        if dialog is None:
            return False
        dialog.open()
        dialog.put_draft(draft)
        return True

    def _decision_again(self, draft: Draft) -> DecisionDialog | None:
        target = draft.body.get("target")
        checks = target.get("checks") if isinstance(target, dict) else None
        chart = self._chart
        for item in chart.monitoring.items if chart is not None else ():
            if isinstance(checks, list) and list(item.ids) == checks:
                return self._decision_dialog(item, DecisionKind.NOT_NEEDED)
        return None

    def _fill_due(self) -> None:
        chart = self._chart
        if chart is None:
            return
        state, today = chart.monitoring, self.context.today()
        rows = due_rows(state, today, also_later=self.also_later.isChecked())
        self.due.show_rows(rows)
        if state.unchecked:
            self.due.set_empty(_NOTHING_FOUND if state.items else _NO_CHECKS_FOUND)
        else:
            self.due.set_empty(_NOTHING_DUE if state.items else _NO_CHECKS)
        self.also_later.setVisible(bool(state.items))
        for button in (self.elsewhere, self.not_needed, self.take_back):
            button.setVisible(self.context.may(Operation.DECIDE_MONITORING, chart.patient.id))
        self.enter_one.setVisible(self._may_enter())
        if rows:
            self.due.table.selectRow(0)
        self._show_due_detail()

    def _show_due_detail(self) -> None:
        row, chart = self.due.table.chosen, self._chart
        told = ""
        if row is not None and chart is not None and isinstance(row.record, DueItem):
            names = {test.code: test.name for test in chart.monitoring.tests}
            told = due_detail(row.record, names, dict(chart.people))
        self.due_detail.setText(told)
        self.due_detail.setVisible(bool(told))

    def _show_results(self, found: ChartResults) -> None:
        self._results = found
        self.results.show_rows(result_rows(found.judged))
        self.find_awaited()
        self._show_result_detail()
        before = self.test.currentData()
        self.test.blockSignals(True)
        self.test.clear()
        names = {test.code: test.name for test in self._tests()}
        names.update({each.test.code: each.test.name for each in found.judged})
        for code in drawn_first(found.judged):
            self.test.addItem(names[code], code)
        self.test.setCurrentIndex(max(0, self.test.findData(before)))
        self.test.blockSignals(False)
        self._draw()

    def _show_result_detail(self) -> None:
        row = self.results.table.chosen
        told = ""
        if row is not None and isinstance(row.record, JudgedResult):
            told = result_detail(row.record)
        self.result_detail.setText(told)
        self.result_detail.setVisible(bool(told))

    def _draw(self) -> None:
        chart, code = self._chart, self.test.currentData()
        tests = {each.test.code: each.test for each in self._results.judged}
        if chart is None or code not in tests:
            self.course.hide()
            self.trend.show_trend(None)
            return
        today = self.context.today()
        judged = self._results.judged
        trend = trend_of(tests[code], chart.monitoring, judged, chart.plan, today)
        self.course.show()
        self.trend.show_trend(trend)
        self.bounds.setText(bounds_text(chart.monitoring, tests[code], today))
        self.bounds.setVisible(bool(self.bounds.text()))
        self.undrawn.setText(trend.undrawn)
        self.undrawn.setVisible(bool(trend.undrawn))

    def _may_enter(self) -> bool:
        patient_id = None if self._chart is None else self._chart.patient.id
        wanted = (Operation.ENTER_RESULTS, Operation.EDIT_HEALTH_RECORD)
        return any(self.context.may(each, patient_id) for each in wanted)

    def _may_answer(self, item: DueItem) -> bool:
        """Return whether the result of a check may be entered; vital signs by therapists too."""
        patient_id = None if self._chart is None else self._chart.patient.id
        if self.context.may(Operation.ENTER_RESULTS, patient_id):
            return True
        return item.kind in _BY_ALL and RECORDED_WITH_SUPPLY.isdisjoint(item.ids)

    def _tests(self) -> list[LabTest]:
        """Return every test that can be entered: the table's, and the pack's own checks."""
        own = () if self._chart is None else self._chart.monitoring.tests
        found = {test.code: test for test in (*laboratory().tests, *own)}
        return list(found.values())

    def _enter_for(self, row: RecordRow) -> None:
        item = row.record
        if not isinstance(item, DueItem):
            return
        if not RECORDED_WITH_SUPPLY.isdisjoint(item.ids):
            self.page_wanted.emit(SUPPLY.title)
            return
        known = {test.code: test for test in self._tests()}
        wanted = item.missing or item.codes
        codes = [code for group in wanted for code in (group if len(group) == 1 else group[:1])]
        self._open_results([known[code] for code in codes if code in known])

    def _open_results(self, begin: list[LabTest]) -> None:
        dialog = self._results_dialog(tuple(begin))
        if dialog is not None:
            dialog.open()

    def _results_dialog(self, begin: tuple[LabTest, ...]) -> ResultsDialog | None:
        if self._chart is None:
            return None
        panels, tests = laboratory().panels, self._tests()
        return ResultsDialog(self.context, self._chart.patient, tests, panels, begin, self)

    def _decide(self, row: RecordRow, kind: DecisionKind) -> None:
        if isinstance(row.record, DueItem):
            dialog = self._decision_dialog(row.record, kind)
            if dialog is not None:
                dialog.open()

    def _decision_dialog(self, item: DueItem, kind: DecisionKind) -> DecisionDialog | None:
        if self._chart is None:
            return None
        return DecisionDialog(self.context, self._chart.patient, item, kind, self)

    def _take_back(self, row: RecordRow) -> None:
        chart, item = self._chart, row.record
        if chart is None or not isinstance(item, DueItem) or item.decision is None:
            return
        decision = item.decision
        words = f"{item.name}: {row.cells[0]}"
        retract = retraction_of(decision.patient_id, decision)
        about = target_of(decision, words)
        RetractDialog(self.context, chart.patient, words, retract, self, about=about).open()

    def _show_source(self, row: RecordRow) -> None:
        show_entries(self.context, entries_of(row.record), self)

    def _retract(self, row: RecordRow) -> None:
        chart, each = self._chart, row.record
        if chart is None or not isinstance(each, JudgedResult):
            return
        value = self._results.observations.get(each.result.observation_id or 0)
        if value is None:
            return
        words = " · ".join(cell for cell in row.cells[:3] if cell)
        retract = retraction_of_result(value)
        about = target_of(value, words)
        RetractDialog(self.context, chart.patient, words, retract, self, about=about).open()

    def _add_buttons(self) -> None:
        def is_open(row: RecordRow) -> bool:
            return isinstance(row.record, DueItem) and self._may_answer(row.record)

        def is_dated(row: RecordRow) -> bool:
            item = row.record
            return isinstance(item, DueItem) and item.due_on is not None and item.decision is None

        def is_decided(row: RecordRow) -> bool:
            return isinstance(row.record, DueItem) and row.record.decision is not None

        kinds = DecisionKind
        self.enter_one = self.due.add_button("Enter result…", self._enter_for, is_open)
        add = self.due.add_button
        self.elsewhere = add(
            "Done elsewhere…", lambda row: self._decide(row, kinds.DONE_ELSEWHERE), is_dated
        )
        self.not_needed = add(
            "Not needed…", lambda row: self._decide(row, kinds.NOT_NEEDED), is_dated
        )
        self.take_back = add("Take back…", self._take_back, is_decided)
        self.source = add("Source…", self._show_source, lambda row: bool(entries_of(row.record)))
        self.results.add_button("Entered in error…", self._retract, lambda _row: True)
        self.result_source = self.results.add_button(
            "Source…", self._show_source, lambda row: bool(entries_of(row.record))
        )
        self.label = LabelControl(self.context, self).follow(self.results.table)
        self.results.add_header_widget(self.label)
        self.results.add_header_widget(self.enter)

    def _lay_out(self) -> None:
        self.course.add_header_widget(self.test)
        self.course.body.addWidget(self.trend)
        self.course.body.addWidget(self.undrawn)
        self.course.body.addWidget(self.bounds)
        self.due.body.addWidget(self.due_detail)
        self.results.body.addWidget(self.result_detail)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 12, 6, 16)
        column.setSpacing(14)
        top = QHBoxLayout()
        top.addWidget(_draft_notice(), 1)
        top.addWidget(self.also_later)
        column.addLayout(top)
        column.addWidget(self.unchecked)
        for card in (self.due, self.course, self.results):
            column.addWidget(card)
        column.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        self._scroll = scrolling(inside)
        rows.addWidget(self._scroll)

    def _connect(self) -> None:
        self.also_later.toggled.connect(self._fill_due)
        self.due.table.itemSelectionChanged.connect(self._show_due_detail)
        self.due.table.record_activated.connect(self._activated)
        self.results.table.itemSelectionChanged.connect(self._show_result_detail)
        self.enter.clicked.connect(lambda: self._open_results([]))
        self.test.currentIndexChanged.connect(self._draw)

    def _activated(self, record: object) -> None:
        row = self.due.table.chosen
        if row is None or not isinstance(record, DueItem) or record is not row.record:
            return
        if self._may_enter() and self._may_answer(record):
            self._enter_for(row)


def _draft_notice() -> QLabel:
    return plain_label(
        "From the clinical pack, a draft that no clinician has reviewed.", "dim", wrap=True
    )
