"""Recording what was told to somebody outside, other than by a letter of ours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from practice_desk.domain.disclosure import Disclosure, DisclosureBasis
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.patient import Patient
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.dialogs.reason_dialog import ReasonForm
from practice_desk.gui.models.disclosure_view import GROUNDS, facts, ground_hint
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.services.disclosures import record_disclosure, retract_disclosure
from practice_desk.services.patients import Saved


class DisclosureForm(Form):
    """``ui/disclosure_dialog.ui``."""

    ui = "disclosure_dialog.ui"
    heading: QLabel
    patient: QLabel
    disclosed_at: DateField
    recipient: NoteEdit
    what: QLineEdit
    purpose: QLineEdit
    basis: QComboBox
    basis_hint: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class DisclosureDialog(ChartDialog):
    """One disclosure, on a day that has been."""

    def __init__(
        self, context: AppContext, patient: Patient, parent: QWidget | None = None
    ) -> None:
        self.form = form = DisclosureForm()
        super().__init__(context, form, "Record a disclosure", patient, parent)
        self._patient_id = patient.id or 0
        self._grounds = tuple(GROUNDS)
        form.disclosed_at.set_value(context.today())
        form.basis.addItem("Choose…")
        form.basis.addItems([GROUNDS[basis] for basis in self._grounds])
        form.basis.currentIndexChanged.connect(self._show_hint)
        form.problem.hide()
        form.basis_hint.hide()
        form.disclosed_at.setFocus()
        self.watch_typing()

    def save(self) -> None:
        """Save, once the day is known."""
        if self.form.disclosed_at.is_valid() and self.form.disclosed_at.value() is None:
            self._failed(Invalid((Problem("disclosed_at", "Enter the day."),)))
            return
        super().save()

    def work(self) -> Callable[[], Saved]:
        """Read the form and return the call that records it."""
        form, context, day = self.form, self.context, self.form.disclosed_at.value()
        assert day is not None  # `save` has looked
        # Today's may have been a moment ago; another day's hour is not known: take its middle.
        now = context.clinic.now()
        at = now if day == context.today() else datetime.combine(day, time(12)).astimezone()
        value = Disclosure(
            patient_id=self._patient_id,
            disclosed_at=at,
            disclosed_by="",
            recipient=form.recipient.toPlainText().strip(),
            purpose=form.purpose.text().strip(),
            what=form.what.text().strip(),
            basis=self._basis(),
        )
        return lambda: record_disclosure(context.clinic, value)

    def _basis(self) -> DisclosureBasis | None:
        place = self.form.basis.currentIndex() - 1
        return self._grounds[place] if place >= 0 else None

    def _show_hint(self) -> None:
        basis = self._basis()
        self.form.basis_hint.setText("" if basis is None else ground_hint(basis))
        self.form.basis_hint.setVisible(basis is not None)
        self._make_room()


class RetractDisclosureDialog(ChartDialog):
    """Takes one disclosure back that was entered in error."""

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        value: Disclosure,
        parent: QWidget | None = None,
    ) -> None:
        self.form = form = ReasonForm()
        super().__init__(context, form, "Mark a disclosure as error", patient, parent)
        self._value = value
        for widget in (form.chart_number_label, form.into_patient_id, form.into_name):
            widget.hide()
        form.explanation.say(f"{facts(value)}\nIt stays on record, and the list leaves it out.")
        form.reason_label.setText("&Why it was entered in error")
        form.save_button.setText("&Mark as error")
        form.problem.hide()
        form.reason.setFocus()
        self.watch_typing()

    def work(self) -> Callable[[], Saved]:
        """Return the call that takes it back."""
        context, value, reason = self.context, self._value, self.form.reason.toPlainText()
        number, patient_id = value.id or 0, value.patient_id
        return lambda: Saved(number, retract_disclosure(context.clinic, patient_id, number, reason))
