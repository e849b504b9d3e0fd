"""Records what is done about a message: hand on, date forward, done, back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import ClassVar

from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton, QWidget

from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.message_owner import read_owner
from practice_desk.gui.binding import Form, value_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.dialogs.message_dialog import next_working_day
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.message_step import MessageStep, StepEntry, write_step
from practice_desk.gui.models.message_words import patient_of, subject_of
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.desk_choice import DeskChoice
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.services.inbox import Thread
from practice_desk.services.message_queues import Addressing
from practice_desk.services.patients import Saved

_FIELDS = ("owner", "due_on", "words", "reason")
_WORDS = {
    MessageStep.HAND_ON: "What they are to &know",
    MessageStep.DONE: "What was done, if that is &worth saying",
}


class MessageStepForm(Form):
    """``ui/message_step_dialog.ui``."""

    ui = "message_step_dialog.ui"
    heading: QLabel
    patient: QLabel
    about: QLabel
    owner_label: QLabel
    owner: QComboBox
    due_on_label: QLabel
    due_on: DateField
    words_label: QLabel
    words: NoteEdit
    reason_label: QLabel
    reason: NoteEdit
    for_desk: QCheckBox
    desk_note: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class MessageStepDialog(ChartDialog):
    """Takes one step of one message; it goes to that message, whatever is selected meanwhile."""

    draft_kind: ClassVar[str] = "message step"

    def __init__(
        self,
        context: AppContext,
        step: MessageStep,
        thread: Thread,
        to: Addressing,
        parent: QWidget | None = None,
        entry_id: int = 0,
    ) -> None:
        self.form = form = MessageStepForm()
        super().__init__(context, form, step.value.title, None, parent)
        self.step, self._thread, self._entry_id = step, thread, entry_id
        message = thread.message
        self._chart_id = None if message.patient is None else message.patient.id
        self._sees = {str(choice.owner): choice.sees_charts for choice in to.choices}
        form.patient.setText(f"{patient_of(message)} · {subject_of(message)}")
        form.patient.show()
        self._show_about(message.case.urgent)
        form.save_button.setText(step.value.save)
        form.owner.addItem("Choose…", "")
        for choice in to.choices:
            form.owner.addItem(choice.name, str(choice.owner))
        form.problem.hide()
        self.desk = DeskChoice(context, form.for_desk, form.desk_note)
        form.owner.currentIndexChanged.connect(self._owner_chosen)
        self._show_fields()
        self.watch_typing()

    def draft_target(self) -> Target:
        """Return which message and step this is about."""
        return {
            "message": self._thread.message.id,
            "step": self.step.name,
            "entry": self._entry_id,
        }

    def save(self) -> None:
        """Record it, once it is known who is to have the message."""
        if self.step is MessageStep.HAND_ON and not self.form.owner.currentData():
            self._failed(Invalid((Problem("owner", "Choose who is to see to it."),)))
            return
        super().save()

    def work(self) -> Callable[[], Saved]:
        """Return the call that records what stands in the form."""
        form, context = self.form, self.context
        owner = str(form.owner.currentData() or "")
        entry = StepEntry(
            self.step,
            words=str(value_of(form.words) or "").strip(),
            reason=str(value_of(form.reason) or "").strip(),
            owner=read_owner(owner) if owner else None,
            due_on=form.due_on.value(),
            for_desk=self.desk.for_desk,
            entry_id=self._entry_id,
        )
        call = write_step(self._thread.message.id, entry)
        return lambda: call(context.clinic)

    def _show_about(self, urgent: bool) -> None:
        """Say what the step means, and offer the day until which it may well wait."""
        form, about, today = self.form, self.step.value.about, self.context.today()
        form.due_on.set_value(today + timedelta(days=1) if urgent else next_working_day(today))
        if urgent and self.step is MessageStep.FORWARD:
            about = f"{about} What is urgent waits until tomorrow at most."
        form.about.setText(about)
        form.about.setVisible(bool(about))

    def _show_fields(self) -> None:
        form, shown = self.form, self.step.value.fields
        for name in _FIELDS:
            for widget in (getattr(form, name), getattr(form, f"{name}_label")):
                widget.setVisible(name in shown)
        form.words_label.setText(_WORDS.get(self.step, "&Message"))
        if self.step is MessageStep.TAKE_BACK:
            form.for_desk.hide()
            form.desk_note.hide()
        getattr(form, shown[0]).setFocus()

    def _owner_chosen(self) -> None:
        owner = str(self.form.owner.currentData() or "")
        self.desk.bind(not self._sees.get(owner, True))
