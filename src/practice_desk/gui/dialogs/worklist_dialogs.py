"""Keeping a worklist under a name, and putting one of its entries off."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QWidget

from practice_desk.domain.worklist import WorklistQuestion
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.gui.widgets.plan_date_field import PlanDateField
from practice_desk.services.patients import Saved
from practice_desk.services.worklists import WorklistEntry, put_entry_off, save_worklist


class WorklistForm(Form):
    """``ui/worklist_dialog.ui``."""

    ui = "worklist_dialog.ui"
    heading: QLabel
    patient: QLabel
    title: QLineEdit
    for_clinic: QCheckBox
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class WorklistDelayForm(Form):
    """``ui/worklist_delay_dialog.ui``."""

    ui = "worklist_delay_dialog.ui"
    heading: QLabel
    patient: QLabel
    until: PlanDateField
    reason: NoteEdit
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class WorklistDialog(ChartDialog):
    """Keeps a question under a name, for oneself or for the clinic."""

    def __init__(
        self,
        context: AppContext,
        title: str,
        question: WorklistQuestion,
        parent: QWidget | None = None,
    ) -> None:
        self.form = form = WorklistForm()
        super().__init__(context, form, "Keep a worklist", None, parent)
        self._question = question
        form.problem.hide()
        form.title.setText(title)
        form.title.selectAll()
        form.title.setFocus()
        self.watch_typing()

    def work(self) -> Callable[[], Saved]:
        """Return the call that keeps the question under the name as typed."""
        context, question = self.context, self._question
        title, own = self.form.title.text(), not self.form.for_clinic.isChecked()
        return lambda: save_worklist(context.clinic, title, question, own=own)


class WorklistDelayDialog(ChartDialog):
    """Leaves one patient off a list until a day, with a reason."""

    def __init__(
        self,
        context: AppContext,
        entry: WorklistEntry,
        question: WorklistQuestion,
        parent: QWidget | None = None,
    ) -> None:
        self.form = form = WorklistDelayForm()
        super().__init__(context, form, "Put off", None, parent)
        self._entry, self._question = entry, question
        self._chart_id = entry.patient_id
        form.problem.hide()
        form.patient.setText(f"{entry.name} · {entry.chart_number}")
        form.patient.show()
        form.until.setFocus()
        self.watch_typing()

    def work(self) -> Callable[[], Saved]:
        """Return the call that puts the entry off as typed."""
        context, patient_id, question = self.context, self._entry.patient_id, self._question
        until, reason = self.form.until.value(), self.form.reason.toPlainText()
        day = until or context.today()
        return lambda: Saved(
            patient_id, put_entry_off(context.clinic, patient_id, question, day, reason)
        )
