"""The plan's own forms, opened from a visit: what they compose joins the visit's changes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from practice_desk.domain.condition import ConditionStatus
from practice_desk.domain.medication import PlanItem
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.change_dose_dialog import ChangeDoseDialog
from practice_desk.gui.dialogs.plan_dialog import PlanDialog
from practice_desk.gui.dialogs.plan_step_dialog import PlanStep, PlanStepDialog
from practice_desk.gui.dialogs.start_medication_dialog import StartMedicationDialog
from practice_desk.gui.models.visit_model import VisitModel
from practice_desk.knowledge.medications import MedicationConcept
from practice_desk.services.clinic_knowledge import knowledge_of

_STEPS = {"hold": PlanStep.HOLD, "resume": PlanStep.RESUME}


class VisitPlanForms(QObject):
    """Opens one form at a time, each over the changes that the visit has composed so far."""

    added = Signal(object)
    """Emits the `ComposedChange` that a form was filled in for."""

    def __init__(self, context: AppContext, model: VisitModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.dialog: PlanDialog | None = None
        self._context, self._model, self._page = context, model, parent

    def open(self, form: str, item: PlanItem | None) -> None:
        """Open the form named "start", "change", "hold" or "resume" about *item*."""
        context, today = self._context, self._model.today
        patient = self._model.opened.chart.patient
        if form == "start" or item is None:
            indications = tuple(
                each.display
                for each in self._model.opened.chart.conditions
                if each.status is ConditionStatus.ACTIVE and not each.retracted_reason
            )
            self._show(
                StartMedicationDialog(context, patient, today, indications, self._page), None
            )
        elif form in _STEPS:
            step = _STEPS[form]
            self._show(PlanStepDialog(context, patient, item, step, today, self._page), item)
        else:
            changed = item
            self._with_concept(
                changed,
                lambda concept: self._show(
                    ChangeDoseDialog(
                        context,
                        patient,
                        changed,
                        concept,
                        today,
                        self._page,
                        kind=PlanEventKind.CHANGE,
                    ),
                    changed,
                ),
            )

    def _with_concept(
        self, item: PlanItem, show: Callable[[MedicationConcept | None], None]
    ) -> None:
        context, concept_id = self._context, item.medication.concept_id
        context.tasks.run(
            lambda: knowledge_of(context.clinic).pack.medications.by_id(concept_id),
            done=show,
            parent=self,
        )

    def _show(self, dialog: PlanDialog, item: PlanItem | None) -> None:
        number = None if item is None else item.medication.id
        beside = tuple(
            line.change
            for line in self._model.state.changes
            if number is None or line.change.medication_id != number
        )
        dialog.become_one_of_several(beside)
        dialog.added.connect(self.added)
        self.dialog = dialog
        dialog.open()
