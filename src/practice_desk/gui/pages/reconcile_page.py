"""The Reconcile page: our plan, the pharmacy's list and what the patient takes, side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.dosage import Dosage
from practice_desk.domain.draft import Draft
from practice_desk.domain.medication import Horizon, Medication, Origin
from practice_desk.domain.permission import Operation
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.reconciliation import ComparedLine, ListSource, Resolved
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.medication_list_dialog import MedicationListDialog
from practice_desk.gui.dialogs.plan_step_dialog import PlanStep
from practice_desk.gui.icons import set_icon
from practice_desk.gui.models import reconciliation_view as view
from practice_desk.gui.models.plan_list import possible_actions
from practice_desk.gui.pages.chart_page import ChartPage
from practice_desk.gui.pages.plan_dialogs import PlanDialogs
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.compared_table import ComparedTable
from practice_desk.gui.widgets.scrolling import scrolling
from practice_desk.gui.wording import write_count
from practice_desk.services.charts import Chart
from practice_desk.services.letter_events import unsent_in
from practice_desk.services.plan import PlanChange, PlanEntry, start_medication
from practice_desk.services.plan_changes import SignedChanges
from practice_desk.services.reconciliation import (
    Comparison,
    compare_medications,
    resolve_line,
)

_ACTIONS = (
    (Resolved.CONTINUE, "Continue", "C", "check", "It goes on in our plan"),
    (Resolved.CHANGE, "Change…", "G", "pencil", "It goes on in our plan, otherwise"),
    (
        Resolved.EXTERNAL,
        "By others",
        "O",
        "building-2",
        "Others prescribe it, or it is bought",
    ),
    (Resolved.STOP, "Stop…", "S", "square", "It is not taken any more"),
)


@dataclass(frozen=True, slots=True)
class _Pending:
    """A line whose decision waits for its dialog of the plan."""

    line: ComparedLine
    resolved: Resolved


class ReconcilePage(ChartPage):
    """A row for each medication; a person resolves each, and the letter tells the pharmacy."""

    title: ClassVar[str] = "Reconcile"
    icon: ClassVar[str] = "list-checks"
    draft_kinds: ClassVar[frozenset[str]] = frozenset({MedicationListDialog.draft_kind})

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._chart: Chart | None = None
        self.comparison: Comparison | None = None
        self._pending: _Pending | None = None
        self.dialogs = PlanDialogs(context, self)
        self.lists = {source: QPushButton(f"{words}…") for source, words in view.SOURCES.items()}
        self.letter = QPushButton("Write the letter")
        self.progress = plain_label("", "dim", wrap=True)
        self.lines = Card("Side by side")
        self.table = ComparedTable("Medications side by side", view.HEADERS)
        self.empty = plain_label(view.EMPTY, "dim", wrap=True)
        self.choices: dict[Resolved, QPushButton] = {}
        self._lay_out()
        self._connect()

    def show_chart(self, chart: Chart) -> None:
        """Compare what *chart* holds with the lists that were typed."""
        if self._chart is None or self._chart.patient.id != chart.patient.id:
            self._pending = None
        self._chart = chart
        self.dialogs.show_chart(chart)
        self._compare(self._show)

    def flush(self) -> bool:
        """Return False while a dialog of the plan is open."""
        return self.dialogs.dialog is None

    def take_focus(self) -> None:
        """Bring the keyboard to the lines, so that single keys are heard."""
        has_lines = self.comparison is not None and bool(self.comparison.lines)
        (self.table if has_lines else self.lists[ListSource.PHARMACY]).setFocus()

    def go_on(self, draft: Draft) -> bool:
        """Open the list that *draft* was typed into."""
        chart, target = self._chart, draft.body.get("target")
        if chart is None or not isinstance(target, dict) or chart.patient.id != draft.patient_id:
            return False
        dialog = self._list_dialog(ListSource(str(target.get("source"))))
        if dialog is not None:
            dialog.open()
            dialog.put_draft(draft)
        return dialog is not None

    def type_list(self, source: ListSource) -> None:
        """Open the form for a source's list."""
        dialog = self._list_dialog(source)
        if dialog is not None:
            dialog.open()

    def decide(self, resolved: Resolved) -> None:
        """Decide about the selected line; what changes the plan asks in the plan's own dialog."""
        line = self._selected()
        button = self.choices[resolved]
        if line is None or not button.isEnabled() or button.isHidden():
            return
        self._pending = _Pending(line, resolved)
        if not self._open_dialog(line, resolved):
            self._resolve(line, resolved)

    def _open_dialog(self, line: ComparedLine, resolved: Resolved) -> bool:
        """Open the dialog that a decision needs; False where it needs none."""
        item = line.main_item
        if line.ours and item is not None:
            if resolved is Resolved.CHANGE:
                self.dialogs.change(item, PlanEventKind.CHANGE)
            elif resolved is Resolved.STOP:
                self.dialogs.step(item, PlanStep.STOP)
            return resolved is not Resolved.CONTINUE
        if resolved is Resolved.CONTINUE:
            self._start(line)
            return True
        if item is not None and line.reported:
            outside = resolved is Resolved.EXTERNAL
            self.dialogs.step(item, PlanStep.RECORD_OUTSIDE if outside else PlanStep.NOT_TAKING)
            return True
        if item is not None and resolved is Resolved.STOP:
            self.dialogs.step(item, PlanStep.STOP)
            return True
        if item is None and resolved is Resolved.EXTERNAL:
            self._record_outside(line)
            return True
        return False

    def _start(self, line: ComparedLine) -> None:
        self.dialogs.start(line.main_item)
        dialog = self.dialogs.dialog
        name = dialog.findChild(QWidget, "name") if dialog is not None else None
        if line.main_item is None and name is not None:
            name.setProperty("text", line.name)

    def _record_outside(self, line: ComparedLine) -> None:
        """Record what a list told as a medication from outside, with the words that were told."""
        told = (*line.patient, *line.pharmacy)[0]
        medication = Medication(
            self._patient_id(), line.name, Horizon.LONG_TERM, Origin.OUTSIDE, told.concept_id
        )
        context, entry = (
            self.context,
            PlanEntry(self.context.today(), "continued", Dosage.free(told.told)),
        )
        context.tasks.run(
            lambda: start_medication(context.clinic, medication, entry),
            done=self._recorded,
            failed=context.messages.show_error,
            parent=self,
        )

    def _recorded(self, change: PlanChange | SignedChanges) -> None:
        """Resolve the line once its change is in the plan, as the line is then."""
        pending, self._pending = self._pending, None
        self.context.events.store_changed.emit(change.changes)
        if pending is None:
            return
        ids = {change.medication_id, *(item.medication.id for item in pending.line.items)}

        def found(comparison: Comparison) -> None:
            lines = comparison.lines
            told = [each for each in lines if set(each.listed) & set(pending.line.listed)]
            mine = [each for each in lines if ids & {i.medication.id for i in each.items}]
            line = next(iter((*told, *mine)), None)
            if line is None or pending.resolved not in line.choices:
                self._show(comparison)  # nothing of it is left to resolve
                return
            if pending.resolved is Resolved.STOP and line.going_on:
                self._show(comparison)
                self.context.messages.caution(view.still_going_on(line))
                return
            alone = bool(told) and bool(mine) and mine[0] is not line and not line.items
            self._resolve(line, pending.resolved, change.medication_id if alone else None)

        self._compare(found)

    def _resolve(self, line: ComparedLine, resolved: Resolved, joined: int | None = None) -> None:
        context, patient_id = self.context, self._patient_id()
        context.tasks.run(
            lambda: resolve_line(context.clinic, patient_id, line, resolved, joined),
            done=lambda saved: context.events.store_changed.emit(saved.changes),
            failed=context.messages.show_error,
            parent=self,
        )

    def _compare(self, done: Callable[[Comparison], None]) -> None:
        chart, context = self._chart, self.context
        if chart is None or chart.patient.id is None:
            return
        patient_id = chart.patient.id

        def ready(comparison: Comparison) -> None:
            if self._chart is not None and self._chart.patient.id == patient_id:
                done(comparison)

        context.tasks.run(
            lambda: compare_medications(context.clinic, patient_id), done=ready, parent=self
        )

    def _show(self, comparison: Comparison) -> None:
        self.comparison = comparison
        shown = view.rows(comparison)
        self.table.show_rows(shown)
        self.empty.setVisible(not shown)
        self.progress.setText(view.progress(comparison))
        if shown:
            self.table.selectRow(0)
        waiting = len(self._untold()) + len(self._to_cancel())
        self.letter.setText(
            f"Write the letter ({write_count(waiting, 'change')})"
            if waiting
            else "Write the letter"
        )
        self.letter.setEnabled(bool(waiting))
        self._show_selected()

    def _show_selected(self) -> None:
        self._offer(self._selected())

    def _offer(self, line: ComparedLine | None) -> None:
        may = self._may(Operation.CHANGE_PLAN)
        kinds = possible_actions(line.main_item) if line is not None and line.ours else None
        for resolved, button in self.choices.items():
            fits = line is not None and resolved in line.choices
            if kinds is not None and resolved is Resolved.CHANGE:
                fits = fits and PlanEventKind.CHANGE in kinds
            if kinds is not None and resolved is Resolved.STOP:
                fits = fits and PlanEventKind.STOP in kinds
            button.setVisible(may)
            button.setEnabled(fits)
        self.letter.setVisible(self._may(Operation.SEND_LETTER))
        for button in self.lists.values():
            button.setVisible(self._may(Operation.RECORD_OUTSIDE_MEDICATION))

    def _untold(self) -> tuple[int, ...]:
        chart = self._chart
        if chart is None:
            return ()
        told = unsent_in(chart.plan, chart.letters)
        return tuple(each.event.id for each in told if each.event.id is not None)

    def _to_cancel(self) -> tuple[int, ...]:
        """Return the resolutions whose lines the pharmacy is still to be asked to cancel."""
        asked = () if self.comparison is None else self.comparison.to_cancel
        return tuple(dict.fromkeys(each.resolution_id for each in asked))

    def _write_letter(self) -> None:
        self.dialogs.write_letter(self._untold(), self._to_cancel())

    def _selected(self) -> ComparedLine | None:
        row = self.table.chosen
        return row.record if row is not None and isinstance(row.record, ComparedLine) else None

    def _list_dialog(self, source: ListSource) -> MedicationListDialog | None:
        chart = self._chart
        if chart is None or not self._may(Operation.RECORD_OUTSIDE_MEDICATION):
            return None
        entry = None if self.comparison is None else self.comparison.lists.get(source)
        former = view.list_text(entry)
        return MedicationListDialog(self.context, chart.patient, source, former, self)

    def _may(self, operation: Operation) -> bool:
        return self._chart is not None and self.context.may(operation, self._chart.patient.id)

    def _patient_id(self) -> int:
        assert self._chart is not None  # nothing can be pressed without a chart
        assert self._chart.patient.id is not None  # it was saved
        return self._chart.patient.id

    def _connect(self) -> None:
        self.dialogs.recorded.connect(self._recorded)
        self.table.itemSelectionChanged.connect(self._show_selected)
        self.letter.clicked.connect(self._write_letter)
        for source, button in self.lists.items():
            button.clicked.connect(partial(self._type, source))

    def _type(self, source: ListSource, _checked: bool = False) -> None:
        self.type_list(source)

    def _decide(self, resolved: Resolved, _checked: bool = False) -> None:
        self.decide(resolved)

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 12, 6, 16)
        column.setSpacing(14)
        top = QHBoxLayout()
        top.setSpacing(8)
        for button in self.lists.values():
            set_icon(button, "pencil")
            top.addWidget(button)
        top.addStretch(1)
        set_icon(self.letter, "mail")
        top.addWidget(self.letter)
        column.addLayout(top)
        column.addWidget(self.progress)
        for resolved, text, key, icon, tip in _ACTIONS:
            button = QPushButton(text)
            set_icon(button, icon)
            button.setToolTip(f"{tip} ({key.lower()})")
            button.clicked.connect(partial(self._decide, resolved))
            shortcut = QShortcut(QKeySequence(key), self, partial(self._decide, resolved))
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self.choices[resolved] = button
            self.lines.add_header_widget(button)
        self.lines.body.addWidget(self.table)
        self.lines.body.addWidget(self.empty)
        column.addWidget(self.lines)
        column.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(scrolling(inside))
