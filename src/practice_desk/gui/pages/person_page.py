"""The Person page: how to reach the patient, who is around them and who cares for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.draft import Draft
from practice_desk.domain.patient import Patient
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.models import person_facts
from practice_desk.gui.models.person_facts import Fact
from practice_desk.gui.pages.appointments_card import AppointmentsCard
from practice_desk.gui.pages.chart_page import ChartPage
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.fact_list import FactList
from practice_desk.gui.widgets.scrolling import scrolling
from practice_desk.services.charts import Chart
from practice_desk.services.demographics import Demographics

_CALL, _PAPER = "call", "paper check-in"
_NOT_RECORDED = "Not recorded yet."


class PersonPage(ChartPage):
    """The one page of a chart that holds no clinical text: all that front desk sees of it."""

    draft_kinds: ClassVar[frozenset[str]] = frozenset({"appointment", _CALL, _PAPER})

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.contact = Card("Contact")
        self.people = Card("Guardians and contacts")
        self.team = Card("Care team and pharmacy")
        self.appointments = AppointmentsCard(context)
        self._patient: Patient | None = None
        self.call = QPushButton("Take &down a call…")
        self.call.setToolTip("Word by word, without the chart: a prescriber reads it and decides")
        self.call.clicked.connect(lambda: self.take_call())
        self.contact.add_header_widget(self.call)
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 12, 6, 16)
        grid.setSpacing(14)
        grid.addWidget(self.contact, 0, 0)
        grid.addWidget(self.people, 0, 1)
        grid.addWidget(self.team, 1, 0)
        grid.addWidget(self.appointments, 1, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(2, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(scrolling(inside))

    def show_chart(self, chart: Chart) -> None:
        """Show the person of *chart*."""
        self.show_person(chart.demographics)

    def show_person(self, person: Demographics) -> None:
        """Fill every card."""
        self._patient = person.patient
        self.call.setVisible(self.context.may(Operation.TAKE_DOWN_CALL, person.patient.id))
        may_edit = self.context.may(Operation.EDIT_PATIENT, person.patient.id)
        empty = f"{_NOT_RECORDED} Add it with Edit." if may_edit else _NOT_RECORDED
        _fill(self.contact, person_facts.own_facts(person.patient), empty)
        _fill(self.people, person_facts.related_facts(person), empty)
        _fill(self.team, person_facts.team_facts(person), empty)
        self.appointments.show_patient(person.patient)

    def take_call(self, draft: Draft | None = None) -> bool:
        """Take down what the patient or somebody else says about a medication."""
        patient, context = self._patient, self.context
        if patient is None or not context.may(Operation.TAKE_DOWN_CALL, patient.id):
            return False
        from practice_desk.gui.dialogs.call_dialog import CallDialog  # only when it is opened

        dialog = CallDialog(context, patient, self)
        dialog.saved.connect(
            lambda _saved: context.messages.success("Kept word by word. It waits for a prescriber.")
        )
        dialog.open()
        if draft is not None:
            dialog.put_draft(draft)
        return True

    def _enter_paper(self, draft: Draft) -> bool:
        patient_id, context = draft.patient_id or 0, self.context
        target = draft.body.get("target")
        visit = target.get("appointment") if isinstance(target, dict) else None
        if not isinstance(visit, int) or not context.may(Operation.ENTER_CHECK_IN, patient_id):
            return False
        from practice_desk.gui.dialogs.check_in_entry_dialog import open_check_in_entry

        open_check_in_entry(
            context,
            patient_id,
            visit,
            self,
            lambda _chart: None,  # it is open
            lambda dialog: dialog.put_draft(draft),
        )
        return True

    def go_on(self, draft: Draft) -> bool:
        """Open the form that an appointment, a call or a paper check-in was typed into."""
        is_mine = draft.patient_id == getattr(self._patient, "id", None)
        if draft.kind == _CALL:
            return is_mine and self.take_call(draft)
        if draft.kind == _PAPER:
            return is_mine and self._enter_paper(draft)
        return self.appointments.go_on(draft)


def _fill(card: Card, facts: Sequence[Fact], empty: str) -> None:
    card.clear()
    card.body.addWidget(FactList(facts, empty))
    card.body.addStretch(1)
