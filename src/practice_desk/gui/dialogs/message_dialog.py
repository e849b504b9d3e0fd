"""Writes a new message inside the clinic, or passes a call on word for word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import ClassVar

from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.message_entry import CallWish
from practice_desk.domain.message_owner import Owner, read_owner
from practice_desk.gui.binding import Form, value_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.message_words import WISHES
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.desk_choice import DeskChoice
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.gui.widgets.patient_choice import PatientChoice
from practice_desk.services.message_queues import Addressing, addressing
from practice_desk.services.messages import NewCall, NewMessage, pass_on_call, send_message
from practice_desk.services.patients import Saved

_SATURDAY = 5
_CALL_FIELDS = ("caller", "number", "wish")
_OFFICE = "Without a patient the message is about the office."
_VERBATIM = "Write what is said word for word, and read it back. You need not see the chart."


class MessageForm(Form):
    """``ui/message_dialog.ui``."""

    ui = "message_dialog.ui"
    heading: QLabel
    patient: QLabel
    about: QLabel
    patient_name_label: QLabel
    patient_name: QLineEdit
    caller_label: QLabel
    caller: QLineEdit
    number_label: QLabel
    number: QLineEdit
    wish_label: QLabel
    wish: QComboBox
    subject_label: QLabel
    subject: QLineEdit
    words_label: QLabel
    words: NoteEdit
    for_desk: QCheckBox
    desk_note: QLabel
    owner_label: QLabel
    owner: QComboBox
    due_on_label: QLabel
    due_on: DateField
    urgent: QCheckBox
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class MessageDialog(ChartDialog):
    """Asks what it is about, for whom, and by when it is wanted.

    With a patient in *start* it is about that patient, and about the record *about* (noun and id)
    if there is one; else the patient can be chosen.
    """

    draft_kind: ClassVar[str] = "message"
    is_call: ClassVar[bool] = False

    def __init__(
        self,
        context: AppContext,
        start: Addressing,
        about: tuple[str, int] = ("", 0),
        parent: QWidget | None = None,
    ) -> None:
        self.form = form = MessageForm()
        title = "Pass on a call" if self.is_call else "New message"
        super().__init__(context, form, title, None, parent)
        self._start, self._about = start, about
        self._chart_id = None if start.patient is None else start.patient.id
        self._chosen_owner = False
        self.choice = PatientChoice(context, form.patient_name)
        self.desk = DeskChoice(context, form.for_desk, form.desk_note)
        self._fill()
        self._show_fields()
        form.owner.currentIndexChanged.connect(self._owner_chosen)
        form.owner.currentIndexChanged.connect(self._chose_owner)
        form.urgent.toggled.connect(self._urgent_toggled)
        self.choice.search.chosen.connect(lambda _term: self._patient_chosen())
        self._owner_chosen()
        self.watch_typing()

    def draft_target(self) -> Target:
        """Return whom and which record this is about, as far as that is chosen by now."""
        return {
            "patient": self._patient_id or 0,
            "noun": self._about[0],
            "record": self._about[1],
        }

    def save(self) -> None:
        """Send, once it is known whom a call is about, and for whom it is."""
        if self.is_call and self._patient_id is None:
            self._failed(Invalid((Problem("patient_name", "Choose the patient from the list."),)))
            return
        typed = self.form.patient_name.text().strip()
        if self._chart_id is None and typed and self.choice.patient is None:
            sentence = "Choose the patient from the list, or leave this empty."
            self._failed(Invalid((Problem("patient_name", sentence),)))
            return
        if self._owner is None:
            self._failed(Invalid((Problem("owner", "Choose who is to see to it."),)))
            return
        super().save()

    def work(self) -> Callable[[], Saved]:
        """Return the call of the service that sends what stands in the form."""
        form, context, owner = self.form, self.context, self._owner
        assert owner is not None  # `save` has looked
        text = {
            name: str(value_of(getattr(form, name)) or "").strip()
            for name in ("subject", "words", "caller", "number")
        }
        due_on, urgent, for_desk = form.due_on.value(), form.urgent.isChecked(), self.desk.for_desk
        due_on = due_on or context.today()
        patient_id = self._patient_id
        if self.is_call:
            call = NewCall(
                patient_id or 0, text["words"], text["caller"], owner, due_on, text["number"],
                CallWish(form.wish.currentData()), urgent, for_desk,
            )  # fmt: skip
            return lambda: pass_on_call(context.clinic, call)
        noun, record = self._about
        message = NewMessage(
            patient_id, text["subject"], text["words"], owner, due_on, urgent, for_desk,
            noun, record,
        )  # fmt: skip
        return lambda: send_message(context.clinic, message)

    @property
    def _patient_id(self) -> int | None:
        chosen = self.choice.patient
        return self._chart_id if chosen is None else chosen.id

    @property
    def _owner(self) -> Owner | None:
        data = self.form.owner.currentData()
        return read_owner(str(data)) if data else None

    def _fill(self) -> None:
        form, start = self.form, self._start
        if start.patient is not None:
            form.patient.setText(f"{start.patient.display_name} · {start.patient.chart_number}")
            form.patient.show()
        about = start.about
        if self.is_call:
            about = _VERBATIM
        elif start.patient is None:
            about = _OFFICE
        form.about.setText(about)
        form.about.setVisible(bool(about))
        for wish, words in WISHES.items():
            form.wish.addItem(words, str(wish))
        self._offer(start)
        form.due_on.set_value(next_working_day(self.context.today()))
        form.problem.hide()

    def _offer(self, found: Addressing) -> None:
        """Offer whom it can go to; who was chosen stays so where they are still offered."""
        owner = self.form.owner
        former = owner.currentData() if self._chosen_owner else None
        owner.blockSignals(True)
        owner.clear()
        owner.addItem("Choose…", "")
        for choice in found.choices:
            owner.addItem(choice.name, str(choice.owner))
        self._sees = {str(choice.owner): choice.sees_charts for choice in found.choices}
        wanted = former or (str(found.suggested) if found.suggested else "")
        owner.setCurrentIndex(max(0, owner.findData(wanted)))
        owner.blockSignals(False)

    def _show_fields(self) -> None:
        form, known = self.form, self._start.patient is not None
        for name in _CALL_FIELDS:
            for widget in (getattr(form, name), getattr(form, f"{name}_label")):
                widget.setVisible(self.is_call)
        for widget in (form.patient_name, form.patient_name_label):
            widget.setVisible(not known)
        for widget in (form.subject, form.subject_label):
            widget.setVisible(not self.is_call)
        if self.is_call:
            form.words_label.setText("What the caller says, &word for word")
            form.words.setAccessibleName("What the caller says, word for word")
            form.save_button.setText("Pass &on")
        first = form.caller if self.is_call else form.subject
        (first if known else form.patient_name).setFocus()

    def _patient_chosen(self) -> None:
        """Read to whom a message about the chosen patient can go."""
        context, chosen = self.context, self.choice.patient
        if chosen is None:
            return

        def show(found: Addressing) -> None:
            if self.choice.patient is not None and self.choice.patient.id == chosen.id:
                self._offer(found)
                self._owner_chosen()

        context.tasks.run(
            lambda: addressing(context.clinic, chosen.id),
            done=show,
            failed=self._failed,
            parent=self,
        )

    def _chose_owner(self) -> None:
        self._chosen_owner = True

    def _owner_chosen(self) -> None:
        owner = str(self.form.owner.currentData() or "")
        self.desk.bind(not self._sees.get(owner, True))

    def _urgent_toggled(self, urgent: bool) -> None:
        today = self.context.today()
        self.form.due_on.set_value(today if urgent else next_working_day(today))


class CallOnDialog(MessageDialog):
    """Passes a call on: who called, what they said word for word, what they wish."""

    draft_kind: ClassVar[str] = "call passed on"
    is_call: ClassVar[bool] = True


def next_working_day(today: date) -> date:
    """Return the next day that is no Saturday or Sunday; holidays are not known."""
    day = today + timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return day
