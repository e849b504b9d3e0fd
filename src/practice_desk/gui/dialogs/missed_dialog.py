"""An appointment that does not take place: called off by whom and how late, or missed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QWidget,
)

from practice_desk.domain.appointment import Appointment, AppointmentStatus, CancelledBy
from practice_desk.domain.appointment_policy import AppointmentPolicy
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.recall import Recall
from practice_desk.gui.binding import Form, set_value, values_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.dialogs.record_dialog import RecordDialog
from practice_desk.gui.models.missed_view import (
    before_text,
    late_text,
    missed_text,
    policy_text,
)
from practice_desk.gui.models.schedule_view import appointment_line, whose
from practice_desk.gui.widgets.banner import Banner
from practice_desk.services.appointment_series import cancel_following
from practice_desk.services.appointments import ScheduleEntry, mark_appointment
from practice_desk.services.clinic import Clinic
from practice_desk.services.missed_appointments import (
    MissedFacts,
    appointment_policy,
    save_appointment_policy,
)
from practice_desk.services.patients import Saved
from practice_desk.services.recalls import save_recall

_TO_CALL = timedelta(days=1)


class MissedForm(Form):
    """``ui/missed_dialog.ui``."""

    ui = "missed_dialog.ui"
    heading: QLabel
    patient: QLabel
    appointment: QLabel
    before: Banner
    by_patient: QRadioButton
    by_clinic: QRadioButton
    following: QCheckBox
    late: QCheckBox
    late_why: QLabel
    reason_label: QLabel
    reason: QLineEdit
    policy: QLabel
    call: QCheckBox
    notice: QCheckBox
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class MissedDialog(ChartDialog):
    """Cancels an appointment, or marks it as missed, with the clinic's policy beside it."""

    notice_wanted = Signal(object)
    """A notice should be printed about this `Appointment`, as it is stored now."""

    def __init__(
        self,
        context: AppContext,
        entry: ScheduleEntry,
        status: AppointmentStatus,
        facts: MissedFacts,
        parent: QWidget | None = None,
    ) -> None:
        self.form = form = MissedForm()
        self.is_missed = status is AppointmentStatus.NO_SHOW
        title = "Did not come" if self.is_missed else "Cancel an appointment"
        super().__init__(context, form, title, None, parent)
        self.entry, self._status, self._facts = entry, status, facts
        self._value = entry.appointment
        self._chart_id = entry.appointment.patient_id
        form.patient.setText(whose(entry))
        form.patient.show()
        form.appointment.setText(appointment_line(entry))
        form.before.say(before_text(facts), "info")
        form.by_patient.setChecked(True)
        form.following.setVisible(not self.is_missed and self._value.series_id is not None)
        form.late.setChecked(facts.is_late)
        for button in (form.by_patient, form.by_clinic, form.late):
            button.toggled.connect(self._offer)
        if self.is_missed:
            form.save_button.setText("Mark as no-s&how")
            form.cancel_button.setText("Not yet")
            form.call.setChecked(True)
        form.problem.hide()
        self._offer()
        (form.save_button if self.is_missed else form.reason).setFocus()
        self.watch_typing()

    def work(self) -> Callable[[], Saved]:
        """Return the call that marks it and, if wanted, asks to call the patient."""
        form, clinic, value, status = self.form, self.context.clinic, self._value, self._status
        by = CancelledBy.PATIENT if form.by_patient.isChecked() else CancelledBy.CLINIC
        late = form.late.isChecked() and by is CancelledBy.PATIENT
        reason, call, now = form.reason.text(), form.call.isChecked(), clinic.now()
        cancel = cancel_following if form.following.isChecked() else _cancel
        recall = Recall(
            value.patient_id,
            self.context.today() + _TO_CALL,
            now,
            "",
            visit=value.visit,
            practitioner_id=value.practitioner_id,
            comment=missed_text(value, missed=self.is_missed),
        )

        def work() -> Saved:
            if self.is_missed:
                saved = mark_appointment(clinic, value, status)
            else:
                saved = cancel(clinic, value, reason, cancelled_by=by, late=late)
            if call:
                saved = Saved(saved.id, saved.changes | save_recall(clinic, recall).changes)
            return saved

        return work

    def save(self) -> None:
        """Save, once it is known why."""
        if not self.is_missed and not self.form.reason.text().strip():
            problem = Problem("reason", "Say why it is cancelled.")
            self._failed(Invalid((problem,)))
            return
        super().save()

    def _offer(self) -> None:
        form, facts = self.form, self._facts
        by_patient = form.by_patient.isChecked()
        for widget in (form.by_patient, form.by_clinic, form.reason_label, form.reason):
            widget.setVisible(not self.is_missed)
        form.late.setVisible(not self.is_missed and by_patient)
        form.late_why.setVisible(not self.is_missed and by_patient)
        form.late_why.setText(late_text(facts, self.entry.appointment, self.context.clinic.now()))
        told = self.is_missed or (by_patient and form.late.isChecked())
        form.policy.setVisible(told)
        form.policy.setText(policy_text(facts.policy))
        form.notice.setVisible(told)
        if not told:
            form.notice.setChecked(False)
        self._make_room()


def _cancel(
    clinic: Clinic, value: Appointment, reason: str, *, cancelled_by: CancelledBy, late: bool
) -> Saved:
    """Cancel one appointment alone."""
    cancelled = AppointmentStatus.CANCELLED
    return mark_appointment(clinic, value, cancelled, reason, cancelled_by=cancelled_by, late=late)


class PolicyForm(Form):
    """``ui/appointment_policy_dialog.ui``."""

    ui = "appointment_policy_dialog.ui"
    heading: QLabel
    notice_hours: QSpinBox
    text: QPlainTextEdit
    fee: QLineEdit
    text_es: QPlainTextEdit
    fee_es: QLineEdit
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


_POLICY = ("notice_hours", "text", "fee", "text_es", "fee_es")


class PolicyDialog(RecordDialog):
    """The clinic's policy on appointments that are cancelled late or missed."""

    def __init__(
        self, context: AppContext, value: AppointmentPolicy, parent: QWidget | None = None
    ) -> None:
        self.form = form = PolicyForm()
        super().__init__(context, form, "Missed and late appointments", parent)
        self.setModal(True)
        self._value = value
        form.problem.hide()
        for name in _POLICY:
            set_value(getattr(form, name), getattr(value, name))
        self.keep_drafts(context, "Missed and late appointments", None)

    def work(self) -> Callable[[], Saved]:
        """Return the call that saves the policy."""
        values = values_of(self.form, _POLICY, AppointmentPolicy)
        value, clinic = (
            AppointmentPolicy(**values, version=self._value.version),
            self.context.clinic,
        )
        return lambda: Saved(0, save_appointment_policy(clinic, value))


def open_policy_dialog(context: AppContext, parent: QWidget) -> None:
    """Open the policy as it is stored, to be changed."""
    context.tasks.run(
        lambda: appointment_policy(context.clinic),
        done=lambda value: PolicyDialog(context, value, parent).open(),
        parent=parent,
    )
