"""Opens the Plan page's dialogs, one at a time, each bound to the chart it was opened in."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from practice_desk.domain.condition import ConditionStatus
from practice_desk.domain.medication import PlanItem
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.change_dose_dialog import ChangeDoseDialog
from practice_desk.gui.dialogs.letter_composer import LetterComposer
from practice_desk.gui.dialogs.plan_dialog import PlanDialog
from practice_desk.gui.dialogs.plan_step_dialog import PlanStep, PlanStepDialog
from practice_desk.gui.dialogs.start_medication_dialog import StartMedicationDialog
from practice_desk.knowledge.medications import MedicationConcept
from practice_desk.knowledge.pack import knowledge_pack
from practice_desk.services.charts import Chart
from practice_desk.services.plan import PlanChange


class PlanDialogs(QObject):
    """The dialogs of one Plan page. Nothing opens without a chart."""

    recorded = Signal(object)
    """Emits the `PlanChange` that a dialog has saved."""

    def __init__(self, context: AppContext, page: QWidget) -> None:
        super().__init__(page)
        self.dialog: QDialog | None = None
        self._context = context
        self._page = page
        self._chart: Chart | None = None

    def show_chart(self, chart: Chart) -> None:
        """Take the chart that the page shows."""
        self._chart = chart

    def start(self, reported: PlanItem | None) -> None:
        """Open the dialog that starts a medication, or takes a reported one into the plan."""
        if self._chart is not None:
            dialog = StartMedicationDialog(
                self._context,
                self._chart.patient,
                self._context.today(),
                _indications(self._chart),
                self._page,
                reported=reported,
            )
            self._open(dialog)

    def change(self, item: PlanItem, kind: PlanEventKind) -> None:
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
                )
            )

        self._context.tasks.run(
            lambda: knowledge_pack().medications.by_id(concept_id), done=found, parent=self
        )

    def step(self, item: PlanItem, step: PlanStep) -> None:
        """Open the dialog that holds, resumes or stops a medication."""
        if self._chart is not None:
            patient, today = self._chart.patient, self._context.today()
            self._open(PlanStepDialog(self._context, patient, item, step, today, self._page))

    def retract(self, item: PlanItem, event_id: int, words: str) -> None:
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
            self._open(dialog)

    def write_letter(self, event_ids: tuple[int, ...]) -> None:
        """Open the letter composer about plan events."""
        if self._chart is not None:
            patient = self._chart.patient
            self._open(LetterComposer(self._context, patient, event_ids, self._page))

    def _open(self, dialog: QDialog) -> None:
        if self.dialog is not None:
            dialog.deleteLater()
            return
        self.dialog = dialog
        if isinstance(dialog, PlanDialog):
            dialog.recorded.connect(self.recorded)
            dialog.letter_wanted.connect(self._letter_after)
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        self.dialog = None

    def _letter_after(self, change: PlanChange) -> None:
        if self._chart is not None and self._chart.patient.id in change.changes.patient_ids:
            self.write_letter((change.event_id,))


def _indications(chart: Chart) -> tuple[str, ...]:
    return tuple(
        condition.display
        for condition in chart.conditions
        if condition.status is ConditionStatus.ACTIVE and not condition.retracted_reason
    )
