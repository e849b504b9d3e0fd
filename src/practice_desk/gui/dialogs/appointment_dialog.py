"""Booking an appointment or a series, and moving one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from practice_desk.domain.appointment import Appointment
from practice_desk.domain.appointment_series import AppointmentSeries, days_of
from practice_desk.domain.errors import Problem
from practice_desk.domain.waiting_list import slot_of
from practice_desk.gui.binding import Form, set_value, values_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.appointment_fields import SeriesFields, fill_choices
from practice_desk.gui.dialogs.chosen_patient_dialog import ChosenPatientDialog
from practice_desk.gui.models.appointment_form import (
    TypedAppointment,
    read_appointment,
    read_office_time,
    read_series,
    series_sentence,
    typed_of,
    write_office_time,
)
from practice_desk.gui.models.schedule_view import doubt_sentence
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.plan_date_field import PlanDateField
from practice_desk.gui.wording import write_count
from practice_desk.services.appointment_series import (
    SeriesDoubts,
    book_series,
    following,
    move_appointments,
    moved_like,
    series_doubts,
    series_of,
)
from practice_desk.services.appointment_setup import ScheduleSetup, schedule_setup
from practice_desk.services.appointments import (
    BookingDoubts,
    booking_doubts,
    save_appointment,
    saved_appointment,
)
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import Saved
from practice_desk.services.waiting_list import WaitingLine, who_fits

_FIELDS = ("day", "time_of_day", "minutes", "practitioner_id", "type_id", "room_id", "comment")


class AppointmentForm(Form):
    """``ui/appointment_dialog.ui``."""

    ui = "appointment_dialog.ui"
    heading: QLabel
    patient: QLabel
    patient_name_label: QLabel
    patient_name: QLineEdit
    who_waits: QPushButton
    day: PlanDateField
    time_of_day: QLineEdit
    minutes: QSpinBox
    practitioner_id: QComboBox
    type_id: QComboBox
    room_id: QComboBox
    comment: QLineEdit
    repeats: QCheckBox
    every_weeks: QSpinBox
    ends: QComboBox
    count: QSpinBox
    until: PlanDateField
    following: QCheckBox
    leave_out: QCheckBox
    overlap: Banner
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class AppointmentDialog(ChosenPatientDialog[Appointment]):
    """One appointment or a series of them, new or booked before.

    *value* fills the form; *heading* says whose it is and is None where the patient is yet to be
    chosen. *beside* is what can be chosen, which `open_appointment_dialog` reads.
    """

    draft_kind: ClassVar[str] = "appointment"

    def __init__(
        self,
        context: AppContext,
        value: Appointment,
        heading: str | None,
        beside: AppointmentChoices,
        parent: QWidget | None = None,
    ) -> None:
        self.form = form = AppointmentForm()
        title = "Book an appointment" if value.id is None else "Change an appointment"
        super().__init__(context, form, title, value, heading, parent)
        self._looking, self._later = 0, beside.later
        self._skipped: tuple[date, ...] = ()
        if value.id is not None:
            form.save_button.setText("&Save")
        self.choices = fill_choices(form, value, beside.setup)
        shown = typed_of(self.choices.begin(value))
        for name in _FIELDS:
            set_value(getattr(form, name), getattr(shown, name))
        self.series = SeriesFields(form, value, len(beside.later))
        self._waiting: Sequence[WaitingLine] = ()
        form.who_waits.hide()
        form.who_waits.clicked.connect(self._offer_to_who_waits)
        (form.patient_name if heading is None else form.day).setFocus()
        self._follow()
        self.watch_typing()

    def work(self) -> Callable[[], Saved]:
        """Return the call that books or moves the appointment as it stands in the form."""
        value, _ = read_appointment(self._as_typed())
        assert value is not None  # `save` has looked
        context, opened, later = self.context, self._value, self._later
        if self.series.repeats:
            skipped = self._skipped if self.form.leave_out.isChecked() else ()
            series, _ = read_series(self.series.typed(), value, skipped)
            assert series is not None  # `save` has looked
            return lambda: book_series(context.clinic, value, series)
        if self.series.with_following:
            moved = [value, *(moved_like(opened, value, each) for each in later)]
            return lambda: move_appointments(context.clinic, moved)
        return lambda: save_appointment(context.clinic, value)

    def missing(self) -> list[Problem]:
        """Return what has to be filled in: patient, day, time and the end of a series."""
        value, found = read_appointment(self._as_typed())
        problems = [*super().missing(), *found]
        if value is not None and self.series.repeats and self.form.until.is_valid():
            problems += read_series(self.series.typed(), value)[1]
        return problems if self.form.day.is_valid() else []  # which says so itself

    def take_newer(self) -> None:
        """Bring in what somebody else saved, and build on that version."""
        context, opened = self.context, self._value
        self.merge(
            lambda: typed_of(saved_appointment(context.clinic, opened)),
            typed_of(opened),
            lambda saved: self._build_on(saved.appointment),
        )

    def _as_typed(self) -> TypedAppointment:
        about = replace(self._value, patient_id=self.patient_id)
        return TypedAppointment(
            **values_of(self.form, _FIELDS, TypedAppointment), appointment=about
        )

    def _follow(self) -> None:
        """Look for what speaks against the time while somebody types."""
        form = self.form
        for changed in (
            self.choice.search.chosen,
            form.day.value_changed,
            form.until.value_changed,
            form.time_of_day.textChanged,
            form.minutes.valueChanged,
            form.practitioner_id.currentIndexChanged,
            form.room_id.currentIndexChanged,
            form.repeats.toggled,
            form.every_weeks.valueChanged,
            form.ends.currentIndexChanged,
            form.count.valueChanged,
        ):
            changed.connect(lambda *_: self._look())
        form.time_of_day.editingFinished.connect(self._write_time)
        self._look()

    def _look(self) -> None:
        """Warn of what takes the same person, patient or room, and of times out of hours."""
        self._looking += 1
        self._make_room()
        number, context = self._looking, self.context
        value = read_appointment(self._as_typed())[0]
        if value is None:
            self._warn(number, "")
            return
        series = read_series(self.series.typed(), value)[0] if self.series.repeats else None
        if series is not None:
            context.tasks.run(
                lambda: series_doubts(context.clinic, value, series),
                done=lambda found: self._warn_of_days(number, found, series),
                parent=self,
            )
            return
        asks = self._is_chosen_here and not self.patient_id

        def read() -> tuple[BookingDoubts, Sequence[WaitingLine]]:
            doubts = booking_doubts(context.clinic, value)
            return doubts, _who_waits(context.clinic, value, doubts) if asks else ()

        context.tasks.run(read, done=lambda found: self._tell(number, *found), parent=self)

    def _tell(self, number: int, doubts: BookingDoubts, waiting: Sequence[WaitingLine]) -> None:
        self._warn(number, doubt_sentence(doubts), waiting=waiting)

    def _warn_of_days(self, number: int, found: SeriesDoubts, series: AppointmentSeries) -> None:
        if number != self._looking:
            return
        days = tuple(sorted({*found.clashing_on, *found.closed_on}))
        self._warn(number, series_sentence(found, len(days_of(series))), days)

    def _warn(
        self,
        number: int,
        sentence: str,
        days: tuple[date, ...] = (),
        waiting: Sequence[WaitingLine] = (),
    ) -> None:
        if number == self._looking:
            self._skipped, self._waiting = days, waiting
            count = write_count(len(waiting), "patient")
            self.form.who_waits.setText(f"{count} on the waiting list co&uld come then…")
            self.form.who_waits.setVisible(bool(waiting))
            self.form.leave_out.setVisible(bool(days))
            self.form.overlap.say(sentence, "caution")
            self._make_room()

    def _offer_to_who_waits(self) -> None:
        """Offer the time to those on the waiting list; the form closes once one of them has it."""
        value = read_appointment(self._as_typed())[0]
        if value is None or not self._waiting:
            return
        from practice_desk.gui.dialogs.waiting_dialog import FreeTimeDialog

        offer = FreeTimeDialog(self.context, slot_of(value), self._waiting, self)
        offer.booked.connect(lambda _saved: self.accept())
        offer.open()

    def _write_time(self) -> None:
        """Write out what the time means, so that "2" is seen to be the afternoon."""
        found = read_office_time(self.form.time_of_day.text())
        if found is not None:
            self.form.time_of_day.setText(write_office_time(found))


def _who_waits(clinic: Clinic, value: Appointment, doubts: BookingDoubts) -> Sequence[WaitingLine]:
    """Return who on the waiting list could come then; nobody where the time is not free."""
    if doubts.clashes or doubts.is_out_of_hours or value.starts_at <= clinic.now():
        return ()
    return who_fits(clinic, slot_of(value))


@dataclass(frozen=True, slots=True)
class AppointmentChoices:
    """What the form for an appointment offers, and which visits of its series come later."""

    setup: ScheduleSetup
    later: tuple[Appointment, ...] = ()


def open_appointment_dialog(
    context: AppContext,
    value: Appointment,
    heading: str | None,
    parent: QWidget,
    opened: Callable[[AppointmentDialog], None],
) -> None:
    """Open the form for *value* once it is known what can be chosen; call *opened* with it."""

    def read() -> AppointmentChoices:
        setup = schedule_setup(context.clinic)
        if value.series_id is None or value.id is None:
            return AppointmentChoices(setup)
        later = following(value, series_of(context.clinic, value))
        return AppointmentChoices(setup, tuple(later))

    def show(beside: AppointmentChoices) -> None:
        dialog = AppointmentDialog(context, value, heading, beside, parent)
        dialog.open()
        opened(dialog)

    context.tasks.run(read, done=show, parent=parent)
