"""Taking a call down word by word, by somebody who does not see the chart."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from practice_desk.domain.adverse_event import ToldBy, Urgency
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.patient import Patient
from practice_desk.gui.binding import Form, set_value, value_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.models import side_effect_words as words
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.gui.widgets.patient_choice import PatientChoice
from practice_desk.services.patients import Saved
from practice_desk.services.side_effects import take_down_call
from practice_desk.services.terms import call_advice

_WAIT = "Read it back to the caller. A prescriber reads it with the chart and decides."


class CallForm(Form):
    """``ui/call_dialog.ui``."""

    ui = "call_dialog.ui"
    heading: QLabel
    patient: QLabel
    explanation: QLabel
    patient_name_label: QLabel
    patient_name: QLineEdit
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    words: NoteEdit
    warning: Banner
    told_by: QComboBox
    urgency: QComboBox


class CallDialog(ChartDialog):
    """Keeps what a caller says about a medication. What to tell them now stands beside it.

    Without a *patient* it asks whom the call is about.
    """

    draft_kind: ClassVar[str] = "call"

    def __init__(
        self, context: AppContext, patient: Patient | None, parent: QWidget | None
    ) -> None:
        self.form = form = CallForm()
        super().__init__(context, form, "Take down a call", patient, parent)
        self._known_id = None if patient is None else patient.id
        self.choice = PatientChoice(context, form.patient_name)
        for widget in (form.patient_name_label, form.patient_name):
            widget.setVisible(patient is None)
        form.explanation.setText(_WAIT)
        for told_by in (ToldBy.PATIENT, ToldBy.FAMILY, ToldBy.OTHER):
            form.told_by.addItem(words.TOLD_BY[told_by], told_by)
        for urgency, text in words.URGENCIES.items():
            form.urgency.addItem(text, urgency)
        set_value(form.urgency, Urgency.SOON)
        form.words.textChanged.connect(self._look)
        (form.patient_name if patient is None else form.words).setFocus()
        self.watch_typing()

    def save(self) -> None:
        """Save, once it is known whom the call is about."""
        if self._patient_id is None:
            problem = Problem("patient_name", "Choose the patient from the list.")
            self._failed(Invalid((problem,)))
            return
        super().save()

    def work(self) -> Callable[[], Saved]:
        """Return the call of the service that keeps what stands in the form."""
        form, context, patient_id = self.form, self.context, self._patient_id
        assert patient_id is not None  # `save` has looked
        said = str(value_of(form.words))
        told_by, urgency = ToldBy(form.told_by.currentData()), Urgency(form.urgency.currentData())
        return lambda: take_down_call(context.clinic, patient_id, said, told_by, urgency)

    @property
    def _patient_id(self) -> int | None:
        chosen = self.choice.patient
        return self._known_id if chosen is None else chosen.id

    def _look(self) -> None:
        """Show what the words may mean, off the GUI thread; an answer to older words is dropped."""
        said = self.form.words.toPlainText()

        def show(advice: str) -> None:
            if said == self.form.words.toPlainText():
                self.form.warning.say(advice, "danger")
                self._make_room()

        self.context.tasks.run(lambda: call_advice(said), done=show, parent=self)
