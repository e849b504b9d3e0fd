"""Booking for somebody who waits or is due, and taking somebody off the waiting list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta

from PySide6.QtWidgets import QWidget

from practice_desk.domain.appointment import Appointment, AppointmentStatus, moment_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.appointment_dialog import (
    AppointmentDialog,
    open_appointment_dialog,
)
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.dialogs.reason_dialog import ReasonForm
from practice_desk.gui.models.waiting_view import slot_text
from practice_desk.services.appointments import mark_appointment, saved_appointment
from practice_desk.services.patients import Saved
from practice_desk.services.waiting_list import WaitingLine, close_waiting

_FIRST_HOUR = time(9)


def book_for(
    context: AppContext,
    wanted: Appointment,
    heading: str,
    day: date,
    parent: QWidget,
    booked: Callable[[Saved], object],
) -> None:
    """Open the form for *wanted* and call *booked* once it is saved.

    *heading* says whose it is. A new appointment is offered at nine on *day*, and never
    in the past.
    """
    value = wanted
    if wanted.id is None:
        now = context.clinic.now().replace(second=0, microsecond=0)
        soon = now + timedelta(minutes=15 - now.minute % 15)
        value = replace(wanted, starts_at=max(moment_of(day, _FIRST_HOUR), soon))

    def opened(dialog: AppointmentDialog) -> None:
        dialog.saved.connect(booked)

    open_appointment_dialog(context, value, heading, parent, opened)


class TakeOffDialog(ChartDialog):
    """Asks why somebody waits no longer."""

    def __init__(
        self, context: AppContext, line: WaitingLine, parent: QWidget | None = None
    ) -> None:
        self.form = form = ReasonForm()
        super().__init__(context, form, "Take off the waiting list", None, parent)
        self._entry = line.entry
        self._chart_id = line.entry.patient_id
        for widget in (form.chart_number_label, form.into_patient_id, form.into_name):
            widget.hide()
        form.explanation.say(slot_text(line))
        form.reason_label.setText("&Why they wait no longer, nothing clinical")
        form.save_button.setText("&Take off")
        form.cancel_button.setText("Keep")
        form.problem.hide()
        form.reason.setFocus()
        self.watch_typing()

    def work(self) -> Callable[[], Saved]:
        """Return the call that ends the waiting."""
        context, entry, reason = self.context, self._entry, self.form.reason.toPlainText()
        return lambda: close_waiting(context.clinic, entry, reason)


def confirm_proposal(
    context: AppContext, wanted: Appointment, saved: Saved, parent: QWidget
) -> None:
    """Mark an appointment as booked that a visit proposed and somebody has now agreed with."""

    def work() -> Saved:
        stored = saved_appointment(context.clinic, replace(wanted, id=saved.id))
        if stored.status is not AppointmentStatus.PROPOSED:
            return saved
        return mark_appointment(context.clinic, stored, AppointmentStatus.BOOKED)

    def done(marked: Saved) -> None:
        context.messages.success("The visit is booked.")
        context.events.store_changed.emit(marked.changes)

    context.tasks.run(work, done=done, failed=context.messages.show_error, parent=parent)
