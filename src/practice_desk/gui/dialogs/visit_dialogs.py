"""Vital signs of one visit, and marking records as entered in error."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import ClassVar

from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.patient import Patient
from practice_desk.gui.binding import Form, value_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.vitals_form import FIELDS, Visit, read_visit
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.wording import write_time
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import Saved
from practice_desk.services.vitals import save_visit

Retract = Callable[[Clinic, str], Saved]
"""Takes the clinic and the reason."""


class VitalsForm(Form):
    """``ui/vitals_dialog.ui``."""

    ui = "vitals_dialog.ui"
    heading: QLabel
    patient: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    observed_on: DateField
    observed_at: QLineEdit
    systolic: QLineEdit
    diastolic: QLineEdit
    heart_rate: QLineEdit
    weight: QLineEdit
    height: QLineEdit
    temperature: QLineEdit
    oxygen: QLineEdit
    note: QLineEdit


class RetractForm(Form):
    """``ui/retract_dialog.ui``."""

    ui = "retract_dialog.ui"
    heading: QLabel
    patient: QLabel
    problem: QLabel
    record: QLabel
    label_retracted_reason: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    retracted_reason: QLineEdit


class VitalsDialog(ChartDialog):
    """Adds what was measured at one visit."""

    draft_kind: ClassVar[str] = "vitals"

    def __init__(self, context: AppContext, patient: Patient, parent: QWidget | None) -> None:
        self.form = VitalsForm()
        super().__init__(context, self.form, "Add vitals", patient, parent)
        assert patient.id is not None  # a chart is open, so it was saved
        self._patient_id = patient.id
        self.form.observed_on.set_value(context.today())
        self.form.observed_at.setText(write_time(datetime.now(UTC)))
        self.form.systolic.setFocus()
        self.watch_typing()

    def work(self) -> Callable[[], Saved]:
        """Return the call that saves the visit as it stands in the form."""
        form, context, patient_id = self.form, self.context, self._patient_id
        visit = Visit(
            form.observed_on.value(),
            form.observed_at.text(),
            {name: getattr(form, name).text() for name in FIELDS},
            str(value_of(form.note)),
        )
        return lambda: _save(context.clinic, patient_id, visit)


class RetractDialog(ChartDialog):
    """Asks why a record was entered in error; *retract* marks it. *about* names it for a draft.

    One that *closes* asks instead why a note was never signed.
    """

    draft_kind: ClassVar[str] = "retraction"

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        record: str,
        retract: Retract,
        parent: QWidget | None,
        *,
        about: Target | None = None,
        closes: bool = False,
    ) -> None:
        self.form = RetractForm()
        self._about, self._closes = about or {}, closes
        title = "Close without a signature" if closes else "Entered in error"
        super().__init__(context, self.form, title, patient, parent)
        self._retract = retract
        if closes:
            self._ask_why_unsigned()
        self.form.record.setText(record)
        self.form.retracted_reason.setFocus()
        self.watch_typing()

    def draft_target(self) -> Target:
        """Return which record is marked."""
        return self._about

    def _ask_why_unsigned(self) -> None:
        """Ask in the words of a note whose author left; it stays readable."""
        form, why = self.form, "Why was it never signed?"
        form.label_retracted_reason.setText(f"&{why}")
        form.retracted_reason.setAccessibleName(why)
        form.retracted_reason.setPlaceholderText("such as: the therapist left before signing")
        form.save_button.setText("&Close it")

    def work(self) -> Callable[[], Saved]:
        """Return the call that marks the record."""
        reason, retract, context = self.form.retracted_reason.text(), self._retract, self.context
        if not reason.strip() and not self._closes:
            return _no_reason
        return lambda: retract(context.clinic, reason)


def _save(clinic: Clinic, patient_id: int, visit: Visit) -> Saved:
    measured, problems = read_visit(patient_id, visit, clinic.now())
    if problems:
        raise Invalid(problems)
    return save_visit(clinic, patient_id, measured)


def _no_reason() -> Saved:
    raise Invalid((Problem("retracted_reason", "Say why it was entered in error."),))
