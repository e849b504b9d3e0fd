"""Booking an appointment, moving one, and cancelling one with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import ClassVar

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QSpinBox, QWidget

from practice_desk.domain.appointment import Appointment, AppointmentStatus
from practice_desk.domain.directory import Practitioner
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.gui.binding import Form, set_value, values_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.dialogs.reason_dialog import ReasonForm
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.appointment_form import (
    TypedAppointment,
    read_appointment,
    read_office_time,
    typed_of,
    write_office_time,
)
from practice_desk.gui.models.schedule_view import (
    VISITS,
    appointment_line,
    doubt_sentence,
    whose,
)
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.patient_choice import PatientChoice
from practice_desk.gui.widgets.plan_date_field import PlanDateField
from practice_desk.services.appointments import (
    BookingDoubts,
    ScheduleEntry,
    booking_doubts,
    mark_appointment,
    people_to_see,
    save_appointment,
    saved_appointment,
)
from practice_desk.services.patients import Saved

_FIELDS = ("day", "time_of_day", "minutes", "practitioner_id", "visit", "comment")


class AppointmentForm(Form):
    """``ui/appointment_dialog.ui``."""

    ui = "appointment_dialog.ui"
    heading: QLabel
    patient: QLabel
    patient_name_label: QLabel
    patient_name: QLineEdit
    day: PlanDateField
    time_of_day: QLineEdit
    minutes: QSpinBox
    practitioner_id: QComboBox
    visit: QComboBox
    comment: QLineEdit
    overlap: Banner
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class AppointmentDialog(ChartDialog):
    """One appointment, new or booked before.

    *value* fills the form; *heading* says whose it is and is None where the patient is yet to be
    chosen. *people* are those with whom one can be booked. `open_appointment_dialog` reads them.
    """

    draft_kind: ClassVar[str] = "appointment"

    def __init__(
        self,
        context: AppContext,
        value: Appointment,
        heading: str | None,
        people: Sequence[Practitioner],
        parent: QWidget | None = None,
    ) -> None:
        self.form = form = AppointmentForm()
        title = "Book an appointment" if value.id is None else "Change an appointment"
        super().__init__(context, form, title, None, parent)
        self._value, self._looking = value, 0
        form.patient.setText(heading or "")
        form.patient.setVisible(heading is not None)
        form.patient_name_label.setVisible(heading is None)
        form.patient_name.setVisible(heading is None)
        self.choice = PatientChoice(context, form.patient_name)
        if heading is not None:
            self._chart_id = value.patient_id
        if value.id is not None:
            form.save_button.setText("&Save")
        form.problem.hide()
        for kind, text in VISITS.items():
            form.visit.addItem(text, kind)
        form.practitioner_id.addItem("Nobody in particular", None)
        for person in people:
            form.practitioner_id.addItem(person.display_name, person.id)
        if value.practitioner_id not in [None, *(person.id for person in people)]:
            form.practitioner_id.addItem("As booked", value.practitioner_id)  # has left since
        shown = typed_of(value)
        for name in _FIELDS:
            set_value(getattr(form, name), getattr(shown, name))
        (form.patient_name if heading is None else form.day).setFocus()
        self._follow()
        self.watch_typing()

    def draft_target(self) -> Target:
        """Return which appointment this is about."""
        return {"id": self._value.id}

    def work(self) -> Callable[[], Saved]:
        """Return the call that books or moves the appointment as it stands in the form."""
        value, _ = read_appointment(self._as_typed())
        assert value is not None  # `save` has looked
        context = self.context
        return lambda: save_appointment(context.clinic, value)

    def save(self) -> None:
        """Save, once the patient, the day and the time are known."""
        problems = list(read_appointment(self._as_typed())[1])
        if not self.form.patient_name.isHidden() and self._patient_id is None:
            problems.insert(0, Problem("patient_name", "Choose the patient from the list."))
        if problems and self.form.day.is_valid():
            self._failed(Invalid(tuple(problems)))
            return
        super().save()

    def take_newer(self) -> None:
        """Bring in what somebody else saved, and build on that version."""
        context, opened = self.context, self._value
        self.merge(
            lambda: typed_of(saved_appointment(context.clinic, opened)),
            typed_of(opened),
            self._build_on,
        )

    @property
    def _patient_id(self) -> int | None:
        chosen = self.choice.patient
        return chosen.id if chosen is not None else self._value.patient_id or None

    def _as_typed(self) -> TypedAppointment:
        about = replace(self._value, patient_id=self._patient_id or 0)
        return TypedAppointment(
            **values_of(self.form, _FIELDS, TypedAppointment), appointment=about
        )

    def _follow(self) -> None:
        """Look for what speaks against the time while somebody types."""
        form = self.form
        form.day.value_changed.connect(self._look)
        form.time_of_day.textChanged.connect(self._look)
        form.time_of_day.editingFinished.connect(self._write_time)
        form.minutes.valueChanged.connect(self._look)
        form.practitioner_id.currentIndexChanged.connect(self._look)
        self._look()

    def _look(self) -> None:
        """Warn of what takes the same person, patient or room, and of times out of hours."""
        self._looking += 1
        number, context = self._looking, self.context
        value = read_appointment(self._as_typed())[0]
        if value is None:
            self._warn(number, BookingDoubts())
            return
        context.tasks.run(
            lambda: booking_doubts(context.clinic, value),
            done=lambda found: self._warn(number, found),
            parent=self,
        )

    def _warn(self, number: int, found: BookingDoubts) -> None:
        if number == self._looking:
            self.form.overlap.say(doubt_sentence(found), "caution")
            self._make_room()

    def _write_time(self) -> None:
        """Write out what the time means, so that "2" is seen to be the afternoon."""
        found = read_office_time(self.form.time_of_day.text())
        if found is not None:
            self.form.time_of_day.setText(write_office_time(found))

    def _build_on(self, saved: TypedAppointment) -> None:
        self._value = saved.appointment


class CancelAppointmentDialog(ChartDialog):
    """Asks why an appointment is cancelled."""

    def __init__(
        self, context: AppContext, entry: ScheduleEntry, parent: QWidget | None = None
    ) -> None:
        self.form = form = ReasonForm()
        super().__init__(context, form, "Cancel an appointment", None, parent)
        self._value = entry.appointment
        self._chart_id = entry.appointment.patient_id
        for widget in (form.chart_number_label, form.into_patient_id, form.into_name):
            widget.hide()
        form.patient.setText(whose(entry))
        form.patient.show()
        form.explanation.say(f"{appointment_line(entry)}\nIt stays in the schedule as cancelled.")
        form.reason_label.setText("&Why it is cancelled, nothing clinical")
        form.save_button.setText("&Cancel the appointment")
        form.cancel_button.setText("Keep it")
        form.problem.hide()
        form.reason.setFocus()
        self.watch_typing()

    def work(self) -> Callable[[], Saved]:
        """Return the call that cancels it."""
        context, value, reason = self.context, self._value, self.form.reason.toPlainText()
        cancelled = AppointmentStatus.CANCELLED
        return lambda: mark_appointment(context.clinic, value, cancelled, reason)


def open_appointment_dialog(
    context: AppContext,
    value: Appointment,
    heading: str | None,
    parent: QWidget,
    opened: Callable[[AppointmentDialog], None],
) -> None:
    """Open the form for *value* once it is known who can be booked; call *opened* with it."""

    def show(people: list[Practitioner]) -> None:
        dialog = AppointmentDialog(context, value, heading, people, parent)
        dialog.open()
        opened(dialog)

    context.tasks.run(lambda: people_to_see(context.clinic), done=show, parent=parent)
