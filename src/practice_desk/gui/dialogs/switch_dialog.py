"""The switch assistant: one medication is left and another started, dated and signed as one."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QLayout,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.draft import Draft
from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.knowledge import EntryKey, EntryKind
from practice_desk.domain.medication import PlanItem
from practice_desk.domain.patient import Patient
from practice_desk.domain.quantity import amount_text
from practice_desk.domain.regimen import Regimen
from practice_desk.domain.safety_decision import UnansweredFindings
from practice_desk.gui import theme
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import patient_line
from practice_desk.gui.dialogs.live_check import (
    ENTER_THE_DAY,
    PAUSE_MILLISECONDS,
    SLOW_MILLISECONDS,
)
from practice_desk.gui.dialogs.switch_form import SwitchForm
from practice_desk.gui.drafting import Drafting, Target
from practice_desk.gui.entry_link import show_entries
from practice_desk.gui.models.medication_search import coded_line, find_medications
from practice_desk.gui.models.plan_cause import PlanCause
from practice_desk.gui.models.plan_list import first_due_day
from practice_desk.gui.models.safety_view import safety_view, waiting_view
from practice_desk.gui.models.switch_making import SwitchInput
from practice_desk.gui.models.switch_view import (
    NO_SOURCE,
    SwitchMode,
    first_day_without,
    gap_text,
    is_too_soon,
    present_text,
    proposed_down,
    proposed_mode,
    proposed_start,
    proposed_up,
)
from practice_desk.gui.tasks import Task
from practice_desk.gui.widgets.safety_panel import SafetyPanel
from practice_desk.gui.widgets.step_picture import lane_of
from practice_desk.knowledge.medications import MedicationConcept
from practice_desk.knowledge.pack import KnowledgePack
from practice_desk.knowledge.switching import SwitchAdvice
from practice_desk.services import plan, switching
from practice_desk.services.clinic_knowledge import knowledge_of
from practice_desk.services.signing import CheckedChange
from practice_desk.services.switching import Switched


class SwitchDialog(QDialog, Drafting):
    """Switches one patient from *item* to another medication.

    `recorded` emits the `Switched` once both are signed.
    """

    draft_kind: ClassVar[str] = "switch"

    recorded = Signal(object)

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        item: PlanItem,
        concept: MedicationConcept | None,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        assert patient.id is not None  # a chart is open, so it was saved
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Medication plan")
        self.context, self.patient_id = context, patient.id
        self._item, self._from_concept = item, concept
        self._pack: KnowledgePack | None = None
        self._concept: MedicationConcept | None = None
        self._cause_id: int | None = None
        self.advice: SwitchAdvice | None = None
        self._waiting: Draft | None = None
        self._typed = self._warned = self._filling = False
        self.form = form = SwitchForm(self)
        self.panel = SafetyPanel()
        self.panel.entry_wanted.connect(lambda key: show_entries(context, (key,), self))
        form.pack_entries.clicked.connect(self.show_entries)
        self._later = QTimer(self, interval=PAUSE_MILLISECONDS, singleShot=True)
        self._later.timeout.connect(self.check)
        self._task: Task | None = None
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(form.root)
        rows.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        form.title.setText(f"Switch from {item.medication.name}")
        form.patient.setText(patient_line(patient))
        form.present.setText(present_text(item, today))
        form.indication.setText(item.medication.indication)
        first_day = first_due_day(item, today)
        form.leave_on.set_value(first_day)
        form.effective_on.set_value(first_day)
        self._set_up()
        form.down.show_medication(item.medication.name, concept, first_day, item.dosage)
        form.up.show_medication("", None, first_day)  # its fields are there from the beginning
        form.up.name_fields("up")
        self.keep_drafts(context, form.title.text(), self.patient_id)
        self.resize(1160, 780)
        form.to_name.setFocus()
        context.tasks.run(
            lambda: knowledge_of(context.clinic).pack, done=self._pack_ready, parent=self
        )

    @property
    def mode(self) -> SwitchMode:
        """How one follows the other, as chosen."""
        return next(mode for mode in SwitchMode if self.form.button(mode).isChecked())

    def choose(self, concept: MedicationConcept) -> None:
        """Take *concept* as the new medication and ask the pack about the switch."""
        self._concept = concept
        form = self.form
        form.matches.hide()
        form.to_name.setText(concept.display_name)
        form.to_coded.setText(coded_line(concept))
        form.up.show_medication(concept.display_name, concept, self._start_day())
        form.dispense_fields.show_for(concept.dea_schedule)
        context, old = self.context, self._item.medication.concept_id
        context.tasks.run(
            lambda: switching.advice(context.clinic, old, concept.id),
            done=self._advised,
            failed=self._failed,
            parent=self,
        )

    def check(self) -> None:
        """Ask the safety checks about both halves as they stand."""
        self._later.stop()
        self._slow.stop()
        if self._task is not None:
            self._task.drop()  # what it finds is about an older choice
        changes = self._input().changes()
        if changes is None:
            if self._concept is None:
                self.panel.forget()
            else:
                self.panel.say_not_checked(ENTER_THE_DAY)
            return
        context, patient_id = self.context, self.patient_id
        leaving, entering = changes
        self._slow.start()
        self._task = context.tasks.run(
            lambda: switching.check_switch(context.clinic, patient_id, leaving, entering),
            done=self._checked,
            failed=self._not_checked,
            parent=self,
        )

    def sign(self) -> None:
        """Sign both halves, or say what is missing."""
        made, problems = self._input().entries()
        if made is None:
            self._say(" ".join(problems[:3]))
            return
        if about := self.panel.ask_first():
            self._say(f"{about}: this needs a reason to go on, or another plan.")
            return
        leaving, medication, entering = made
        self._say("")
        self.form.save.setEnabled(False)
        context, patient_id = self.context, self.patient_id
        from_id = self._item.medication.id or 0
        context.tasks.run(
            lambda: switching.switch_medication(
                context.clinic, patient_id, from_id, leaving,
                plan.ordered_by_session(context.clinic.session, medication), entering,
            ),
            done=self._signed,
            failed=self._failed,
            parent=self,
        )  # fmt: skip

    def reject(self) -> None:
        """Close; with something typed only at the second Esc."""
        if self._typed and not self._warned:
            self._warned = True
            self._say("This is not signed yet. Press Esc again to discard it.")
            return
        super().reject()

    def because_of(self, cause: PlanCause) -> None:
        """Fill in that this is done for a reported side effect; what is signed refers to it."""
        self._cause_id = cause.report_id
        self.form.comment.setPlainText(cause.comment)
        self._typed = False
        if self.drafts is not None:
            self.drafts.settle()

    def draft_target(self) -> Target:
        """Return which medication is left."""
        return {"medication": self._item.medication.id}

    def draft_extra(self) -> Target:
        """Return the new medication and the steps as they are typed."""
        form = self.form
        return {
            "concept": self._concept.id if self._concept else "",
            "side_effect": self._cause_id,
            "down": form.down.kept(),
            "up": form.up.kept() if self._concept else {},
        }

    def take_extra(self, extra: Target) -> None:
        """Choose the new medication again and show the steps."""
        concept = self._pack.medications.by_id(str(extra.get("concept"))) if self._pack else None
        if isinstance(report_id := extra.get("side_effect"), int):
            self._cause_id = report_id
        if concept is not None:
            self.choose(concept)
        for builder, name in ((self.form.down, "down"), (self.form.up, "up")):
            kept = extra.get(name)
            if isinstance(kept, dict) and kept:
                builder.take_kept(kept)

    def put_draft(self, draft: Draft) -> None:
        """Go on with *draft* once the medications are loaded."""
        if self._pack is None:
            self._waiting = draft
            return
        super().put_draft(draft)

    def touched_again(self) -> None:
        """One Esc does not throw away what came back from a draft."""
        self._touch()

    def tell_of_draft(self, sentence: str) -> None:
        """Say that this came back from a draft."""
        self._say(sentence)

    def _set_up(self) -> None:
        form = self.form
        self._slow = QTimer(self, interval=SLOW_MILLISECONDS, singleShot=True)
        self._slow.timeout.connect(self._say_waiting)
        column = form.root.findChild(QVBoxLayout, "column")
        assert column is not None  # the form has it
        column.insertWidget(column.indexOf(form.axis), self.panel)
        for widget in (form.matches, form.problem):
            widget.hide()
        form.show_what_follows(chosen=False)
        form.axis.show_lanes(())
        form.stop_and_start.setChecked(True)
        form.to_name.textEdited.connect(self._search)
        form.to_name.returnPressed.connect(lambda: self._take(form.matches.item(0)))
        form.matches.itemClicked.connect(self._take)
        form.matches.itemActivated.connect(self._take)
        for mode in SwitchMode:
            form.button(mode).clicked.connect(self._mode_chosen)
        form.leave_on.value_changed.connect(self._leave_day_changed)
        form.effective_on.value_changed.connect(self._start_day_changed)
        form.down.changed.connect(self._down_changed)
        form.up.changed.connect(self._refresh)
        form.dispense_fields.changed.connect(self._refresh)
        self.panel.answered.connect(self._touch)
        form.save.clicked.connect(self.sign)
        form.cancel.clicked.connect(super().reject)
        form.save.setAutoDefault(False)

    def _pack_ready(self, pack: KnowledgePack) -> None:
        self._pack = pack
        if (draft := self._waiting) is not None:
            self._waiting = None
            self.put_draft(draft)
        elif self.form.to_name.text().strip():
            self._search(self.form.to_name.text())

    def show_entries(self) -> None:
        """Show the pack's entries of both medications, with their sources and reviews."""
        both = (self._item.medication, self._concept)
        ids = (both[0].concept_id, "" if both[1] is None else both[1].id)
        keys = [EntryKey(EntryKind.MEDICATION, each) for each in ids if each]
        show_entries(self.context, keys, self)

    def _search(self, text: str) -> None:
        self._touch()
        self._concept = self.advice = None
        form = self.form
        listed = self._pack.medications if self._pack else None
        found = find_medications(listed, text, prescribed_only=True) if listed else ()
        form.matches.clear()
        for match in found:
            if match.concept is not None and match.concept.id != self._item.medication.concept_id:
                entry = QListWidgetItem(match.label)
                entry.setData(Qt.ItemDataRole.UserRole, match.concept)
                entry.setSizeHint(QSize(0, form.matches.fontMetrics().height() + 12))
                form.matches.addItem(entry)
        form.matches.setVisible(form.matches.count() > 0)
        self._refresh()

    def _take(self, entry: QListWidgetItem | None) -> None:
        if entry is not None:
            self.choose(entry.data(Qt.ItemDataRole.UserRole))

    def _advised(self, advice: SwitchAdvice) -> None:
        form = self.form
        self.advice = advice
        form.show_advice(advice, is_draft=self._pack is not None and self._pack.identity.is_draft)
        form.button(proposed_mode(advice)).setChecked(True)
        dosage = self._item.dosage
        total = None if dosage is None else dosage.total_daily_dose
        self._filling = True
        form.down.propose(proposed_down("" if total is None else amount_text(total.amount)))
        form.up.propose(proposed_up(advice))
        form.up.offer_labelled(advice.titration, advice.start_sources)
        if total is not None:
            form.down.build_by_rule()
            form.down.tell_of_start(NO_SOURCE)
        if advice.start_dose is not None:
            form.up.build_by_rule()
        self._filling = False
        self._propose_start()
        form.show_what_follows(chosen=True)
        self._refresh()
        form.sides.setCurrentIndex(1 if self.mode is SwitchMode.STOP_AND_START else 0)

    def _mode_chosen(self) -> None:
        self._touch()
        self._propose_start()
        self._refresh()

    def _leave_day_changed(self) -> None:
        self.form.down.set_first_day(self.form.leave_on.value())
        self._propose_start()
        self._refresh()

    def _start_day_changed(self) -> None:
        self.form.up.set_first_day(self.form.effective_on.value())
        self._refresh()

    def _down_changed(self) -> None:
        if not self._filling:
            self._touch()
            self._propose_start()
            self._refresh()

    def _propose_start(self) -> None:
        leave_on, washout = self.form.leave_on.value(), self._washout()
        if leave_on is None or self._filling:
            return
        start = proposed_start(self.mode, leave_on, self._down(), washout)
        if start is not None:
            self.form.effective_on.set_value(start)
            self.form.up.set_first_day(start)

    def _washout(self) -> int | None:
        return None if self.advice is None else self.advice.washout_days

    def _start_day(self) -> date:
        return self.form.effective_on.value() or self.context.today()

    def _down(self) -> Regimen | None:
        if self.mode is SwitchMode.STOP_AND_START:
            return None
        regimen, _ = self.form.down.regimen()
        return regimen

    def _up(self) -> Regimen | None:
        regimen, _ = self.form.up.regimen() if self._concept is not None else (None, ())
        return regimen

    def _refresh(self) -> None:
        if self._filling:
            return
        form = self.form
        leave_on, starts = form.leave_on.value(), form.effective_on.value()
        stops = self.mode is SwitchMode.STOP_AND_START
        form.sides.setTabVisible(0, not stops)
        form.sides.setTabText(0, f"Down: {self._item.medication.name}")
        name = self._concept.display_name if self._concept else ""
        form.sides.setTabText(1, f"Up: {name}")
        ends = None if leave_on is None else first_day_without(self.mode, leave_on, self._down())
        form.gap.setText(gap_text(ends, starts, self._washout()) if self._concept else "")
        form.gap_label.setVisible(bool(form.gap.text()))
        soon = is_too_soon(ends, starts, self._washout())
        theme.style(form.gap, role="problem" if soon else "strong")
        lanes = [
            lane_of(self._item.medication.name, self._down(), leave_on),
            lane_of(name, self._up(), starts),
        ]
        waits = ends is not None and starts is not None and ends < starts
        form.axis.show_lanes(
            lanes if self._concept else (),
            (ends, starts) if waits and ends and starts else None,
        )
        self._later.start()

    def _input(self) -> SwitchInput:
        form = self.form
        stops = self.mode is SwitchMode.STOP_AND_START
        concept = self._concept
        return SwitchInput(
            patient_id=self.patient_id,
            old=self._item.medication,
            concept=concept,
            stops=stops,
            leave_on=form.leave_on.value(),
            starts_on=form.effective_on.value(),
            down=(None, ()) if stops else form.down.regimen(),
            up=(None, ()) if concept is None else form.up.regimen(),
            indication=form.indication.text(),
            comment=form.comment.toPlainText(),
            reasons=self.panel.reasons,
            request=form.dispense_fields.request(),
            adverse_event_id=self._cause_id,
        )

    def _say_waiting(self) -> None:
        """Say that nothing is checked yet, unless what was found before still stands there."""
        if self.panel.isHidden():
            self.panel.show_view(waiting_view())

    def _not_checked(self, error: ExpectedError) -> None:
        self._slow.stop()
        self.panel.say_not_checked(str(error))

    def _checked(self, checked: CheckedChange) -> None:
        self._slow.stop()
        self.panel.show_view(safety_view(checked))

    def _signed(self, made: Switched) -> None:
        self.context.events.store_changed.emit(made.changes)
        self.recorded.emit(made)
        self.accept()

    def _failed(self, error: ExpectedError) -> None:
        self.form.save.setEnabled(True)
        if isinstance(error, UnansweredFindings):
            self.check()
        self._say(f"{error.sentence} {error.next_step}".strip())

    def _say(self, text: str) -> None:
        self.form.problem.setText(text)
        self.form.problem.setVisible(bool(text))

    def _touch(self) -> None:
        self._typed, self._warned = True, False
        if self.drafts is not None:
            self.drafts.choose()
