"""What the dialogs of a chart share: one patient in the heading, and typing that is never lost."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QWidget

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.patient import Patient
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.record_dialog import RecordDialog, RecordForm
from practice_desk.gui.widgets.date_field import DateField


class ChartForm(RecordForm, Protocol):
    """A record form with a line that says whose chart this is."""

    patient: QLabel


class ChartDialog(RecordDialog):
    """A dialog about one patient. What it saves goes to that patient, whatever chart is open.

    A subclass calls `watch_typing` when the form is filled.
    """

    def __init__(
        self,
        context: AppContext,
        form: ChartForm,
        title: str,
        patient: Patient | None,
        parent: QWidget | None,
    ) -> None:
        super().__init__(context, form, title, parent)
        self.setModal(True)
        self._form = form
        self._typed = False
        self._warned = False
        self._title = title
        self._chart_id = None if patient is None else patient.id
        form.patient.setText("" if patient is None else patient_line(patient))
        form.patient.setVisible(patient is not None)
        form.cancel_button.clicked.disconnect()
        form.cancel_button.clicked.connect(super().reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, form.save_button.click)

    def watch_typing(self) -> None:
        """From now on one Esc does not throw away what is typed, and no crash either."""
        for edit in self.findChildren(QLineEdit):
            edit.textEdited.connect(self._touch)
        for text in self.findChildren(QPlainTextEdit):
            text.textChanged.connect(self._touch)
        self.keep_drafts(self.context, self._title, self._chart_id)

    def touched_again(self) -> None:
        """One Esc does not throw away what came back from a draft."""
        self._touch()

    def save(self) -> None:
        """Save, unless a date cannot be read."""
        unreadable = [field for field in self.findChildren(DateField) if not field.check()]
        if unreadable:
            unreadable[0].edit.setFocus()
            return
        super().save()

    def reject(self) -> None:
        """Close; with something typed only at the second Esc."""
        if self._typed and not self._warned:
            self._warned = True
            self.say("This is not saved yet. Press Esc again to discard it.")
            return
        super().reject()

    def _touch(self) -> None:
        self._typed, self._warned = True, False


def patient_line(patient: Patient) -> str:
    """Return who a dialog is about: "Łukasz Dąbrowski · born Mar 14, 1985 · PD000001"."""
    born = f"born {write_date(patient.birth_date)}" if patient.birth_date else "birth date unknown"
    return " · ".join(part for part in (patient.display_name, born, patient.chart_number) if part)
