"""Writing a recall by hand, and deciding about one: put off, declined, done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from practice_desk.domain.appointment import VISIT_WORDS
from practice_desk.domain.directory import Practitioner
from practice_desk.domain.draft import Draft
from practice_desk.domain.errors import Problem
from practice_desk.domain.permission import Operation
from practice_desk.domain.recall import Recall, RecallState
from practice_desk.gui.binding import Form, set_value, values_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.dialogs.chosen_patient_dialog import ChosenPatientDialog
from practice_desk.gui.models.recall_view import due_text, stands_text, why_text
from practice_desk.gui.widgets.plan_date_field import PlanDateField
from practice_desk.services.appointments import people_to_see
from practice_desk.services.patients import Saved
from practice_desk.services.recalls import RecallLine, decide_recall, save_recall, saved_recall

_FIELDS = ("due_from", "due_by", "visit", "practitioner_id", "reason", "comment")
_AGAIN = timedelta(days=7)
_DUE = timedelta(weeks=4)


class RecallForm(Form):
    """``ui/recall_dialog.ui``."""

    ui = "recall_dialog.ui"
    heading: QLabel
    patient: QLabel
    patient_name_label: QLabel
    patient_name: QLineEdit
    due_from: PlanDateField
    due_by: PlanDateField
    visit: QComboBox
    practitioner_id: QComboBox
    reason_label: QLabel
    reason: QLineEdit
    comment: QLineEdit
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class RecallDialog(ChosenPatientDialog[Recall]):
    """A recall by hand; *heading* None where the patient is chosen.

    Without *sees* the reason is neither shown nor changed: it is for those who see the chart.
    """

    draft_kind: ClassVar[str] = "recall"

    def __init__(
        self,
        context: AppContext,
        value: Recall,
        heading: str | None,
        people: Sequence[Practitioner],
        parent: QWidget | None = None,
        *,
        sees: bool,
    ) -> None:
        self.form = form = RecallForm()
        title = "Write a recall" if value.id is None else "Change a recall"
        super().__init__(context, form, title, value, heading, parent)
        form.reason_label.setVisible(sees)
        form.reason.setVisible(sees)
        for kind, text in VISIT_WORDS.items():
            form.visit.addItem(text, kind)
        form.practitioner_id.addItem("Their prescriber", None)
        for person in people:
            form.practitioner_id.addItem(person.display_name, person.id)
        for name in _FIELDS:
            set_value(getattr(form, name), getattr(value, name))
        (form.patient_name if heading is None else form.due_by).setFocus()
        self.watch_typing()

    def work(self) -> Callable[[], Saved]:
        """Return the call that saves what the form holds."""
        values = values_of(self.form, _FIELDS, Recall)
        value = replace(self._value, patient_id=self.patient_id, **values)
        context = self.context
        return lambda: save_recall(context.clinic, value)

    def missing(self) -> list[Problem]:
        """Return what has to be filled in: the patient and the day."""
        problems = super().missing()
        if self.form.due_by.value() is None and self.form.due_by.is_valid():
            problems.append(Problem("due_by", "Enter by when they should come."))
        return problems

    def saved_as(self, opened: Recall) -> Recall:
        """Return the recall as it is stored now."""
        return saved_recall(self.context.clinic, opened)


def open_recall_dialog(
    context: AppContext,
    value: Recall,
    heading: str | None,
    parent: QWidget,
    draft: Draft | None = None,
    *,
    sees: bool,
) -> None:
    """Open the form for *value* once it is known who can be visited; go on with *draft*."""

    def show(people: list[Practitioner]) -> None:
        dialog = RecallDialog(context, value, heading, people, parent, sees=sees)
        dialog.open()
        if draft is not None:
            dialog.put_draft(draft)

    context.tasks.run(lambda: people_to_see(context.clinic), done=show, parent=parent)


def new_recall_dialog(
    context: AppContext,
    patient_id: int,
    heading: str | None,
    parent: QWidget,
    draft: Draft | None = None,
) -> None:
    """Open the form for a new recall; *heading* None where the patient is yet to be chosen.

    Nobody is there whose chart it would be before that: what is written of a chart that is closed
    to the person is left out by the service.
    """
    value = Recall(patient_id, context.today() + _DUE, context.clinic.now(), "")
    sees = context.may(Operation.VIEW_CHART, patient_id or None)
    open_recall_dialog(context, value, heading, parent, draft, sees=sees)


class RecallDecisionForm(Form):
    """``ui/recall_decision_dialog.ui``."""

    ui = "recall_decision_dialog.ui"
    heading: QLabel
    patient: QLabel
    explanation: QLabel
    put_off: QRadioButton
    declined: QRadioButton
    done: QRadioButton
    open: QRadioButton
    until_label: QLabel
    until: PlanDateField
    reason_label: QLabel
    reason: QLineEdit
    left_message: QPushButton
    no_answer: QPushButton
    calls_back: QPushButton
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class RecallDecisionDialog(ChartDialog):
    """Asks what becomes of one recall after the call."""

    def __init__(
        self, context: AppContext, line: RecallLine, today: date, parent: QWidget | None = None
    ) -> None:
        self.form = form = RecallDecisionForm()
        super().__init__(context, form, "Put off or close", None, parent)
        self.line = line
        self._chart_id = line.due.patient_id
        form.patient.setText(f"{line.name} · {line.chart_number} · {line.phone or 'no phone'}")
        form.patient.show()
        told = (due_text(line.due, today), why_text(line), stands_text(line.due, today))
        form.explanation.setText(" · ".join(told))
        form.open.setVisible(line.due.is_quiet(today))
        form.put_off.setChecked(True)
        form.until.set_value(today + _AGAIN)
        form.problem.hide()
        for button in (form.put_off, form.declined, form.done, form.open):
            button.toggled.connect(self._offer)
        for quick in (form.left_message, form.no_answer, form.calls_back):
            quick.clicked.connect(partial(self._say, quick.text()))
        self._offer()
        form.reason.setFocus()
        self.watch_typing()

    @property
    def state(self) -> RecallState:
        """What was chosen."""
        form = self.form
        if form.declined.isChecked():
            return RecallState.DECLINED
        if form.done.isChecked():
            return RecallState.DONE
        return RecallState.OPEN if form.open.isChecked() else RecallState.PUT_OFF

    def work(self) -> Callable[[], Saved]:
        """Return the call that keeps the decision."""
        context, due, state = self.context, self.line.due, self.state
        reason, until = self.form.reason.text(), self.form.until.value()
        return lambda: decide_recall(context.clinic, due, state, reason, until)

    def _say(self, words: str) -> None:
        self.form.reason.setText(words)
        self.form.save_button.setFocus()

    def _offer(self) -> None:
        form, state = self.form, self.state
        again: tuple[QWidget, ...] = (
            form.until_label,
            form.until,
            form.left_message,
            form.no_answer,
            form.calls_back,
        )
        for widget in again:
            widget.setVisible(state is RecallState.PUT_OFF)
        form.reason_label.setVisible(state is not RecallState.OPEN)
        form.reason.setVisible(state is not RecallState.OPEN)
