"""What a report is narrowed by: a field for each thing that it asks for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from practice_desk.domain.report import FilterField, ReportFilter
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.flow_row import FlowRow
from practice_desk.services.reports.asked import Choices
from practice_desk.services.reports.kind import ReportKind

_DATE_WIDTH = 128
_CHOICE_WIDTH = 236  # "lithium carbonate or citrate" is seen whole
_F = FilterField
_FIELDS = {
    _F.PRACTITIONER: ("P&atients of", "everybody"),
    _F.MEDICATION: ("&Taking", "anything"),
    _F.CONDITION: ("Wit&h", "any condition"),
    _F.MEASURE: ("&Measure", "all"),
}


class ReportFilters(QWidget):
    """Emits `changed` with each choice; a date counts when its field is left."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.since, self.until = DateField(), DateField()
        self.choices = {field: QComboBox() for field in _FIELDS}
        self._row = FlowRow(self)
        self._groups: dict[FilterField, QWidget] = {_F.PERIOD: self._period()}
        for field, (label, _) in _FIELDS.items():
            choice = self.choices[field]
            choice.setFixedWidth(_CHOICE_WIDTH)
            choice.currentIndexChanged.connect(self.changed)
            self._groups[field] = labelled(label, choice)
        for group in self._groups.values():
            group.setParent(self)
            group.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._row)

    def show_kind(self, kind: ReportKind, choices: Choices, asked: ReportFilter) -> None:
        """Show the fields that *kind* asks for, with what *asked* has chosen."""
        people = [(str(number), name) for number, name in choices.practitioners]
        who = "" if asked.practitioner_id is None else str(asked.practitioner_id)
        self._fill(_F.PRACTITIONER, people, who)
        self._fill(_F.MEDICATION, choices.medications, asked.medication or "")
        self._fill(_F.CONDITION, choices.conditions, asked.condition or "")
        self._fill(_F.MEASURE, choices.measures, asked.measure or "")
        self.since.set_value(asked.since)
        self.until.set_value(asked.until)
        shown = [group for field, group in self._groups.items() if field in kind.asks]
        for group in self._groups.values():
            group.setVisible(group in shown)
        self._row.show_widgets(shown)
        self.setVisible(bool(shown))

    def asked(self) -> ReportFilter:
        """Return what is chosen; what can't be read as a date leaves that side open."""
        who = self._chosen(_F.PRACTITIONER)
        return ReportFilter(
            since=self.since.value(),
            until=self.until.value(),
            practitioner_id=None if who is None else int(who),
            medication=self._chosen(_F.MEDICATION),
            condition=self._chosen(_F.CONDITION),
            measure=self._chosen(_F.MEASURE),
        )

    def _chosen(self, field: FilterField) -> str | None:
        return str(self.choices[field].currentData() or "") or None

    def _fill(self, field: FilterField, items: Sequence[tuple[str, str]], chosen: str) -> None:
        refill(self.choices[field], _FIELDS[field][1], items, chosen)

    def _period(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for text, field in (("&From", self.since), ("t&o", self.until)):
            label = QLabel(text)
            label.setBuddy(field.edit)
            field.setFixedWidth(_DATE_WIDTH)
            field.edit.setAccessibleName(text.replace("&", "").capitalize())
            field.edit.editingFinished.connect(self.changed)
            row.addWidget(label)
            row.addWidget(field)
        return holder


def labelled(text: str, field: QWidget) -> QWidget:
    """Return a field with its label at its left, the field being its buddy."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    label = QLabel(text)
    label.setBuddy(field)
    field.setAccessibleName(text.replace("&", ""))
    row.addWidget(label)
    row.addWidget(field)
    return holder


def refill(
    choice: QComboBox, everything: str, items: Sequence[tuple[str, str]], chosen: str
) -> None:
    """Offer *everything*, with nothing as its data, and *items* as id and name."""
    choice.blockSignals(True)
    choice.clear()
    choice.addItem(everything, "")
    for value, name in items:
        choice.addItem(name, value)
    choice.setCurrentIndex(max(0, choice.findData(chosen)))
    choice.blockSignals(False)
