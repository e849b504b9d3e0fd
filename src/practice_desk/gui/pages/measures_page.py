"""The Measures page: what is due, filling it in, its course over time, and every answer."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.draft import Draft
from practice_desk.domain.instrument import Instrument
from practice_desk.domain.measure_schedule import DueMeasure, Rhythm
from practice_desk.domain.measure_series import MeasureSeries, series_of
from practice_desk.domain.observation import Observation
from practice_desk.domain.permission import Operation
from practice_desk.domain.questionnaire_response import QuestionnaireResponse
from practice_desk.domain.record_key import RecordKey
from practice_desk.gui import icons
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.baseline_dialog import BaselineDialog
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.dialogs.patient_paper_dialog import PatientPaperDialog
from practice_desk.gui.dialogs.response_dialog import ResponseDialog
from practice_desk.gui.dialogs.risk_dialogs import (
    RiskAssessmentDialog,
    SafetyPlanDialog,
    alert_about,
)
from practice_desk.gui.dialogs.score_dialog import MeasureScheduleDialog, ScoreDialog
from practice_desk.gui.dialogs.visit_dialogs import RetractDialog
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.models.measure_view import (
    DUE_HEADERS,
    ENTRY_HEADERS,
    due_rows,
    entry_rows,
    trend_of_measure,
)
from practice_desk.gui.models.measure_words import answer_lines, series_words
from practice_desk.gui.models.record_labels import record_key
from practice_desk.gui.models.retraction import retraction_of
from practice_desk.gui.pages.chart_page import ChartPage
from practice_desk.gui.pages.health_drafts import target_of
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.fact_grid import fact_grid
from practice_desk.gui.widgets.label_control import LabelControl
from practice_desk.gui.widgets.list_card import ListCard
from practice_desk.gui.widgets.message_button import MessageButton
from practice_desk.gui.widgets.record_section import RecordSection
from practice_desk.gui.widgets.risk_card import RiskCard
from practice_desk.gui.widgets.scrolling import scrolling
from practice_desk.gui.widgets.trend_chart import TrendChart
from practice_desk.services.charts import Chart
from practice_desk.services.measures import (
    ChartMeasures,
    find_measure,
    measures,
    read_measures,
)
from practice_desk.services.patient_papers import (
    measure_form_draft,
    safety_card_draft,
    safety_plan_draft,
)
from practice_desk.services.timeline_series import treated_since

_DUE, _RISK = "measure", "risk"
_NOTHING = ChartMeasures((), ())
_NOTHING_DUE = "Nothing is due. A measure is due here by rules of the plan, or as somebody sets it."
_NOTHING_YET = "No measure is filled in yet. Choose one above and fill it in."


class MeasuresPage(ChartPage):
    """Suicide risk on top where there is any, then what is due, the course, and all entries."""

    draft_kinds: ClassVar[frozenset[str]] = frozenset(
        {
            ResponseDialog.draft_kind,
            ScoreDialog.draft_kind,
            MeasureScheduleDialog.draft_kind,
            BaselineDialog.draft_kind,
            RiskAssessmentDialog.draft_kind,
            SafetyPlanDialog.draft_kind,
        }
    )

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._chart: Chart | None = None
        self._found = _NOTHING
        self._offered_ids: list[str] = []
        self.instrument = QComboBox()
        self.instrument.setAccessibleName("Measure")
        self.fill_in = QPushButton("&Fill in…")
        self.fill_in.setProperty("kind", "primary")
        icons.set_icon(self.fill_in, "plus", "on_accent")
        self.print_form = QPushButton("Print f&orm…")
        self.schedule = QPushButton("Set &when due…")
        self.show_retracted = QCheckBox("Show what was &entered in error")
        self.risk = RiskCard()
        self.due = ListCard("Due", DUE_HEADERS, _NOTHING_DUE, widest=3)
        self.course = Card("Course")
        self.series = QComboBox()
        self.series.setAccessibleName("Which measure is drawn")
        self.baseline = QPushButton("&Baseline…")
        self.baseline.setToolTip("Choose the total with which the others are compared")
        self.trend = TrendChart()
        self.summary = plain_label("", wrap=True, selectable=True)
        self.entries = RecordSection(
            "Filled in and recorded",
            ENTRY_HEADERS,
            _NOTHING_YET,
            add="Record a score…",
            can_change=False,
            widest=3,
        )
        self.message = MessageButton(context, self, self._message_about)
        self.answers = Card("Answers")
        self._set_up()
        self._lay_out()

    def show_chart(self, chart: Chart) -> None:
        """Show what is due and read the measures of *chart*."""
        if self._chart is None or self._chart.patient.id != chart.patient.id:
            self.show_retracted.setChecked(False)
            self._show_found(_NOTHING)
        self._chart = chart
        self._offer()
        names = {each.id: each.short_name for each in measures(chart.known)}
        self.due.show_rows(due_rows(chart, names, self.context.today()))
        self.due.table.selectRow(0)
        self.label.show_chart(chart)
        self.risk.show_state(chart.risk, chart.people, self._label_of_plan(chart))
        context, patient_id = self.context, chart.patient.id or 0

        def show(found: ChartMeasures) -> None:
            if self._chart is chart:
                self._show_found(found)

        context.tasks.run(lambda: read_measures(context.clinic, patient_id), done=show, parent=self)

    def take_focus(self) -> None:
        """Lead the keyboard to the choice of a measure."""
        self.instrument.setFocus()

    def find_awaited(self) -> None:
        """Lead to the record that was asked for, to what is due, or to the open suicide risk."""
        key = self._awaited
        if key is None or key.noun not in (_DUE, _RISK):
            super().find_awaited()
            return
        self._awaited = None
        self._scroll.verticalScrollBar().setValue(0)
        if key.noun == _RISK and self.risk.assess.isVisibleTo(self):
            self.risk.assess.setFocus()
        elif not self.due.table.isHidden():
            self._scroll.ensureWidgetVisible(self.due)
            if not self.due.table.choose(lambda record: isinstance(record, DueMeasure)):
                self.due.table.choose(lambda _record: True)  # monitoring's AIMS alone

    def go_on(self, draft: Draft) -> bool:
        """Open the form that *draft* was typed into."""
        dialog = self._again(draft)
        if dialog is None:
            return False
        dialog.open()
        dialog.put_draft(draft)
        return True

    def open_measure(self, instrument: Instrument) -> None:
        """Open the form of one measure: its questions, or its total where there are none."""
        if self._chart is None:
            return
        if instrument.has_items:
            dialog: ResponseDialog | ScoreDialog = ResponseDialog(
                self.context, self._chart.patient, instrument, self
            )
        else:
            dialog = ScoreDialog(
                self.context, self._chart.patient, self._known(), self, instrument.id
            )
        self._watch(dialog)
        dialog.open()

    def assess(self) -> None:
        """Open the assessment of suicide risk for the answers that are open."""
        if (chart := self._chart) is not None:
            RiskAssessmentDialog(self.context, chart.patient, chart.risk.open, self).open()

    def write_plan(self) -> None:
        """Open the safety plan that stands, or an empty one."""
        if (chart := self._chart) is not None:
            standing = self.risk.safety_plan
            SafetyPlanDialog(self.context, chart.patient, standing, self).open()

    def _watch(self, dialog: ResponseDialog | ScoreDialog) -> None:
        """Interrupt once it is saved, where its answers call for action now."""

        def saved() -> None:
            if isinstance(dialog, ResponseDialog):
                response = None if dialog.made is None else dialog.made.response
            else:
                response = dialog.response
            if response is not None and response.safety:
                self._alert(response)

        dialog.saved.connect(saved)

    def _alert(self, response: QuestionnaireResponse) -> None:
        chart = self._chart
        if chart is None or chart.patient.id != response.patient_id:
            return
        alert_about(self.context, chart.patient, response, self)

    def _again(self, draft: Draft) -> ChartDialog | None:
        chart, target = self._chart, draft.body.get("target")
        if chart is None or not isinstance(target, dict) or chart.patient.id != draft.patient_id:
            return None
        context, patient = self.context, chart.patient
        if draft.kind == ResponseDialog.draft_kind:
            instrument = self._find(str(target.get("instrument")))
            if instrument is None:
                return None
            dialog = ResponseDialog(context, patient, instrument, self)
            self._watch(dialog)
            return dialog
        if draft.kind == ScoreDialog.draft_kind:
            score = ScoreDialog(context, patient, self._known(), self)
            self._watch(score)
            return score
        if draft.kind == MeasureScheduleDialog.draft_kind:
            return MeasureScheduleDialog(context, patient, self._known(), self)
        if draft.kind == BaselineDialog.draft_kind:
            series = series_of(chart.scores, (), self._known())  # the others are still being read
            found = [each for each in series if each.name == target.get("measure")]
            return BaselineDialog(context, patient, found[0], self) if found else None
        if draft.kind == SafetyPlanDialog.draft_kind:
            return SafetyPlanDialog(context, patient, None, self)
        return RiskAssessmentDialog(context, patient, chart.risk.open, self)

    def _offer(self) -> None:
        chart = self._chart
        patient_id = None if chart is None else chart.patient.id
        self._fill_choice()
        may_record = self.context.may(Operation.RECORD_MEASURE, patient_id)
        may_plan = self.context.may(Operation.PLAN_MEASURE, patient_id)
        for widget in (self.instrument, self.fill_in, self.print_form):
            widget.setVisible(may_record)
        self._offer_form()
        self.schedule.setVisible(may_plan)
        self.due.button("Change…").setVisible(may_plan)
        self.due.button("Not due…").setVisible(may_plan)
        self.due.button("Fill in…").setVisible(may_record)
        self.entries.offer_changes(may_record)
        self.risk.offer(self.context.may(Operation.ASSESS_RISK, patient_id))

    def _known(self) -> tuple[Instrument, ...]:
        return measures(None if self._chart is None else self._chart.known)

    def _find(self, instrument_id: str) -> Instrument | None:
        return find_measure(instrument_id, None if self._chart is None else self._chart.known)

    def _fill_choice(self) -> None:
        """Offer the measures that the clinic has, which it may have added to meanwhile."""
        offered = self._known()
        if [each.id for each in offered] == self._offered_ids:
            return
        before = self.instrument.currentData()
        self._offered_ids = [each.id for each in offered]
        self.instrument.blockSignals(True)
        self.instrument.clear()
        for each in offered:
            more = [] if each.has_items else ["total only"]
            more += ["own"] if each.is_own else []
            self.instrument.addItem(" · ".join((each.short_name, *more)), each.id)
        self.instrument.setCurrentIndex(max(0, self.instrument.findData(before)))
        self.instrument.blockSignals(False)

    def _offer_form(self) -> None:
        """Offer to print what may be printed by its licence."""
        instrument = self._find(str(self.instrument.currentData()))
        self.print_form.setEnabled(instrument is not None and instrument.has_items)

    def print_blank(self) -> None:
        """Open the blank form of the chosen measure, to be printed."""
        instrument, chart = self._find(str(self.instrument.currentData())), self._chart
        if instrument is not None and chart is not None:
            chosen = instrument
            PatientPaperDialog(
                self.context,
                chart.patient,
                lambda clinic, patient_id: measure_form_draft(clinic, patient_id, chosen),
                self,
            ).open()

    def print_plan(self) -> None:
        """Open the safety plan with whom to call, to be printed; without one only whom to call."""
        if (chart := self._chart) is not None:
            PatientPaperDialog(self.context, chart.patient, safety_plan_draft, self).open()

    def print_card(self) -> None:
        """Open the safety plan as a card for the wallet, to be printed."""
        if (chart := self._chart) is not None:
            PatientPaperDialog(self.context, chart.patient, safety_card_draft, self).open()

    def _label_of_plan(self, chart: Chart) -> LabelControl | None:
        """Return what shows and changes the labels of the safety plan that stands."""
        if chart.risk.plan is None:
            return None
        control, day = LabelControl(self.context, self), write_date(chart.risk.plan.happened_on)
        control.show_record(chart, record_key(chart.risk.plan), f"Safety plan of {day}")
        return control

    def _show_found(self, found: ChartMeasures) -> None:
        self._found = found
        before = self.series.currentData()
        self.series.blockSignals(True)
        self.series.clear()
        for each in found.series:
            self.series.addItem(each.name, each.name)
        self.series.setCurrentIndex(max(0, self.series.findData(before)))
        self.series.blockSignals(False)
        self._show_entries()
        self._draw()

    def _show_entries(self) -> None:
        if self._chart is None:
            return
        rows = entry_rows(self._found, self._chart)
        self.entries.show_rows(rows, with_retracted=self.show_retracted.isChecked())
        if self.entries.table.rowCount():
            self.entries.table.selectRow(0)
        self.find_awaited()
        self._show_answers()

    def _show_answers(self) -> None:
        row = self.entries.table.chosen
        response = None if row is None else row.record
        self.message.setEnabled(self._message_about() is not None)
        self.answers.clear()
        if not isinstance(response, QuestionnaireResponse) or not response.answers:
            self.answers.hide()
            return
        lines = answer_lines(response)
        if response.note:
            lines.append(("Note", response.note))
        self.answers.set_title(f"Answers: {response.instrument_name}")
        self.answers.body.addWidget(plain_label(f"Answered by: {response.answered_by}", "dim"))
        self.answers.body.addLayout(fact_grid(lines))
        self.answers.show()

    def _message_about(self) -> tuple[int, RecordKey] | None:
        row = self.entries.table.chosen
        match None if row is None else row.record:
            case QuestionnaireResponse(id=int(number), patient_id=patient_id):
                return patient_id, RecordKey("questionnaire_response", number)
            case Observation(id=int(number), patient_id=patient_id):
                return patient_id, RecordKey("score", number)
        return None  # an assessment of risk: a message about the patient says enough

    def _draw(self) -> None:
        chart = self._chart
        chosen = self._series_named(str(self.series.currentData()))
        self._offer_baseline(chosen)
        self.course.setVisible(chart is not None and chosen is not None)
        if chart is None or chosen is None:
            self.trend.show_trend(None)
            return
        ids = {item.medication.concept_id for item in chart.plan}
        known = frozenset(each for each in ids if "psychotropic" in chart.rules.groups(each))
        today, since = self.context.today(), treated_since(chart.plan)
        self.trend.show_trend(trend_of_measure(chosen, chart.plan, known, today, since))
        self.summary.setText(series_words(chosen, since))

    def _series_named(self, name: str) -> MeasureSeries | None:
        return next((each for each in self._found.series if each.name == name), None)

    def _offer_baseline(self, series: MeasureSeries | None) -> None:
        patient_id = None if self._chart is None else self._chart.patient.id
        may = self.context.may(Operation.CHOOSE_BASELINE, patient_id)
        comparable = series is not None and series.instrument is not None
        self.baseline.setVisible(may and comparable and len(series.points if series else ()) > 1)

    def _choose_baseline(self) -> None:
        series = self._series_named(str(self.series.currentData()))
        if self._chart is not None and series is not None:
            BaselineDialog(self.context, self._chart.patient, series, self).open()

    def _fill_due(self, row: RecordRow) -> None:
        if isinstance(row.record, DueMeasure):
            instrument = self._find(row.record.instrument_id)
        else:
            instrument = self._find("aims")
        if instrument is not None:
            self.open_measure(instrument)

    def _change_due(self, row: RecordRow, rhythm: Rhythm | None = None) -> None:
        if self._chart is None or not isinstance(row.record, DueMeasure):
            return
        due = row.record
        chosen = rhythm or due.rhythm
        MeasureScheduleDialog(
            self.context, self._chart.patient, self._known(), self, due.instrument_id, chosen
        ).open()

    def _retract(self, row: RecordRow) -> None:
        chart = self._chart
        if chart is None or chart.patient.id is None:
            return
        words = " · ".join(cell for cell in row.cells[:3] if cell)
        retract = retraction_of(chart.patient.id, row.record)
        about = target_of(row.record, words)
        RetractDialog(self.context, chart.patient, words, retract, self, about=about).open()

    def _open_chosen(self) -> None:
        instrument = self._find(str(self.instrument.currentData()))
        if instrument is not None:
            self.open_measure(instrument)

    def _record_score(self) -> None:
        if self._chart is not None:
            dialog = ScoreDialog(self.context, self._chart.patient, self._known(), self)
            self._watch(dialog)
            dialog.open()

    def _set_schedule(self) -> None:
        if self._chart is not None:
            name = str(self.instrument.currentData() or "")
            MeasureScheduleDialog(
                self.context, self._chart.patient, self._known(), self, name
            ).open()

    def _set_up(self) -> None:
        self.due.add_button("Fill in…", self._fill_due, lambda _row: True)
        own = lambda row: isinstance(row.record, DueMeasure)  # noqa: E731 - the AIMS is monitoring's
        self.due.add_button("Change…", self._change_due, own)
        self.due.add_button("Not due…", lambda row: self._change_due(row, Rhythm.NEVER), own)
        self.fill_in.clicked.connect(self._open_chosen)
        self.instrument.currentIndexChanged.connect(self._offer_form)
        self.print_form.clicked.connect(self.print_blank)
        self.risk.print_plan.clicked.connect(self.print_plan)
        self.risk.wallet_card.clicked.connect(self.print_card)
        self.schedule.clicked.connect(self._set_schedule)
        self.show_retracted.toggled.connect(self._show_entries)
        self.series.currentIndexChanged.connect(self._draw)
        self.baseline.clicked.connect(self._choose_baseline)
        self.label = LabelControl(self.context, self).follow(self.entries.table)
        self.entries.add_header_widget(self.message)
        self.entries.add_header_widget(self.label)
        self.entries.add_wanted.connect(self._record_score)
        self.entries.retract_wanted.connect(self._retract)
        self.entries.table.itemSelectionChanged.connect(self._show_answers)
        self.risk.assess.clicked.connect(self.assess)
        self.risk.plan.clicked.connect(self.write_plan)
        self.risk.limit.clicked.connect(lambda: self.page_wanted.emit("Supply"))

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 12, 6, 16)
        column.setSpacing(14)
        top = QHBoxLayout()
        for widget in (self.instrument, self.fill_in, self.print_form, self.schedule):
            top.addWidget(widget)
        self.instrument.setMinimumContentsLength(24)
        top.addStretch(1)
        top.addWidget(self.show_retracted)
        column.addLayout(top)
        self.course.add_header_widget(self.baseline)
        self.course.add_header_widget(self.series)
        for each in (self.trend, self.summary):
            self.course.body.addWidget(each)
        for card in (self.risk, self.due, self.course, self.entries, self.answers):
            column.addWidget(card)
        column.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        self._scroll = scrolling(inside)
        rows.addWidget(self._scroll)
