"""Reporting a side effect, and recording the score of a measure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, time
from typing import ClassVar

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from practice_desk.domain.adverse_event import AdverseEvent
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.instrument import Instrument
from practice_desk.domain.patient import Patient
from practice_desk.gui.binding import Form, set_value, value_of, values_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.follow_up_facts import SEVERITIES, TOLD_BY, Suspect
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.gui.widgets.term_search import TermSearch
from practice_desk.services.clinic import Clinic
from practice_desk.services.measures import find_measure, measures_with_totals, save_score
from practice_desk.services.patients import Saved
from practice_desk.services.side_effects import save_side_effect, saved_side_effect
from practice_desk.services.terms import find_side_effects

_SIDE_EFFECT = (
    "effect", "severity", "suspected_medication_id", "told_by", "told_on", "onset_on", "ended_on",
    "note",
)  # fmt: skip
_NOON = time(12)


class SideEffectForm(Form):
    """``ui/side_effect_dialog.ui``."""

    ui = "side_effect_dialog.ui"
    heading: QLabel
    patient: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    effect: QLineEdit
    severity: QComboBox
    suspected_medication_id: QComboBox
    told_by: QComboBox
    told_on: DateField
    onset_on: DateField
    ended_on: DateField
    note: NoteEdit


class ScoreForm(Form):
    """``ui/score_dialog.ui``."""

    ui = "score_dialog.ui"
    heading: QLabel
    patient: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    instrument: QComboBox
    total: QLineEdit
    observed_on: DateField
    note: QLineEdit


class SideEffectDialog(ChartDialog):
    """Edits one side effect. *suspects* are the medications of the chart."""

    draft_kind: ClassVar[str] = "side effect"

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        value: AdverseEvent,
        suspects: Iterable[Suspect],
        parent: QWidget | None,
    ) -> None:
        self.form = form = SideEffectForm()
        title = "Report a side effect" if value.id is None else "Change the side effect"
        super().__init__(context, form, title, patient, parent)
        self._value = value
        for severity, text in SEVERITIES.items():
            form.severity.addItem(text, severity)
        for told_by, text in TOLD_BY.items():
            form.told_by.addItem(text, told_by)
        form.suspected_medication_id.addItem("Not known", None)
        for suspect in suspects:
            form.suspected_medication_id.addItem(suspect.text, suspect.medication_id)
        for name in _SIDE_EFFECT:
            set_value(getattr(form, name), getattr(value, name))
        TermSearch(context, form.effect, find_side_effects)
        form.effect.setFocus()
        self.watch_typing()

    def draft_target(self) -> Target:
        """Return which side effect this is about."""
        return {"id": self._value.id}

    def work(self) -> Callable[[], Saved]:
        """Return the call that saves the side effect as it stands in the form."""
        typed = values_of(self.form, _SIDE_EFFECT, AdverseEvent)
        typed["told_on"] = typed["told_on"] or self.context.today()
        value, context = replace(self._value, **typed), self.context
        return lambda: save_side_effect(context.clinic, value)

    def take_newer(self) -> None:
        """Bring in what somebody else saved, and build on that version."""
        context, opened = self.context, self._value
        self.merge(lambda: saved_side_effect(context.clinic, opened), opened, self._build_on)

    def _build_on(self, saved: AdverseEvent) -> None:
        self._value = saved


class ScoreDialog(ChartDialog):
    """Adds the total score of one measure."""

    draft_kind: ClassVar[str] = "score"

    def __init__(self, context: AppContext, patient: Patient, parent: QWidget | None) -> None:
        self.form = form = ScoreForm()
        super().__init__(context, form, "Record a score", patient, parent)
        assert patient.id is not None  # a chart is open, so it was saved
        self._patient_id = patient.id
        for instrument in measures_with_totals():
            form.instrument.addItem(instrument.name, instrument.id)
        form.instrument.currentIndexChanged.connect(self._show_range)
        form.observed_on.set_value(context.today())
        self._show_range()
        form.instrument.setFocus()
        self.watch_typing()

    def work(self) -> Callable[[], Saved]:
        """Return the call that saves the score as it stands in the form."""
        form, context, patient_id = self.form, self.context, self._patient_id
        instrument, day = self._instrument(), form.observed_on.value()
        typed, note = form.total.text().strip(), str(value_of(form.note))
        return lambda: _save(context.clinic, patient_id, instrument, typed, day, note)

    def _instrument(self) -> Instrument:
        found = find_measure(self.form.instrument.currentData())
        assert found is not None  # the list is made of them
        return found

    def _show_range(self) -> None:
        instrument = self._instrument()
        self.form.total.setPlaceholderText(f"{instrument.lowest} to {instrument.highest}")


def _save(
    clinic: Clinic,
    patient_id: int,
    instrument: Instrument,
    typed: str,
    day: date | None,
    note: str,
) -> Saved:
    if day is None:
        raise Invalid((Problem("observed_on", "Enter the day."),))
    now = clinic.now()
    local = datetime.combine(day, _NOON).astimezone()
    taken = now if day == clinic.today() else local
    return save_score(clinic, instrument.observation(patient_id, typed, taken, note))
