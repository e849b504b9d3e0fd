"""Choosing with which total of a measure the later ones are compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from practice_desk.domain.measure_series import MeasureSeries
from practice_desk.domain.observation import Observation
from practice_desk.domain.patient import Patient
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.measure_words import point_words
from practice_desk.services.measures import choose_baseline
from practice_desk.services.patients import Saved

_BY_RULE = "The last total up to the start of treatment, else the first"


class MeasureBaselineForm(Form):
    """``ui/measure_baseline_dialog.ui``."""

    ui = "measure_baseline_dialog.ui"
    heading: QLabel
    patient: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    score: QComboBox
    reason: QLineEdit


class BaselineDialog(ChartDialog):
    """Lets a person say which total of one measure counts as the one before, and why."""

    draft_kind: ClassVar[str] = "measure baseline"

    def __init__(
        self, context: AppContext, patient: Patient, series: MeasureSeries, parent: QWidget | None
    ) -> None:
        self.form = form = MeasureBaselineForm()
        super().__init__(context, form, f"Baseline of {series.name}", patient, parent)
        self._series = series
        form.score.addItem(_BY_RULE, None)
        for each in reversed(series.points):
            form.score.addItem(point_words(series, each), each.observation.id)
        chosen = series.chosen_point
        number = None if chosen is None else chosen.observation.id
        form.score.setCurrentIndex(max(0, form.score.findData(number)))
        form.score.setFocus()
        self.watch_typing()

    def draft_target(self) -> Target:
        """Return of which measure it is the baseline."""
        return {"measure": self._series.name}

    def work(self) -> Callable[[], Saved]:
        """Return the call that keeps the choice as it stands in the form."""
        form, context, series = self.form, self.context, self._series
        reason, total = form.reason.text(), self._total()
        return lambda: choose_baseline(context.clinic, series, total, reason)

    def _total(self) -> Observation | None:
        number = self.form.score.currentData()
        found = (each.observation for each in self._series.points)
        return next((each for each in found if number is not None and each.id == number), None)
