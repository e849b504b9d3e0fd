"""Recording the score of a measure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import ClassVar

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.instrument import Instrument
from practice_desk.domain.patient import Patient
from practice_desk.gui.binding import Form, value_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.services.clinic import Clinic
from practice_desk.services.measures import find_measure, measures_with_totals, save_score
from practice_desk.services.patients import Saved

_NOON = time(12)


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
