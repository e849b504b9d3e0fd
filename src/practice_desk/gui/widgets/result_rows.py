"""The results of one sample: a line for each test with value, unit and the laboratory's limit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.laboratory import LabTest
from practice_desk.gui import icons
from practice_desk.gui.custom_widgets import register_custom_widget
from practice_desk.gui.models.results_form import TypedResult, field_of, unit_choices
from practice_desk.gui.plain_text import plain_label, set_tip

LIMITED = frozenset({"U/L", "ukat/L", "ng/mL", "ng/L"})
"""Units whose results mean something only beside the laboratory's own upper limit."""


@register_custom_widget
class ResultRows(QWidget):
    """Lines are added and removed; what is typed in the others stays."""

    changed = Signal()
    """Emitted when a line was added or removed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, _Row] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.empty = plain_label("No test is added yet.", "dim")
        self._column.addWidget(self.empty)

    @property
    def tests(self) -> list[LabTest]:
        """The tests with a line, in order."""
        return [row.test for row in self._rows.values()]

    def add(self, tests: Sequence[LabTest]) -> None:
        """Add a line for each test that has none, and lead to the first of them."""
        for test in tests:
            if test.code in self._rows:
                continue
            row = _Row(test)
            row.remove.clicked.connect(lambda _=False, code=test.code: self._remove(code))
            self._rows[test.code] = row
            self._column.addWidget(row)
        self.empty.setVisible(not self._rows)
        self.changed.emit()
        if tests:
            self._rows[tests[0].code].edit.setFocus()

    def typed(self) -> list[TypedResult]:
        """Return what stands in the lines."""
        return [row.typed() for row in self._rows.values()]

    def _remove(self, code: str) -> None:
        row = self._rows.pop(code)
        self._column.removeWidget(row)
        row.setParent(None)
        row.deleteLater()
        self.empty.setVisible(not self._rows)
        self.changed.emit()


class _Row(QWidget):
    def __init__(self, test: LabTest) -> None:
        super().__init__()
        self.test = test
        self.edit = QLineEdit() if test.is_number or not test.choices else _choices(test)
        self.edit.setObjectName(field_of(test))
        self.edit.setAccessibleName(f"Result: {test.name}")
        self.unit: QComboBox | None = None
        self.upper: QLineEdit | None = None
        self.remove = QToolButton()
        icons.set_icon(self.remove, "x")
        self.remove.setAccessibleName(f"Remove {test.name}")
        set_tip(self.remove, f"Remove {test.name}")
        name = plain_label(test.name, "field", wrap=True)
        name.setBuddy(self.edit)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.addWidget(name, 0, 0)
        grid.addLayout(_field(self.edit), 0, 1)
        grid.addWidget(self.remove, 0, 4)
        for column, stretch in ((0, 4), (1, 3), (2, 3), (3, 3)):
            grid.setColumnStretch(column, stretch)
        problem = plain_label()
        problem.setObjectName(f"{field_of(test)}_problem")
        problem.hide()
        grid.addWidget(problem, 1, 1, 1, 4)
        if test.is_number:
            self._add_unit(grid)

    def _add_unit(self, grid: QGridLayout) -> None:
        test = self.test
        self.unit = QComboBox()
        self.unit.setObjectName(f"unit_{test.code}")
        self.unit.setAccessibleName(f"Unit: {test.name}")
        for code, shown in unit_choices(test):
            self.unit.addItem(shown or "score", code)
        grid.addWidget(self.unit, 0, 2)
        if test.unit in LIMITED:
            self.upper = QLineEdit()
            self.upper.setObjectName(f"upper_{test.code}")
            self.upper.setAccessibleName(f"Laboratory's upper limit: {test.name}")
            self.upper.setPlaceholderText("Upper limit")
            self.upper.setMaxLength(12)
            grid.addLayout(_field(self.upper), 0, 3)

    def typed(self) -> TypedResult:
        value = self.edit.currentText() if isinstance(self.edit, QComboBox) else self.edit.text()
        unit = "" if self.unit is None else str(self.unit.currentData())
        return TypedResult(self.test, value, unit, "" if self.upper is None else self.upper.text())


def _choices(test: LabTest) -> QComboBox:
    combo = QComboBox()
    combo.setEditable(True)
    combo.addItem("")
    combo.addItems(list(test.choices))
    return combo


def _field(widget: QWidget) -> QVBoxLayout:
    """Return a column around a field, in which a problem finds its place."""
    column = QVBoxLayout()
    column.setSpacing(4)
    column.addWidget(widget)
    return column
