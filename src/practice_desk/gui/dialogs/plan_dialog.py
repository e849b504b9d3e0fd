"""What the plan's dialogs share: one patient, saving off the GUI thread, problems at fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.errors import ExpectedError, Invalid, Problem
from practice_desk.domain.patient import Patient
from practice_desk.domain.permission import Operation
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.reasons import REASONS
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import patient_line
from practice_desk.gui.dialogs.live_check import LiveCheck
from practice_desk.gui.drafting import Drafting
from practice_desk.gui.widgets.field_problems import FieldProblems
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.gui.widgets.pill import Pill
from practice_desk.gui.widgets.plan_date_field import PlanDateField
from practice_desk.services.clinic import Clinic
from practice_desk.services.plan import PlanChange
from practice_desk.services.safety_question import PlannedChange

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
    """A dialog about one patient's plan. What it saves goes to that patient, whatever is open.

    A subclass sets `form_type` and fills in `read`. After saving it emits `recorded`, and
    `letter_wanted` too where a letter is to be written, both with the `PlanChange`.
    """

    form_type: ClassVar[type[PlanForm]]

    recorded = Signal(object)
    letter_wanted = Signal(object)

    def __init__(
        self, context: AppContext, patient: Patient, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        assert patient.id is not None  # a chart is open, so it was saved
        self.setModal(True)
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
        self.form.save.clicked.connect(lambda: self.save(write_letter=False))
        self.form.save_and_write.clicked.connect(lambda: self.save(write_letter=True))
        self.form.cancel.clicked.connect(super().reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.form.save.click)
        for button in (self.form.cancel, self.form.save_and_write):
            button.setAutoDefault(False)

    def read(self) -> tuple[PlanWork | None, tuple[Problem, ...]]:
        """Return what saving does, or None and what is wrong with the form."""
        raise NotImplementedError

    def planned_change(self) -> PlannedChange | None:
        """Return what the safety checks are asked about; None while nothing is to be checked."""
        return None

    def check_live(self, column: str, after: QWidget) -> None:
        """Show below *after*, in the layout *column*, what the safety checks find meanwhile."""
        live = LiveCheck(self.context, self.patient_id, self.planned_change, self)
        rows = self.form.root.findChild(QVBoxLayout, column)
        assert rows is not None  # the form has it
        rows.insertWidget(rows.indexOf(after) + 1, live.panel)
        live.panel.resized.connect(self.make_room)
        if self._body is not None:  # the panel may be scrolled out of sight
            buttons = self.form.root.findChild(QHBoxLayout, "buttons")
            assert buttons is not None  # the form has it
            warning = Pill()
            warning.setObjectName("warning")
            buttons.insertWidget(0, warning)
            live.warned.connect(lambda text: warning.show_pill(text, "danger"))
        self.form.effective_on.value_changed.connect(live.ask_soon)
        self.live_check = live
        live.ask_soon()

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
        combo.setCurrentIndex(combo.findData(chosen) if chosen else -1)

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
        self.form.problem.setText(sentence)
        self.form.problem.show()

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
            self.form.problem.setText("This is not saved yet. Press Esc again to discard it.")
            self.form.problem.show()
            self.make_room()
            return
        super().reject()

    def showEvent(self, event: QShowEvent) -> None:
        """Open as high as the form needs."""
        super().showEvent(event)
        self.make_room()

    def make_room(self) -> None:
        """Grow until nothing is squeezed, as far as the screen allows; beyond that it scrolls."""
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
        if isinstance(error, Invalid):
            self.problems.show(error.problems)
        else:
            self.form.problem.setText(f"{error.sentence} {error.next_step}".strip())
            self.form.problem.show()
        self.make_room()

    def _set_busy(self, busy: bool) -> None:
        for button in (self.form.save, self.form.save_and_write):
            button.setEnabled(not busy)


def _height_of(widget: QWidget, width: int) -> int:
    layout = widget.layout()
    assert layout is not None  # the form gives it one
    layout.invalidate()
    return max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height())
