"""Filling a measure in: on the screen, from paper, or on the phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import ClassVar

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.instrument import Instrument, Rater
from practice_desk.domain.patient import Patient
from practice_desk.domain.questionnaire_response import AnswerMode
from practice_desk.domain.scoring import asked, score, typed_row
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.measure_words import MODES, open_questions, total_words
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.item_sheet import ItemSheet
from practice_desk.services.measures import ResponseEntry, SavedResponse, save_response
from practice_desk.services.patients import Saved

_NOON = time(12)


class ResponseForm(Form):
    """``ui/response_dialog.ui``."""

    ui = "response_dialog.ui"
    heading: QLabel
    patient: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    mode: QComboBox
    authored_on: DateField
    answered_by: QComboBox
    row: QLineEdit
    stem: QLabel
    alert: Banner
    sheet: ItemSheet
    total: QLabel
    attribution: QLabel
    note: QLineEdit


class ResponseDialog(ChartDialog):
    """One filling-in of *instrument*. `made` is what was saved, once it is."""

    draft_kind: ClassVar[str] = "measure"

    def __init__(
        self, context: AppContext, patient: Patient, instrument: Instrument, parent: QWidget | None
    ) -> None:
        self.form = form = ResponseForm()
        super().__init__(context, form, instrument.name, patient, parent)
        assert patient.id is not None  # a chart is open, so it was saved
        self._patient_id = patient.id
        self.instrument = instrument
        self.made: SavedResponse | None = None
        self._told_open: tuple[str, ...] = ()
        for mode, text in MODES.items():
            form.mode.addItem(text, mode)
        people = ["The patient", "A parent or guardian", "The clinician"]
        form.answered_by.addItems(people)
        form.answered_by.setCurrentIndex(0 if instrument.rater is Rater.PATIENT else 2)
        form.authored_on.set_value(context.today())
        form.stem.setText(instrument.stem)
        form.attribution.setText(instrument.licence.attribution)
        form.sheet.show_instrument(instrument)
        form.sheet.changed.connect(self._answered)
        form.row.textEdited.connect(self._type_row)
        form.save_button.setDefault(False)
        form.save_button.setAutoDefault(False)
        self._show_total()
        self.resize(880, 720)
        form.sheet.take_focus()
        self.watch_typing()

    def draft_target(self) -> Target:
        """Return which measure is filled in."""
        return {"instrument": self.instrument.id}

    def draft_extra(self) -> Target:
        """Return the answers so far."""
        return {"answers": dict(self.form.sheet.answers())}

    def take_extra(self, extra: Target) -> None:
        """Take the answers back."""
        answers = extra.get("answers")
        if isinstance(answers, dict):
            kept = {name: value for name, value in answers.items() if isinstance(value, int)}
            self.form.sheet.put_answers(kept)

    def work(self) -> Callable[[], Saved]:
        """Return the call that saves the answers as they stand."""
        form, context, patient_id = self.form, self.context, self._patient_id
        answers, note = form.sheet.answers(), form.note.text()
        mode, who = AnswerMode(form.mode.currentData()), form.answered_by.currentText()
        day, instrument = form.authored_on.value(), self.instrument

        def save() -> Saved:
            if day is None:
                raise Invalid((Problem("authored_on", "Enter the day."),))
            noon = datetime.combine(day, _NOON).astimezone()
            at = None if day == context.clinic.today() else noon
            entry = ResponseEntry(instrument, answers, mode, who, at, note=note)
            self.made = save_response(context.clinic, patient_id, entry)
            return self.made.saved

        return save

    def save(self) -> None:
        """Save; with questions left open only when that was said."""
        missing, answers = self._missing(), self.form.sheet.answers()
        contradiction = score(self.instrument, answers).contradiction
        doubts = (*missing, contradiction) if contradiction else missing
        if doubts and doubts != self._told_open and answers:
            self._told_open = doubts
            words = open_questions(self.instrument, missing) if missing else ""
            words = " ".join(filter(None, (words, _sentence(contradiction))))
            self.say(f"{words} Save once more to keep it so.")
            return
        super().save()

    def _make_room(self) -> None:
        """Grow only for what the questions can't give up: they scroll, and a screen has an end."""
        self._rows.activate()
        needed = self._rows.totalMinimumHeightForWidth(self.width())
        self.resize(self.width(), max(self.height(), needed))

    def _missing(self) -> tuple[str, ...]:
        answers = self.form.sheet.answers()
        due = asked(self.instrument, answers)
        counts = {*self.instrument.scored, self.instrument.gate}
        return tuple(
            item.id
            for item in due
            if item.id in counts and item.id not in answers and not item.optional
        )

    def _answered(self) -> None:
        self._touch()
        self._show_total()
        if self.drafts is not None:
            self.drafts.choose()

    def _show_total(self) -> None:
        answers = self.form.sheet.answers()
        found = score(self.instrument, answers)
        self.form.total.setText(total_words(self.instrument, answers, found, self._missing()))
        actions = " ".join(dict.fromkeys(trigger.action for trigger in found.safety))
        if actions:
            self.form.alert.say(actions, "danger")
        else:
            self.form.alert.say(_sentence(found.contradiction), "caution")

    def _type_row(self, typed: str) -> None:
        try:
            answers = typed_row(self.instrument, typed)
        except Invalid as error:
            self.say(str(error))
            return
        self.problems.clear()
        self.form.mode.setCurrentIndex(self.form.mode.findData(AnswerMode.PAPER))
        self.form.sheet.put_answers(answers)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}." if words else ""
