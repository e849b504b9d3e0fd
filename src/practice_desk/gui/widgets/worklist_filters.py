"""Whom a worklist looks for: whose patients, on what, with what, without what for how long."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QSpinBox, QVBoxLayout, QWidget

from practice_desk.domain.worklist import LONGEST_MONTHS, Missing, WorklistQuestion
from practice_desk.gui.widgets.flow_row import FlowRow
from practice_desk.gui.widgets.report_filters import labelled, refill
from practice_desk.services.worklist_choices import WorklistChoices

_WIDTH = 236  # "lithium carbonate or citrate" is seen whole
_MONTHS_WIDTH = 118
_NOTHING = ""
_AS_KEPT = "as it was kept"
"""What a question has that no chart has any more; it would be another question without it."""


class WorklistFilters(QWidget):
    """Emits `changed` with each choice that somebody makes."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.whose, self.medication = QComboBox(), QComboBox()
        self.condition, self.missing = QComboBox(), QComboBox()
        self.months = QSpinBox()
        self.months.setAccessibleName("Months")
        self.months.setFixedWidth(_MONTHS_WIDTH)
        self.months.setRange(1, LONGEST_MONTHS)
        self._say_months(self.months.value())
        self.months.valueChanged.connect(self._say_months)
        row = FlowRow(self)
        fields = (
            ("P&atients of", self.whose),
            ("&Taking", self.medication),
            ("Wit&h", self.condition),
            ("With&out", self.missing),
        )
        for _, choice in fields:
            choice.setFixedWidth(_WIDTH)
            choice.currentIndexChanged.connect(self._choose)
        self.months.valueChanged.connect(self.changed)
        groups = [labelled(text, choice) for text, choice in fields]
        row.show_widgets([*groups, labelled("i&n", self.months)])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(row)

    def offer(self, choices: WorklistChoices) -> None:
        """Offer *choices*; what is chosen stays so."""
        question = self.question()
        people = [(str(number), name) for number, name in choices.practitioners]
        refill(self.whose, "everybody", people, "")
        refill(self.medication, "anything", choices.medications, "")
        refill(self.condition, "any condition", choices.conditions, "")
        lacking = [(_key(each.kind, each.id), each.name) for each in choices.missing]
        refill(self.missing, "nothing chosen", lacking, "")
        self.show_question(question)

    def show_question(self, question: WorklistQuestion) -> None:
        """Show what *question* asks, offered or not, without emitting anything."""
        wanted = {
            self.whose: "" if question.practitioner_id is None else str(question.practitioner_id),
            self.medication: question.medication,
            self.condition: question.condition,
            self.missing: _key(question.missing, question.check or question.measure),
        }
        for choice, value in wanted.items():
            choice.blockSignals(True)
            if choice.findData(value) < 0:
                choice.addItem(_AS_KEPT, value)
            choice.setCurrentIndex(choice.findData(value))
            choice.blockSignals(False)
        self.months.blockSignals(True)
        self.months.setValue(question.months)
        self.months.blockSignals(False)
        self._say_months(question.months)
        self._allow()

    def has_patients(self, practitioner_id: int | None) -> bool:
        """Return whether somebody is offered as one with patients."""
        return practitioner_id is not None and self.whose.findData(str(practitioner_id)) > 0

    def question(self) -> WorklistQuestion:
        """Return what is chosen."""
        kind, _, number = str(self.missing.currentData() or Missing.NOTHING.value).partition(":")
        asked = WorklistQuestion(
            Missing(kind),
            str(self.medication.currentData() or ""),
            str(self.condition.currentData() or ""),
            months=self.months.value(),
            practitioner_id=int(self.whose.currentData() or 0) or None,
        )
        if asked.missing is Missing.CHECK:
            return replace(asked, check=number)
        return replace(asked, measure=number) if asked.missing is Missing.MEASURE else asked

    def _say_months(self, count: int) -> None:
        self.months.setSuffix(" month" if count == 1 else " months")

    def _choose(self) -> None:
        self._allow()
        self.changed.emit()

    def _allow(self) -> None:
        self.months.setEnabled(bool(self.missing.currentData()))


def _key(kind: Missing, number: str) -> str:
    return _NOTHING if kind is Missing.NOTHING else f"{kind.value}:{number}"
