"""Writing a psychotherapy note. Closing keeps it, and so does the lock, which closes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.patient import Patient
from practice_desk.domain.psychotherapy_note import MOST_CHARACTERS, PsychotherapyNote
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import patient_line
from practice_desk.gui.dialogs.record_dialog import RecordDialog
from practice_desk.gui.psychotherapy_keeper import PsychotherapyKeeper
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.gui.wording import write_time
from practice_desk.services.patients import Saved
from practice_desk.services.psychotherapy_notes import sign_own_note

_REMINDER = (
    "Only you can read this. Medications, times, test results, risk, and the summary of "
    "diagnosis, plan and progress belong in the chart’s own notes."
)


class PsychotherapyNoteForm(Form):
    """``ui/psychotherapy_note_dialog.ui``."""

    ui = "psychotherapy_note_dialog.ui"
    heading: QLabel
    patient: QLabel
    explanation: QLabel
    seen_on: DateField
    text: NoteEdit
    problem: QLabel
    kept: QLabel
    cancel_button: QPushButton
    save_button: QPushButton


class PsychotherapyNoteDialog(RecordDialog):
    """Writes one note of the person at the keyboard; signing is theirs to choose."""

    def __init__(
        self, context: AppContext, patient: Patient, note: PsychotherapyNote, parent: QWidget
    ) -> None:
        self.form = form = PsychotherapyNoteForm()
        super().__init__(context, form, "Psychotherapy note", parent)
        self.setModal(True)
        self._base, self._is_leaving = replace(note, text=""), False
        form.patient.setText(patient_line(patient))
        form.explanation.setText(_REMINDER)
        form.seen_on.set_value(note.seen_on)
        form.text.longest = MOST_CHARACTERS
        form.text.setPlainText(note.text)
        form.problem.hide()
        form.text.refused.connect(self.say)
        self.keeper = self.drafts = PsychotherapyKeeper(self, context, note)
        form.text.setFocus()

    def note(self) -> PsychotherapyNote:
        """Return the note as it stands; a date that can't be read leaves the one before."""
        form, base = self.form, self._base
        day = form.seen_on.value() or base.seen_on
        return replace(base, seen_on=day, text=form.text.toPlainText())

    def was_kept(self, note: PsychotherapyNote, *, apart: bool) -> None:
        """Say when it was kept."""
        if note.written_at is not None:
            self.form.kept.setText(f"Kept sealed {write_time(note.written_at)}")
        if apart:
            self.say("This note was moved or deleted meanwhile. What you typed is kept as another.")

    def was_not_kept(self, error: ExpectedError) -> None:
        """Say why it was not kept."""
        self.form.kept.setText("Not kept yet")
        self.say(str(error))
        if self.isHidden():  # by the lock, which sealed the notes: the door is on the page behind
            self.setModal(False)

    def work(self) -> Callable[[], Saved]:
        """Return the call that signs the note as it stands."""
        context, keeper, value = self.context, self.keeper, self.note()

        def sign() -> Saved:
            signed = sign_own_note(context.clinic, keeper.stamped(value))
            return Saved(signed.id or 0, Changes())

        return sign

    def save(self) -> None:
        """Sign, unless the date cannot be read or nothing is written."""
        if not self.form.seen_on.check():
            self.form.seen_on.edit.setFocus()
            return
        if not self.form.text.toPlainText().strip():
            self.say("Nothing is written yet.")
            return
        self.keeper.timer.stop()
        super().save()

    def reject(self) -> None:
        """Close; what was typed is kept."""
        if not self.keeper.is_over:
            self.keeper.set_aside(self._leave)

    def done(self, result: int) -> None:
        """Close, with no text left behind in the form or its undo list."""
        self._is_leaving = True
        self.keeper.end()
        self.form.text.clear()
        self.form.text.document().clearUndoRedoStacks()
        super().done(result)

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep and close when the window is taken away, as by the lock; the author opens it anew.

        What could not be kept stays here, hidden, for its author alone, as other forms do.
        """
        super().hideEvent(event)
        if not event.spontaneous() and not self._is_leaving:
            self.keeper.set_aside(lambda: QTimer.singleShot(0, self, self._leave))

    def _leave(self) -> None:
        super().reject()
