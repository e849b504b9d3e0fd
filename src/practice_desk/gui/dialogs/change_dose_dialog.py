"""Changing a dose, or starting a stopped medication again: the old above the new."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from PySide6.QtWidgets import QLabel, QWidget

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.directions import directions
from practice_desk.domain.errors import Problem
from practice_desk.domain.medication import Origin, PlanItem, PlanStatus
from practice_desk.domain.patient import Patient
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.safety import ChangeAction
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.plan_dialog import PlanDialog, PlanForm
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.dosage_form import missing_maximum
from practice_desk.gui.models.plan_diff import PlanDiff, plan_diff
from practice_desk.gui.models.plan_list import first_possible_day
from practice_desk.gui.widgets.dispense_fields import DispenseFields
from practice_desk.gui.widgets.dosage_editor import DosageEditor
from practice_desk.knowledge.medications import MedicationConcept
from practice_desk.services.plan import PlanEntry
from practice_desk.services.plan_changes import ChangeToSign
from practice_desk.services.safety_question import PlannedChange


class ChangeDoseForm(PlanForm):
    """`ui/change_dose_dialog.ui`."""

    ui = "change_dose_dialog.ui"
    old_label: QLabel
    old_directions: QLabel
    dosage_editor: DosageEditor
    dispense_fields: DispenseFields


class ChangeDoseDialog(PlanDialog):
    """Gives one plan item a new dosage from a day on."""

    draft_kind: ClassVar[str] = "change"
    form_type = ChangeDoseForm
    form: ChangeDoseForm

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        item: PlanItem,
        concept: MedicationConcept | None,
        today: date,
        parent: QWidget | None = None,
        *,
        kind: PlanEventKind = PlanEventKind.CHANGE,
    ) -> None:
        super().__init__(context, patient, parent)
        self._medication = item.medication
        self._medication_id = item.medication.id or 0
        self._kind = kind
        self._present = item.dosage
        self._item = item
        again = kind is PlanEventKind.START
        name = item.medication.name
        self.set_heading(f"Start {name} again" if again else f"Change dose of {name}")
        self.offer_reasons(kind, "restart" if again else "")
        self.form.effective_on.set_value(first_possible_day(item, today))
        self.form.dosage_editor.show_medication(concept, item.dosage)
        self._show_old(item, "Until it was stopped" if again else "Now")
        ours = item.medication.origin is Origin.CLINIC
        fields = self.form.dispense_fields
        schedule = concept.dea_schedule if concept else ""
        fields.show_medication(item.medication, schedule, item.dispense_request)
        self.form.save_and_write.setVisible(ours and self.may_write_letter)
        self.watch_typing()
        self.resize(460, 700)
        self.form.dosage_editor.changed.connect(self.make_room)
        self.check_live(self.form.dosage_editor, self.form.dosage_editor.changed, fields.changed)
        self.show_changes(self.form.dosage_editor.changed)
        self.focus_first()

    def tab_order(self) -> tuple[QWidget, ...]:
        """Return from when and why, the dosage, then the rest."""
        form = self.form
        rest = (*form.dispense_fields.tab_order(), form.comment)
        ways_in = (form.effective_on.edit, form.reason_code)
        return (*ways_in, *form.dosage_editor.tab_order(), *self.check_stops(), *rest)

    @property
    def event_kind(self) -> PlanEventKind:
        """What it does to the plan."""
        return self._kind

    @property
    def first_field(self) -> QWidget:
        """The dose, which is most often what changes."""
        return self.form.dosage_editor.dose

    def draft_target(self) -> Target:
        """Return which medication is changed, or started again."""
        return {"medication": self._medication_id, "event": str(self._kind)}

    def read(self) -> tuple[ChangeToSign | None, tuple[Problem, ...]]:
        """Return the change, or what is wrong."""
        form = self.form
        dosage, problems = form.dosage_editor.dosage()
        request, wrong = form.dispense_fields.request()
        found = [*problems, *missing_maximum(self._medication, (dosage,)), *wrong]
        effective_on = form.effective_on.value()
        if effective_on is None and form.effective_on.is_valid():
            found.append(Problem("effective_on", "Enter the day from which it holds."))
        if form.reason_code.currentData() is None:
            found.append(Problem("reason_code", "Choose a reason."))
        same = dosage is not None and dosage == self._present
        if same and request == self._item.dispense_request and self._kind is PlanEventKind.CHANGE:
            found.append(Problem("dose", "This is the dose as it is now. Enter the new one."))
        if found or effective_on is None:
            return None, tuple(found)
        entry = PlanEntry(
            effective_on,
            form.reason_code.currentData(),
            dosage,
            form.comment.toPlainText(),
            dispense_request=request,
        )
        entry = self.answered(entry)
        return ChangeToSign(self._kind, entry, self._medication_id, self._medication), ()

    def planned_change(self) -> PlannedChange | None:
        """Return the new dosage as far as it can be read; None while its day can't be."""
        dosage, _ = self.form.dosage_editor.dosage()
        effective_on = self.form.effective_on.value()
        if effective_on is None:
            return None
        again = self._kind is PlanEventKind.START
        action = ChangeAction.START if again else ChangeAction.CHANGE
        return PlannedChange(
            action,
            self._medication,
            effective_on,
            dosage,
            self._medication_id,
            dispense_request=self.form.dispense_fields.current(),
            is_unread=dosage is None,
        )

    def change_to_show(self) -> PlanDiff | None:
        """Return the old dose and the new one; None while they are the same."""
        change = self.planned_change()
        same = change is not None and change.dosage == self._present
        if same and self._kind is PlanEventKind.CHANGE:
            return None
        return plan_diff(self._kind, self._item, change)

    def _show_old(self, item: PlanItem, label: str) -> None:
        form, dosage = self.form, item.dosage
        since = "" if item.since is None else f", since {write_date(item.since)}"
        ends = item.regimen is not None and item.status is not PlanStatus.STOPPED
        steps = "; its steps end with this change" if ends else ""
        form.old_label.setText(f"{label}{since}{steps}")
        form.old_directions.setText(
            "No directions recorded" if dosage is None else directions(dosage)
        )
