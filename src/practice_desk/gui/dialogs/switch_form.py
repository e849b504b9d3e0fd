"""The window of the switch assistant, and how it shows what the pack says."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QRadioButton,
    QTabWidget,
)

from practice_desk.gui.binding import Form
from practice_desk.gui.models.switch_view import SwitchMode, pack_words
from practice_desk.gui.widgets.dispense_fields import DispenseFields
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.gui.widgets.plan_date_field import PlanDateField
from practice_desk.gui.widgets.step_builder import StepBuilder
from practice_desk.gui.widgets.step_picture import StepPicture
from practice_desk.knowledge.switching import SwitchAdvice


class SwitchForm(Form):
    """`ui/switch_dialog.ui`."""

    ui = "switch_dialog.ui"
    title: QLabel
    patient: QLabel
    present: QLabel
    to_name: QLineEdit
    matches: QListWidget
    to_coded: QLabel
    indication: QLineEdit
    cross_taper: QRadioButton
    taper_first: QRadioButton
    stop_and_start: QRadioButton
    pack_says: QFrame
    pack_text: QLabel
    pack_sources: QLabel
    pack_standing: QLabel
    pack_entries: QPushButton
    first_choose: QLabel
    how_label: QLabel
    leave_on_label: QLabel
    leave_on: PlanDateField
    effective_on_label: QLabel
    effective_on: PlanDateField
    gap_label: QLabel
    gap: QLabel
    comment_label: QLabel
    comment: NoteEdit
    axis: StepPicture
    sides: QTabWidget
    down: StepBuilder
    up: StepBuilder
    dispense_fields: DispenseFields
    problem: QLabel
    save: QPushButton
    cancel: QPushButton

    def button(self, mode: SwitchMode) -> QRadioButton:
        """Return what chooses *mode*."""
        button: QRadioButton = getattr(self, mode.value)
        return button

    def show_what_follows(self, *, chosen: bool) -> None:
        """Show what depends on the new medication only once that is *chosen*."""
        for widget in (
            self.how_label, self.cross_taper, self.taper_first, self.stop_and_start,
            self.leave_on_label, self.leave_on, self.effective_on_label, self.effective_on,
            self.gap_label, self.gap, self.comment_label, self.comment, self.pack_says,
            self.sides, self.axis, self.to_coded,
        ):  # fmt: skip
            widget.setVisible(chosen)
        self.first_choose.setVisible(not chosen)

    def show_advice(self, advice: SwitchAdvice, *, is_draft: bool) -> None:
        """Show what the pack says with its sources, and let only what it allows be chosen."""
        said = pack_words(advice)
        self.pack_text.setText(said.text)
        self.pack_sources.setText(f"Sources: {said.sources}" if said.sources else "")
        standing = "The pack is a draft that no clinician has reviewed." if is_draft else ""
        self.pack_standing.setText(standing)
        self.pack_standing.setVisible(is_draft)
        self.cross_taper.setEnabled(advice.may_overlap)
