"""Typing a list of medications as the pharmacy or the patient tells it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget

from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.patient import Patient
from practice_desk.domain.reconciliation import ListSource
from practice_desk.gui.binding import Form, set_value
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.reconciliation_view import SOURCES
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import Saved
from practice_desk.services.reconciliation import record_list

_HINT = (
    "Begin each line with the medication’s name, such as: sertraline 100 mg every morning. The list"
    " takes the place of the former one, which stays in the chart. The plan does not change."
)


class MedicationListForm(Form):
    """``ui/medication_list_dialog.ui``."""

    ui = "medication_list_dialog.ui"
    heading: QLabel
    patient: QLabel
    hint: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    source: QComboBox
    told_on: DateField
    lines: NoteEdit


class MedicationListDialog(ChartDialog):
    """Keeps a list as told; *former* is the text of the present one, to be gone over."""

    draft_kind: ClassVar[str] = "medication list"

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        source: ListSource,
        former: str,
        parent: QWidget | None,
    ) -> None:
        self.form = form = MedicationListForm()
        super().__init__(context, form, "Type a list of medications", patient, parent)
        self._patient_id = patient.id or 0
        form.hint.setText(_HINT)
        for value, words in SOURCES.items():
            form.source.addItem(words, value)
        set_value(form.source, source)
        form.told_on.set_value(context.today())
        form.lines.setPlainText(former)
        form.lines.setFocus()
        self.watch_typing()

    def draft_target(self) -> Target:
        """Return whose list it is."""
        return {"source": str(self.form.source.currentData())}

    def work(self) -> Callable[[], Saved]:
        """Return the call that keeps the list as it stands in the form."""
        form, context, patient_id = self.form, self.context, self._patient_id
        source, text = ListSource(str(form.source.currentData())), form.lines.toPlainText()
        day = form.told_on.value()

        def save(clinic: Clinic) -> Saved:
            if day is None:
                raise Invalid((Problem("told_on", "Enter the day."),))
            return record_list(clinic, patient_id, source, text, day)

        return lambda: save(context.clinic)
