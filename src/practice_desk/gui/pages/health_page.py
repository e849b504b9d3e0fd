"""The Health page: conditions, allergies, history, vitals, laboratory values, substances."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.allergy_intolerance import (
    AllergyIntolerance,
    AllergyState,
    AllergyStatementKind,
)
from practice_desk.domain.changes import Changes
from practice_desk.domain.condition import Condition, ConditionCategory
from practice_desk.domain.draft import Draft
from practice_desk.domain.observation import SubstanceUse, SubstanceUseStatus
from practice_desk.domain.patient_fact import FACT_CODES
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.health_dialogs import (
    AllergyDialog,
    ConditionDialog,
    SubstanceDialog,
)
from practice_desk.gui.dialogs.patient_facts_dialog import PatientFactsDialog
from practice_desk.gui.dialogs.visit_dialogs import Retract, RetractDialog, VitalsDialog
from practice_desk.gui.models import chart_facts
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.models.patient_facts_form import fact_rows
from practice_desk.gui.models.retraction import retraction_of
from practice_desk.gui.pages.chart_page import ChartPage
from practice_desk.gui.pages.health_drafts import HEALTH_KINDS, health_form, target_of
from practice_desk.gui.widgets.label_control import LabelControl
from practice_desk.gui.widgets.record_section import RecordSection
from practice_desk.gui.widgets.scrolling import scrolling
from practice_desk.services.charts import Chart
from practice_desk.services.health import state_allergies

_HISTORY = {ConditionCategory.HISTORY, ConditionCategory.FAMILY}
_MEASURED = ("Date", "What", "Value", "Note")
_CONDITIONS = ("Condition", "Code", "Status", "Onset", "Topic", "Note")


class HealthPage(ChartPage):
    """One scrolling column of sections, each with its own actions."""

    can_state_allergies: ClassVar[bool] = True
    draft_kinds: ClassVar[frozenset[str]] = HEALTH_KINDS

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._chart: Chart | None = None
        self.show_retracted = QCheckBox("Show what was &entered in error")
        self._make_history()
        self._make_measured()
        self.labels = [LabelControl(context, self).follow(each.table) for each in self._labelled()]
        for section, control in zip(self._labelled(), self.labels, strict=True):
            section.add_header_widget(control)
        self._lay_out()
        self._connect()

    def _make_history(self) -> None:
        self.none_known = QPushButton("No &known allergies")
        self.none_known.setToolTip("The patient was asked and has none")
        self.conditions = RecordSection(
            "Conditions", _CONDITIONS, "No conditions are recorded yet."
        )
        self.allergies = RecordSection(
            "Allergies and intolerances",
            ("Substance", "Kind", "Reaction", "Severity", "Status", "First seen", "Note"),
            "No allergy is recorded.",
            widest=2,
        )
        self.history = RecordSection(
            "Medical and family history", _CONDITIONS, "No history is recorded yet."
        )
        self.substances = RecordSection(
            "Substance use",
            ("Substance", "Use", "Amount", "Last used", "Told on", "Note"),
            "Nothing is recorded about tobacco, alcohol or other substances yet.",
            widest=2,
        )

    def _make_measured(self) -> None:
        self.vitals = RecordSection(
            "Vitals",
            ("Taken", "Values", "Note"),
            "No vital signs are recorded yet.",
            can_change=False,
            widest=1,
        )
        self.facts = RecordSection(
            "Facts for the safety checks",
            ("As of", "What", "Value", "Source"),
            "Pregnancy, contraception, liver function and such are not recorded yet.",
            add="Record…",
            can_change=False,
            widest=1,
        )
        self.laboratory = RecordSection(
            "Laboratory values and social history",
            _MEASURED,
            "Nothing was imported or recorded yet.",
            can_add=False,
            can_change=False,
            widest=1,
        )

    def show_chart(self, chart: Chart) -> None:
        """Show the records of *chart*."""
        if self._chart is None or self._chart.patient.id != chart.patient.id:
            self.show_retracted.setChecked(False)
        self._chart = chart
        for control in self.labels:
            control.show_chart(chart)
        self._fill()

    def state_allergies(self) -> None:
        """Bring the allergies into view and offer both answers."""
        self._scroll.ensureWidgetVisible(self.allergies)
        self.none_known.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_on(self, draft: Draft) -> bool:
        """Open the form that *draft* was typed into."""
        dialog = (
            None if self._chart is None else health_form(self.context, self._chart, draft, self)
        )
        if dialog is None:
            return False
        dialog.open()
        dialog.put_draft(draft)
        return True

    def _fill(self) -> None:
        chart, also = self._chart, self.show_retracted.isChecked()
        if chart is None:
            return
        problems = {ConditionCategory.PROBLEM}
        facts = [each for each in chart.social_history if each.code in FACT_CODES]
        told = [each for each in chart.social_history if each.code not in FACT_CODES]
        measured = (*chart.laboratory, *chart.examinations, *told)
        for section, rows in (
            (self.conditions, chart_facts.condition_rows(chart.conditions, problems)),
            (self.allergies, chart_facts.allergy_rows(chart.allergies)),
            (self.history, chart_facts.condition_rows(chart.conditions, _HISTORY)),
            (self.vitals, chart_facts.visit_rows(chart.vital_signs)),
            (self.facts, fact_rows(facts)),
            (self.laboratory, chart_facts.measured_rows(measured)),
            (self.substances, chart_facts.substance_rows(chart.substance_uses)),
        ):
            section.show_rows(rows, with_retracted=also)
        may_record = self.context.may(Operation.EDIT_HEALTH_RECORD, chart.patient.id)
        for section in self._sections():
            section.offer_changes(may_record)
        state = chart.allergy_state
        self.none_known.setVisible(may_record and state is AllergyState.NOT_ASKED)
        self.allergies.empty.setText(_allergies_empty(state))

    def _state_none_known(self) -> None:
        chart, context = self._chart, self.context
        if chart is None or chart.patient.id is None:
            return
        patient_id = chart.patient.id
        kind = AllergyStatementKind.NO_KNOWN_ALLERGIES

        def done(changes: Changes) -> None:
            context.events.store_changed.emit(changes)

        context.tasks.run(
            lambda: state_allergies(context.clinic, patient_id, kind), done=done, parent=self
        )

    def _edit_condition(self, value: Condition) -> None:
        if self._chart is not None:
            ConditionDialog(self.context, self._chart.patient, value, self).open()

    def _add_condition(self, category: ConditionCategory) -> None:
        self._edit_condition(Condition(self._patient_id(), "", category))

    def _edit_allergy(self, value: AllergyIntolerance) -> None:
        if self._chart is not None:
            AllergyDialog(self.context, self._chart.patient, value, self).open()

    def _edit_substance(self, value: SubstanceUse) -> None:
        if self._chart is not None:
            SubstanceDialog(self.context, self._chart.patient, value, self).open()

    def _add_substance(self) -> None:
        status, today = SubstanceUseStatus.CURRENT, self.context.today()
        self._edit_substance(SubstanceUse(self._patient_id(), "", status, today))

    def _add_facts(self) -> None:
        if (chart := self._chart) is not None:
            PatientFactsDialog(self.context, chart.patient, chart.social_history, self).open()

    def _add_vitals(self) -> None:
        if self._chart is not None:
            VitalsDialog(self.context, self._chart.patient, self).open()

    def _retract(self, row: RecordRow) -> None:
        if self._chart is None:
            return
        patient = self._chart.patient
        retract: Retract = retraction_of(self._patient_id(), row.record)
        words = " · ".join(cell for cell in row.cells if cell)
        about = target_of(row.record, words)
        RetractDialog(self.context, patient, words, retract, self, about=about).open()

    def _patient_id(self) -> int:
        assert self._chart is not None  # nothing can be pressed without a chart
        assert self._chart.patient.id is not None  # it was saved
        return self._chart.patient.id

    def _connect(self) -> None:
        self.show_retracted.toggled.connect(self._fill)
        self.none_known.clicked.connect(self._state_none_known)
        problem, history = ConditionCategory.PROBLEM, ConditionCategory.HISTORY
        self.conditions.add_wanted.connect(lambda: self._add_condition(problem))
        self.history.add_wanted.connect(lambda: self._add_condition(history))
        for section in (self.conditions, self.history):
            section.change_wanted.connect(self._edit_condition)
        self.allergies.add_wanted.connect(
            lambda: self._edit_allergy(AllergyIntolerance(self._patient_id(), ""))
        )
        self.allergies.change_wanted.connect(self._edit_allergy)
        self.vitals.add_wanted.connect(self._add_vitals)
        self.facts.add_wanted.connect(self._add_facts)
        self.substances.add_wanted.connect(self._add_substance)
        self.substances.change_wanted.connect(self._edit_substance)
        for section in self._sections():
            section.retract_wanted.connect(self._retract)

    def _labelled(self) -> tuple[RecordSection, ...]:
        """Return the sections whose records can carry labels one by one."""
        return (
            self.conditions,
            self.allergies,
            self.history,
            self.laboratory,
            self.substances,
        )

    def _sections(self) -> tuple[RecordSection, ...]:
        return (
            self.conditions,
            self.allergies,
            self.history,
            self.vitals,
            self.facts,
            self.laboratory,
            self.substances,
        )

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 12, 6, 16)
        column.setSpacing(14)
        top = QHBoxLayout()
        top.addStretch(1)
        top.addWidget(self.show_retracted)
        column.addLayout(top)
        self.allergies.add_header_widget(self.none_known)
        for section in self._sections():
            column.addWidget(section)
        column.addStretch(1)
        self._scroll = scrolling(inside)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self._scroll)


def _allergies_empty(state: AllergyState) -> str:
    if state is AllergyState.NO_KNOWN_ALLERGIES:
        return "The patient was asked and has no known allergies."
    return (
        "Nobody has recorded an answer yet. Ask, then add an allergy or choose "
        "“No known allergies”."
    )
