"""What follows a report: told again, handed over to somebody else, written about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from practice_desk.domain.adverse_event import ReportSource, Urgency
from practice_desk.domain.adverse_event_review import Handover, Told
from practice_desk.domain.patient import Patient
from practice_desk.domain.permission import Operation
from practice_desk.domain.side_effect_case import SideEffectCase
from practice_desk.gui.binding import Form, set_value, value_of, values_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.models import side_effect_words as words
from practice_desk.gui.models.side_effect_rows import named
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.services.patients import Saved
from practice_desk.services.side_effects import hand_over, reply_about, tell_again

_CALL = (
    "It came by a call. Who does not see charts, such as the front desk, does not see this answer: "
    "tell them yourself, or call back."
)
_TOLD = ("words", "course", "ended_on", "severity", "bother", "limits")


class ToldAgainForm(Form):
    """``ui/told_again_dialog.ui``."""

    ui = "told_again_dialog.ui"
    heading: QLabel
    patient: QLabel
    told: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    words: NoteEdit
    course: QComboBox
    ended_on: DateField
    severity: QComboBox
    bother: QComboBox
    limits: QComboBox


class HandoverForm(Form):
    """``ui/handover_dialog.ui``."""

    ui = "handover_dialog.ui"
    heading: QLabel
    patient: QLabel
    told: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    owner: QComboBox
    urgency: QComboBox
    note: QLineEdit


class ReplyForm(Form):
    """``ui/side_effect_reply_dialog.ui``."""

    ui = "side_effect_reply_dialog.ui"
    heading: QLabel
    patient: QLabel
    told: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    text: NoteEdit


class ToldAgainDialog(ChartDialog):
    """Takes down how a side effect is now. It then waits for a prescriber."""

    draft_kind: ClassVar[str] = "side effect told"

    def __init__(
        self, context: AppContext, patient: Patient, case: SideEffectCase, parent: QWidget | None
    ) -> None:
        self.form = form = ToldAgainForm()
        super().__init__(context, form, "How it is now", patient, parent)
        self._case = case
        form.told.setText(case.effect)
        for course, text in words.COURSES.items():
            form.course.addItem(text, course)
        for scale, grades in words.SCALES.items():
            combo: QComboBox = getattr(form, scale)
            combo.addItem(words.NOT_ASKED, None)
            for grade, text in enumerate(grades):
                combo.addItem(text, grade)
        form.words.setFocus()
        self.watch_typing()

    def draft_target(self) -> Target:
        """Return which side effect this is about."""
        return {"id": self._case.id}

    def work(self) -> Callable[[], Saved]:
        """Return the call that keeps what stands in the form."""
        told = Told(**values_of(self.form, _TOLD, Told))
        context, report = self.context, self._case.report
        return lambda: tell_again(context.clinic, report.patient_id, report.id or 0, told)


class HandoverDialog(ChartDialog):
    """Says for whom a side effect waits, and how urgently; *owners* are those that it may be."""

    draft_kind: ClassVar[str] = "side effect handover"

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        case: SideEffectCase,
        people: Mapping[str, str],
        owners: Sequence[str],
        parent: QWidget | None,
    ) -> None:
        self.form = form = HandoverForm()
        super().__init__(context, form, "Hand over", patient, parent)
        self._case = case
        form.told.setText(case.effect)
        form.owner.addItem("Anybody who may decide", "")
        kept = {case.owner} - {"", *owners}  # who has left since, as long as it waits for them
        for user_name in (*owners, *kept):
            form.owner.addItem(people.get(user_name, user_name), user_name)
        decides = context.may(Operation.REVIEW_SIDE_EFFECT, case.report.patient_id)
        for urgency, text in words.URGENCIES.items():
            if decides or urgency.rank >= case.urgency.rank:  # only who decides may let it wait
                form.urgency.addItem(text, urgency)
        set_value(form.owner, case.owner)
        set_value(form.urgency, case.urgency)
        form.owner.setFocus()
        self.watch_typing()

    def draft_target(self) -> Target:
        """Return which side effect this is about."""
        return {"id": self._case.id}

    def work(self) -> Callable[[], Saved]:
        """Return the call that hands it over as the form says."""
        form, context, report = self.form, self.context, self._case.report
        handover = Handover(
            str(form.owner.currentData() or ""),
            Urgency(form.urgency.currentData()),
            str(value_of(form.note)),
        )
        return lambda: hand_over(context.clinic, report.patient_id, report.id or 0, handover)


class ReplyDialog(ChartDialog):
    """Writes an answer or a question to whoever reported it, or as them to whom it waits for."""

    draft_kind: ClassVar[str] = "side effect reply"

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        case: SideEffectCase,
        people: Mapping[str, str],
        parent: QWidget | None,
    ) -> None:
        self.form = form = ReplyForm()
        reporter = case.report.reported_by
        if reporter == context.clinic.session.user_name:
            reporter = case.owner
        to = people.get(reporter, reporter) or "whoever decides"
        super().__init__(context, form, f"Write to {to}", patient, parent)
        self._case = case
        said = f"{named(case)}\nIt stays open until it is decided about."
        if case.report.source is ReportSource.CALL:
            said = f"{said}\n{_CALL}"
        form.told.setText(said)
        form.text.setFocus()
        self.watch_typing()

    def draft_target(self) -> Target:
        """Return which side effect this is about."""
        return {"id": self._case.id}

    def work(self) -> Callable[[], Saved]:
        """Return the call that sends what stands in the form."""
        context, report = self.context, self._case.report
        text = self.form.text.toPlainText()
        return lambda: reply_about(context.clinic, report.patient_id, report.id or 0, text)
