"""Adding a trial from elsewhere, and judging one of the plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import ClassVar

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.medication_trial import MedicationTrial
from practice_desk.domain.patient import Patient
from practice_desk.gui.binding import Form, set_value, values_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.trial_view import ADHERENCES, RESPONSES
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.gui.widgets.term_search import TermSearch
from practice_desk.services.clinic_knowledge import knowledge_of
from practice_desk.services.patients import Saved
from practice_desk.services.terms import Term, find_medications
from practice_desk.services.trials import save_trial, saved_trial

_TOLD = (
    "name", "began_on", "ended_on", "dose_unit", "response", "adherence", "stop_reason",
    "side_effects", "told_by", "note",
)  # fmt: skip
_JUDGED = ("response", "adherence", "note")
_UNITS = ("mg", "mcg", "g", "mL")


class TrialForm(Form):
    """``ui/trial_dialog.ui``."""

    ui = "trial_dialog.ui"
    heading: QLabel
    patient: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    name: QLineEdit
    began_on: DateField
    ended_on: DateField
    weeks: QLineEdit
    highest_dose: QLineEdit
    dose_unit: QComboBox
    response: QComboBox
    adherence: QComboBox
    stop_reason: QLineEdit
    side_effects: QLineEdit
    told_by: QLineEdit
    note: NoteEdit


class JudgementForm(Form):
    """``ui/judgement_dialog.ui``."""

    ui = "judgement_dialog.ui"
    heading: QLabel
    patient: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    response: QComboBox
    adherence: QComboBox
    note: NoteEdit


class TrialDialog(ChartDialog):
    """What the dialogs of one trial share: its value, and saving over what somebody else saved."""

    form: TrialForm | JudgementForm
    draft_kind: ClassVar[str] = "trial"

    def __init__(
        self,
        context: AppContext,
        form: TrialForm | JudgementForm,
        title: str,
        patient: Patient,
        value: MedicationTrial,
        parent: QWidget | None,
    ) -> None:
        self.form = form
        super().__init__(context, form, title, patient, parent)
        self._value = value
        for response, text in RESPONSES.items():
            form.response.addItem(text, response)
        for adherence, text in ADHERENCES.items():
            form.adherence.addItem(text, adherence)

    def draft_target(self) -> Target:
        """Return which trial this is about, and which item of the plan."""
        return {"id": self._value.id, "medication": self._value.medication_id}

    def typed(self) -> MedicationTrial:
        """Return the trial as it stands in the form. Raises Invalid."""
        raise NotImplementedError

    def work(self) -> Callable[[], Saved]:
        """Return the call that saves the trial as it stands in the form."""
        context = self.context
        try:
            value = self.typed()
        except Invalid as error:
            return _raising(error)
        return lambda: save_trial(context.clinic, value)

    def take_newer(self) -> None:
        """Bring in what somebody else saved, and build on that version."""
        context, opened = self.context, self._value
        self.merge(lambda: saved_trial(context.clinic, opened), opened, self._build_on)

    def _build_on(self, saved: MedicationTrial) -> None:
        self._value = saved


class ToldTrialDialog(TrialDialog):
    """Adds or changes a trial from before the clinic, or from elsewhere."""

    form: TrialForm

    def __init__(
        self, context: AppContext, patient: Patient, value: MedicationTrial, parent: QWidget | None
    ) -> None:
        title = "Add a past trial" if value.id is None else "Change the trial"
        form = TrialForm()
        super().__init__(context, form, title, patient, value, parent)
        self._coded = (value.name, value.concept_id)
        for unit in dict.fromkeys((*_UNITS, value.dose_unit)):
            form.dose_unit.addItem(unit, unit)
        for name in _TOLD:
            set_value(getattr(form, name), getattr(value, name))
        form.weeks.setText("" if value.weeks is None else str(value.weeks))
        dose = value.highest_dose
        form.highest_dose.setText("" if dose is None else f"{dose.normalize():f}")
        TermSearch(
            context,
            form.name,
            lambda text: find_medications(knowledge_of(context.clinic).pack, text),
        ).chosen.connect(self._take)
        form.name.setFocus()
        self.watch_typing()

    def draft_extra(self) -> Target:
        """Return the coded medication that was chosen."""
        return {"coded": list(self._coded)}

    def take_extra(self, extra: Target) -> None:
        """Take the coded medication."""
        match extra.get("coded"):
            case [str(name), str(code)]:
                self._coded = (name, code)

    def typed(self) -> MedicationTrial:
        """Return the trial as it stands in the form. Raises Invalid for what is no number."""
        fields = values_of(self.form, _TOLD, MedicationTrial)
        stored = (self._value.name, self._value.concept_id)
        fields["concept_id"] = dict((stored, self._coded)).get(fields["name"], "")
        fields["weeks"] = _whole(self.form.weeks.text(), "weeks")
        fields["highest_dose"] = _number(self.form.highest_dose.text(), "highest_dose")
        return replace(self._value, **fields)

    def _take(self, term: Term) -> None:
        self._coded = (term.display, term.pack_id)


class JudgementDialog(TrialDialog):
    """Says what a trial of the plan did, and how it was taken."""

    form: JudgementForm

    def __init__(
        self, context: AppContext, patient: Patient, value: MedicationTrial, parent: QWidget | None
    ) -> None:
        form = JudgementForm()
        super().__init__(context, form, "Judge the trial", patient, value, parent)
        form.heading.setText(f"Trial of {value.name}")
        for name in _JUDGED:
            set_value(getattr(form, name), getattr(value, name))
        form.response.setFocus()
        self.watch_typing()

    def typed(self) -> MedicationTrial:
        """Return the judgement as it stands in the form."""
        return replace(self._value, **values_of(self.form, _JUDGED, MedicationTrial))


def _raising(error: Invalid) -> Callable[[], Saved]:
    def fail() -> Saved:
        raise error

    return fail


def _whole(text: str, field: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()):
        raise Invalid((Problem(field, "Enter how many weeks, such as 6."),))
    return int(text)


def _number(text: str, field: str) -> Decimal | None:
    text = text.strip()
    if not text:
        return None
    whole, _, rest = text.partition(".")
    if not (text.isascii() and (whole + rest).isdecimal()):
        raise Invalid((Problem(field, "Enter the highest dose in a day, such as 150."),))
    return Decimal(text)
