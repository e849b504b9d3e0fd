"""Writing a note of a visit, session or call, or an addendum to one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget

from practice_desk.domain.note import KIND_WORDS, OFFERED_KINDS, Note
from practice_desk.domain.note_section import plain_sections
from practice_desk.domain.patient import Patient
from practice_desk.gui.binding import Form, set_value, values_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.services.notes import sign_note
from practice_desk.services.patients import Saved

_NOTE = ("seen_on", "kind")


class NoteForm(Form):
    """``ui/note_dialog.ui``."""

    ui = "note_dialog.ui"
    heading: QLabel
    patient: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    label_kind: QLabel
    seen_on: DateField
    kind: QComboBox
    sections: NoteEdit


class NoteDialog(ChartDialog):
    """Signs one note. *value* says of which kind, and what an addendum adds to."""

    draft_kind: ClassVar[str] = "note"

    def __init__(
        self, context: AppContext, patient: Patient, value: Note, parent: QWidget | None
    ) -> None:
        self.form = form = NoteForm()
        is_addendum = value.addendum_to_id is not None
        super().__init__(
            context, form, "Add an addendum" if is_addendum else "Write a note", patient, parent
        )
        self._value = value
        form.save_button.setText("Si&gn and save")
        form.save_button.setAutoDefault(False)
        form.save_button.setDefault(False)
        for kind in OFFERED_KINDS:
            form.kind.addItem(KIND_WORDS[kind], kind)
        for name in _NOTE:
            set_value(getattr(form, name), getattr(value, name))
        form.kind.setHidden(is_addendum)
        form.label_kind.setHidden(is_addendum)
        form.sections.setFocus()
        self.watch_typing()

    def draft_target(self) -> Target:
        """Return which note this adds to, if to any."""
        return {"addendum_to": self._value.addendum_to_id}

    def work(self) -> Callable[[], Saved]:
        """Return the call that signs the note as it stands in the form."""
        typed = values_of(self.form, _NOTE, Note)
        typed["seen_on"] = typed["seen_on"] or self.context.today()
        typed["sections"] = plain_sections(self.form.sections.toPlainText())
        value, context = replace(self._value, **typed), self.context
        return lambda: sign_note(context.clinic, value)
