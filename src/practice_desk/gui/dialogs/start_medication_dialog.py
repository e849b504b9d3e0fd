"""Starting a medication: found in the coded list or typed, with its dosage and horizon."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.draft import Draft
from practice_desk.domain.errors import Problem
from practice_desk.domain.medication import Horizon, Medication, Origin, PlanItem, check_medication
from practice_desk.domain.patient import Patient
from practice_desk.domain.permission import Operation
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.safety import ChangeAction
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.live_check import Unasked
from practice_desk.gui.dialogs.plan_dialog import PlanDialog, PlanForm
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.dosage_form import missing_maximum
from practice_desk.gui.models.medication_search import (
    NOT_CODED,
    Found,
    coded_line,
    find_medications,
)
from practice_desk.gui.models.plan_diff import PlanDiff, plan_diff
from practice_desk.gui.widgets.dispense_fields import DispenseFields
from practice_desk.gui.widgets.dosage_editor import DosageEditor
from practice_desk.gui.widgets.plan_date_field import PlanDateField
from practice_desk.knowledge.medications import MedicationConcept
from practice_desk.knowledge.pack import KnowledgePack
from practice_desk.services.clinic_knowledge import ClinicKnowledge, knowledge_of
from practice_desk.services.plan import PlanEntry, ordered_by_session
from practice_desk.services.plan_changes import ChangeToSign
from practice_desk.services.safety_question import PlannedChange


class StartMedicationForm(PlanForm):
    """`ui/start_medication_dialog.ui`."""

    ui = "start_medication_dialog.ui"
    name_label: QLabel
    name: QLineEdit
    matches: QListWidget
    coded: QLabel
    dosage_editor: DosageEditor
    dispense_fields: DispenseFields
    horizon: QComboBox
    review_on_label: QLabel
    review_on: PlanDateField
    indication: QComboBox
    origin_label: QLabel
    origin: QComboBox
    prescriber_name_label: QLabel
    prescriber_name: QLineEdit


_HORIZONS = (
    (Horizon.LONG_TERM, "Long-term"),
    (Horizon.SHORT_TERM, "Short-term, until a day"),
)
_ORIGINS = (
    (Origin.CLINIC, "Ours: we prescribe it"),
    (Origin.OUTSIDE, "Prescribed outside"),
    (Origin.OWN, "Patient's own (over the counter)"),
)


class StartMedicationDialog(PlanDialog):
    """Adds a medication to one patient's plan; with *reported*, takes that one over as ours."""

    draft_kind: ClassVar[str] = "start"
    form_type = StartMedicationForm
    form: StartMedicationForm

    steps_wanted = Signal(object, object, object)
    """Emits the `Medication`, its concept or None, and the dosage as far as it can be read."""

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        today: date,
        indications: Sequence[str] = (),
        parent: QWidget | None = None,
        *,
        reported: PlanItem | None = None,
    ) -> None:
        super().__init__(context, patient, parent)
        self._reported = reported
        self._pack: KnowledgePack | None = None
        self._intervals: dict[str, int] = {}
        self._concept: MedicationConcept | None = None
        self._waiting: Draft | None = None
        self._may_order = context.may(Operation.CHANGE_PLAN, patient.id)
        self.set_heading(self._heading())
        self._fill_choices(indications)
        self.form.effective_on.set_value(today)
        self.offer_reasons(PlanEventKind.START, "continued" if reported else "new_indication")
        self.in_steps = QPushButton("Plan in steps…")
        self._offer_steps()
        self._connect()
        self._show_for_choices()
        self.watch_typing()
        self.resize(460, 700)
        editor, form = self.form.dosage_editor, self.form
        editor.changed.connect(self.make_room)
        self.check_live(
            editor,
            editor.changed,
            form.indication.currentTextChanged,
            form.origin.currentIndexChanged,
            form.dispense_fields.changed,
        )
        self.show_changes(editor.changed, form.name.textChanged)
        self.focus_first()
        if reported is not None:
            self._show_reported(reported)
        context.tasks.run(
            lambda: _choices(knowledge_of(context.clinic)), done=self._pack_ready, parent=self
        )

    def tab_order(self) -> tuple[QWidget, ...]:
        """Return the name, the dosage, then the rest as it stands below."""
        form = self.form
        return (
            form.name, form.matches, *form.dosage_editor.tab_order(), *self.check_stops(),
            form.effective_on.edit, form.reason_code, *form.dispense_fields.tab_order(),
            form.indication, form.horizon, form.review_on.edit, form.origin,
            form.prescriber_name, form.comment,
        )  # fmt: skip

    @property
    def event_kind(self) -> PlanEventKind:
        """What it does to the plan."""
        return PlanEventKind.START

    @property
    def first_field(self) -> QWidget:
        """The name, or the dose of what was named already."""
        named = self._reported is not None
        return self.form.dosage_editor.dose if named else self.form.name

    def choose(self, concept: MedicationConcept | None) -> None:
        """Take *concept* as the medication; None keeps the name as typed, not coded."""
        self._concept = concept
        form = self.form
        self._show_matches(())
        if concept is not None:
            form.name.setText(concept.display_name)
        form.coded.setText(NOT_CODED if concept is None else coded_line(concept))
        form.coded.setVisible(bool(form.name.text().strip()))
        every = self._intervals.get(concept.id) if concept else None
        form.dosage_editor.show_medication(concept, interval_days=every)
        form.dispense_fields.show_for(concept.dea_schedule if concept else "")
        form.dosage_editor.dose.setFocus(Qt.FocusReason.TabFocusReason)  # selects the proposed dose

    def read(self) -> tuple[ChangeToSign | None, tuple[Problem, ...]]:
        """Return the start, or what is wrong."""
        form = self.form
        if not form.matches.isHidden():
            sentence = "Choose from the list, the last line to keep the name as typed."
            return None, (Problem("name", sentence),)
        dosage, problems = form.dosage_editor.dosage()
        request, wrong = form.dispense_fields.request()
        medication = self._medication()
        problems = (*check_medication(medication), *problems, *wrong)
        problems = (*problems, *missing_maximum(medication, (dosage,)))
        effective_on = form.effective_on.value()
        if effective_on is None:
            problems = (*problems, Problem("effective_on", "Enter the day it starts."))
        if not form.review_on.is_valid():
            problems = (*problems, Problem("review_on", "This is no date."))
        if problems or effective_on is None:
            return None, problems
        entry = PlanEntry(
            effective_on,
            form.reason_code.currentData(),
            dosage,
            form.comment.toPlainText(),
            dispense_request=request,
        )
        entry = self.answered(entry)
        reported_id = self._reported.medication.id if self._reported else None
        ordered = ordered_by_session(self.context.clinic.session, medication)
        return ChangeToSign(PlanEventKind.START, entry, reported_id, ordered), ()

    def draft_target(self) -> Target:
        """Return the reported medication that is taken over, if one is."""
        return {"reported": self._reported.medication.id if self._reported else None}

    def draft_extra(self) -> Target:
        """Return the medication that was chosen, and whether one was."""
        chosen = self.form.matches.isHidden()
        concept = self._concept.id if self._concept else ""
        return {**super().draft_extra(), "concept": concept, "chosen": chosen}

    def take_extra(self, extra: Target) -> None:
        """Choose the medication again, which offers its forms and strengths."""
        super().take_extra(extra)
        concept = self._pack.medications.by_id(str(extra.get("concept"))) if self._pack else None
        if self._reported is None and (concept is not None or extra.get("chosen")):
            self.choose(concept)

    def put_draft(self, draft: Draft) -> None:
        """Go on with *draft* once the medications are loaded."""
        if self._pack is None:
            self._waiting = draft
            return
        super().put_draft(draft)
        extra = draft.body.get("extra")
        if isinstance(extra, dict) and not extra.get("chosen"):
            self._search(self.form.name.text())
        else:
            self.form.coded.setVisible(bool(self.form.name.text().strip()))

    def planned_change(self) -> PlannedChange | None:
        """Return the start; None while no medication is chosen, or its day can't be read."""
        form, reported = self.form, self._reported
        effective_on = form.effective_on.value()
        if not self._is_chosen() or effective_on is None:
            return None
        dosage, _ = form.dosage_editor.dosage()
        replaced = reported.medication.id if reported else None
        return PlannedChange(
            ChangeAction.START,
            self._medication(),
            effective_on,
            dosage,
            replaced,
            dispense_request=form.dispense_fields.current(),
            is_unread=dosage is None,
        )

    def waits_for(self) -> Unasked | None:
        """Return that the day is missing, once a medication is chosen."""
        return super().waits_for() if self._is_chosen() else None

    def change_to_show(self) -> PlanDiff | None:
        """Return what begins."""
        return plan_diff(PlanEventKind.START, self._reported, self.planned_change())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter and Down in the search choose from what was found."""
        if watched is self.form.name and isinstance(event, QKeyEvent):
            pressed = event.type() == QEvent.Type.KeyPress and not self.form.matches.isHidden()
            if pressed and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose_item(self.form.matches.item(0))
                return True
            if pressed and event.key() == Qt.Key.Key_Down:
                self.form.matches.setCurrentRow(0)
                self.form.matches.setFocus()
                return True
        return super().eventFilter(watched, event)

    def _is_chosen(self) -> bool:
        return self.form.matches.isHidden() and bool(self.form.name.text().strip())

    def _offer_steps(self) -> None:
        """Lead from a new medication of ours to the window that plans it in steps."""
        column = self.form.root.findChild(QVBoxLayout, "column")
        assert column is not None  # the form has it
        self.in_steps.setProperty("kind", "link")
        self.in_steps.setAutoDefault(False)
        self.in_steps.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        column.insertWidget(column.indexOf(self.form.dosage_editor), self.in_steps)
        self.in_steps.clicked.connect(self._want_steps)

    def _want_steps(self) -> None:
        form = self.form
        if not self._is_chosen():
            self.problems.show((Problem("name", "Choose the medication first."),))
            return
        dosage, _ = form.dosage_editor.dosage()
        self.steps_wanted.emit(self._medication(), self._concept, dosage)

    def _heading(self) -> str:
        if self._reported is not None:
            return "Take into our plan"
        return "Start a medication" if self._may_order else "Record a medication from elsewhere"

    def _fill_choices(self, indications: Sequence[str]) -> None:
        form = self.form
        for horizon, words in _HORIZONS:
            form.horizon.addItem(words, horizon)
        for origin, words in _ORIGINS:
            if self._may_order or origin is not Origin.CLINIC:
                form.origin.addItem(words, origin)
        form.indication.addItem("")
        form.indication.addItems(list(dict.fromkeys(indications)))
        form.coded.hide()
        form.dosage_editor.show_medication(None)
        self._show_matches(())

    def _connect(self) -> None:
        form = self.form
        form.name.textEdited.connect(self._search)
        form.name.installEventFilter(self)
        form.matches.itemClicked.connect(self._choose_item)
        form.matches.itemActivated.connect(self._choose_item)
        form.horizon.currentIndexChanged.connect(self._show_for_choices)
        form.origin.currentIndexChanged.connect(self._show_for_choices)

    def _show_for_choices(self) -> None:
        form = self.form
        ours = self._origin() is Origin.CLINIC
        form.dispense_fields.setVisible(ours)
        form.prescriber_name.setVisible(self._origin() is Origin.OUTSIDE)
        form.prescriber_name_label.setVisible(self._origin() is Origin.OUTSIDE)
        form.save_and_write.setVisible(ours and self.may_write_letter)
        self.in_steps.setVisible(ours and self._reported is None)
        short = Horizon(form.horizon.currentData()) is Horizon.SHORT_TERM
        form.review_on_label.setText("Rev&iew or stop on" if short else "Rev&iew on (optional)")

    def _origin(self) -> Origin:
        return Origin(self.form.origin.currentData())

    def _pack_ready(self, found: tuple[KnowledgePack, dict[str, int]]) -> None:
        self._pack, self._intervals = found
        pack = self._pack
        reported = self._reported
        if reported is not None:
            self._concept = pack.medications.by_id(reported.medication.concept_id)
            self.form.dosage_editor.show_medication(self._concept, reported.dosage)
            self.form.dispense_fields.show_for(self._medication().schedule)
        elif self.form.name.text().strip():
            self._search(self.form.name.text())
        if reported is not None and self.drafts is not None:
            self.drafts.settle()
        if (draft := self._waiting) is not None:
            self._waiting = None
            self.put_draft(draft)

    def _show_reported(self, reported: PlanItem) -> None:
        form, medication = self.form, reported.medication
        form.name.setText(medication.name)
        form.name.setReadOnly(True)
        form.origin.hide()
        form.origin_label.hide()
        form.dispense_fields.show_for(medication.schedule)
        form.indication.setEditText(medication.indication)
        form.dosage_editor.show_medication(None, reported.dosage)
        form.dosage_editor.dose.setFocus()

    def _search(self, text: str) -> None:
        self._concept = None
        self.form.coded.hide()
        self._show_matches(find_medications(self._pack.medications, text) if self._pack else ())

    def _show_matches(self, found: Sequence[Found]) -> None:
        """List what was found in place of the dosage, which belongs to what is chosen."""
        matches = self.form.matches
        matches.clear()
        for match in found:
            item = QListWidgetItem(match.label)
            item.setData(Qt.ItemDataRole.UserRole, match)
            item.setSizeHint(QSize(0, matches.fontMetrics().height() + 16))
            matches.addItem(item)
        matches.setFixedHeight(sum(matches.sizeHintForRow(row) for row in range(len(found))) + 12)
        matches.setVisible(bool(found))
        self.form.dosage_editor.setVisible(not found)

    def _choose_item(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            match: Found = item.data(Qt.ItemDataRole.UserRole)
            self.choose(match.concept)

    def _medication(self) -> Medication:
        form, concept, reported = self.form, self._concept, self._reported
        origin = self._origin()
        known = reported.medication if reported else None
        return Medication(
            patient_id=self.patient_id,
            name=" ".join(form.name.text().split()),
            horizon=Horizon(form.horizon.currentData()),
            origin=origin,
            concept_id=concept.id if concept else (known.concept_id if known else ""),
            rxnorm_code=concept.rxcui if concept else (known.rxnorm_code if known else ""),
            schedule=concept.dea_schedule if concept else (known.schedule if known else ""),
            indication=" ".join(form.indication.currentText().split()),
            review_on=form.review_on.value(),
            prescriber_name=form.prescriber_name.text().strip() if origin is Origin.OUTSIDE else "",
        )


def _choices(known: ClinicKnowledge) -> tuple[KnowledgePack, dict[str, int]]:
    """Return what can be chosen, and for how many days an injection of each is made."""
    doses = ((each.id, each.adult_dose) for each in known.rules.facts.medications)
    every = {med: dose.interval_days for med, dose in doses if dose is not None}
    return known.pack, {med: days for med, days in every.items() if days is not None}
