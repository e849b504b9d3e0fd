"""Recording the total of a measure that was filled in elsewhere, and setting when one is due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import ClassVar

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.instrument import Instrument
from practice_desk.domain.measure_schedule import Rhythm
from practice_desk.domain.patient import Patient
from practice_desk.domain.questionnaire_response import QuestionnaireResponse
from practice_desk.gui.binding import Form, value_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.measure_words import total_hint
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.services.clinic import Clinic
from practice_desk.services.measure_schedules import set_schedule
from practice_desk.services.measures import SavedTotal, save_total, with_totals
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
    hint: QLabel


class MeasureScheduleForm(Form):
    """``ui/measure_schedule_dialog.ui``."""

    ui = "measure_schedule_dialog.ui"
    heading: QLabel
    patient: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    instrument: QComboBox
    rhythm: QComboBox
    reason: QLineEdit


class ScoreDialog(ChartDialog):
    """Adds the total score of one measure. `response` is set where it calls for action now."""

    draft_kind: ClassVar[str] = "score"

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        offered: Sequence[Instrument],
        parent: QWidget | None,
        instrument_id: str = "",
    ) -> None:
        self.form = form = ScoreForm()
        self._offered = {each.id: each for each in with_totals(offered)}
        super().__init__(context, form, "Record a score", patient, parent)
        assert patient.id is not None  # a chart is open, so it was saved
        self._patient_id = patient.id
        self.response: QuestionnaireResponse | None = None
        for instrument in self._offered.values():
            form.instrument.addItem(instrument.name, instrument.id)
        form.instrument.setCurrentIndex(max(0, form.instrument.findData(instrument_id)))
        form.instrument.currentIndexChanged.connect(self._show_range)
        form.observed_on.set_value(context.today())
        self._show_range()
        (form.total if instrument_id else form.instrument).setFocus()
        self.watch_typing()

    def work(self) -> Callable[[], Saved]:
        """Return the call that saves the score as it stands in the form."""
        form, context, patient_id = self.form, self.context, self._patient_id
        instrument, day = self._instrument(), form.observed_on.value()
        typed, note = form.total.text().strip(), str(value_of(form.note))

        def save() -> Saved:
            made = _save(context.clinic, patient_id, instrument, typed, day, note)
            self.response = made.response
            return made

        return save

    def _instrument(self) -> Instrument:
        return self._offered[self.form.instrument.currentData()]

    def _show_range(self) -> None:
        instrument = self._instrument()
        self.form.total.setPlaceholderText(f"{instrument.lowest} to {instrument.highest}")
        hint = total_hint(instrument)
        self.form.hint.setText(hint)
        self.form.hint.setVisible(bool(hint))


class MeasureScheduleDialog(ChartDialog):
    """Sets how often a measure is due in one chart, or that it is not."""

    draft_kind: ClassVar[str] = "measure schedule"

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        offered: Sequence[Instrument],
        parent: QWidget | None,
        instrument_id: str = "",
        rhythm: Rhythm = Rhythm.EVERY_VISIT,
    ) -> None:
        self.form = form = MeasureScheduleForm()
        super().__init__(context, form, "Set when a measure is due", patient, parent)
        assert patient.id is not None  # a chart is open, so it was saved
        self._patient_id = patient.id
        for instrument in offered:
            form.instrument.addItem(instrument.name, instrument.id)
        form.instrument.setCurrentIndex(max(0, form.instrument.findData(instrument_id)))
        for each in Rhythm:
            form.rhythm.addItem(each.value.capitalize(), each)
        form.rhythm.setCurrentIndex(form.rhythm.findData(rhythm))
        (form.reason if instrument_id else form.instrument).setFocus()
        self.watch_typing()

    def work(self) -> Callable[[], Saved]:
        """Return the call that sets it as it stands in the form."""
        form, context, patient_id = self.form, self.context, self._patient_id
        measure, reason = str(form.instrument.currentData()), form.reason.text()
        rhythm = Rhythm(form.rhythm.currentData())
        return lambda: set_schedule(context.clinic, patient_id, measure, rhythm, reason)

    def draft_target(self) -> Target:
        """Return nothing: the form says which measure it is about."""
        return {}


def _save(
    clinic: Clinic,
    patient_id: int,
    instrument: Instrument,
    typed: str,
    day: date | None,
    note: str,
) -> SavedTotal:
    if day is None:
        raise Invalid((Problem("observed_on", "Enter the day."),))
    at = None if day == clinic.today() else datetime.combine(day, _NOON).astimezone()
    return save_total(clinic, patient_id, instrument, typed, at, note)
