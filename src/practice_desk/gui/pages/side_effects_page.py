"""The Side effects page: what was told, where each stands, and what is done about it."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from practice_desk.domain.draft import Draft
from practice_desk.domain.permission import Operation
from practice_desk.domain.side_effect_case import SideEffectCase
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.side_effect_dialog import SideEffectDialog
from practice_desk.gui.dialogs.visit_dialogs import RetractDialog
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.models.retraction import retraction_of
from practice_desk.gui.models.side_effect_rows import HEADERS, case_rows
from practice_desk.gui.models.side_effect_words import suspect_choices
from practice_desk.gui.pages.chart_page import ChartPage
from practice_desk.gui.pages.health_drafts import target_of
from practice_desk.gui.widgets.record_section import RecordSection
from practice_desk.services.charts import Chart


class SideEffectsPage(ChartPage):
    """Open ones first."""

    draft_kinds: ClassVar[frozenset[str]] = frozenset({SideEffectDialog.draft_kind})

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._chart: Chart | None = None
        self.show_retracted = QCheckBox("Show what was &entered in error")
        self.side_effects = RecordSection(
            "Side effects",
            HEADERS,
            "No side effect is reported. What a patient tells is kept here in their own words, "
            "and stays open until it is decided about.",
            add="Report…",
            can_change=False,
        )
        self._lay_out()
        self.show_retracted.toggled.connect(self._fill)
        self.side_effects.add_wanted.connect(self.report)
        self.side_effects.retract_wanted.connect(self._retract)

    def show_chart(self, chart: Chart) -> None:
        """Show the side effects of *chart*."""
        if self._chart is None or self._chart.patient.id != chart.patient.id:
            self.show_retracted.setChecked(False)
        self._chart = chart
        self._fill()

    def report(self) -> None:
        """Open the form for a new report."""
        if (dialog := self._dialog()) is not None:
            dialog.open()

    def go_on(self, draft: Draft) -> bool:
        """Open the form that *draft* was typed into."""
        chart = self._chart
        if chart is None or chart.patient.id != draft.patient_id:
            return False
        dialog = self._dialog()
        assert dialog is not None  # the chart is there
        dialog.open()
        dialog.put_draft(draft)
        return True

    def _dialog(self) -> SideEffectDialog | None:
        chart = self._chart
        if chart is None:
            return None
        suspects = suspect_choices(chart.plan)
        return SideEffectDialog(self.context, chart.patient, suspects, chart.people, self)

    def _fill(self) -> None:
        chart = self._chart
        if chart is None:
            return
        rows = case_rows(chart.side_effects, chart.plan, chart.people)
        self.side_effects.show_rows(rows, with_retracted=self.show_retracted.isChecked())
        may_report = self.context.may(Operation.REPORT_SIDE_EFFECT, chart.patient.id)
        self.side_effects.offer_changes(may_report)

    def _retract(self, row: RecordRow) -> None:
        chart, case = self._chart, row.record
        if chart is None or chart.patient.id is None or not isinstance(case, SideEffectCase):
            return
        words = " · ".join(cell for cell in row.cells if cell)
        retract, about = retraction_of(chart.patient.id, case), target_of(case, words)
        RetractDialog(self.context, chart.patient, words, retract, self, about=about).open()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addStretch(1)
        top.addWidget(self.show_retracted)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 12, 6, 16)
        rows.setSpacing(14)
        rows.addLayout(top)
        rows.addWidget(self.side_effects)
        rows.addStretch(1)
