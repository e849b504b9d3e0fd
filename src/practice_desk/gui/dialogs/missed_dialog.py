"""An appointment that does not take place: called off by whom and how late, or missed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import ClassVar

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

from practice_desk.domain.appointment import AppointmentStatus, CancelledBy
from practice_desk.domain.appointment_policy import AppointmentPolicy
from practice_desk.domain.draft import Draft
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.recall import Recall
from practice_desk.gui.binding import Form, set_value, values_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.dialogs.record_dialog import RecordDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.missed_view import (
    before_text,
    late_text,
    missed_text,
    policy_text,
)
from practice_desk.gui.models.schedule_view import appointment_line, whose
from practice_desk.gui.widgets.banner import Banner
from practice_desk.services.appointments import ScheduleEntry
from practice_desk.services.called_off import CalledOff, call_off
from practice_desk.services.missed_appointments import (
    MissedFacts,
    appointment_policy,
    save_appointment_policy,
)
from practice_desk.services.patients import Saved

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
        form, clinic, value = self.form, self.context.clinic, self._value
        by = CancelledBy.NOT_TOLD
        if not self.is_missed:
            by = CancelledBy.PATIENT if form.by_patient.isChecked() else CancelledBy.CLINIC
        how = CalledOff(
            self._status,
            "" if self.is_missed else form.reason.text(),
            by,
            form.late.isChecked() and by is CancelledBy.PATIENT,
            not self.is_missed and form.following.isChecked(),
            self._call() if form.call.isChecked() else None,
        )
        return lambda: call_off(clinic, value, how)

    def _call(self) -> Recall:
        """Return what asks to call the patient."""
        value = self._value
        return Recall(
            value.patient_id,
            self.context.today() + _TO_CALL,
            self.context.clinic.now(),
            "",
            visit=value.visit,
            practitioner_id=value.practitioner_id,
            comment=missed_text(value, missed=self.is_missed),
        )

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

    draft_kind: ClassVar[str] = "appointment policy"

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

    def draft_target(self) -> Target:
        """Return that there is one policy, which somebody may have changed meanwhile."""
        return {"id": 1}

    def work(self) -> Callable[[], Saved]:
        """Return the call that saves the policy."""
        values = values_of(self.form, _POLICY, AppointmentPolicy)
        value, clinic = (
            AppointmentPolicy(**values, version=self._value.version),
            self.context.clinic,
        )
        return lambda: Saved(0, save_appointment_policy(clinic, value))


def open_policy_dialog(context: AppContext, parent: QWidget, draft: Draft | None = None) -> None:
    """Open the policy as it is stored, to be changed; go on with *draft* where there is one."""

    def show(value: AppointmentPolicy) -> None:
        dialog = PolicyDialog(context, value, parent)
        dialog.open()
        if draft is not None:
            dialog.put_draft(draft)

    context.tasks.run(lambda: appointment_policy(context.clinic), done=show, parent=parent)
