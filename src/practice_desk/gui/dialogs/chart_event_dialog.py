"""Adding and changing life events, hospital stays, milestones and homework."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from practice_desk.domain.chart_event import ChartEvent
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.patient import Patient
from practice_desk.gui.binding import Form, set_value, values_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.event_view import KINDS
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.services.chart_events import save_chart_event, saved_chart_event
from practice_desk.services.patients import Saved

_FIELDS = ("kind", "words", "began_on", "ended_on", "note")


class ChartEventForm(Form):
    """``ui/chart_event_dialog.ui``."""

    ui = "chart_event_dialog.ui"
    heading: QLabel
    patient: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    kind: QComboBox
    words: QLineEdit
    began_on: DateField
    ended_on: DateField
    note: NoteEdit


class ChartEventDialog(ChartDialog):
    """Adds or changes one event."""

    draft_kind: ClassVar[str] = "event"

    def __init__(
        self, context: AppContext, patient: Patient, value: ChartEvent, parent: QWidget | None
    ) -> None:
        self.form = form = ChartEventForm()
        title = "Add to the timeline" if value.id is None else "Change the event"
        super().__init__(context, form, title, patient, parent)
        self._value = value
        for kind, text in KINDS.items():
            form.kind.addItem(text, kind)
        for name in _FIELDS:
            set_value(getattr(form, name), getattr(value, name))
        form.words.setFocus()
        self.watch_typing()

    def draft_target(self) -> Target:
        """Return which event this is about."""
        return {"id": self._value.id}

    def work(self) -> Callable[[], Saved]:
        """Return the call that saves the event as it stands in the form."""
        context, fields = self.context, values_of(self.form, _FIELDS, ChartEvent)
        if fields["began_on"] is None:
            return _no_date
        value = replace(self._value, **fields)
        return lambda: save_chart_event(context.clinic, value)

    def take_newer(self) -> None:
        """Bring in what somebody else saved, and build on that version."""
        context, opened = self.context, self._value
        self.merge(lambda: saved_chart_event(context.clinic, opened), opened, self._build_on)

    def _build_on(self, saved: ChartEvent) -> None:
        self._value = saved


def _no_date() -> Saved:
    raise Invalid((Problem("began_on", "Enter the day, such as 3/14/2026."),))
