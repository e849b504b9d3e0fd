"""What the dialogs of a chart share: one patient in the heading, and typing that is never lost."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QWidget

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.errors import ExpectedError, StaleRecord
from practice_desk.domain.patient import Patient
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.record_dialog import RecordDialog, RecordForm
from practice_desk.gui.widgets.date_field import DateField

_HIDDEN = frozenset({"id", "version", "patient_id"})


class ChartForm(RecordForm, Protocol):
    """A record form with a line that says whose chart this is."""

    patient: QLabel


class ChartDialog(RecordDialog):
    """A dialog about one patient. What it saves goes to that patient, whatever chart is open.

    A subclass calls `watch_typing` when the form is filled. Where somebody else saved meanwhile,
    what was typed stays, the other's values are named, and saving again replaces them.
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
        form.patient.setText("" if patient is None else patient_line(patient))
        form.patient.setVisible(patient is not None)
        form.cancel_button.clicked.disconnect()
        form.cancel_button.clicked.connect(super().reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, form.save_button.click)

    def watch_typing(self) -> None:
        """From now on one Esc does not throw away what is typed."""
        for edit in self.findChildren(QLineEdit):
            edit.textEdited.connect(self._touch)
        for text in self.findChildren(QPlainTextEdit):
            text.textChanged.connect(self._touch)

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

    def say(self, sentence: str) -> None:
        """Show a sentence at the foot of the form."""
        self._form.problem.setText(sentence)
        self._form.problem.show()
        self._make_room()

    def take_newer(self) -> None:
        """Read the record as it is saved now, and call `compare`; for what can be edited."""

    def compare(self, mine: object, theirs: object) -> None:
        """Name what somebody else saved meanwhile; the next Save replaces it knowingly."""
        told = [
            f"{name.replace('_', ' ')}: {_shown(value)}"
            for name, value in changed_fields(mine, theirs)
        ]
        words = f" Saved there: {'; '.join(told)}." if told else ""
        self.say(
            "Somebody else saved this record while you were editing it."
            f"{words} What you typed is still here; Save again to replace theirs."
        )

    def _failed(self, error: ExpectedError) -> None:
        super()._failed(error)
        if isinstance(error, StaleRecord):
            self.take_newer()

    def _touch(self) -> None:
        self._typed, self._warned = True, False


def patient_line(patient: Patient) -> str:
    """Return who a dialog is about: "Łukasz Dąbrowski · born Mar 14, 1985 · PD000001"."""
    born = f"born {write_date(patient.birth_date)}" if patient.birth_date else "birth date unknown"
    return " · ".join(part for part in (patient.display_name, born, patient.chart_number) if part)


def changed_fields(mine: Any, theirs: Any) -> list[tuple[str, object]]:  # noqa: ANN401
    """Return the fields of *theirs* (a dataclass value) that differ from *mine*."""
    return [
        (field.name, getattr(theirs, field.name))
        for field in fields(theirs)
        if field.name not in _HIDDEN and getattr(mine, field.name) != getattr(theirs, field.name)
    ]


def _shown(value: object) -> str:
    if value is None or value == "":
        return "empty"
    if isinstance(value, date):
        return write_date(value)
    text = str(value).replace("_", " ") if isinstance(value, StrEnum) else str(value)
    return f"“{text}”" if len(text) <= 60 else f"“{text[:59]}…”"
