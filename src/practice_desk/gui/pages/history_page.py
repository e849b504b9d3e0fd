"""The History page: trials of medications with what came of them, and what else happened."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from practice_desk.domain.chart_event import ChartEvent, ChartEventKind
from practice_desk.domain.draft import Draft, Json
from practice_desk.domain.medication_trial import MedicationTrial
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_event_dialog import ChartEventDialog
from practice_desk.gui.dialogs.trial_dialogs import JudgementDialog, ToldTrialDialog, TrialDialog
from practice_desk.gui.dialogs.visit_dialogs import RetractDialog
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.models.event_view import HEADERS as EVENT_HEADERS
from practice_desk.gui.models.event_view import event_rows
from practice_desk.gui.models.retraction import retraction_of
from practice_desk.gui.models.trial_view import HEADERS, trial_facts, trial_rows
from practice_desk.gui.pages.chart_page import ChartPage
from practice_desk.gui.pages.health_drafts import target_of
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.fact_grid import fact_grid
from practice_desk.gui.widgets.label_control import LabelControl
from practice_desk.gui.widgets.record_section import RecordSection
from practice_desk.gui.widgets.scrolling import scrolling
from practice_desk.services.charts import Chart
from practice_desk.services.trials import Trial, trials_of


class HistoryPage(ChartPage):
    """The trials in a table, the selected one with its rule below; then the events."""

    draft_kinds: ClassVar[frozenset[str]] = frozenset(
        {TrialDialog.draft_kind, ChartEventDialog.draft_kind}
    )

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._chart: Chart | None = None
        self._trials: tuple[Trial, ...] = ()
        self.show_retracted = QCheckBox("Show what was &entered in error")
        self.trials = RecordSection(
            "Trials of medications",
            HEADERS,
            "No trial is known yet. Those of the plan appear here by themselves; add what the "
            "patient took before.",
            add="Past trial…",
            change="Judge or change…",
            widest=5,
        )
        self.details = Card("")
        self.events = RecordSection(
            "Life events, hospital stays and therapy",
            EVENT_HEADERS,
            "Nothing recorded yet. What is added here stands on the timeline too.",
            add="Event…",
            widest=1,
        )
        self.labels = [
            LabelControl(context, self).follow(each.table) for each in (self.trials, self.events)
        ]
        self.trials.add_header_widget(self.labels[0])
        self.events.add_header_widget(self.labels[1])
        self._lay_out()
        self.show_retracted.toggled.connect(self._fill)
        self.trials.add_wanted.connect(self._add)
        self.trials.change_wanted.connect(self._change)
        self.trials.retract_wanted.connect(self._retract)
        self.events.add_wanted.connect(lambda: self._open_event(None))
        self.events.change_wanted.connect(self._open_event)
        self.events.retract_wanted.connect(self._retract_event)
        self.trials.table.itemSelectionChanged.connect(self._show_selected)

    def show_chart(self, chart: Chart) -> None:
        """Show the trials of *chart*; they are worked out on the worker."""
        if self._chart is None or self._chart.patient.id != chart.patient.id:
            self.show_retracted.setChecked(False)
            self._trials = ()
        self._chart = chart
        for control in self.labels:
            control.show_chart(chart)
        self._fill()
        today = self.context.today()

        def done(trials: tuple[Trial, ...]) -> None:
            if self._chart is chart:
                self._trials = trials
                self._fill()

        self.context.tasks.run(lambda: trials_of(chart, today, chart.rules), done=done, parent=self)

    def go_on(self, draft: Draft) -> bool:
        """Open the form that *draft* was typed into."""
        chart, target = self._chart, draft.body.get("target")
        if chart is None or chart.patient.id is None or not isinstance(target, dict):
            return False
        if draft.kind == ChartEventDialog.draft_kind:
            return self._go_on_with_event(chart, draft, target.get("id"))
        item, wanted = target.get("medication"), target.get("id")
        blank = MedicationTrial(chart.patient.id, "")
        records = [
            *chart.trials,
            *(t.record for t in trials_of(chart, self.context.today(), chart.rules)),
        ]
        found = next((r for r in records if (r.id, r.medication_id) == (wanted, item)), None)
        if found is None and (wanted is not None or item is not None):
            return False
        dialog = self._dialog(found or blank)
        dialog.open()
        dialog.put_draft(draft)
        return True

    def _go_on_with_event(self, chart: Chart, draft: Draft, wanted: Json) -> bool:
        event = next((each for each in chart.events if each.id == wanted), None)
        if event is None and wanted is not None:
            return False
        dialog = self._event_dialog(chart, event)
        dialog.open()
        dialog.put_draft(draft)
        return True

    def _fill(self) -> None:
        chart = self._chart
        if chart is None:
            return
        former = self.trials.table.currentRow()
        rows = trial_rows(self._trials)
        self.trials.show_rows(rows, with_retracted=self.show_retracted.isChecked())
        events = event_rows(chart.events)
        self.events.show_rows(events, with_retracted=self.show_retracted.isChecked())
        may = self.context.may(Operation.RECORD_EVENT, chart.patient.id)
        self.events.offer_changes(may)
        self.trials.offer_changes(self.context.may(Operation.RECORD_TRIAL, chart.patient.id))
        if (count := self.trials.table.rowCount()) > 0:
            self.trials.table.selectRow(min(max(former, 0), count - 1))
        self._show_selected()

    def _show_selected(self) -> None:
        row, chart = self.trials.table.chosen, self._chart
        self.details.setVisible(row is not None)
        self.details.clear()
        if row is None or chart is None or not isinstance(row.record, Trial):
            return
        trial = row.record
        told = trial.item is None
        self.trials.retract.setEnabled(told and not row.retracted_reason)
        self.details.set_title(f"{trial.record.name}, from elsewhere" if told else row.cells[0])
        self.details.body.addLayout(fact_grid(trial_facts(trial, chart.people)))

    def _add(self) -> None:
        if self._chart is not None and self._chart.patient.id is not None:
            self._dialog(MedicationTrial(self._chart.patient.id, "")).open()

    def _change(self, trial: object) -> None:
        if self._chart is not None and isinstance(trial, Trial):
            self._dialog(trial.record).open()

    def _dialog(self, value: MedicationTrial) -> TrialDialog:
        assert self._chart is not None  # nothing can be pressed without a chart
        kind = ToldTrialDialog if value.medication_id is None else JudgementDialog
        return kind(self.context, self._chart.patient, value, self)

    def _retract(self, row: RecordRow) -> None:
        trial, chart = row.record, self._chart
        if chart is None or not isinstance(trial, Trial) or trial.item is not None:
            return
        words = " · ".join(cell for cell in row.cells[:3] if cell)
        retract = retraction_of(trial.record.patient_id, trial.record)
        about = target_of(trial.record, words)
        RetractDialog(self.context, chart.patient, words, retract, self, about=about).open()

    def _open_event(self, event: object) -> None:
        if self._chart is not None:
            known = event if isinstance(event, ChartEvent) else None
            self._event_dialog(self._chart, known).open()

    def _event_dialog(self, chart: Chart, event: ChartEvent | None) -> ChartEventDialog:
        if event is None:
            kind, today = ChartEventKind.LIFE_EVENT, self.context.today()
            event = ChartEvent(chart.patient.id or 0, kind, "", today)
        return ChartEventDialog(self.context, chart.patient, event, self)

    def _retract_event(self, row: RecordRow) -> None:
        event, chart = row.record, self._chart
        if chart is None or not isinstance(event, ChartEvent):
            return
        words = " · ".join(cell for cell in row.cells[:3] if cell)
        retract = retraction_of(event.patient_id, event)
        about = target_of(event, words)
        RetractDialog(self.context, chart.patient, words, retract, self, about=about).open()

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 12, 6, 16)
        column.setSpacing(14)
        top = QHBoxLayout()
        top.addStretch(1)
        top.addWidget(self.show_retracted)
        column.addLayout(top)
        column.addWidget(self.trials)
        column.addWidget(self.details)
        column.addWidget(self.events)
        column.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(scrolling(inside))
