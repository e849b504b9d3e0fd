"""Facts that the safety checks ask for: pregnancy, contraception, liver, metabolizer types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from practice_desk.domain.errors import Invalid
from practice_desk.domain.observation import Observation
from practice_desk.domain.patient import Patient, SexAssigned
from practice_desk.gui.binding import Form, value_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.models.patient_facts_form import (
    FIELDS,
    TypedFacts,
    kind_of,
    read_facts,
    unchanged_words,
)
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import Saved
from practice_desk.services.vitals import save_visit


class PatientFactsForm(Form):
    """``ui/patient_facts_dialog.ui``."""

    ui = "patient_facts_dialog.ui"
    heading: QLabel
    patient: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    pregnancy: QComboBox
    due_date: DateField
    breastfeeding: QComboBox
    childbearing: QComboBox
    contraception: QComboBox
    liver: QComboBox
    cyp2d6: QComboBox
    cyp2c19: QComboBox
    ancestry: QComboBox
    told_on: DateField
    source: QLineEdit


class PatientFactsDialog(ChartDialog):
    """Records facts with their date and source; what is left as before is not recorded again."""

    draft_kind: ClassVar[str] = "patient facts"

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        known: Sequence[Observation],
        parent: QWidget | None,
    ) -> None:
        self.form = PatientFactsForm()
        title = "Facts for the safety checks"
        super().__init__(context, self.form, title, patient, parent)
        assert patient.id is not None  # a chart is open, so it was saved
        self._patient_id = patient.id
        self._is_male = patient.sex_assigned is SexAssigned.MALE
        for name in self._choices():
            combo: QComboBox = getattr(self.form, name)
            combo.addItem(unchanged_words(FIELDS[name], known), "")
            for choice in kind_of(name).choices:
                combo.addItem(choice, choice)
            combo.activated.connect(self._touch)
        self.form.told_on.set_value(context.today())
        self.form.source.setPlaceholderText("The patient, a letter, a laboratory")
        if self._is_male:
            self._hide_what_is_for_women()
        (self.form.liver if self._is_male else self.form.pregnancy).setFocus()
        self.watch_typing()

    def work(self) -> Callable[[], Saved]:
        """Return the call that saves what was chosen."""
        form, context, patient_id = self.form, self.context, self._patient_id
        typed = TypedFacts(
            {name: str(value_of(getattr(form, name)) or "") for name in self._choices()},
            form.due_date.value(),
            form.told_on.value(),
            form.source.text(),
        )
        return lambda: _save(context.clinic, patient_id, typed)

    def _choices(self) -> list[str]:
        """Return the fields with choices that this patient is asked."""
        return [
            name
            for name in FIELDS
            if kind_of(name).choices and not (self._is_male and kind_of(name).for_women)
        ]

    def _hide_what_is_for_women(self) -> None:
        for name in FIELDS:
            if kind_of(name).for_women:
                for hidden in (name, f"label_{name}"):
                    widget = self.form.field(hidden)
                    assert widget is not None  # every field has its label
                    widget.hide()


def _save(clinic: Clinic, patient_id: int, typed: TypedFacts) -> Saved:
    facts, problems = read_facts(patient_id, typed, clinic.now())
    if problems:
        raise Invalid(problems)
    return save_visit(clinic, patient_id, facts)
