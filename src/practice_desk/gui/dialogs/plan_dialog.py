"""What the plan's forms share: the day, the reason, the comment, and one change that is signed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import ClassVar

from PySide6.QtCore import QSignalBlocker, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.errors import Problem
from practice_desk.domain.patient import Patient
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.reasons import REASONS
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.live_check import ENTER_THE_DAY, Question, Unasked
from practice_desk.gui.dialogs.tray_dialog import TrayDialog, TrayForm, TrayWork
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.composed_change import ComposedChange
from practice_desk.gui.models.plan_cause import PlanCause
from practice_desk.gui.models.plan_diff import PlanDiff
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.gui.widgets.plan_date_field import PlanDateField
from practice_desk.gui.widgets.quick_reasons import QuickReasons
from practice_desk.gui.widgets.reason_delegate import BY_NUMBER, ReasonDelegate
from practice_desk.services.plan import PlanEntry
from practice_desk.services.plan_changes import ChangeToSign, sign_changes
from practice_desk.services.safety_question import PlannedChange


class PlanForm(TrayForm):
    """What every form of the plan has."""

    effective_on: PlanDateField
    reason_code: QComboBox
    comment: NoteEdit


class PlanDialog(TrayDialog):
    """A form for one change of one patient's plan.

    A subclass sets `form_type` and fills in `read`. The change is signed alone, or `added` to those
    that are signed together.
    """

    form_type: ClassVar[type[PlanForm]]
    form: PlanForm
    may_be_added: bool = True
    """Whether what it does can be one of several changes."""

    added = Signal(object)
    """Emits the `ComposedChange` that is to be signed with others."""

    def __init__(
        self, context: AppContext, patient: Patient, parent: QWidget | None = None
    ) -> None:
        super().__init__(context, patient, parent)
        self.beside: tuple[ChangeToSign, ...] = ()
        self._is_one_of_several = False
        self._cause: PlanCause | None = None
        self.foot.another.clicked.connect(self.add)

    @property
    def event_kind(self) -> PlanEventKind:
        """What it does to the plan."""
        raise NotImplementedError

    @property
    def first_field(self) -> QWidget:
        """The field that the keyboard is led to."""
        return self.form.reason_code

    def order_tabs(self) -> None:
        """Let the Tab key go down the form: becoming a part of a page has mixed the order."""
        form = self.form
        for field in self.findChildren(DateField):  # only the line in it is a stop of its own
            field.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        ends = (form.save, form.save_and_write, form.cancel)
        for first, second in pairwise((*self.tab_order(), *self.foot.stops, *ends)):
            QWidget.setTabOrder(first, second)

    def tab_order(self) -> tuple[QWidget, ...]:
        """Return the fields in the order of the Tab key, the buttons left out."""
        form = self.form
        return (form.reason_code, form.effective_on.edit, *self.check_stops(), form.comment)

    def read(self) -> tuple[ChangeToSign | None, tuple[Problem, ...]]:
        """Return the change, or None and what is wrong with the form."""
        raise NotImplementedError

    def planned_change(self) -> PlannedChange | None:
        """Return what the safety checks are asked about; None while nothing is to be checked."""
        return None

    def waits_for(self) -> Unasked | None:
        """Return what is missing before anything is checked, where that is not the dose."""
        return ENTER_THE_DAY if self.form.effective_on.value() is None else None

    def change_to_show(self) -> PlanDiff | None:
        """Return what signing changes; None where nothing is shown of it."""
        return None

    def work(self) -> tuple[TrayWork | None, tuple[Problem, ...]]:
        """Return what signing does, or None and what is wrong with the form."""
        change, problems = self.read()
        if change is None:
            return None, problems
        patient_id, signed = self.patient_id, change
        return lambda clinic: sign_changes(clinic, patient_id, (signed,)), ()

    def is_ready(self) -> bool:
        """Return whether the day is one; show it where it is not."""
        if self.form.effective_on.is_valid():
            return True
        self.form.effective_on.check()
        self.make_room()
        return False

    def offer_to_add(self) -> None:
        """Offer to sign it with others, where it can be."""
        self.foot.another.setVisible(self.may_be_added)

    def become_one_of_several(self, beside: tuple[ChangeToSign, ...]) -> None:
        """Let Sign add to the changes *beside* it, which the checks count as made."""
        self.beside, self._is_one_of_several = beside, True
        self.may_write_letter = False  # it is offered with all of them
        self.form.save_and_write.hide()
        self.foot.another.hide()
        self.form.save.setText("Add to change&s")

    def save(self, *, write_letter: bool) -> None:
        """Sign the change, or add it to the others."""
        if self._is_one_of_several:
            self.add()
        else:
            super().save(write_letter=write_letter)

    def add(self) -> None:
        """Hand the change over to be signed with others; findings can be answered there too."""
        change, found = self.read()
        if not self.is_ready():
            return
        if change is None or self.drafts is None:
            self.problems.show(found)
            self.make_room()
            return
        line = ComposedChange(change, self.change_to_show(), self.draft_kind, self.drafts.body())
        self.added.emit(line)
        self.accept()

    def because_of(self, cause: PlanCause) -> None:
        """Fill in that this is done for a reported side effect; what is signed refers to it."""
        self._cause = cause
        combo = self.form.reason_code
        for code in ("side_effect", "treats_side_effect"):
            if (place := combo.findData(code)) >= 0:
                combo.setCurrentIndex(place)
        with QSignalBlocker(self.form.comment):
            self.form.comment.setPlainText(cause.comment)
        if self.drafts is not None:
            self.drafts.settle()

    def answered(self, entry: PlanEntry) -> PlanEntry:
        """Return *entry* with the side effect that it is done for, and the reasons given."""
        cause = None if self._cause is None else self._cause.report_id
        return replace(super().answered(entry), adverse_event_id=cause)

    def draft_extra(self) -> Target:
        """Return the reasons given so far, and what it is done for."""
        cause: Target = {} if self._cause is None else {"side_effect": self._cause.report_id}
        return {**super().draft_extra(), **cause}

    def take_extra(self, extra: Target) -> None:
        """Take both back."""
        super().take_extra(extra)
        if isinstance(report_id := extra.get("side_effect"), int):
            self._cause = PlanCause(report_id, "")

    def check_live(self, after: QWidget, *fields: SignalInstance) -> None:
        """Show below *after* what the safety checks find; *fields* tell when to ask again."""
        live = self.watch_findings(self._question, after)
        for changed in (self.form.effective_on.value_changed, *fields):
            changed.connect(live.ask_soon)

    def _question(self) -> Question | Unasked | None:
        change = self.planned_change()
        if change is None:
            return self.waits_for()
        if not self.beside:
            return change
        entry = PlanEntry(
            change.effective_on,
            "",
            change.dosage
            if self.event_kind in (PlanEventKind.START, PlanEventKind.CHANGE)
            else None,
            regimen=change.regimen,
            dispense_request=change.dispense_request,
        )
        mine = ChangeToSign(
            self.event_kind, entry, change.medication_id, change.medication, change.is_unread
        )
        return (mine, *self.beside)

    def show_changes(self, *fields: SignalInstance) -> None:
        """Show what signing changes, now and whenever one of *fields* does."""
        for changed in (self.form.effective_on.value_changed, *fields):
            changed.connect(self._show_change)
        self._show_change()

    def offer_reasons(self, kind: PlanEventKind, chosen: str = "") -> None:
        """Fill the reasons of *kind*; none is chosen unless *chosen* names one."""
        combo = self.form.reason_code
        combo.clear()
        combo.setPlaceholderText("Choose a reason")
        for reason in REASONS[kind]:
            combo.addItem(reason.text, reason.code)
        combo.setItemDelegate(ReasonDelegate(combo))
        combo.setCurrentIndex(combo.findData(chosen) if chosen else -1)
        combo.setToolTip(f"Alt+1 to Alt+{min(BY_NUMBER, combo.count())} choose at once")
        for number in range(min(BY_NUMBER, combo.count())):
            keys = QShortcut(QKeySequence(f"Alt+{number + 1}"), self)
            keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            keys.activated.connect(partial(self._choose_reason, number))

        if not chosen and not self.stands_alone:
            self._offer_quick_reasons([reason.text for reason in REASONS[kind]])

    def _offer_quick_reasons(self, reasons: list[str]) -> None:
        """Offer the first reasons under the list, where none is filled in."""
        column = self.form.root.findChild(QVBoxLayout, "column")
        assert column is not None  # the form has it
        quick = QuickReasons(reasons)
        quick.chosen.connect(self._choose_reason)
        column.insertWidget(_place_of(self.form.reason_code, column) + 1, quick)

    def _choose_reason(self, place: int) -> None:
        combo = self.form.reason_code
        combo.setCurrentIndex(place)
        combo.activated.emit(place)  # as if chosen in the list

    def watch_typing(self) -> None:
        """From now on, what is typed is not thrown away by one Esc. Call when all is filled in."""
        for edit in self.findChildren(QLineEdit):
            edit.textEdited.connect(self.touch)
        for text in self.findChildren(QPlainTextEdit):
            text.textChanged.connect(self.touch)
        self.keep_drafts(self.context, self.form.title.text(), self.patient_id)

    def _show_change(self) -> None:
        self.foot.diff.show_diff(self.change_to_show())


def _place_of(widget: QWidget, column: QVBoxLayout) -> int:
    """Return where in *column* the part with *widget* stands, or -1.

    Layouts are asked as QObjects: PySide may take an item that Qt deleted for one made later at its
    address.
    """
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    for part in column.findChildren(QLayout, options=direct):
        if any(each.indexOf(widget) >= 0 for each in (part, *part.findChildren(QLayout))):
            return column.indexOf(part)
    return column.indexOf(widget)
