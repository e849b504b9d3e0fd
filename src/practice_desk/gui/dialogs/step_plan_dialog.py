"""Plans a medication in steps: a start, a change, the way on after a hold, or a start again."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.directions import short_directions
from practice_desk.domain.dispense_request import DispenseRequest
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.draft import Json
from practice_desk.domain.errors import Problem
from practice_desk.domain.medication import Horizon, Medication, Origin, PlanItem, PlanStatus
from practice_desk.domain.patient import Patient
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.regimen import Regimen
from practice_desk.domain.regimen_text import regimen_line
from practice_desk.domain.safety import ChangeAction
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.plan_dialog import PlanDialog, PlanForm
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.dosage_form import missing_maximum
from practice_desk.gui.models.plan_diff import PlanDiff
from practice_desk.gui.models.plan_list import first_due_day
from practice_desk.gui.widgets.dispense_fields import DispenseFields
from practice_desk.gui.widgets.step_builder import StepBuilder
from practice_desk.knowledge.medications import MedicationConcept
from practice_desk.services.clinic_knowledge import ClinicKnowledge, knowledge_of
from practice_desk.services.plan import PlanEntry, ordered_by_session
from practice_desk.services.plan_changes import ChangeToSign
from practice_desk.services.safety_question import PlannedChange

KINDS = {
    PlanStatus.ACTIVE: PlanEventKind.CHANGE,
    PlanStatus.ON_HOLD: PlanEventKind.RESUME,
    PlanStatus.STOPPED: PlanEventKind.START,
}
"""What steps mean for a medication that stands so in the plan."""
_ACTIONS = {
    PlanEventKind.CHANGE: ChangeAction.CHANGE,
    PlanEventKind.RESUME: ChangeAction.START,
    PlanEventKind.START: ChangeAction.START,
}
_REASONS = {PlanEventKind.RESUME: "resolved", PlanEventKind.START: "restart"}
_TITLES = {
    PlanEventKind.CHANGE: "Steps of {name}",
    PlanEventKind.RESUME: "Resume {name} in steps",
    PlanEventKind.START: "Start {name} again in steps",
}


class StepPlanForm(PlanForm):
    """`ui/step_plan_dialog.ui`."""

    ui = "step_plan_dialog.ui"
    present: QLabel
    step_builder: StepBuilder
    dispense_fields: DispenseFields


class StepPlanDialog(PlanDialog):
    """Gives a plan item steps; what remains of steps under way is shown and can be changed.

    Without an *item* the *medication* is new, *dosage* the one to begin with and *dispense_request*
    what was entered with it. *limit* says how much may be handed out at a time, where limited.
    """

    draft_kind: ClassVar[str] = "steps"
    form_type = StepPlanForm
    form: StepPlanForm
    stands_alone: ClassVar[bool] = True

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        medication: Medication,
        item: PlanItem | None,
        concept: MedicationConcept | None,
        today: date,
        parent: QWidget | None = None,
        *,
        dosage: Dosage | None = None,
        limit: str = "",
        dispense_request: DispenseRequest | None = None,
    ) -> None:
        super().__init__(context, patient, parent)
        self.setModal(True)
        self._medication, self._item, self._concept = medication, item, concept
        self._kind = PlanEventKind.START if item is None else KINDS[item.status]
        title = _TITLES[self._kind] if item is not None else "Start {name} in steps"
        self.set_heading(title.format(name=medication.name))
        self.offer_reasons(
            self._kind, "new_indication" if item is None else _REASONS.get(self._kind, "")
        )
        form = self.form
        self._is_built = False
        form.effective_on.set_value(today if item is None else first_due_day(item, today))
        self._shown_for = form.effective_on.value() or today
        form.present.setText(" ".join(part for part in (_present(item), limit) if part))
        form.present.setVisible(item is not None)
        form.step_builder.show_medication(
            medication.name, concept, self._shown_for, dosage or (item.dosage if item else None),
            _remaining(item, self._shown_for),
        )  # fmt: skip
        ours = medication.origin is Origin.CLINIC
        known = dispense_request or (item.dispense_request if item else None)
        schedule = concept.dea_schedule if concept else ""
        form.dispense_fields.show_medication(medication, schedule, known)
        form.save_and_write.setVisible(ours and self.may_write_letter)
        form.effective_on.value_changed.connect(self._day_changed)
        self.watch_typing()
        form.step_builder.changed.connect(self.touch)
        self.resize(1120, 760)
        self._leave_room_below()
        form.step_builder.changed.connect(self.make_room)
        self.check_live(form.step_builder, form.step_builder.changed, form.dispense_fields.changed)
        form.step_builder.changed.connect(self._keep)
        self.show_changes(form.step_builder.changed)
        self.focus_first()
        if concept is not None:
            self._offer_labelled(concept.id)

    @property
    def event_kind(self) -> PlanEventKind:
        """What it does to the plan."""
        return self._kind

    @property
    def first_field(self) -> QWidget:
        """The rule, by which most steps are built."""
        return self.form.step_builder.form.rule_kind

    def draft_target(self) -> Target:
        """Return which medication gets steps, or what the new one is."""
        if self._item is not None:
            return {"medication": self._item.medication.id}
        return {"medication": None, "new": _described(self._medication)}

    def draft_extra(self) -> Target:
        """Return the steps as they are typed."""
        return {**super().draft_extra(), "steps": self.form.step_builder.kept()}

    def take_extra(self, extra: Target) -> None:
        """Show the steps again."""
        super().take_extra(extra)
        self._is_built = True
        steps = extra.get("steps")
        if isinstance(steps, dict):
            self.form.step_builder.take_kept(steps)

    def read(self) -> tuple[ChangeToSign | None, tuple[Problem, ...]]:
        """Return the steps, or what is wrong."""
        form = self.form
        regimen, sentences = form.step_builder.regimen()
        request, wrong = form.dispense_fields.request()
        found = [*(Problem("regimen", sentence) for sentence in sentences), *wrong]
        steps = () if regimen is None else regimen.steps
        found += missing_maximum(self._medication, (step.dosage for step in steps))
        effective_on = form.effective_on.value()
        if effective_on is None and form.effective_on.is_valid():
            found.append(Problem("effective_on", "Enter the day on which the first step begins."))
        if form.reason_code.currentData() is None:
            found.append(Problem("reason_code", "Choose a reason."))
        if found or effective_on is None or regimen is None:
            return None, tuple(found)
        entry = self.answered(
            PlanEntry(
                effective_on,
                form.reason_code.currentData(),
                comment=form.comment.toPlainText(),
                regimen=regimen,
                dispense_request=request,
            )
        )
        item = self._item
        if item is None:
            new = ordered_by_session(self.context.clinic.session, self._medication)
            return ChangeToSign(self._kind, entry, medication=new), ()
        return ChangeToSign(self._kind, entry, item.medication.id, item.medication), ()

    def planned_change(self) -> PlannedChange | None:
        """Return the steps as far as they can be read; None while their day can't be."""
        regimen, _ = self.form.step_builder.regimen()
        effective_on = self.form.effective_on.value()
        if effective_on is None:
            return None
        return PlannedChange(
            _ACTIONS[self._kind],
            self._medication,
            effective_on,
            None if regimen is None else regimen.steps[0].dosage,
            self._item.medication.id if self._item else None,
            regimen,
            dispense_request=self.form.dispense_fields.current(),
            is_unread=regimen is None,
        )

    def change_to_show(self) -> PlanDiff | None:
        """Return what is taken now, and the steps; None until something of them is changed."""
        change = self.planned_change()
        if change is None or change.regimen is None:
            return None
        as_shown = not self._is_built and change.effective_on == self._shown_for
        if self._item is not None and self._item.status is PlanStatus.ACTIVE and as_shown:
            return None
        line = f"From {write_date(change.effective_on)}: {regimen_line(change.regimen)}"
        return PlanDiff(_present(self._item), line)

    def _leave_room_below(self) -> None:
        """Keep the fields together at the top where the window is higher than they are."""
        column = self.form.root.findChild(QVBoxLayout, "column")
        assert column is not None  # the form has it
        column.setStretch(column.count() - 1, 1)

    def _offer_labelled(self, concept_id: str) -> None:
        """Offer what the pack says about starting it, once that is read."""
        context, builder = self.context, self.form.step_builder

        def offer(known: ClinicKnowledge) -> None:
            facts = known.rules.medication(concept_id)
            if facts is not None:
                builder.offer_labelled(facts.titration, facts.sources)
            builder.offer_side_effects(known.side_effects)

        context.tasks.run(
            lambda: knowledge_of(context.clinic),
            done=offer,
            parent=self,
        )

    def _day_changed(self) -> None:
        """Show what remains on another first day, until a person has changed the steps."""
        day, builder = self.form.effective_on.value(), self.form.step_builder
        remaining = None if day is None or self._is_built else _remaining(self._item, day)
        if day is not None and remaining is not None:
            builder.show_remaining(remaining, day)
        else:
            builder.set_first_day(day)

    def _keep(self) -> None:
        self._is_built = True
        if self.drafts is not None:
            self.drafts.choose()


