"""Recording that a topic was explained, and what came of the teach-back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from practice_desk.domain.education import EducationGiven
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.patient import Patient
from practice_desk.gui.binding import Form, set_value, values_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.education_view import LANGUAGES, RESULTS
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.services.education import record_education
from practice_desk.services.patients import Saved

_FIELDS = ("result", "given_on", "patient_words", "learner")


class EducationForm(Form):
    """`ui/education_dialog.ui`."""

    ui = "education_dialog.ui"
    heading: QLabel
    patient: QLabel
    handout: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    result: QComboBox
    given_on: DateField
    patient_words: NoteEdit
    learner: QLineEdit


class EducationDialog(ChartDialog):
    """Adds one entry; *value* says on which topic."""

    draft_kind: ClassVar[str] = "education"

    def __init__(
        self, context: AppContext, patient: Patient, value: EducationGiven, parent: QWidget | None
    ) -> None:
        self.form = form = EducationForm()
        super().__init__(context, form, "Record teach-back", patient, parent)
        self._value = value
        form.handout.setText(f"{value.title} ({LANGUAGES.get(value.language, value.language)})")
        for result, text in RESULTS.items():
            form.result.addItem(text, result)
        for name in _FIELDS:
            set_value(getattr(form, name), getattr(value, name))
        form.result.setPlaceholderText("Choose…")
        form.result.setCurrentIndex(-1)  # what came of it is never taken for granted
        form.result.setFocus()
        self.watch_typing()

    def draft_target(self) -> Target:
        """Return which topic this is about."""
        value = self._value
        return {"kind": str(value.kind), "topic": value.topic_id, "language": value.language}

    def work(self) -> Callable[[], Saved]:
        """Return the call that records the entry as it stands in the form."""
        if self.form.result.currentIndex() < 0:
            return _no_result
        context, fields = self.context, values_of(self.form, _FIELDS, EducationGiven)
        if fields["given_on"] is None:
            return _no_date
        value = replace(self._value, **fields)
        return lambda: record_education(context.clinic, value)


def _no_result() -> Saved:
    raise Invalid((Problem("result", "Choose what came of the teach-back."),))


def _no_date() -> Saved:
    raise Invalid((Problem("given_on", "Enter the day, such as 3/14/2026."),))
