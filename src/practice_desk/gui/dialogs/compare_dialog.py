"""Two periods of a chart held against each other: before and after a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.patient import Patient
from practice_desk.domain.period import ComparedLine, Covered, Period, compare, periods_around
from practice_desk.domain.timeline import Timeline
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.date_field import DateField

_HEADERS: Final = ("", "Before", "After", "Change")
_FIRST: Final = timedelta(days=90)


class CompareDialog(QDialog):
    """Asks for the day, and shows the figures with how they are worked out.

    *covered* tells how many days the fills of a medication cover. Nothing is written.
    """

    def __init__(
        self, patient: Patient, timeline: Timeline, covered: Covered, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Compare two periods")
        self._timeline, self._covered = timeline, covered
        self.day = DateField()
        self.day.setAccessibleName("The day that parts the two periods")
        self.said = plain_label("", "dim", wrap=True)
        self.table = QTableWidget(0, len(_HEADERS))
        self.rules = plain_label("", "small", wrap=True)
        self.day.set_value(timeline.today - _FIRST)
        self._lay_out(patient)
        self.day.value_changed.connect(self._compare)
        self._compare()

    def _lay_out(self, patient: Patient) -> None:
        label = QLabel("Before and &after")
        label.setBuddy(self.day)
        label.setProperty("role", "field")
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self.day)
        row.addStretch(1)
        table = self.table
        table.setAccessibleName("The two periods compared")
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        table.horizontalHeader().setDefaultAlignment(left)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setStretchLastSection(True)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(24, 20, 24, 20)
        rows.setSpacing(12)
        rows.addWidget(plain_label("Compare two periods", "title"))
        rows.addWidget(plain_label(patient.display_name, "dim"))
        rows.addLayout(row)
        for widget in (self.said, table, self.rules, close):
            rows.addWidget(widget)
        self.resize(960, 640)

    def _compare(self) -> None:
        day, today = self.day.value(), self._timeline.today
        if day is None or day > today:
            self.said.setText("Enter a day that has come, such as 3/1/2026.")
            self._show((), _HEADERS)
            return
        before, after = periods_around(day, today)
        self.said.setText(f"{_days(before)} against {_days(after)}: {after.days} days each.")
        lines = compare(self._timeline, before, after, self._covered)
        self._show(lines, ("", _days(before), _days(after), "Change"))

    def _show(self, lines: Sequence[ComparedLine], headers: Sequence[str]) -> None:
        self.table.setHorizontalHeaderLabels(list(headers))
        self.table.setRowCount(len(lines))
        for number, line in enumerate(lines):
            for column, text in enumerate((line.name, line.before, line.after, line.change)):
                item = QTableWidgetItem(text)
                item.setToolTip(line.rule)
                self.table.setItem(number, column, item)
        self.rules.setText("\n".join(dict.fromkeys(line.rule for line in lines)))


def _days(period: Period) -> str:
    return f"{write_date(period.first)} – {write_date(period.last)}"
