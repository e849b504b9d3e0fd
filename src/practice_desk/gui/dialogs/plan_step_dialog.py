"""One small step of the plan: stop, hold, resume, record as outside, or take back an event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import ClassVar

from PySide6.QtWidgets import QFrame, QLabel, QWidget

from practice_desk.domain.directions import directions
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.errors import Problem
from practice_desk.domain.medication import Origin, PlanItem
from practice_desk.domain.patient import Patient
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.safety import ChangeAction
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.plan_dialog import PlanDialog, PlanForm
from practice_desk.gui.dialogs.tray_dialog import TrayWork
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.plan_diff import PlanDiff, plan_diff
from practice_desk.gui.models.plan_list import first_possible_day
from practice_desk.services import plan
from practice_desk.services.plan import PlanEntry
from practice_desk.services.plan_changes import ChangeToSign, SignedChanges
from practice_desk.services.safety_question import PlannedChange
from practice_desk.services.safety_retraction import retraction_change
from practice_desk.services.signing import ACTIONS

UNKNOWN_DIRECTIONS = "Directions not known"


@dataclass(frozen=True, slots=True)
class StepWords:
    """How a step is spoken of; `letter` where the pharmacy may have to know."""

    kind: PlanEventKind
    title: str
    explanation: str
    save: str
    reason: str = ""
    letter: bool = False


class PlanStep(Enum):
    """The steps this dialog records."""

    STOP = StepWords(
        PlanEventKind.STOP,
        "Stop {name}",
        "It leaves the current plan on that day and stays in the history.",
        "&Sign the stop",
        letter=True,
    )
    HOLD = StepWords(
        PlanEventKind.HOLD,
        "Put {name} on hold",
        "It stays in the plan as on hold until it is resumed or stopped.",
        "&Sign the hold",
        letter=True,
    )
    RESUME = StepWords(
        PlanEventKind.RESUME,
        "Resume {name}",
        "It goes on where it was held; the dates of later steps move by the days held.",
        "&Sign the resume",
        "resolved",
        letter=True,
    )
    RECORD_OUTSIDE = StepWords(
        PlanEventKind.START,
        "Record {name} as an outside medication",
        "It joins the plan as prescribed elsewhere; we write no letters about it.",
        "&Save",
        "continued",
    )
    NOT_TAKING = StepWords(
        PlanEventKind.STOP,
        "{name}: not taking",
        "The reported medication is closed and stays in the history.",
        "&Save",
        "not_taking",
    )
    RETRACT = StepWords(
        PlanEventKind.RETRACT,
        "Entered in error: {name}",
        "The event stays visible, struck out, and no longer counts. "
        "If the pharmacy was told, tell it again how things stand.",
        "Mark as entered in &error",
    )


class PlanStepForm(PlanForm):
    """`ui/plan_step_dialog.ui`."""

    ui = "plan_step_dialog.ui"
    present: QFrame
    medication: QLabel
    present_directions: QLabel
    explanation: QLabel
    effective_on_label: QLabel


class PlanStepDialog(PlanDialog):
    """Asks for reason, day and comment of one step. *event_id* is what a RETRACT takes back."""

    draft_kind: ClassVar[str] = "step"
    form_type = PlanStepForm
    form: PlanStepForm

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        item: PlanItem,
        step: PlanStep,
        today: date,
        parent: QWidget | None = None,
        *,
        event_id: int | None = None,
        event_words: str = "",
    ) -> None:
        super().__init__(context, patient, parent)
        self._item = item
        self._step = step
        self._event_id = event_id
        self._event_words = event_words
        self._today = today
        self.may_be_added = step is not PlanStep.RETRACT
        words = step.value
        self.set_heading(words.title.format(name=item.medication.name))
        self.offer_reasons(words.kind, words.reason)
        form = self.form
        form.effective_on.set_value(first_possible_day(item, today))
        form.medication.setText(item.medication.name)
        present = directions(item.dosage) if item.dosage else UNKNOWN_DIRECTIONS
        form.present_directions.setText(event_words or present)
        form.explanation.setText(words.explanation)
        form.save.setText(words.save)
        ours = item.medication.origin is Origin.CLINIC
        form.save_and_write.setVisible(words.letter and ours and self.may_write_letter)
        if step is PlanStep.RETRACT:
            form.effective_on.hide()
            form.effective_on_label.hide()
        if step in _CHECKED or (step is PlanStep.RETRACT and self.planned_change() is not None):
            self.check_live(form.effective_on)
        form.present.setVisible(self.change_to_show() is None)
        self.show_changes()
        self.watch_typing()
        self.resize(460, 560)
        self.focus_first()

    def draft_target(self) -> Target:
        """Return which step of which medication this is."""
        return {
            "medication": self._item.medication.id,
            "step": self._step.name,
            "event": self._event_id,
            "words": self._event_words,
        }

    def planned_change(self) -> PlannedChange | None:
        """Return the step, or None while its day can't be read.

        Taking an event back is one where something else is taken then; None where it is not.
        """
        if self._step is PlanStep.RETRACT:
            if self._event_id is None:
                return None
            return retraction_change(self._item, self._event_id, self._today)
        item, effective_on = self._item, self.form.effective_on.value()
        if effective_on is None:
            return None
        action = ACTIONS[self._step.value.kind]
        dosage = item.dosage if action is ChangeAction.START else None
        medication = item.medication
        return PlannedChange(action, medication, effective_on, dosage, medication.id)

    def change_to_show(self) -> PlanDiff | None:
        """Return the medication as it is and as it will be."""
        if self._step is PlanStep.RETRACT:
            return None
        change = self.planned_change()
        return plan_diff(self._step.value.kind, self._item, change)

    @property
    def event_kind(self) -> PlanEventKind:
        """What it does to the plan."""
        return self._step.value.kind

    def read(self) -> tuple[ChangeToSign | None, tuple[Problem, ...]]:
        """Return the step, or what is wrong."""
        form = self.form
        problems = []
        if form.reason_code.currentData() is None:
            problems.append(Problem("reason_code", "Choose a reason."))
        effective_on = form.effective_on.value()
        if effective_on is None:
            problems.append(Problem("effective_on", "Enter the day."))
        if problems or effective_on is None:
            return None, tuple(problems)
        reason, comment = form.reason_code.currentData(), form.comment.toPlainText()
        dosage = None
        if self._step is PlanStep.RECORD_OUTSIDE:
            dosage = self._item.dosage or Dosage.free(UNKNOWN_DIRECTIONS)
        entry = self.answered(PlanEntry(effective_on, reason, dosage, comment))
        medication = self._item.medication
        return ChangeToSign(self.event_kind, entry, medication.id, medication), ()

    def work(self) -> tuple[TrayWork | None, tuple[Problem, ...]]:
        """Return what signing does, or None and what is wrong with the form."""
        if self._step is not PlanStep.RETRACT:
            return super().work()
        change, problems = self.read()
        if change is None or self._event_id is None:
            return None, problems
        patient_id, taken_back, entry = self.patient_id, self._event_id, change.entry
        return (
            lambda clinic: SignedChanges.of(
                plan.retract_event(
                    clinic, patient_id, taken_back, entry.reason_code, entry.comment,
                    reasons=entry.reasons, seen=entry.seen,
                )
            ),
            (),
        )  # fmt: skip


_CHECKED = frozenset({PlanStep.STOP, PlanStep.HOLD, PlanStep.RESUME, PlanStep.RECORD_OUTSIDE})
