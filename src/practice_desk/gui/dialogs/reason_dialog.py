"""Steps that take a reason: restrict a chart, open one in an emergency, ask a second person."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.patient import Patient, PatientSummary
from practice_desk.gui import theme
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.models.approval_view import chart_line
from practice_desk.gui.models.reason_step import ReasonStep
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.services.approvals import ask_approval
from practice_desk.services.chart_access import break_glass, restrict_chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import Saved, patient_with_chart_number


class ReasonForm(Form):
    """``ui/reason_dialog.ui``."""

    ui = "reason_dialog.ui"
    heading: QLabel
    patient: QLabel
    explanation: Banner
    chart_number_label: QLabel
    into_patient_id: QLineEdit
    into_name: QLabel
    reason_label: QLabel
    reason: NoteEdit
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class ReasonDialog(ChartDialog):
    """Takes one step about one chart. *patient* None: the chart is closed to who asks."""

    taken = Signal()
    """The step was taken."""

    def __init__(
        self,
        context: AppContext,
        step: ReasonStep,
        patient_id: int,
        patient: Patient | None,
        parent: QWidget | None = None,
    ) -> None:
        self.form = form = ReasonForm()
        super().__init__(context, form, step.value.title, patient, parent)
        self._step, self._patient_id = step, patient_id
        self._into: PatientSummary | None = None
        form.explanation.say(step.value.explanation, step.value.tone)
        form.save_button.setText(step.value.save)
        if step.value.tone == "danger":
            theme.style(form.save_button, kind="danger")
        merging = step is ReasonStep.MERGE
        for widget in (form.chart_number_label, form.into_patient_id, form.into_name):
            widget.setVisible(merging)
        form.problem.hide()
        if merging:
            form.into_patient_id.textChanged.connect(self._find)
            form.into_patient_id.setFocus()
        else:
            form.reason.setFocus()
        self.saved.connect(lambda _saved: self.taken.emit())
        self.watch_typing()

    def say_whose(self, line: str) -> None:
        """Name the patient of a chart that is closed to who asks."""
        self.form.patient.setText(line)
        self.form.patient.setVisible(bool(line))

    def work(self) -> Callable[[], Saved]:
        """Return the call that takes the step with the reason as typed."""
        context, patient_id, step = self.context, self._patient_id, self._step
        reason = self.form.reason.toPlainText().strip()
        into = None if self._into is None else self._into.id
        return lambda: Saved(patient_id, _take(context.clinic, step, patient_id, into, reason))

    def save(self) -> None:
        """Take the step, once the chart that is kept is known."""
        if self._step is ReasonStep.MERGE and self._into is None:
            problem = Problem("into_patient_id", "Enter the number of the chart that is kept.")
            self._failed(Invalid((problem,)))
            return
        super().save()

    def _find(self, text: str) -> None:
        context = self.context
        self._into = None
        self.form.into_name.clear()
        context.tasks.run(
            lambda: patient_with_chart_number(context.clinic, text),
            done=lambda found: self._show_found(text, found),
            parent=self,
        )

    def _show_found(self, text: str, found: PatientSummary | None) -> None:
        if text != self.form.into_patient_id.text():
            return  # typed on meanwhile
        self._into = found
        self.form.into_name.setText("" if found is None else chart_line(found))


def _take(
    clinic: Clinic, step: ReasonStep, patient_id: int, into: int | None, reason: str
) -> Changes:
    if step is ReasonStep.RESTRICT:
        return restrict_chart(clinic, patient_id, reason)
    kind = step.value.asks_for
    if kind is None:
        break_glass(clinic, patient_id, reason)
        return Changes.of(None, "emergency_access")
    return ask_approval(clinic, kind, reason, patient_id=patient_id, into_patient_id=into)
