"""What the forms in the plan's tray share: one patient, findings in sight, signing, drafts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import ExpectedError, Invalid, Problem
from practice_desk.domain.patient import Patient
from practice_desk.domain.permission import Operation
from practice_desk.domain.safety import SafetyAlert
from practice_desk.domain.safety_decision import FindingKey, UnansweredFindings
from practice_desk.gui import theme
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import patient_line
from practice_desk.gui.dialogs.live_check import LiveCheck, Question, Unasked
from practice_desk.gui.dialogs.plan_foot import PlanFoot
from practice_desk.gui.drafting import Drafting, Target
from practice_desk.gui.models.kept_reasons import plain_reasons, read_reasons
from practice_desk.gui.models.safety_view import SafetyView
from practice_desk.gui.widgets.field_problems import FieldProblems
from practice_desk.services.clinic import Clinic
from practice_desk.services.plan import PlanEntry
from practice_desk.services.plan_changes import SignedChanges
from practice_desk.services.signing import give_up_change

TrayWork = Callable[[Clinic], SignedChanges]
"""What signing does, on the database thread."""

_TITLE_BAR = 40
"""Pixels that the window's own frame may take of the screen's height."""


class TrayForm(Form):
    """What every form in the tray has."""

    title: QLabel
    patient: QLabel
    problem: QLabel
    save: QPushButton
    save_and_write: QPushButton
    cancel: QPushButton


class TrayDialog(QDialog, Drafting):
    """Something to be signed in one patient's plan. It goes to that patient, whatever is open.

    A subclass sets `form_type` and fills in `work`. After signing it emits `recorded`, and
    `letter_wanted` too where a letter is to be written, both with the `SignedChanges`. It ends as a
    dialog does, also where it is a part of the page: `embed` makes it one.
    """

    form_type: ClassVar[type[TrayForm]]
    form: TrayForm
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
        self.context, self.patient_id = context, patient.id
        self.may_write_letter = context.may(Operation.SEND_LETTER, patient.id)
        self.form = self.form_type(self)
        self._typed = self._warned = False
        self._lay_out()
        self.form.patient.setText(patient_line(patient))
        self.problems = FieldProblems(self.form.root, self.form.problem)
        self.form.save.clicked.connect(lambda: self.save(write_letter=False))
        self.form.save_and_write.clicked.connect(lambda: self.save(write_letter=True))
        self.form.cancel.clicked.connect(self.discard)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.form.save.click)
        for button in (self.form.cancel, self.form.save_and_write):
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
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
        self.foot = PlanFoot(self)
        rows_of_form = self.form.root.layout()
        assert isinstance(rows_of_form, QVBoxLayout)  # every form has it
        rows_of_form.insertWidget(rows_of_form.indexOf(self.form.problem), self.foot)
        self.foot.strip.all_wanted.connect(self._show_findings)
        self.foot.strip.reason_wanted.connect(self._show_reason)

    def work(self) -> tuple[TrayWork | None, tuple[Problem, ...]]:
        """Return what signing does, or None and what is wrong."""
        raise NotImplementedError

    @property
    def first_field(self) -> QWidget:
        """The field that the keyboard is led to."""
        return self.form.save

    def focus_first(self) -> None:
        """Lead the keyboard to the first field, its text selected."""
        self.first_field.setFocus(Qt.FocusReason.TabFocusReason)

    def order_tabs(self) -> None:
        """Let the Tab key go down the form."""

    def check_stops(self) -> tuple[QWidget, ...]:
        """Return where the Tab key stops among what the safety checks found."""
        return () if self.live_check is None else self.live_check.panel.stops

    def embed(self) -> None:
        """Become a part of the page that it was made for: nothing waits for it."""
        self.setWindowFlags(Qt.WindowType.Widget)
        theme.style(self, surface="part")
        self.form.patient.hide()  # the chart's header stands above, and a form needs the room

    def set_heading(self, title: str) -> None:
        """Set the title on the form; the window's own, seen in task bars, tells nothing."""
        self.form.title.setText(title)
        self.setWindowTitle("Medication plan")

    def watch_findings(
        self, read: Callable[[], Question | Unasked | None], after: QWidget
    ) -> LiveCheck:
        """Show below *after* what the safety checks find about what *read* returns."""
        live = LiveCheck(self.context, self.patient_id, read, self)
        rows = self.form.root.findChild(QVBoxLayout, "column")
        assert rows is not None  # the form has it
        rows.insertWidget(rows.indexOf(after) + 1, live.panel)
        live.panel.resized.connect(self.make_room)
        live.panel.resized.connect(self.order_tabs)
        live.panel.answered.connect(self._answered)
        live.found.connect(self._show_found)
        self.live_check = live
        live.ask_soon()
        return live

    def answered(self, entry: PlanEntry) -> PlanEntry:
        """Return *entry* with the reasons given for what the safety checks found."""
        live = self.live_check
        if live is None:
            return entry
        reasons = (*entry.reasons, *live.panel.reasons)
        return replace(entry, reasons=reasons, seen=(*entry.seen, *live.seen))

    @property
    def seen(self) -> tuple[SafetyAlert, ...]:
        """What interrupted so far about what is composed here."""
        return self.live_check.seen if self.live_check is not None else ()

    def draft_extra(self) -> Target:
        """Return the reasons given so far."""
        if self.live_check is None:
            return {}
        return {"reasons": plain_reasons(self.live_check.panel.all_reasons)}

    def take_extra(self, extra: Target) -> None:
        """Take the reasons back; they show with the next check."""
        if self.live_check is not None:
            self.live_check.panel.put_reasons(read_reasons(extra.get("reasons")))

    def touched_again(self) -> None:
        """One Esc does not throw away what came back from a draft."""
        self.touch()

    def tell_of_draft(self, sentence: str) -> None:
        """Say that this came back from a draft."""
        self.say(sentence)

    def is_ready(self) -> bool:
        """Return whether `work` can be asked for; a subclass shows what keeps it."""
        return True

    def save(self, *, write_letter: bool) -> None:
        """Check, then sign on the database thread; the dialog closes when it is done."""
        work, found = self.work()
        if not self.is_ready():
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
            done=lambda signed: self._saved(signed, write_letter=write_letter),
            failed=self.failed,
            parent=self,
        )

    def reject(self) -> None:
        """Close; with something typed only at the second Esc."""
        if self._typed and not self._warned:
            self._warned = True
            self.say("This is not signed yet. Press Esc again to discard it.")
            return
        self.discard()

    @property
    def is_typed(self) -> bool:
        """Whether something was typed that closing would throw away."""
        return self._typed

    def ask_to_finish(self) -> None:
        """Say that something was typed here, and lead back to it."""
        self.say("This is not signed yet. Sign it, or cancel it, before you go on.")
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
        """Close without signing; what interrupted then counts as heeded."""
        seen = self.seen
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what scrolls as high as its text needs at this width."""
        super().resizeEvent(event)
        if not self.isWindow():
            self.make_room()

    def make_room(self) -> None:
        """Grow until nothing is squeezed, as far as the screen allows; beyond that it scrolls.

        A part of a page has the page's room.
        """
        if not self.isWindow():
            if self._body is not None and self._inside is not None:
                width = self._body.viewport().width()
                self._inside.setMinimumHeight(_height_of(self._inside, width))
            return
        self._rows.activate()
        width = self.width()
        needed = self._rows.totalHeightForWidth(width)
        if self._body is not None and self._inside is not None:
            shown = min(self._body.sizeHint().height(), needed)
            needed += _height_of(self._inside, self._body.viewport().width()) - shown
        highest = self.screen().availableGeometry().height() - _TITLE_BAR
        self.resize(width, max(self.height(), min(needed, highest)))

    def touch(self) -> None:
        """Count the form as typed into."""
        self._typed, self._warned = True, False

    def say(self, sentence: str) -> None:
        """Say one sentence above the buttons."""
        self.form.problem.setText(sentence)
        self.form.problem.show()
        self.make_room()

    def failed(self, error: ExpectedError) -> None:
        """Say why it was not signed; the form stays as it is."""
        self._set_busy(False)
        if isinstance(error, UnansweredFindings) and self.live_check is not None:
            self.live_check.ask_again()
        if isinstance(error, Invalid):
            self.problems.show(error.problems)
            self.make_room()
        else:
            self.say(f"{error.sentence} {error.next_step}".strip())

    def _saved(self, signed: SignedChanges, *, write_letter: bool) -> None:
        self._set_busy(False)
        self.context.events.store_changed.emit(signed.changes)
        self.recorded.emit(signed)
        self.accept()
        if write_letter:
            self.letter_wanted.emit(signed)

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

    def _asks_for_reason(self) -> bool:
        """Lead to the first finding that interrupts and has no reason; return whether one has."""
        asked = self.live_check.panel.ask_first() if self.live_check is not None else None
        if asked is None:
            return False
        self.say(f"{asked.about}: this needs a reason to go on, or another plan.")
        self._bring_up(asked)
        return True

    def _bring_up(self, widget: QWidget) -> None:
        """Scroll to *widget* once the layout has settled."""
        if self._body is not None:
            body = self._body
            self._rows.activate()
            QTimer.singleShot(0, widget, lambda: body.ensureWidgetVisible(widget, 0, 60))

    def _answered(self) -> None:
        self.touch()
        if self.live_check is not None:
            self._show_found(self.live_check.view)
        if self.drafts is not None:
            self.drafts.choose()

    def _set_busy(self, busy: bool) -> None:
        for button in (self.form.save, self.form.save_and_write):
            button.setEnabled(not busy)


def _height_of(widget: QWidget, width: int) -> int:
    layout = widget.layout()
    assert layout is not None  # the form gives it one
    layout.invalidate()
    return max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height())
