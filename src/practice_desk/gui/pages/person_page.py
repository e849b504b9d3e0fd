"""The Person page: how to reach the patient, who is around them and who cares for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

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

if TYPE_CHECKING:
    from practice_desk.gui.pages.scan_filing import ScanFiling

_CALL, _PAPER = "call", "paper check-in"
_REQUEST, _STEP = "patient request", "step of a request"
_NOT_RECORDED = "Not recorded yet."


class PersonPage(ChartPage):
    """The one page of a chart that holds no clinical text: all that front desk sees of it."""

    draft_kinds: ClassVar[frozenset[str]] = frozenset(
        {*AppointmentsCard.draft_kinds, _CALL, _PAPER, _REQUEST, _STEP}
    )

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
        self.scan = QPushButton("File s&cans…")
        self.scan.setToolTip("Into the chart, without seeing it: a clinician reviews them")
        self.scan.clicked.connect(self.file_scans)
        self._scans: ScanFiling | None = None
        self.contact.add_header_widget(self.scan)
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
        self._rows = rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(scrolling(inside), 1)

    def show_chart(self, chart: Chart) -> None:
        """Show the person of *chart*."""
        self.show_person(chart.demographics)

    def show_person(self, person: Demographics) -> None:
        """Fill every card."""
        self._patient = person.patient
        self.scan.setVisible(self._may_scan(person.patient))
        self.call.setVisible(self.context.may(Operation.TAKE_DOWN_CALL, person.patient.id))
        may_edit = self.context.may(Operation.EDIT_PATIENT, person.patient.id)
        empty = f"{_NOT_RECORDED} Add it with Edit." if may_edit else _NOT_RECORDED
        _fill(self.contact, person_facts.own_facts(person.patient), empty)
        _fill(self.people, person_facts.related_facts(person), empty)
        _fill(self.team, person_facts.team_facts(person), empty)
        self.appointments.show_patient(person.patient)

    @property
    def holds_work(self) -> bool:
        """Whether scans are being filed, or what came of it can still be read."""
        return self._scans is not None and self._scans.holds_work

    def let_go(self) -> None:
        """Drop the person; what is being filed goes on, and its account stays."""
        self._patient = None
        for card in (self.contact, self.people, self.team):
            card.clear()

    def flush(self) -> bool:
        """Return False while scans are being filed: what comes of it is told here."""
        return self._scans is None or self._scans.may_leave()

    def file_scans(self) -> None:
        """Choose files and file them in the chart, for somebody who does not see it."""
        patient = self._patient
        if patient is None or not self._may_scan(patient):
            return
        from practice_desk.gui.pages.scan_filing import ScanFiling  # only when it is wanted

        if self._scans is None:
            self._scans = ScanFiling(self.context, self)
            self._rows.insertWidget(0, self._scans.strip)
            self._rows.insertWidget(1, self._scans.account)
        self._scans.choose(patient)

    def _may_scan(self, patient: Patient) -> bool:
        """Return whether scans are filed from here: who sees the chart has its Documents page."""
        may = self.context.may
        sees = may(Operation.FILE_DOCUMENT, patient.id)
        return may(Operation.FILE_SCANS, patient.id) and not sees

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

    def _go_on_with_request(self, draft: Draft) -> bool:
        """Open the form again in which a request, or a step of one, was typed."""
        patient, context = self._patient, self.context
        is_new = draft.kind == _REQUEST
        needed = Operation.TAKE_DOWN_REQUEST if is_new else Operation.RECORD_REQUEST
        if patient is None or not context.may(needed, patient.id):
            return False
        from practice_desk.gui.dialogs.request_dialog import open_request, open_step

        if is_new:
            open_request(context, patient, self).put_draft(draft)
            return True
        target = draft.body.get("target")
        number = target.get("id") if isinstance(target, dict) else None
        if not isinstance(number, int):
            return False
        open_step(context, patient, number, self, lambda form: form.put_draft(draft))
        return True

    def go_on(self, draft: Draft) -> bool:
        """Open the form that an appointment, a call or a paper check-in was typed into."""
        is_mine = draft.patient_id == getattr(self._patient, "id", None)
        if draft.kind == _CALL:
            return is_mine and self.take_call(draft)
        if draft.kind == _PAPER:
            return is_mine and self._enter_paper(draft)
        if draft.kind in (_REQUEST, _STEP):
            return is_mine and self._go_on_with_request(draft)
        return is_mine and self.appointments.go_on(draft)


def _fill(card: Card, facts: Sequence[Fact], empty: str) -> None:
    card.clear()
    card.body.addWidget(FactList(facts, empty))
    card.body.addStretch(1)
