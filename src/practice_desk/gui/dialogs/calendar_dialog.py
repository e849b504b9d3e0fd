"""Saving appointments as a calendar file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import Qt, QTimeZone
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.directory import Practitioner
from practice_desk.domain.errors import ExpectedError
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.widgets.plan_date_field import PlanDateField
from practice_desk.gui.widgets.save_file import CALENDAR, ask_where_to_save
from practice_desk.gui.wording import write_count
from practice_desk.services.calendar_export import (
    CalendarChoice,
    Naming,
    count_to_export,
    export_calendar,
)

NAMES = {
    Naming.NOTHING: "“Appointment”, nobody’s name",
    Naming.CHART_NUMBER: "“Appointment” and the chart number",
    Naming.INITIALS: "“Appointment” and initials",
}
_AHEAD = timedelta(weeks=12)


class CalendarForm(Form):
    """``ui/calendar_export_dialog.ui``."""

    ui = "calendar_export_dialog.ui"
    heading: QLabel
    practitioner_id: QComboBox
    first: PlanDateField
    last: PlanDateField
    naming: QComboBox
    with_cancelled: QCheckBox
    count: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class CalendarDialog(QDialog):
    """Asks whose appointments of which days, and what their events are called."""

    def __init__(
        self,
        context: AppContext,
        day: date,
        people: Sequence[Practitioner],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle("Save as a calendar file")
        self.context, self._try = context, 0
        self.form = form = CalendarForm()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(form.root)
        form.heading.setText("Save as a calendar file")
        form.practitioner_id.addItem("Everybody’s", None)
        for person in people:
            form.practitioner_id.addItem(person.display_name, person.id)
        own = form.practitioner_id.findData(context.clinic.session.practitioner_id)
        form.practitioner_id.setCurrentIndex(max(0, own))
        for naming, words in NAMES.items():
            form.naming.addItem(words, naming)
        form.first.set_value(day)
        form.last.set_value(day + _AHEAD)
        form.with_cancelled.setChecked(True)
        form.problem.hide()
        for changed in (
            form.practitioner_id.currentIndexChanged,
            form.first.value_changed,
            form.last.value_changed,
            form.with_cancelled.toggled,
        ):
            changed.connect(self._count)
        form.save_button.clicked.connect(self._ask_file)
        form.cancel_button.clicked.connect(self.reject)
        self._count()

    @property
    def choice(self) -> CalendarChoice | None:
        """What is chosen; None while a day can't be read."""
        form = self.form
        first, last = form.first.value(), form.last.value()
        if first is None or last is None:
            return None
        zone = bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace")
        naming = Naming(str(form.naming.currentData()))
        with_cancelled = form.with_cancelled.isChecked()
        who = form.practitioner_id.currentData()
        return CalendarChoice(first, last, zone, who, naming, with_cancelled)

    def save_to(self, path: Path) -> None:
        """Write the file."""
        choice, context = self.choice, self.context
        if choice is None:
            return
        self.form.save_button.setEnabled(False)
        context.tasks.run(
            lambda: export_calendar(context.clinic, choice, path),
            done=lambda count: self._saved(count, path),
            failed=self._failed,
            parent=self,
        )

    def _saved(self, count: int, path: Path) -> None:
        told = write_count(count, "appointment")
        self.context.messages.caution(
            f"{told} saved as {path.name}, which is not encrypted.",
            "Put it into the calendar, then delete the file.",
        )
        self.accept()

    def _count(self) -> None:
        choice, context = self.choice, self.context
        self._try += 1
        number = self._try
        self.form.save_button.setEnabled(False)
        if choice is None:
            return
        context.tasks.run(
            lambda: count_to_export(context.clinic, choice),
            done=lambda count: self._show(number, count),
            failed=self._failed,
            parent=self,
        )

    def _show(self, number: int, count: int) -> None:
        if number == self._try:
            self.form.problem.hide()
            self.form.count.setText(f"{write_count(count, 'appointment')} in these days.")
            self.form.save_button.setEnabled(count > 0)

    def _failed(self, error: ExpectedError) -> None:
        self.form.count.setText("")
        self.form.problem.setText(str(error))
        self.form.problem.show()

    def _ask_file(self) -> None:
        title = "Save appointments for a calendar, not encrypted"
        ask_where_to_save(self, title, CALENDAR, "appointments.ics", self.save_to)
