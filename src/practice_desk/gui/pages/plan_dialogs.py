"""Opens the Plan page's forms, one at a time, each bound to the chart it was opened in.

The forms of the plan stand in the page's tray and nothing waits for them; a letter is a window.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from practice_desk.domain.condition import ConditionStatus
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.draft import Draft, Json
from practice_desk.domain.medication import Medication, PlanItem
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.supply import limit_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.change_dose_dialog import ChangeDoseDialog
from practice_desk.gui.dialogs.letter_composer import LetterComposer
from practice_desk.gui.dialogs.plan_dialog import PlanDialog
from practice_desk.gui.dialogs.plan_step_dialog import PlanStep, PlanStepDialog
from practice_desk.gui.dialogs.start_medication_dialog import StartMedicationDialog
from practice_desk.gui.dialogs.step_plan_dialog import StepPlanDialog, medication_of
from practice_desk.gui.dialogs.switch_dialog import SwitchDialog
from practice_desk.gui.models.supply_words import limit_text
from practice_desk.knowledge.medications import MedicationConcept
from practice_desk.services.charts import Chart
from practice_desk.services.clinic_knowledge import knowledge_of
from practice_desk.services.plan import PlanChange


class PlanDialogs(QObject):
    """The forms of one Plan page. Nothing opens without a chart."""

    recorded = Signal(object)
    """Emits the `PlanChange` that a form has signed."""
    opened = Signal(object)
    """Emits a `PlanDialog` that is to be shown in the tray."""
    closed = Signal(bool)
    """Emitted when the form in the tray is gone; True when the keyboard was in it."""

    def __init__(self, context: AppContext, page: QWidget) -> None:
        super().__init__(page)
        self.dialog: QDialog | None = None
        self._context = context
        self._page = page
        self._chart: Chart | None = None

    def show_chart(self, chart: Chart) -> None:
        """Take the chart that the page shows."""
        self._chart = chart

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
        if chart is None:
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
        if self._chart is not None:
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
        if not self.close():
            if not isinstance(self.dialog, PlanDialog):
                return False
            self.dialog.set_aside(lambda: self.go_on(draft))
            return True
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

    def write_letter(self, event_ids: tuple[int, ...]) -> None:
        """Open the letter composer about plan events."""
        if self._chart is not None:
            patient = self._chart.patient
            self._open(LetterComposer(self._context, patient, event_ids, self._page))

    def close(self) -> bool:
        """Close what is open, unless something was typed or it is a letter; return whether."""
        dialog = self.dialog
        if dialog is None:
            return True
        if not isinstance(dialog, PlanDialog) or dialog.is_typed:
            return False
        dialog.discard()
        return True

    def _open(self, dialog: QDialog, draft: Draft | None = None) -> None:
        if not self.close():
            dialog.deleteLater()
            self._show_open()
            return
        self.dialog = dialog
        dialog.finished.connect(lambda _result, ended=dialog: self._closed(ended))
        if not isinstance(dialog, PlanDialog):
            dialog.open()
            return
        dialog.recorded.connect(self.recorded)
        dialog.letter_wanted.connect(self._letter_after)
        if dialog.stands_alone:
            dialog.open()
        else:
            dialog.embed()
            self.opened.emit(dialog)
        if draft is not None:
            dialog.put_draft(draft)

    def _show_open(self) -> None:
        """Lead back to what is open: something was typed there."""
        dialog = self.dialog
        if isinstance(dialog, PlanDialog):
            dialog.ask_to_finish()

    def _closed(self, ended: QDialog) -> None:
        if self.dialog is ended:
            self.dialog = None
        if isinstance(ended, PlanDialog):
            self.closed.emit(ended.had_focus)

    def _letter_after(self, change: PlanChange) -> None:
        if self._chart is not None and self._chart.patient.id in change.changes.patient_ids:
            self.write_letter((change.event_id,))


def _indications(chart: Chart) -> tuple[str, ...]:
    return tuple(
        condition.display
        for condition in chart.conditions
        if condition.status is ConditionStatus.ACTIVE and not condition.retracted_reason
    )
