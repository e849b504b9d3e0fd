"""What the plan's forms share: one patient, signing off the GUI thread, problems at fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import ExpectedError, Invalid, Problem
from practice_desk.domain.patient import Patient
from practice_desk.domain.permission import Operation
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.reasons import REASONS
from practice_desk.domain.safety_decision import FindingKey, UnansweredFindings
from practice_desk.gui import theme
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import patient_line
from practice_desk.gui.dialogs.live_check import LiveCheck
from practice_desk.gui.dialogs.plan_foot import PlanFoot
from practice_desk.gui.drafting import Drafting, Target
from practice_desk.gui.models.kept_reasons import plain_reasons, read_reasons
from practice_desk.gui.models.plan_diff import PlanDiff
from practice_desk.gui.models.safety_view import SafetyView
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.field_problems import FieldProblems
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.gui.widgets.plan_date_field import PlanDateField
from practice_desk.gui.widgets.reason_delegate import BY_NUMBER, ReasonDelegate
from practice_desk.services.clinic import Clinic
from practice_desk.services.plan import PlanChange, PlanEntry
from practice_desk.services.safety_question import PlannedChange
from practice_desk.services.signing import give_up_change

PlanWork = Callable[[Clinic], PlanChange]

_TITLE_BAR = 40
"""Pixels that the window's own frame may take of the screen's height."""


class PlanForm(Form):
    """What every form of the plan has."""

    title: QLabel
    patient: QLabel
    effective_on: PlanDateField
    reason_code: QComboBox
    comment: NoteEdit
    problem: QLabel
    save: QPushButton
    save_and_write: QPushButton
    cancel: QPushButton


class PlanDialog(QDialog, Drafting):
    """A form about one patient's plan. What it signs goes to that patient, whatever is open.

    A subclass sets `form_type` and fills in `read`. After signing it emits `recorded`, and
    `letter_wanted` too where a letter is to be written, both with the `PlanChange`. It ends as a
    dialog does, also where it is a part of the page: `embed` makes it one.
    """

    form_type: ClassVar[type[PlanForm]]
    stands_alone: ClassVar[bool] = False
    """Whether it needs more room than the page's tray, and is a window."""
    live_check: LiveCheck | None = None
    had_focus = False
    """Whether the keyboard was in the form when it ended."""

    recorded = Signal(object)
    letter_wanted = Signal(object)

    def __init__(
        self, context: AppContext, patient: Patient, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        assert patient.id is not None  # a chart is open, so it was saved
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.context = context
        self.patient_id = patient.id
        self.may_write_letter = context.may(Operation.SEND_LETTER, patient.id)
        self.form = self.form_type(self)
        self._typed = False
        self._warned = False
        rows = self._rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.form.root)
        # Text that wraps anew while it is typed would otherwise let the window grow off the screen.
        rows.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._body = self.form.root.findChild(QScrollArea, "body")
        self._inside = self.form.root.findChild(QWidget, "body_inside")
        if self._body is not None and self._inside is not None:
            self._body.viewport().setAutoFillBackground(False)
            self._inside.setAutoFillBackground(False)
        self.form.patient.setText(patient_line(patient))
        self.problems = FieldProblems(self.form.root, self.form.problem)
        self.foot = PlanFoot(self)
        rows_of_form = self.form.root.layout()
        assert isinstance(rows_of_form, QVBoxLayout)  # every form has it
        rows_of_form.insertWidget(rows_of_form.indexOf(self.form.problem), self.foot)
        self.foot.strip.all_wanted.connect(self._show_findings)
        self.foot.strip.reason_wanted.connect(self._show_reason)
        self.form.save.clicked.connect(lambda: self.save(write_letter=False))
        self.form.save_and_write.clicked.connect(lambda: self.save(write_letter=True))
        self.form.cancel.clicked.connect(self.discard)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.form.save.click)
        for button in (self.form.cancel, self.form.save_and_write):
            button.setAutoDefault(False)

    @property
    def first_field(self) -> QWidget:
        """The field that the keyboard is led to."""
        return self.form.reason_code

    def focus_first(self) -> None:
        """Lead the keyboard to the first field, its text selected."""
        self.first_field.setFocus(Qt.FocusReason.TabFocusReason)

    def order_tabs(self) -> None:
        """Let the Tab key go down the form: becoming a part of a page has mixed the order."""
        form = self.form
        ends = (*self.foot.strip.stops, form.save, form.save_and_write, form.cancel)
        for field in self.findChildren(DateField):  # only the line in it is a stop of its own
            field.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        for first, second in pairwise((*self.tab_order(), *ends)):
            QWidget.setTabOrder(first, second)

    def tab_order(self) -> tuple[QWidget, ...]:
        """Return the fields in the order of the Tab key, the buttons left out."""
        form = self.form
        return (form.reason_code, form.effective_on.edit, *self.check_stops(), form.comment)

    def check_stops(self) -> tuple[QWidget, ...]:
        """Return where the Tab key stops among what the safety checks found."""
        return () if self.live_check is None else self.live_check.panel.stops

    def embed(self) -> None:
        """Become a part of the page that it was made for: nothing waits for it."""
        self.setWindowFlags(Qt.WindowType.Widget)
        theme.style(self, surface="part")
        self.form.patient.hide()  # the chart's header stands above, and a form needs the room

    def _show_findings(self) -> None:
        if self.live_check is not None and self._body is not None:
            panel, body = self.live_check.panel, self._body
            body.verticalScrollBar().setValue(panel.y())
            if panel.stops:
                panel.stops[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_reason(self, key: FindingKey) -> None:
        asked = self.live_check.panel.ask(key) if self.live_check is not None else None
        if asked is not None:
            self._bring_up(asked)

    def _show_found(self, view: SafetyView | None) -> None:
        panel = self.live_check.panel if self.live_check is not None else None
        answered = {reason.about for reason in panel.reasons} if panel is not None else set()
        self.foot.strip.show_view(view, answered)
        self.order_tabs()

    def read(self) -> tuple[PlanWork | None, tuple[Problem, ...]]:
        """Return what saving does, or None and what is wrong with the form."""
        raise NotImplementedError

    def planned_change(self) -> PlannedChange | None:
        """Return what the safety checks are asked about; None while nothing is to be checked."""
        return None

    def change_to_show(self) -> PlanDiff | None:
        """Return what signing changes; None where nothing is shown of it."""
        return None

    def check_live(self, after: QWidget, *fields: SignalInstance) -> None:
        """Show below *after* what the safety checks find; *fields* tell when to ask again."""
        live = LiveCheck(self.context, self.patient_id, self.planned_change, self)
        rows = self.form.root.findChild(QVBoxLayout, "column")
        assert rows is not None  # the form has it
        rows.insertWidget(rows.indexOf(after) + 1, live.panel)
        live.panel.resized.connect(self.make_room)
        live.panel.resized.connect(self.order_tabs)
        live.panel.answered.connect(self._answered)
        live.found.connect(self._show_found)
        for changed in (self.form.effective_on.value_changed, *fields):
            changed.connect(live.ask_soon)
        self.live_check = live
        live.ask_soon()

    def show_changes(self, *fields: SignalInstance) -> None:
        """Show what signing changes, now and whenever one of *fields* does."""
        for changed in (self.form.effective_on.value_changed, *fields):
            changed.connect(self._show_change)
        self._show_change()

    def answered(self, entry: PlanEntry) -> PlanEntry:
        """Return *entry* with the reasons given for what the safety checks found."""
        live = self.live_check
        if live is None:
            return entry
        return replace(entry, reasons=live.panel.reasons, seen=live.seen)

    def set_heading(self, title: str) -> None:
        """Set the title on the form; the window's own, seen in task bars, tells nothing."""
        self.form.title.setText(title)
        self.setWindowTitle("Medication plan")

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

    def _choose_reason(self, place: int) -> None:
        combo = self.form.reason_code
        combo.setCurrentIndex(place)
        combo.activated.emit(place)  # as if chosen in the list

    def watch_typing(self) -> None:
        """From now on, what is typed is not thrown away by one Esc. Call when all is filled in."""
        for edit in self.findChildren(QLineEdit):
            edit.textEdited.connect(self._touch)
        for text in self.findChildren(QPlainTextEdit):
            text.textChanged.connect(self._touch)
        self.keep_drafts(self.context, self.form.title.text(), self.patient_id)

    def touched_again(self) -> None:
        """One Esc does not throw away what came back from a draft."""
        self._touch()

    def tell_of_draft(self, sentence: str) -> None:
        """Say that this came back from a draft."""
        self._say(sentence)

    def draft_extra(self) -> Target:
        """Return the reasons given so far."""
        if self.live_check is None:
            return {}
        return {"reasons": plain_reasons(self.live_check.panel.all_reasons)}

    def take_extra(self, extra: Target) -> None:
        """Take the reasons back; they show with the next check."""
        if self.live_check is not None:
            self.live_check.panel.put_reasons(read_reasons(extra.get("reasons")))

    def save(self, *, write_letter: bool) -> None:
        """Check, then save on the database thread; the dialog closes when it is done."""
        work, found = self.read()
        if not self.form.effective_on.is_valid():
            self.form.effective_on.check()
            self.make_room()
            return
        if work is None:
            self.problems.show(found)
            self.make_room()
            return
        if self._asks_for_reason():
            return
        self.problems.clear()
        self._set_busy(True)
        context, run = self.context, work
        self.context.tasks.run(
            lambda: run(context.clinic),
            done=lambda change: self._saved(change, write_letter=write_letter),
            failed=self._failed,
            parent=self,
        )

    def reject(self) -> None:
        """Close; with something typed only at the second Esc."""
        if self._typed and not self._warned:
            self._warned = True
            self._say("This is not signed yet. Press Esc again to discard it.")
            return
        self.discard()

    @property
    def is_typed(self) -> bool:
        """Whether something was typed that closing would throw away."""
        return self._typed

    def ask_to_finish(self) -> None:
        """Say that something was typed here, and lead back to it."""
        self._say("This is not signed yet. Sign it, or cancel it, before you go on.")
        focus = self.focusWidget()
        (focus if self.isAncestorOf(focus) else self.form.cancel).setFocus()

    def set_aside(self, then: Callable[[], object] | None = None) -> None:
        """Close, and keep what was typed: its author is offered to go on with it. Then call."""
        if self.drafts is not None:
            self.drafts.set_aside(lambda: self._close_kept(then))

    def _close_kept(self, then: Callable[[], object] | None) -> None:
        super().reject()
        self.context.events.store_changed.emit(Changes.of(None, "draft"))
        if then is not None:
            then()

    def check_again(self) -> None:
        """Look again: what the chart says has changed since."""
        if self.live_check is not None:
            self.live_check.ask_again()

    def discard(self) -> None:
        """Close without signing; what interrupted about its medication then counts as heeded."""
        seen = self.live_check.seen if self.live_check is not None else ()
        if seen and self.context.may(Operation.CHANGE_PLAN, self.patient_id):
            context, patient_id = self.context, self.patient_id
            context.tasks.run(lambda: give_up_change(context.clinic, patient_id, seen))
        super().reject()

    def done(self, result: int) -> None:
        """End, and note where the keyboard was: whoever shows the form leads it on."""
        focus = QApplication.focusWidget()
        self.had_focus = focus is not None and self.isAncestorOf(focus)
        super().done(result)

    def showEvent(self, event: QShowEvent) -> None:
        """Open as high as the form needs."""
        super().showEvent(event)
        self.order_tabs()
        self.make_room()

    def make_room(self) -> None:
        """Grow until nothing is squeezed, as far as the screen allows; beyond that it scrolls.

        A part of a page has the page's room.
        """
        if not self.isWindow():
            return
        self._rows.activate()
        width = self.width()
        needed = self._rows.totalHeightForWidth(width)
        if self._body is not None and self._inside is not None:
            shown = min(self._body.sizeHint().height(), needed)
            needed += _height_of(self._inside, self._body.viewport().width()) - shown
        highest = self.screen().availableGeometry().height() - _TITLE_BAR
        self.resize(width, max(self.height(), min(needed, highest)))

    def _touch(self) -> None:
        self._typed, self._warned = True, False

    def _saved(self, change: PlanChange, *, write_letter: bool) -> None:
        self._set_busy(False)
        self.context.events.store_changed.emit(change.changes)
        self.recorded.emit(change)
        self.accept()
        if write_letter:
            self.letter_wanted.emit(change)

    def _failed(self, error: ExpectedError) -> None:
        self._set_busy(False)
        if isinstance(error, UnansweredFindings) and self.live_check is not None:
            self.live_check.ask_again()
        if isinstance(error, Invalid):
            self.problems.show(error.problems)
            self.make_room()
        else:
            self._say(f"{error.sentence} {error.next_step}".strip())

    def _asks_for_reason(self) -> bool:
        """Lead to the first finding that interrupts and has no reason; return whether one has."""
        asked = self.live_check.panel.ask_first() if self.live_check is not None else None
        if asked is None:
            return False
        self._say(f"{asked.about}: this needs a reason to go on, or another plan.")
        self._bring_up(asked)
        return True

    def _bring_up(self, widget: QWidget) -> None:
        """Scroll to *widget* once the layout has settled."""
        if self._body is not None:
            body = self._body
            self._rows.activate()
            QTimer.singleShot(0, widget, lambda: body.ensureWidgetVisible(widget, 0, 60))

    def _say(self, sentence: str) -> None:
        self.form.problem.setText(sentence)
        self.form.problem.show()
        self.make_room()

    def _answered(self) -> None:
        self._touch()
        if self.live_check is not None:
            self._show_found(self.live_check.view)
        if self.drafts is not None:
            self.drafts.choose()

    def _show_change(self) -> None:
        self.foot.diff.show_diff(self.change_to_show())

    def _set_busy(self, busy: bool) -> None:
        for button in (self.form.save, self.form.save_and_write):
            button.setEnabled(not busy)


def _height_of(widget: QWidget, width: int) -> int:
    layout = widget.layout()
    assert layout is not None  # the form gives it one
    layout.invalidate()
    return max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height())
