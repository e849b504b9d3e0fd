"""Opens the Plan page's forms, one at a time, each bound to the chart it was opened in.

The forms of the plan stand in the page's tray and nothing waits for them; a letter is a window.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from practice_desk.domain.adverse_event_review import Action
from practice_desk.domain.changes import Changes
from practice_desk.domain.condition import ConditionStatus
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.draft import Draft, Json
from practice_desk.domain.medication import Medication, PlanItem
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.supply import limit_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.change_dose_dialog import ChangeDoseDialog
from practice_desk.gui.dialogs.changes_dialog import ChangesDialog
from practice_desk.gui.dialogs.plan_dialog import PlanDialog
from practice_desk.gui.dialogs.plan_step_dialog import PlanStep, PlanStepDialog
from practice_desk.gui.dialogs.start_medication_dialog import StartMedicationDialog
from practice_desk.gui.dialogs.step_plan_dialog import StepPlanDialog, medication_of
from practice_desk.gui.dialogs.switch_dialog import SwitchDialog
from practice_desk.gui.dialogs.tray_dialog import TrayDialog
from practice_desk.gui.letters.compose_model import Wanted
from practice_desk.gui.letters.composer import LetterComposer
from practice_desk.gui.models.composed_change import ComposedChange
from practice_desk.gui.models.plan_cause import PlanCause, WantedChange
from practice_desk.gui.models.supply_words import limit_text
from practice_desk.knowledge.medications import MedicationConcept
from practice_desk.letters.kinds.medication_notice import CODE as MEDICATION_NOTICE
from practice_desk.services.charts import Chart
from practice_desk.services.clinic_knowledge import knowledge_of
from practice_desk.services.plan_changes import SignedChanges, newest_event_id


class PlanDialogs(QObject):
    """The forms of the plan on one page. Nothing opens without a chart.

    With *several* the page has a tray, in which changes are composed one after the other and signed
    together: `changes` holds them, and stands there whenever no form does. Without it every form is
    a window.
    """

    recorded = Signal(object)
    """Emits the `SignedChanges`, or `Switched`, that a form has signed."""
    opened = Signal(object)
    """Emits a `TrayDialog` that is to be shown in the tray."""
    closed = Signal(bool)
    """Emitted when the form in the tray is gone; True when the keyboard was in it."""
    another_wanted = Signal()
    """Emitted when one more change is to be chosen in the plan."""

    def __init__(self, context: AppContext, page: QWidget, *, several: bool = False) -> None:
        super().__init__(page)
        self.dialog: QDialog | None = None
        self.changes: ChangesDialog | None = None
        self._several = several
        self._editing: int | None = None
        self._is_stale = False
        self._context = context
        self._page = page
        self._chart: Chart | None = None
        self._cause: PlanCause | None = None

    def show_chart(self, chart: Chart) -> None:
        """Take the chart that the page shows."""
        self._chart = chart
        if self._is_stale and self.changes is not None:
            events = (event for item in chart.plan for event in item.events)
            self.changes.newest_event = newest_event_id(events)
        self._is_stale = False

    def open_wanted(self, wanted: WantedChange) -> bool:
        """Open the form of a decision, filled in as far as it is decided; return whether.

        False where the medication is no longer in the plan, or something else is typed in.
        """
        item = self._item(wanted.medication_id)
        if not self._make_way() or (item is None and wanted.action is not Action.ADD):
            return False
        self._cause = wanted.cause
        if item is None or wanted.action is Action.ADD:
            self.start(None)
        elif wanted.action is Action.STOP:
            self.step(item, PlanStep.STOP)
        elif wanted.action is Action.SWITCH:
            self.switch(item)
        else:
            self.change(item, PlanEventKind.CHANGE)
        return True

    def start(self, reported: PlanItem | None, draft: Draft | None = None) -> None:
        """Open the dialog that starts a medication, or takes a reported one into the plan.

        Every dialog goes on with a *draft* where there is one.
        """
        if self._chart is not None:
            dialog = StartMedicationDialog(
                self._context,
                self._chart.patient,
                self._context.today(),
                _indications(self._chart),
                self._page,
                reported=reported,
            )
            dialog.steps_wanted.connect(
                lambda medication, concept, dosage: self._start_in_steps(
                    dialog, medication, concept, dosage
                )
            )
            self._open(dialog, draft)

    def change(self, item: PlanItem, kind: PlanEventKind, draft: Draft | None = None) -> None:
        """Open the dialog that changes a dose, or starts a stopped medication again."""
        chart, concept_id = self._chart, item.medication.concept_id
        if chart is None or (draft is None and self._edit_of(item)):
            return

        def found(concept: MedicationConcept | None) -> None:
            if self._chart is None or self._chart.patient.id != chart.patient.id:
                return  # another chart was opened meanwhile
            today = self._context.today()
            self._open(
                ChangeDoseDialog(
                    self._context, chart.patient, item, concept, today, self._page, kind=kind
                ),
                draft,
            )

        context = self._context
        context.tasks.run(
            lambda: knowledge_of(context.clinic).pack.medications.by_id(concept_id),
            done=found,
            parent=self,
        )

    def plan_steps(self, item: PlanItem, draft: Draft | None = None) -> None:
        """Open the window that gives a medication steps, or changes those under way."""
        if draft is None and self._edit_of(item):
            return

        def show(chart: Chart, concept: MedicationConcept | None) -> None:
            context, today = self._context, self._context.today()
            limit = limit_of(chart.supply, item.medication.id or 0)
            dialog = StepPlanDialog(
                context, chart.patient, item.medication, item, concept, today, self._page,
                limit="" if limit is None else f"Quantity limit: {limit_text(limit)}.",
            )  # fmt: skip
            self._open(dialog, draft)

        self._with_concept(item, show)

    def _start_in_steps(
        self,
        begun: StartMedicationDialog,
        medication: Medication,
        concept: MedicationConcept | None,
        dosage: Dosage | None,
    ) -> None:
        """Go on with a start in the window that plans steps."""
        chart, context = self._chart, self._context
        if chart is not None and self.dialog is begun:
            begun.done(QDialog.DialogCode.Rejected)
            dialog = StepPlanDialog(
                context, chart.patient, medication, None, concept, context.today(), self._page,
                dosage=dosage, dispense_request=begun.form.dispense_fields.current(),
            )  # fmt: skip
            self._open(dialog)

    def _new_steps(self, draft: Draft, medication: Medication) -> None:
        """Go on with the steps of a medication that is not in the plan yet."""

        def found(concept: MedicationConcept | None) -> None:
            chart, context = self._chart, self._context
            if chart is not None and chart.patient.id == medication.patient_id:
                dialog = StepPlanDialog(
                    context, chart.patient, medication, None, concept, context.today(), self._page
                )
                self._open(dialog, draft)

        context, concept_id = self._context, medication.concept_id
        context.tasks.run(
            lambda: knowledge_of(context.clinic).pack.medications.by_id(concept_id),
            done=found,
            parent=self,
        )

    def switch(self, item: PlanItem, draft: Draft | None = None) -> None:
        """Open the window that switches from a medication to another."""

        def show(chart: Chart, concept: MedicationConcept | None) -> None:
            context, today = self._context, self._context.today()
            dialog = SwitchDialog(context, chart.patient, item, concept, today, self._page)
            dialog.recorded.connect(self.recorded)
            self._open(dialog, draft)
            if draft is not None:
                dialog.put_draft(draft)

        self._with_concept(item, show)

    def _with_concept(
        self, item: PlanItem, show: Callable[[Chart, MedicationConcept | None], None]
    ) -> None:
        """Look the medication up, then *show*, unless another chart was opened meanwhile."""
        chart, context, concept_id = self._chart, self._context, item.medication.concept_id
        if chart is None:
            return

        def found(concept: MedicationConcept | None) -> None:
            if self._chart is not None and self._chart.patient.id == chart.patient.id:
                show(chart, concept)

        context.tasks.run(
            lambda: knowledge_of(context.clinic).pack.medications.by_id(concept_id),
            done=found,
            parent=self,
        )

    def step(self, item: PlanItem, step: PlanStep, draft: Draft | None = None) -> None:
        """Open the dialog that holds, resumes or stops a medication."""
        if self._chart is not None and not (draft is None and self._edit_of(item)):
            patient, today = self._chart.patient, self._context.today()
            dialog = PlanStepDialog(self._context, patient, item, step, today, self._page)
            self._open(dialog, draft)

    def retract(
        self, item: PlanItem, event_id: int, words: str, draft: Draft | None = None
    ) -> None:
        """Open the dialog that marks an event as entered in error; *words* say which."""
        if self._chart is not None:
            dialog = PlanStepDialog(
                self._context,
                self._chart.patient,
                item,
                PlanStep.RETRACT,
                self._context.today(),
                self._page,
                event_id=event_id,
                event_words=words,
            )
            self._open(dialog, draft)

    def go_on(self, draft: Draft) -> bool:
        """Open the form that *draft* was typed into; False where what it is about is gone.

        A form in which something was typed is kept for later first.
        """
        target, chart = draft.body.get("target"), self._chart
        if chart is None or chart.patient.id != draft.patient_id or not isinstance(target, dict):
            return False
        if not self._make_way():
            if not isinstance(self.dialog, TrayDialog):
                return False
            self.dialog.set_aside(lambda: self.go_on(draft))
            return True
        if draft.kind == ChangesDialog.draft_kind:
            return self._go_on_with_changes(chart, draft)
        return self._reopen(draft, target)

    def _go_on_with_changes(self, chart: Chart, draft: Draft) -> bool:
        """Show changes that were composed before; those composed since are kept in their turn."""
        if self.changes is not None:
            self.changes.set_aside(lambda: self.go_on(draft))
            return True
        changes = self._new_changes(chart)
        changes.put_draft(draft)
        self._show_changes()
        return True

    def _reopen(self, draft: Draft, target: dict[str, Json]) -> bool:
        """Open the form of one change as *draft* kept it; False where what it is about is gone."""
        if draft.kind == StartMedicationDialog.draft_kind:
            reported = self._item(target.get("reported"))
            if reported is None and target.get("reported") is not None:
                return False
            self.start(reported, draft)
            return True
        new = target.get("new")
        if draft.kind == StepPlanDialog.draft_kind and isinstance(new, dict):
            self._new_steps(draft, medication_of(new, draft.patient_id or 0))
            return True
        item, event = self._item(target.get("medication")), target.get("event")
        if item is None:
            return False
        if draft.kind == StepPlanDialog.draft_kind:
            self.plan_steps(item, draft)
        elif draft.kind == SwitchDialog.draft_kind:
            self.switch(item, draft)
        elif draft.kind == ChangeDoseDialog.draft_kind:
            self.change(item, PlanEventKind(str(event)), draft)
        elif isinstance(event, int):
            self.retract(item, event, str(target.get("words")), draft)
        else:
            self.step(item, PlanStep[str(target.get("step"))], draft)
        return True

    def _item(self, medication_id: Json) -> PlanItem | None:
        plan = () if self._chart is None else self._chart.plan
        return next((item for item in plan if item.medication.id == medication_id), None)

    def write_letter(self, event_ids: tuple[int, ...], cancelled: tuple[int, ...] = ()) -> None:
        """Open the letter composer about plan events, and lines that the pharmacy is to cancel."""
        if self._chart is not None:
            patient = self._chart.patient
            wanted = Wanted.events(MEDICATION_NOTICE, event_ids, cancelled)
            composer = LetterComposer(self._context, patient, wanted, self._page)
            self._open(composer)

    def close(self) -> bool:
        """Close what is open, unless something was typed or it is a letter; return whether."""
        return self._make_way() and self.changes is None

    def set_aside(self) -> None:
        """Close everything in the tray, and keep what was typed for later."""
        dialog, changes = self.dialog, self.changes
        if isinstance(dialog, PlanDialog):
            dialog.set_aside(changes.set_aside if changes is not None else None)
        elif changes is not None:
            changes.set_aside()

    def edit(self, place: int) -> None:
        """Open the form of a change that waits to be signed; Add puts it back in its place."""
        if self.changes is None or not self._make_way():
            return
        line = self.changes.changes[place]
        now = datetime.now(UTC)
        draft = Draft(line.form_kind, line.title, line.form_body, "", now, self.changes.patient_id)
        target = line.form_body.get("target")
        self._editing = place
        if not isinstance(target, dict) or not self._reopen(draft, target):
            self._editing = None

    def _edit_of(self, item: PlanItem) -> bool:
        """Open the change of *item* that waits to be signed; return whether there is one."""
        place = None if self.changes is None else self.changes.place_of(item.medication.id)
        if place is None:
            return False
        self.edit(place)
        return True

    def _make_way(self) -> bool:
        """Close the form that is open, unless something was typed; return whether none is."""
        dialog = self.dialog
        if dialog is None or dialog is self.changes:
            return True
        if not isinstance(dialog, PlanDialog) or dialog.is_typed:
            return False
        dialog.discard()
        return True

    def _open(self, dialog: QDialog, draft: Draft | None = None) -> None:
        editing, self._editing = self._editing, None
        if not self._make_way():
            dialog.deleteLater()
            self._show_open()
            return
        self.dialog = dialog
        cause, self._cause = self._cause, None
        if cause is not None and isinstance(dialog, PlanDialog | SwitchDialog):
            dialog.because_of(cause)
        dialog.finished.connect(lambda _result, ended=dialog: self._closed(ended))
        if not isinstance(dialog, PlanDialog):
            dialog.open()
            return
        dialog.recorded.connect(self._signed)
        dialog.letter_wanted.connect(self._letter_after)
        if self._several and dialog.may_be_added:
            self._let_add(dialog, editing)
        if dialog.stands_alone or not self._several:
            dialog.open()  # a page without a tray has nowhere to put it
        else:
            dialog.embed()
            self.opened.emit(dialog)
        if draft is not None:
            dialog.put_draft(draft)

    def _let_add(self, dialog: PlanDialog, editing: int | None) -> None:
        """Let the form add to the changes that are signed together."""
        dialog.added.connect(lambda line: self._add(line, editing))
        if self.changes is None:
            dialog.offer_to_add()
        else:
            dialog.become_one_of_several(self.changes.beside(editing))

    def _add(self, line: ComposedChange, place: int | None) -> None:
        if self._chart is not None:
            changes = self.changes or self._new_changes(self._chart)
            changes.put(line, place)

    def _new_changes(self, chart: Chart) -> ChangesDialog:
        newest = newest_event_id(event for item in chart.plan for event in item.events)
        changes = ChangesDialog(self._context, chart.patient, newest, self._page)
        changes.embed()
        changes.hide()
        changes.recorded.connect(self.recorded)
        changes.letter_wanted.connect(self._letter_after)
        changes.edit_wanted.connect(self.edit)
        changes.another_wanted.connect(self.another_wanted)
        changes.plan_wanted.connect(self._read_plan_again)
        changes.finished.connect(lambda _result: self._changes_ended(changes))
        self.changes = changes
        return changes

    def _show_changes(self) -> None:
        self.dialog = self.changes
        self.opened.emit(self.changes)

    def _changes_ended(self, ended: ChangesDialog) -> None:
        if self.changes is ended:
            self.changes = None
        self._closed(ended)

    def _read_plan_again(self) -> None:
        """Show the plan that somebody else has changed; from then on the changes are over it."""
        changes, events = self.changes, self._context.events
        if changes is not None:
            self._is_stale = True
            events.store_changed.emit(Changes.of(changes.patient_id, "medication"))

    def _signed(self, signed: SignedChanges) -> None:
        if self.changes is not None:
            self.changes.signed_beside(signed)
        self.recorded.emit(signed)

    def _show_open(self) -> None:
        """Lead back to what is open: something was typed there."""
        dialog = self.dialog
        if isinstance(dialog, TrayDialog):
            dialog.ask_to_finish()

    def _closed(self, ended: QDialog) -> None:
        if self.dialog is ended:
            self.dialog = None
            if self.changes is not None:
                self._show_changes()
        if isinstance(ended, TrayDialog):
            self.closed.emit(ended.had_focus)

    def _letter_after(self, signed: SignedChanges) -> None:
        if self._chart is not None and self._chart.patient.id in signed.changes.patient_ids:
            self.write_letter(signed.event_ids)


def _indications(chart: Chart) -> tuple[str, ...]:
    return tuple(
        condition.display
        for condition in chart.conditions
        if condition.status is ConditionStatus.ACTIVE and not condition.retracted_reason
    )
