"""Edits one dosage and shows, while it is typed, what the patient will read."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.directions import FOOD, directions
from practice_desk.domain.dosage import Dosage, DurationUnit
from practice_desk.domain.errors import Problem
from practice_desk.domain.timing import MOMENT_ORDER, Food, Timing
from practice_desk.gui import theme
from practice_desk.gui.binding import Form
from practice_desk.gui.custom_widgets import register_custom_widget
from practice_desk.gui.models.dosage_form import (
    DosageInput,
    FormChoice,
    dosage_input,
    form_choices,
    read_dosage,
    timing_choices,
    timing_every,
    timing_label,
    unit_choices,
    with_form,
)
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.knowledge.medications import MedicationConcept

DIFFERENT_AMOUNTS: Final = "different amounts"


class DosageForm(Form):
    """`ui/dosage_editor.ui`."""

    ui = "dosage_editor.ui"
    structured: QWidget
    structured_more: QWidget
    form: QComboBox
    strength: QComboBox
    dose: QLineEdit
    unit: QComboBox
    timing: QComboBox
    split: QFrame
    split_morning: QLineEdit
    split_noon: QLineEdit
    split_afternoon: QLineEdit
    split_evening: QLineEdit
    split_bedtime: QLineEdit
    food: QComboBox
    duration: QSpinBox
    duration_unit: QComboBox
    as_needed: QCheckBox
    as_needed_fields: QFrame
    as_needed_for: QLineEdit
    max_per_day: QLineEdit
    note: QLineEdit
    free: QFrame
    free_text: QCheckBox
    text: NoteEdit
    preview: QLabel


@register_custom_widget
class DosageEditor(QWidget):
    """Form, strength, dose, times and the rest of one dosage, with the directions they make.

    `show_medication` sets what can be chosen, `dosage` reads it. Fields are named as in
    `domain.dosage_rules`, so that problems find them.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._made: DosageForm | None = None
        self._splits: tuple[QLineEdit, ...] = ()
        self._choices: tuple[FormChoice, ...] = ()
        self._rest = Timing()
        self._loading = False

    @property
    def _form(self) -> DosageForm:
        """The form, loaded at first use: a form loaded while another is being loaded is lost."""
        if self._made is None:
            self._made = form = DosageForm(self)
            self._layout.addWidget(form.root)
            self._splits = tuple(getattr(form, f"split_{moment.value}") for moment in MOMENT_ORDER)
            self._fill_fixed_choices()
            self._connect()
        return self._made

    def show_medication(
        self,
        concept: MedicationConcept | None,
        dosage: Dosage | None = None,
        *,
        interval_days: int | None = None,
    ) -> None:
        """Offer the products of *concept* (None: the common forms) and show *dosage*.

        Without a dosage it proposes one piece of the first strength every morning, or every
        *interval_days* where it is an injection made for that.
        """
        self._loading = True
        self._choices = with_form(form_choices(concept), dosage)
        self._form.form.clear()
        for choice in self._choices:
            self._form.form.addItem(choice.label, choice)
        self._form.form.setCurrentIndex(self._index_of_form(dosage))
        self._show_strengths()
        values = dosage_input(dosage)
        if dosage is None and interval_days is not None:
            values = replace(values, timing=timing_every(interval_days))
        if dosage is not None:
            self._form.strength.setEditText(values.strength)
        self._show_units()
        self._show_values(values, propose=dosage is None and concept is not None)
        self._loading = False
        self._refresh()

    @property
    def dose(self) -> QLineEdit:
        """The field of the dose. Not the focus proxy: Tab would skip what stands before it."""
        return self._form.dose

    def tab_order(self) -> tuple[QWidget, ...]:
        """Return the fields in the order of the Tab key."""
        form = self._form
        return (
            form.form, form.strength, form.dose, form.unit, form.timing, *self._splits, form.food,
            form.duration, form.duration_unit, form.as_needed, form.free_text, form.as_needed_for,
            form.max_per_day, form.note, form.text,
        )  # fmt: skip

    def values(self) -> DosageInput:
        """Return what is typed."""
        form = self._form
        choice: FormChoice | None = form.form.currentData()
        if form.free_text.isChecked():
            return DosageInput(text=form.text.toPlainText().strip())
        timing = form.timing.currentData()
        food = form.food.currentData()  # Qt gives text enumerations back as plain text
        return DosageInput(
            form=choice.form if choice else None,
            route=choice.route if choice else None,
            strength=form.strength.currentText().strip(),
            amount=form.dose.text(),
            unit=form.unit.currentData() or "mg",
            timing=None if timing == DIFFERENT_AMOUNTS else timing,
            split=tuple(edit.text() for edit in self._splits),
            rest=self._rest,
            food=Food(food) if food else None,
            as_needed=form.as_needed.isChecked(),
            as_needed_for=form.as_needed_for.text(),
            max_per_day=form.max_per_day.text(),
            duration_count=form.duration.value(),
            duration_unit=DurationUnit(form.duration_unit.currentData() or DurationUnit.DAY),
            note=form.note.text(),
        )

    def dosage(self) -> tuple[Dosage | None, tuple[Problem, ...]]:
        """Return the dosage typed, or None and what is wrong with it."""
        if self._form.free_text.isChecked() and not self._form.text.toPlainText().strip():
            return None, (Problem("text", "Write the directions, or enter a dose."),)
        return read_dosage(self.values())

    @property
    def preview_text(self) -> str:
        """The directions as shown."""
        return self._form.preview.text()

    def _fill_fixed_choices(self) -> None:
        form = self._form
        form.food.addItem("No matter", None)
        for food in Food:
            form.food.addItem(FOOD[food].capitalize(), food)
        for unit in DurationUnit:
            form.duration_unit.addItem(f"{unit.value}s", unit)
        form.strength.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)

    def _connect(self) -> None:
        form = self._form
        form.form.currentIndexChanged.connect(self._form_chosen)
        form.strength.currentTextChanged.connect(self._strength_chosen)
        for combo in (form.unit, form.timing, form.food, form.duration_unit):
            combo.currentIndexChanged.connect(self._refresh)
        edits = (form.dose, form.as_needed_for, form.max_per_day, form.note, *self._splits)
        for edit in edits:
            edit.textChanged.connect(self._refresh)
        form.duration.valueChanged.connect(self._refresh)
        form.as_needed.toggled.connect(self._refresh)
        form.free_text.toggled.connect(self._refresh)
        form.text.textChanged.connect(self._refresh)

    def _form_chosen(self) -> None:
        if self._loading:
            return
        self._loading = True
        self._show_strengths()
        self._show_units(keep=self._form.unit.currentData())
        self._loading = False
        self._refresh()

    def _strength_chosen(self) -> None:
        if self._loading:
            return
        self._loading = True
        self._show_units(keep=self._form.unit.currentData())
        self._loading = False
        self._refresh()

    def _index_of_form(self, dosage: Dosage | None) -> int:
        if dosage is None or dosage.form is None:
            return 0
        for index, choice in enumerate(self._choices):
            if (choice.form, choice.route) == (dosage.form, dosage.route or choice.route):
                return index
        return 0

    def _show_strengths(self) -> None:
        choice: FormChoice | None = self._form.form.currentData()
        self._form.strength.clear()
        self._form.strength.addItems(list(choice.strengths) if choice else [])

    def _show_units(self, keep: str | None = None) -> None:
        combo = self._form.unit
        combo.clear()
        for value, label in unit_choices(self.values()):
            combo.addItem(label, value)
        combo.setCurrentIndex(max(0, combo.findData(keep)))

    def _show_values(self, values: DosageInput, *, propose: bool) -> None:
        form = self._form
        amount = values.amount
        if propose and form.unit.count() > 1:
            # The first strength, once: what is meant most often, and one number to overtype.
            strength = form.strength.currentText()
            amount = strength.split()[0] if strength else ""
        form.dose.setText(amount)
        if (index := form.unit.findData(values.unit)) >= 0 and not propose:
            form.unit.setCurrentIndex(index)
        form.timing.clear()
        for timing in timing_choices(values.timing):
            form.timing.addItem(timing_label(timing), timing)
        form.timing.addItem("Different amounts…", DIFFERENT_AMOUNTS)
        self._rest = values.rest
        wanted = DIFFERENT_AMOUNTS if values.timing is None else values.timing
        form.timing.setCurrentIndex(_index_of(form.timing, wanted))
        for edit, text in zip(self._splits, values.split, strict=True):
            edit.setText(text)
        form.food.setCurrentIndex(_index_of(form.food, values.food))
        form.as_needed.setChecked(values.as_needed)
        form.as_needed_for.setText(values.as_needed_for)
        form.max_per_day.setText(values.max_per_day)
        form.duration.setValue(values.duration_count)
        form.duration_unit.setCurrentIndex(_index_of(form.duration_unit, values.duration_unit))
        form.note.setText(values.note)
        form.text.setPlainText(values.text)
        form.free_text.setChecked(bool(values.text))

    def _refresh(self) -> None:
        if self._loading:
            return
        form = self._form
        free = form.free_text.isChecked()
        splitting = form.timing.currentData() == DIFFERENT_AMOUNTS
        form.structured.setHidden(free)
        form.structured_more.setHidden(free)
        form.as_needed.setHidden(free)
        form.free.setHidden(not free)
        form.split.setHidden(not splitting)
        form.dose.setEnabled(not splitting)
        form.as_needed_fields.setHidden(not form.as_needed.isChecked())
        dosage, problems = self.dosage()
        if dosage is not None:
            form.preview.setText(directions(dosage))
        else:
            form.preview.setText(problems[0].sentence if problems else "")
        theme.style(form.preview, role="strong" if dosage is not None else "dim")
        self.changed.emit()


def _index_of(combo: QComboBox, value: object) -> int:
    """Return the place of the item whose data equals *value*; 0 where none does."""
    return next((i for i in range(combo.count()) if combo.itemData(i) == value), 0)
