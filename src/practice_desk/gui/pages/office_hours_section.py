"""The weekly hours of the clinic and of each of its people, as a part of the settings."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton

from practice_desk.domain.errors import ExpectedError, Invalid, StaleRecord
from practice_desk.domain.office_hours import OfficeHours
from practice_desk.gui.binding import Form, set_value
from practice_desk.gui.context import AppContext
from practice_desk.gui.models.hours_form import DAYS, read_week, write_spans
from practice_desk.gui.pages.settings_sections import Section
from practice_desk.services.appointment_setup import ScheduleSetup, save_hours, schedule_setup
from practice_desk.services.patients import Saved


class OfficeHoursForm(Form):
    """``ui/office_hours.ui``."""

    ui = "office_hours.ui"
    practitioner_id: QComboBox
    day_0: QLineEdit
    day_1: QLineEdit
    day_2: QLineEdit
    day_3: QLineEdit
    day_4: QLineEdit
    day_5: QLineEdit
    day_6: QLineEdit
    problem: QLabel
    save_button: QPushButton


class OfficeHoursSection(Section):
    """Seven lines for whoever is chosen above them. Whoever has no own hours has the clinic's."""

    def __init__(self, context: AppContext) -> None:
        self.form = form = OfficeHoursForm()
        super().__init__(context, form.root, form.problem)
        form.problem.hide()
        self.days: list[QLineEdit] = [getattr(form, f"day_{number}") for number in range(len(DAYS))]
        self._setup = ScheduleSetup()
        self._read: OfficeHours | None = None
        form.practitioner_id.currentIndexChanged.connect(lambda _place: self.discard())
        form.save_button.clicked.connect(self.save)
        for day in self.days:
            day.textChanged.connect(lambda _text: self._allow())

    def show_setup(self, setup: ScheduleSetup) -> None:
        """Take over what was read; what was typed and not saved stays."""
        combo, people = self.form.practitioner_id, setup.people
        self._setup = setup
        if combo.count() != len(people) + 1:
            combo.blockSignals(True)
            combo.clear()
            combo.addItem("The clinic", None)
            for person in people:
                combo.addItem(person.display_name, person.id)
            combo.blockSignals(False)
        if not self.is_changed():
            self.discard()

    def is_changed(self) -> bool:
        """Whether the lines differ from what was read."""
        return self._read is not None and self._texts() != [*map(write_spans, self._read.week)]

    def discard(self) -> None:
        """Show what is stored for whoever is chosen."""
        whose = self.form.practitioner_id.currentData()
        times = self._setup.times
        stored = next((each for each in times.hours if each.practitioner_id == whose), None)
        self._read = stored or OfficeHours(whose, times.week(whose))
        self.problems.clear()
        for day, spans in zip(self.days, self._read.week, strict=True):
            set_value(day, write_spans(spans))
        self._allow()

    def save(self) -> None:
        """Save the hours."""
        week, problems = read_week(self._texts())
        if week is None or self._read is None:
            self.show_error(Invalid(problems))
            return
        value, context = replace(self._read, week=week), self.context
        self.run(lambda: save_hours(context.clinic, value), self.form.save_button, self._saved)

    def show_error(self, error: ExpectedError) -> None:
        """Show what went wrong; after what somebody else saved, theirs is read for the next try."""
        super().show_error(error)
        if isinstance(error, StaleRecord):
            context = self.context
            context.tasks.run(
                lambda: schedule_setup(context.clinic), done=self._merge, parent=self.root
            )

    def _merge(self, setup: ScheduleSetup) -> None:
        self._setup = setup
        stored = {each.practitioner_id: each for each in setup.times.hours}
        self._read = stored.get(self.form.practitioner_id.currentData(), self._read)

    def _saved(self, saved: object) -> None:
        self._read = None
        if isinstance(saved, Saved):
            self.saved(saved.changes, "The hours were saved.")

    def _texts(self) -> list[str]:
        return [day.text().strip() for day in self.days]

    def _allow(self) -> None:
        self.form.save_button.setEnabled(self.is_changed())