def _present(item: PlanItem | None) -> str:
    if item is None:
        return ""
    if item.status is PlanStatus.STOPPED:
        return "Stopped"
    words = short_directions(item.dosage) if item.dosage else "directions not known"
    held = ", on hold" if item.status is PlanStatus.ON_HOLD else ""
    present = item.present
    if item.regimen is None or present is None:
        return f"Now: {words}{held}"
    return f"Now: {words}{held} (step {present.number} of {present.count})"


def _remaining(item: PlanItem | None, day: date) -> Regimen | None:
    """Return what remains on *day* of the steps that are under way; None if there are none."""
    if item is None or item.present is None or item.regimen is None:
        return None
    return item.regimen.remaining(item.present.regimen_day(day))


def _described(medication: Medication) -> dict[str, Json]:
    review = medication.review_on
    return {
        "name": medication.name,
        "horizon": medication.horizon.value,
        "concept": medication.concept_id,
        "rxnorm": medication.rxnorm_code,
        "schedule": medication.schedule,
        "indication": medication.indication,
        "review_on": "" if review is None else review.isoformat(),
    }


def medication_of(described: dict[str, Json], patient_id: int) -> Medication:
    """Return the new medication that a draft describes."""

    def said(name: str) -> str:
        return str(described.get(name) or "")

    return Medication(
        patient_id,
        said("name"),
        Horizon(said("horizon") or Horizon.LONG_TERM),
        concept_id=said("concept"),
        rxnorm_code=said("rxnorm"),
        schedule=said("schedule"),
        indication=said("indication"),
        review_on=date.fromisoformat(said("review_on")) if said("review_on") else None,
    )
