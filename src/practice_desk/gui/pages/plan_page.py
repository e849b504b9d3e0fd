"""The Plan page of a chart: the medications on any day, their history, and what can be done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.draft import Draft
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.domain.permission import Operation
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.record_key import RecordKey
from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.domain.supply import limits
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.changes_dialog import ChangesDialog
from practice_desk.gui.dialogs.plan_step_dialog import PlanStep
from practice_desk.gui.dialogs.tray_dialog import TrayDialog
from practice_desk.gui.icons import set_icon, set_pixmap
from practice_desk.gui.messages import Level
from practice_desk.gui.models.letter_view import suggested_events
from practice_desk.gui.models.plan_actions import (
    CHANGE,
    HOLD,
    NOT_TAKING,
    OUTSIDE,
    RESTART,
    RESUME,
    STEPS,
    STOP,
    SWITCH,
    TAKE,
    card_actions,
    detail_actions,
)
from practice_desk.gui.models.plan_bars import plan_span
from practice_desk.gui.models.plan_cause import WantedChange
from practice_desk.gui.models.plan_delegate import NUMBERED, PlanDelegate
from practice_desk.gui.models.plan_list import (
    PlanRow,
    banner_text,
    history_rows,
    plan_rows,
    possible_actions,
    row_of,
)
from practice_desk.gui.models.plan_list_model import PlanListModel
from practice_desk.gui.pages.chart_page import ChartPage
from practice_desk.gui.pages.plan_dialogs import PlanDialogs
from practice_desk.gui.pages.plan_form import PlanForm
from practice_desk.gui.pages.plan_keys import PlanKeys
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.card_actions import CardActions
from practice_desk.gui.widgets.label_control import LabelControl
from practice_desk.gui.widgets.plan_detail import DetailAction, PlanDetail
from practice_desk.services import plan
from practice_desk.services.charts import Chart
from practice_desk.services.letter_events import unsent_in
from practice_desk.services.plan_changes import SignedChanges
from practice_desk.services.switching import Switched

_SIDE = (446, 500)
"""The least and greatest width of the tray in pixels."""
_SIDE_SHARE = 0.46


class PlanPage(ChartPage):
    """The plan as cards on one axis of dates; at the right the history, or the change tray.

    New, Change, Hold and Stop open their form in the tray, which nothing waits for: the other
    pages of the chart stay at hand. Another chart opens once it is signed or cancelled.
    """

    can_write_letters: ClassVar[bool] = True
    draft_kinds: ClassVar[frozenset[str]] = frozenset(
        {"start", "change", "step", "steps", "switch", "changes"}
    )

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.form = PlanForm(self)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        self.past_review = Banner()
        rows.addWidget(self.past_review)
        rows.addWidget(self.form.root)
        self.model = PlanListModel()
        self.detail = PlanDetail()
        self.dialogs = PlanDialogs(context, self, several=True)
        self.dialogs.recorded.connect(self._recorded)
        self.dialogs.opened.connect(self._show_tray)
        self.dialogs.closed.connect(self._clear_tray)
        self.dialogs.another_wanted.connect(self._choose_another)
        self._chart: Chart | None = None
        self._as_of: date | None = None
        self._selected: int | None = None
        self._set_up_list()
        self._set_up_buttons()

    def show_chart(self, chart: Chart) -> None:
        """Show a chart's plan as of today; the same patient keeps selection and day."""
        same = self._chart is not None and self._chart.patient.id == chart.patient.id
        self._chart = chart
        self.dialogs.show_chart(chart)
        self.past_review.say(chart.monitoring.past_review, "caution")
        if not same:
            self._as_of, self._selected = None, None
            self._show_day()
        if self._as_of is None:
            self._show_items(chart.plan)
        else:
            self._fetch_day(self._as_of)
        if same and isinstance(self.dialog, TrayDialog):
            self.dialog.check_again()

    @property
    def dialog(self) -> QDialog | None:
        """The form or letter that is open, if any."""
        return self.dialogs.dialog

    @property
    def selected(self) -> PlanRow | None:
        """The selected medication."""
        index = self.form.plan_list.currentIndex()
        return self.model.rows[index.row()] if index.isValid() else None

    def select(self, medication_id: int) -> None:
        """Select a medication of the plan."""
        place = row_of(self.model.rows, medication_id)
        if place >= 0:
            self.form.plan_list.selectionModel().setCurrentIndex(
                self.model.index(place), QItemSelectionModel.SelectionFlag.ClearAndSelect
            )

    def show_record(self, key: RecordKey) -> None:
        """Select the medication that *key* names, with the keyboard there."""
        self.select(key.id)
        self.form.plan_list.setFocus()

    def new_medication(self) -> None:
        """Open the form that starts a medication."""
        self.dialogs.start(None)

    def write_letter(self) -> None:
        """Open the letter composer about what the pharmacy was not told lately."""
        if self._chart is None or not self._may(Operation.SEND_LETTER):
            return
        row = self.selected
        unsent = unsent_in(self._chart.plan, self._chart.letters)
        chosen = suggested_events(unsent, self._today(), row.medication_id if row else None)
        self.dialogs.write_letter(chosen)

    def open_wanted(self, wanted: object) -> None:
        """Open the change that was decided about a side effect."""
        if isinstance(wanted, WantedChange) and self._may(Operation.CHANGE_PLAN):
            if wanted.medication_id is not None:
                self.select(wanted.medication_id)
            if not self.dialogs.open_wanted(wanted):
                self.flush()

    def go_on(self, draft: Draft) -> bool:
        """Open the form that *draft* was typed into."""
        return self.dialogs.go_on(draft)

    def flush(self) -> bool:
        """Close a form in which nothing was typed; return False while another one is open."""
        if self.dialogs.close():
            return True
        if isinstance(self.dialog, TrayDialog):
            self.page_wanted.emit("Plan")
            self.dialog.ask_to_finish()
            self.context.messages.show_message(
                Level.CAUTION,
                "A change of the plan is not signed yet.",
                "Sign it, cancel it, or keep it for later, then go on.",
                action="Keep for later",
                on_action=self.dialogs.set_aside,
            )
        return False

    def take_focus(self) -> None:
        """Let the keys of the plan work at once, or go on where something is composed."""
        if isinstance(self.dialog, TrayDialog):
            self.dialog.focus_first()
            return
        self._focus_plan()

    def _focus_plan(self) -> None:
        page = self.form.stack.currentWidget()
        (self.form.plan_list if page is self.form.list_page else self.form.empty.button).setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the tray the width of a form, and the cards the rest."""
        super().resizeEvent(event)
        width = min(_SIDE[1], max(_SIDE[0], int(self.width() * _SIDE_SHARE)))
        self.form.side.setFixedWidth(width)

    def _set_up_list(self) -> None:
        form = self.form
        form.plan_list.setModel(self.model)
        form.plan_list.setItemDelegate(PlanDelegate(form.plan_list))
        form.plan_list.setResizeMode(QListView.ResizeMode.Adjust)
        form.plan_list.setMouseTracking(True)
        form.axis.follow(form.plan_list)
        self._on_cards = CardActions(form.plan_list, self._card_actions)
        self._on_cards.wanted.connect(self._card_action)
        form.plan_list.selectionModel().currentChanged.connect(self._selection_changed)
        form.detail_scroll.setWidget(self.detail)
        self.detail.setAutoFillBackground(False)  # the card below shows through
        form.detail_scroll.viewport().setAutoFillBackground(False)
        self.detail.action_wanted.connect(self._detail_action)
        self.detail.retraction_wanted.connect(self._retract)
        form.empty.show_state(
            "pill",
            "The medication plan will be here: what is taken, how, since when and why.",
            "Start a medication",
        )
        form.empty.action_triggered.connect(self.new_medication)

    def _set_up_buttons(self) -> None:
        form, keys = self.form, PlanKeys(self, self._takes_letters)
        calls = (
            (form.new_medication, "plus", "on_accent", "N", self.new_medication),
            (form.change, "pencil", "dim", "C", self._change),
            (form.hold, "pause", "dim", "H", self._hold_or_resume),
            (form.stop, "square", "dim", "S", self._stop),
            (form.letter, "mail", "dim", "L", self.write_letter),
        )
        for button, icon, color, key, call in calls:
            set_icon(button, icon, color)
            button.clicked.connect(lambda _checked=False, call=call: call())
            keys.add(key, button.click)
            tip = f"{button.text().replace('&', '')} ({key.lower()})"
            on_card = button in (form.change, form.hold, form.stop)
            button.setToolTip(
                f"{tip[:-1]}; 2{key.lower()} for the second card)" if on_card else tip
            )
        keys.add("R", self._resume)
        for number in range(NUMBERED):  # typed with what is done: 2s stops the second
            keys.add(str(number + 1), partial(self._select_number, number))
        set_pixmap(form.as_of_icon, "history", 20, "caution")
        form.as_of.value_changed.connect(self._day_chosen)
        form.today.clicked.connect(self._go_to_today)
        form.back_to_today.clicked.connect(self._go_to_today)
        self._show_day()

    def _select_number(self, place: int) -> None:
        if place < len(self.model.rows):
            self.select(self.model.rows[place].medication_id)

    def _takes_letters(self, now: QWidget | None) -> bool:
        """Whether letters choose or are typed in the tray: then they are no keys of the plan."""
        in_tray = now is not None and self.form.tray.isAncestorOf(now)
        waiting = isinstance(self.dialog, ChangesDialog) and isinstance(now, QPushButton)
        return in_tray and not waiting

    def _choose_another(self) -> None:
        """Lead the keyboard to the plan, where the next change begins."""
        self._focus_plan()

    def _show_tray(self, dialog: TrayDialog) -> None:
        form, changes = self.form, self.dialogs.changes
        rows = form.tray.layout()
        assert rows is not None  # the form gives it one
        rows.addWidget(dialog)
        if changes is not None:
            changes.setVisible(dialog is changes)
        form.side.setCurrentWidget(form.tray)
        self._show_stack()
        dialog.show()
        dialog.focus_first()

    def _clear_tray(self, had_focus: bool) -> None:
        if self.dialog is not None:  # another form has taken its place
            if had_focus and isinstance(self.dialog, ChangesDialog):
                self._focus_plan()
            return
        self.form.side.setCurrentWidget(self.form.selected_side)
        self._show_stack()
        if had_focus:
            self.take_focus()

    def _show_stack(self) -> None:
        """Show that today's plan is empty; nothing stands beside it then but the tray."""
        form = self.form
        listed = bool(self.model.rows) or self._as_of is not None
        form.stack.setCurrentWidget(form.list_page if listed else form.empty_page)
        form.side.setVisible(listed or form.side.currentWidget() is form.tray)

    def _today(self) -> date:
        return self.context.today()

    def _may(self, operation: Operation) -> bool:
        return self._chart is not None and self.context.may(operation, self._chart.patient.id)

    def _day_chosen(self, day: date | None) -> None:
        if self._chart is None or day is None:
            return
        self._as_of = None if day == self._today() else day
        if self._as_of is None:
            self._show_day()
            self._show_items(self._chart.plan)
        else:
            self._fetch_day(day)

    def _go_to_today(self) -> None:
        self._as_of = None
        self._show_day()
        if self._chart is not None:
            self._show_items(self._chart.plan)
        self.form.plan_list.setFocus()

    def _fetch_day(self, day: date) -> None:
        if self._chart is None or self._chart.patient.id is None:
            return
        context, patient_id = self.context, self._chart.patient.id
        context.tasks.run(
            lambda: plan.plan_as_of(context.clinic, patient_id, day),
            done=lambda items: self._day_ready(patient_id, day, items),
            parent=self,
        )

    def _day_ready(self, patient_id: int, day: date, items: list[PlanItem]) -> None:
        still = self._chart is not None and self._chart.patient.id == patient_id
        if still and self._as_of == day:
            self._show_day()
            self._show_items(tuple(items))

    def _show_day(self) -> None:
        form, today = self.form, self._today()
        day = self._as_of or today
        if form.as_of.value() != day:
            form.as_of.blockSignals(True)
            form.as_of.set_value(day)
            form.as_of.blockSignals(False)
        text = banner_text(day, today)
        form.as_of_text.setText(text)
        form.as_of_banner.setVisible(bool(text))
        form.today.setVisible(bool(text))

    def _show_items(self, items: tuple[PlanItem, ...]) -> None:
        chart = self._chart
        untold = unsent_in(items, chart.letters) if chart and not self._as_of else ()
        ids = {told.event.id for told in untold}
        day = self._as_of or self._today()
        rows = plan_rows(items, ids, day, limits(chart.supply) if chart else None)
        span = plan_span([row.item for row in rows], day)
        self.model.show_rows(rows, span)
        self.form.axis.show_span(span if rows else None, today=self._as_of is None)
        self._show_stack()
        self.form.empty.button.setVisible(self._may(Operation.RECORD_OUTSIDE_MEDICATION))
        place = max(0, row_of(self.model.rows, self._selected))
        if self.model.rows:
            self.form.plan_list.setCurrentIndex(self.model.index(place))
            self.form.plan_list.scrollTo(self.model.index(place))
        self._show_selected()

    def _selection_changed(self) -> None:
        row = self.selected
        if row is not None:
            self._selected = row.medication_id
        self._show_selected()

    def _show_selected(self) -> None:
        row = self.selected
        if row is None:
            empty = "There was no medication on this day." if self._as_of else ""
            self.detail.show_nothing(empty)
        else:
            people = self._chart.people if self._chart else {}
            self.detail.show_item(
                row,
                history_rows(row.item, people, self._as_of),
                self._detail_actions(row),
                may_retract=self._may(Operation.CHANGE_PLAN) and self._as_of is None,
                label=self._label_of(row),
            )
            self.form.detail_scroll.verticalScrollBar().setValue(0)
        self._show_possible(row)

    def _label_of(self, row: PlanRow) -> LabelControl | None:
        if self._chart is None:
            return None
        control = LabelControl(self.context, self)
        control.show_record(self._chart, (RecordNoun.MEDICATION, row.medication_id), row.name)
        return control

    def _detail_actions(self, row: PlanRow) -> tuple[DetailAction, ...]:
        return detail_actions(row) if self._may_act() else ()

    def _card_actions(self, row: PlanRow) -> Mapping[str, str]:
        return card_actions(row) if self._may_act() else {}

    def _show_possible(self, row: PlanRow | None) -> None:
        form = self.form
        may_change = self._may(Operation.CHANGE_PLAN)
        now = self._as_of is None
        kinds = possible_actions(row.item if row and now else None)
        reported = row is not None and row.item.status is PlanStatus.REPORTED
        resumes = PlanEventKind.RESUME in kinds
        may_add = self._may(Operation.RECORD_OUTSIDE_MEDICATION)
        form.new_medication.setVisible(may_add)
        form.new_medication.setEnabled(may_add and now)
        for button in (form.change, form.hold, form.stop):
            button.setVisible(may_change)
        form.change.setEnabled(may_change and PlanEventKind.CHANGE in kinds)
        form.hold.setEnabled(may_change and (resumes or PlanEventKind.HOLD in kinds))
        form.hold.setText("Resume" if resumes else "Hold")
        set_icon(form.hold, "play" if resumes else "pause")
        form.hold.setToolTip("Resume (r or h)" if resumes else "Hold (h)")
        form.stop.setEnabled(may_change and PlanEventKind.STOP in kinds and not reported)
        may_send = self._may(Operation.SEND_LETTER)
        form.letter.setVisible(may_send)
        form.letter.setEnabled(may_send and now)

    def _detail_action(self, name: str) -> None:
        row = self.selected
        if row is None:
            return
        if name == TAKE:
            self.dialogs.start(row.item)
        elif name == OUTSIDE:
            self._step(PlanStep.RECORD_OUTSIDE)
        elif name == NOT_TAKING:
            self._step(PlanStep.NOT_TAKING)
        elif name == STEPS:
            self.dialogs.plan_steps(row.item)
        elif name == SWITCH:
            self.dialogs.switch(row.item)
        elif name == RESTART:
            self._change(PlanEventKind.START)

    def _card_action(self, medication_id: int, name: str) -> None:
        """Do at once to a medication what was clicked on its card."""
        self.select(medication_id)
        form = self.form
        {CHANGE: form.change, HOLD: form.hold, RESUME: form.hold, STOP: form.stop}[name].click()

    def _change(self, kind: PlanEventKind = PlanEventKind.CHANGE) -> None:
        if (row := self.selected) is not None:
            self.dialogs.change(row.item, kind)

    def _hold_or_resume(self) -> None:
        row = self.selected
        on_hold = row is not None and row.item.status is PlanStatus.ON_HOLD
        self._step(PlanStep.RESUME if on_hold else PlanStep.HOLD)

    def _resume(self) -> None:
        row = self.selected
        if row is not None and row.item.status is PlanStatus.ON_HOLD and self._may_act():
            self._step(PlanStep.RESUME)

    def _may_act(self) -> bool:
        return self._may(Operation.CHANGE_PLAN) and self._as_of is None

    def _stop(self) -> None:
        self._step(PlanStep.STOP)

    def _step(self, step: PlanStep) -> None:
        if (row := self.selected) is not None:
            self.dialogs.step(row.item, step)

    def _retract(self, event_id: int, words: str) -> None:
        if (row := self.selected) is not None:
            self.dialogs.retract(row.item, event_id, words)

    def _recorded(self, signed: SignedChanges | Switched) -> None:
        self._selected = signed.medication_id
        self.select(signed.medication_id)
        self.context.messages.success("Signed in the plan.")
