"""Recording what a patient asks for about the record, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.note import KIND_WORDS, NoteState
from practice_desk.domain.patient import Patient
from practice_desk.domain.patient_request import (
    DENIALS,
    Asker,
    DenialGround,
    PatientRequest,
    RequestCase,
    RequestEntry,
    RequestKind,
    RequestStep,
    first_due_on,
    offered_steps,
)
from practice_desk.domain.permission import Operation
from practice_desk.domain.release import Record
from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.request_view import (
    ASKERS,
    GROUNDS,
    HINTS,
    KINDS,
    STEPS,
    due_words,
    who_asks,
)
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.services.charts import Chart, reload_chart
from practice_desk.services.patient_requests import add_step, record_request, requests_of_chart
from practice_desk.services.patients import Saved

_NO_DAY = Problem("received_on", "Enter the day, such as 3/14/2026.")
_ENTRY_IN_WORDS = "Which &entry is to be amended, in the patient’s words"
_NO_RECORD = "None of these; in words below"


class RequestForm(Form):
    """``ui/request_dialog.ui``."""

    ui = "request_dialog.ui"
    heading: QLabel
    patient: QLabel
    kind: QComboBox
    received_on: DateField
    asker: QComboBox
    asked_by: QLineEdit
    how: QLineEdit
    identity: QLineEdit
    what: NoteEdit
    wanted_form: QLineEdit
    record: QComboBox
    record_label: QLabel
    about: QLineEdit
    about_label: QLabel
    clock: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class RequestDialog(ChartDialog):
    """Records one request as it was received."""

    draft_kind: ClassVar[str] = "patient request"

    def __init__(self, context: AppContext, patient: Patient, parent: QWidget | None) -> None:
        self.form = form = RequestForm()
        super().__init__(context, form, "New request of the patient", patient, parent)
        self._patient_id = patient.id or 0
        self._record = ""
        self._sees_chart = context.may(Operation.VIEW_CHART, patient.id)
        for kind, text in KINDS.items():
            form.kind.addItem(text, kind)
        for asker, text in ASKERS.items():
            form.asker.addItem(text, asker)
        form.record.addItem(_NO_RECORD, None)
        form.received_on.set_value(context.today())
        form.kind.currentIndexChanged.connect(self._follow)
        form.asker.currentIndexChanged.connect(self._follow)
        form.received_on.value_changed.connect(self._follow)
        self._follow()
        clinic, patient_id = context.clinic, self._patient_id
        if self._sees_chart:
            context.tasks.run(
                lambda: reload_chart(clinic, patient_id), done=self._offer_records, parent=self
            )
        else:
            form.about_label.setText(_ENTRY_IN_WORDS)
        form.what.setFocus()
        self.watch_typing()

    def work(self) -> Callable[[], Saved]:
        """Return the call that records the request as it stands in the form."""
        form, clinic = self.form, self.context.clinic
        received = form.received_on.value()
        if received is None:
            return _no_day
        kind = RequestKind(form.kind.currentData())
        amends = kind is RequestKind.AMENDMENT
        found = form.record.currentData() if amends else None
        noun = None if found is None else RecordNoun(found[0])
        number = None if found is None else int(found[1])
        words = form.about.text().strip() if amends else ""
        value = PatientRequest(
            self._patient_id,
            kind,
            received,
            Asker(form.asker.currentData()),
            form.asked_by.text().strip(),
            form.how.text().strip(),
            form.identity.text().strip(),
            form.what.toPlainText().strip(),
            form.wanted_form.text().strip(),
            clinic.now(),
            "",
            words or (form.record.currentText() if found is not None else ""),
            noun,
            number,
        )
        return lambda: record_request(clinic, value)

    def draft_extra(self) -> Target:
        """Return the entry that is pointed at: it is not in the list before the chart was read."""
        return {"record": self._record or self.form.record.currentText()}

    def take_extra(self, extra: Target) -> None:
        """Point at the entry that was chosen, once it is in the list."""
        self._record = str(extra.get("record", ""))
        self._choose_record()

    def _offer_records(self, chart: Chart) -> None:
        for text, record in _records(chart):
            self.form.record.addItem(text, record)
        self._choose_record()

    def _choose_record(self) -> None:
        place = self.form.record.findText(self._record) if self._record else -1
        if place >= 0:
            self.form.record.setCurrentIndex(place)
            self._record = ""

    def _follow(self) -> None:
        form = self.form
        kind = RequestKind(form.kind.currentData())
        amends = kind is RequestKind.AMENDMENT
        shown: dict[QWidget, bool] = {
            form.record: amends and self._sees_chart,
            form.record_label: amends and self._sees_chart,
            form.about: amends,
            form.about_label: amends,
        }
        for widget, is_shown in shown.items():
            widget.setVisible(is_shown)
        form.asked_by.setEnabled(form.asker.currentData() == Asker.REPRESENTATIVE)
        received = form.received_on.value()
        until = "" if received is None else write_date(first_due_on(kind, received))
        law = "45 CFR 164.526" if amends else "45 CFR 164.524"
        form.clock.setText(f"To be answered by {until} ({law})." if until else "")


def open_request(context: AppContext, patient: Patient, parent: QWidget) -> RequestDialog:
    """Open the form of a new request."""
    dialog = RequestDialog(context, patient, parent)
    dialog.open()
    return dialog


def open_step(
    context: AppContext,
    patient: Patient,
    request_id: int,
    parent: QWidget,
    then: Callable[[RequestStepDialog], None],
) -> None:
    """Read a request and open the form of its next step; *then* is handed the form."""

    def show(cases: tuple[RequestCase, ...]) -> None:
        case = next((each for each in cases if each.request.id == request_id), None)
        if case is not None:
            dialog = RequestStepDialog(context, patient, case, parent)
            dialog.open()
            then(dialog)

    clinic, number = context.clinic, patient.id or 0
    context.tasks.run(lambda: requests_of_chart(clinic, number), done=show, parent=parent)


def _records(chart: Chart) -> list[tuple[str, Record]]:
    """Return what can be pointed at, the newest notes first."""
    noun = RecordNoun
    found = [
        (f"Note of {write_date(each.seen_on)}: {KIND_WORDS[each.kind]}", (noun.NOTE, each.id or 0))
        for each in reversed(chart.notes)
        if each.state is NoteState.SIGNED and not each.retracted_reason
    ]
    found += [
        (f"Condition: {each.display}", (noun.CONDITION, each.id or 0))
        for each in chart.conditions
        if not each.retracted_reason
    ]
    found += [
        (f"Allergy: {each.substance}", (noun.ALLERGY, each.id or 0))
        for each in chart.allergies
        if not each.retracted_reason
    ]
    found += [
        (f"Medication: {each.medication.name}", (noun.MEDICATION, each.medication.id or 0))
        for each in chart.plan
    ]
    return found


def _no_day() -> Saved:
    raise Invalid((_NO_DAY,))


class RequestStepForm(Form):
    """``ui/request_step_dialog.ui``."""

    ui = "request_step_dialog.ui"
    heading: QLabel
    patient: QLabel
    request: QLabel
    step: QComboBox
    happened_on: DateField
    ground: QComboBox
    ground_label: QLabel
    words: NoteEdit
    hint: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class RequestStepDialog(ChartDialog):
    """Records what happened to one request: answered, extended, told."""

    draft_kind: ClassVar[str] = "step of a request"

    def __init__(
        self, context: AppContext, patient: Patient, case: RequestCase, parent: QWidget | None
    ) -> None:
        self.form = form = RequestStepForm()
        super().__init__(context, form, "What became of the request", patient, parent)
        self._case = case
        due = due_words(case, context.today())
        parts = (KINDS[case.request.kind], who_asks(case), f"act by {due}" if due else "")
        form.request.setText(" · ".join(part for part in parts if part))
        for step in offered_steps(case):
            form.step.addItem(STEPS[step], step)
        for ground in DenialGround:
            if ground.kind is case.request.kind:
                form.ground.addItem(GROUNDS[ground], ground)
        form.happened_on.set_value(context.today())
        form.step.currentIndexChanged.connect(self._follow)
        self._follow()
        self.watch_typing()

    def draft_target(self) -> Target:
        """Return which request this is about."""
        return {"id": self._case.request.id}

    def work(self) -> Callable[[], Saved]:
        """Return the call that records the step as it stands in the form."""
        form, clinic, request = self.form, self.context.clinic, self._case.request
        day, step = form.happened_on.value(), RequestStep(form.step.currentData())
        if day is None:
            return _no_day
        entry = RequestEntry(
            request.patient_id,
            request.id or 0,
            step,
            day,
            form.words.toPlainText().strip(),
            clinic.now(),
            "",
            DenialGround(form.ground.currentData()) if step in DENIALS else None,
        )
        return lambda: Saved(request.id or 0, add_step(clinic, entry))

    def _follow(self) -> None:
        form, step = self.form, RequestStep(self.form.step.currentData())
        for each in (form.ground, form.ground_label):
            each.setVisible(step in DENIALS)
        hint = HINTS.get(step, "")
        if step in DENIALS:
            hint = "Print the letter to the patient afterwards: it says the ground and the rights."
        form.hint.setText(hint)
        form.hint.setVisible(bool(hint))
