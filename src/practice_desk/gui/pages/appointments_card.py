"""A patient's appointments on the Person page: what is to come, waiting, booking and slips."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta
from typing import ClassVar

from PySide6.QtWidgets import QMenu, QPushButton, QToolButton, QWidget

from practice_desk.domain.appointment import Appointment, moment_of
from practice_desk.domain.changes import Changes
from practice_desk.domain.draft import Draft
from practice_desk.domain.patient import Patient
from practice_desk.domain.permission import Operation
from practice_desk.domain.waiting_list import WaitingEntry
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.appointment_dialog import (
    AppointmentDialog,
    open_appointment_dialog,
)
from practice_desk.gui.dialogs.chart_dialog import patient_line
from practice_desk.gui.models.schedule_view import appointment_facts
from practice_desk.gui.models.waiting_view import waiting_facts
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.fact_list import FactList
from practice_desk.services.appointments import ScheduleEntry, patient_appointments
from practice_desk.services.waiting_list import WaitingLine, patient_waits

_EMPTY = "No appointment is booked."
_HOUR = time(9)


class AppointmentsCard(Card):
    """Reads the appointments itself: they are no part of the chart."""

    draft_kinds: ClassVar[frozenset[str]] = frozenset({"appointment", "recall", "waiting entry"})

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__("Appointments", parent)
        self._context = context
        self._patient: Patient | None = None
        self.book_button = QPushButton("Book…")
        self.book_button.setAccessibleName("Book an appointment")
        self.book_button.clicked.connect(lambda: self.book())
        self.more = QToolButton()
        self.more.setText("More")
        self.more.setAccessibleName("More about appointments")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.more)
        self.wait = menu.addAction("Put on the &waiting list…", lambda: self._put_on_list())
        self.recall = menu.addAction("Write a &recall…", lambda: self._write_recall())
        self.slip = menu.addAction("&Slip to print…", self._print_slip)
        self.more.setMenu(menu)
        self.add_header_widget(self.more)
        self.add_header_widget(self.book_button)
        context.events.store_changed.connect(self._changed)

    def show_patient(self, patient: Patient) -> None:
        """Show the appointments of *patient*, where one may see them."""
        may_see = self._context.may(Operation.VIEW_SCHEDULE)
        self.setVisible(may_see)
        self.book_button.setVisible(self._may_edit)
        self.wait.setVisible(self._may_edit)
        self.recall.setVisible(self._may_recall)
        self.slip.setVisible(self._context.may(Operation.PRINT_SCHEDULE))
        self._patient = patient
        self.clear()
        if may_see:
            self._read()

    def book(self, draft: Draft | None = None) -> None:
        """Ask for a new appointment of the patient."""
        if self._patient is None or self._patient.id is None or not self._may_edit:
            return
        context, day = self._context, self._context.today() + timedelta(days=1)
        mine = context.clinic.session.practitioner_id
        at = moment_of(day, _HOUR)
        self._open(Appointment(self._patient.id, at, practitioner_id=mine), draft)

    def go_on(self, draft: Draft) -> bool:
        """Open the form that *draft* was typed into, once its record is read again."""
        target = draft.body.get("target")
        number = target.get("id") if isinstance(target, dict) else None
        wanted = number if isinstance(number, int) else None
        if draft.kind == "recall":
            return self._go_on_with_recall(draft, wanted)
        if draft.kind == "waiting entry":
            self._go_on_waiting(draft, wanted)
        elif wanted is None:
            self.book(draft)
        else:
            self._go_on_with_appointment(draft, wanted)
        return self._may_edit

    def _go_on_with_appointment(self, draft: Draft, wanted: int) -> None:
        context, patient_id = self._context, draft.patient_id or 0

        def show(found: Sequence[ScheduleEntry]) -> None:
            for entry in found:
                if entry.appointment.id == wanted:
                    self._open(entry.appointment, draft)

        context.tasks.run(
            lambda: patient_appointments(context.clinic, patient_id), done=show, parent=self
        )

    def _go_on_waiting(self, draft: Draft, wanted: int | None) -> None:
        context, patient_id = self._context, draft.patient_id or 0

        def show(found: Sequence[WaitingLine]) -> None:
            for line in found:
                if line.entry.id == wanted:
                    self._put_on_list(line.entry, draft)

        if wanted is None:
            self._put_on_list(None, draft)
            return
        context.tasks.run(lambda: patient_waits(context.clinic, patient_id), done=show, parent=self)

    def _go_on_with_recall(self, draft: Draft, wanted: int | None) -> bool:
        if wanted is None:
            self._write_recall(draft)
            return self._may_recall
        from practice_desk.gui.dialogs.recall_dialog import open_recall_dialog
        from practice_desk.services.recalls import RecallLine, patient_recalls

        context, patient_id, patient = self._context, draft.patient_id or 0, self._patient
        if patient is None:
            return False
        heading = patient_line(patient)

        def show(found: Sequence[RecallLine]) -> None:
            for line in found:
                value, sees = line.due.by_hand, line.with_reasons
                if value is not None and value.id == wanted:
                    open_recall_dialog(context, value, heading, self, draft, sees=sees)

        context.tasks.run(
            lambda: patient_recalls(context.clinic, patient_id), done=show, parent=self
        )
        return self._may_recall

    @property
    def _may_edit(self) -> bool:
        return self._context.may(Operation.EDIT_SCHEDULE)

    @property
    def _may_recall(self) -> bool:
        return self._context.may(Operation.KEEP_RECALL)

    def _open(self, value: Appointment, draft: Draft | None) -> None:
        if self._patient is None:
            return

        def opened(dialog: AppointmentDialog) -> None:
            if draft is not None:
                dialog.put_draft(draft)

        heading = patient_line(self._patient)
        open_appointment_dialog(self._context, value, heading, self, opened)

    def _read(self) -> None:
        patient, context = self._patient, self._context
        if patient is None or patient.id is None:
            return
        patient_id = patient.id

        def read() -> tuple[list[ScheduleEntry], list[WaitingLine]]:
            clinic = context.clinic
            return patient_appointments(clinic, patient_id), patient_waits(clinic, patient_id)

        context.tasks.run(read, done=lambda found: self._show(patient_id, *found), parent=self)

    def _show(
        self, patient_id: int, found: Sequence[ScheduleEntry], waits: Sequence[WaitingLine]
    ) -> None:
        if self._patient is None or self._patient.id != patient_id:
            return  # another chart is open meanwhile
        self.clear()
        now = self._context.clinic.now()
        facts = [*appointment_facts(found, now), *waiting_facts(waits, self._context.today())]
        self.body.addWidget(FactList(facts, _EMPTY))
        self.body.addStretch(1)

    def _put_on_list(self, value: WaitingEntry | None = None, draft: Draft | None = None) -> None:
        if self._patient is not None and self._patient.id is not None and self._may_edit:
            from practice_desk.gui.dialogs.waiting_dialog import open_waiting_dialog

            value = value or WaitingEntry(self._patient.id, self._context.clinic.now(), "")
            heading = patient_line(self._patient)
            open_waiting_dialog(self._context, value, heading, self, draft)

    def _write_recall(self, draft: Draft | None = None) -> None:
        if self._patient is not None and self._patient.id is not None and self._may_recall:
            from practice_desk.gui.dialogs.recall_dialog import new_recall_dialog

            heading = patient_line(self._patient)
            new_recall_dialog(self._context, self._patient.id, heading, self, draft)

    def _print_slip(self) -> None:
        if self._patient is not None and self._patient.id is not None:
            from practice_desk.gui.dialogs.desk_paper_dialog import DeskPaperDialog

            day, patient_id = self._context.today(), self._patient.id
            DeskPaperDialog(self._context, day, (), self, patient_id).open()

    def _changed(self, changes: Changes) -> None:
        mine = self._patient is not None and self._patient.id in changes.patient_ids
        if mine and changes.nouns & {"appointment", "waiting_entry"} and self.isVisible():
            self._read()
