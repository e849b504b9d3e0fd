"""One guardian, emergency contact or supporter; kept by the patient dialog until that saves."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from practice_desk.domain.patient import Patient, RelatedPerson, check_related_person
from practice_desk.gui.binding import Form, set_value, values_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.models.related_people import ROLES
from practice_desk.gui.widgets.note_edit import NoteEdit

_FIELDS = ("name", "role", "relationship", "phone", "email", "note")


class RelatedPersonForm(Form):
    """``ui/related_person_dialog.ui``."""

    ui = "related_person_dialog.ui"
    heading: QLabel
    patient: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    name: QLineEdit
    role: QComboBox
    relationship: QLineEdit
    phone: QLineEdit
    email: QLineEdit
    note: NoteEdit


class RelatedPersonDialog(ChartDialog):
    """Checks the person and hands it back; nothing is saved here."""

    kept = Signal(object)
    """Emits the `RelatedPerson`."""

    def __init__(
        self,
        context: AppContext,
        person: RelatedPerson,
        patient: Patient,
        parent: QWidget | None = None,
    ) -> None:
        self.form = RelatedPersonForm()
        known = patient if patient.id is not None else None
        super().__init__(context, self.form, "Guardian or contact", known, parent)
        self._person = person
        for role, text in ROLES.items():
            self.form.role.addItem(text, role)
        for name in _FIELDS:
            set_value(getattr(self.form, name), getattr(person, name))
        self.form.name.setFocus()
        self.watch_typing()

    def save(self) -> None:
        """Hand the person back when it is complete."""
        typed = values_of(self.form, _FIELDS, RelatedPerson)
        person = replace(self._person, **typed)
        if problems := check_related_person(person):
            self.problems.show(problems)
            return
        self.kept.emit(person)
        self.accept()
