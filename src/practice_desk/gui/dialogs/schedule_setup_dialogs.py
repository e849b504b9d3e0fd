"""Adding and changing types of appointments, rooms, and days off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from practice_desk.domain.appointment import VISIT_WORDS
from practice_desk.domain.appointment_type import AppointmentType, Room, TypeColor
from practice_desk.domain.directory import Practitioner
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.office_hours import DayOff
from practice_desk.gui.binding import Form, set_value, values_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.record_dialog import RecordDialog
from practice_desk.gui.models.type_colors import NAMES
from practice_desk.gui.widgets.plan_date_field import PlanDateField
from practice_desk.gui.widgets.type_badge import badge
from practice_desk.services.appointment_setup import save_day_off, save_room, save_type
from practice_desk.services.patients import Saved

_TYPE_FIELDS = ("name", "minutes", "visit", "color", "sign", "is_active")
_ROOM_FIELDS = ("name", "is_active")
_DAY_OFF_FIELDS = ("practitioner_id", "first_on", "last_on", "reason")
EVERYBODY = "The clinic is closed"


class AppointmentTypeForm(Form):
    """``ui/appointment_type_dialog.ui``."""

    ui = "appointment_type_dialog.ui"
    heading: QLabel
    name: QLineEdit
    minutes: QSpinBox
    visit: QComboBox
    color: QComboBox
    sign: QLineEdit
    is_active: QCheckBox
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class AppointmentTypeDialog(RecordDialog):
    """One type. The colours are offered as they look, with the sign."""

    def __init__(
        self, context: AppContext, value: AppointmentType, parent: QWidget | None = None
    ) -> None:
        self.form = form = AppointmentTypeForm()
        title = "New type of appointment" if value.id is None else "Type of appointment"
        super().__init__(context, form, title, parent)
        self.setModal(True)
        self._value = value
        form.problem.hide()
        for kind, text in VISIT_WORDS.items():
            form.visit.addItem(text, kind)
        for color, text in NAMES.items():
            form.color.addItem(text, color)
        for name in _TYPE_FIELDS:
            set_value(getattr(form, name), getattr(value, name))
        form.sign.textChanged.connect(lambda _text: self._show_colors())
        self._show_colors()
        form.name.setFocus()

    def work(self) -> Callable[[], Saved]:
        """Return the call that saves the type."""
        context = self.context
        value = replace(self._value, **values_of(self.form, _TYPE_FIELDS, AppointmentType))
        return lambda: save_type(context.clinic, value)

    def _show_colors(self) -> None:
        sign = self.form.sign.text() or "A"
        for place, color in enumerate(TypeColor):
            self.form.color.setItemIcon(place, QIcon(badge(color, sign)))


class RoomForm(Form):
    """``ui/room_dialog.ui``."""

    ui = "room_dialog.ui"
    heading: QLabel
    name: QLineEdit
    is_active: QCheckBox
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class RoomDialog(RecordDialog):
    """One room."""

    def __init__(self, context: AppContext, value: Room, parent: QWidget | None = None) -> None:
        self.form = form = RoomForm()
        super().__init__(context, form, "New room" if value.id is None else "Room", parent)
        self.setModal(True)
        self._value = value
        form.problem.hide()
        for name in _ROOM_FIELDS:
            set_value(getattr(form, name), getattr(value, name))
        form.name.setFocus()

    def work(self) -> Callable[[], Saved]:
        """Return the call that saves the room."""
        context = self.context
        value = replace(self._value, **values_of(self.form, _ROOM_FIELDS, Room))
        return lambda: save_room(context.clinic, value)


class DayOffForm(Form):
    """``ui/day_off_dialog.ui``."""

    ui = "day_off_dialog.ui"
    heading: QLabel
    practitioner_id: QComboBox
    first_on: PlanDateField
    last_on: PlanDateField
    reason: QLineEdit
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class DayOffDialog(RecordDialog):
    """Days on which somebody is away, or the clinic closed."""

    def __init__(
        self,
        context: AppContext,
        value: DayOff,
        people: Sequence[Practitioner],
        parent: QWidget | None = None,
    ) -> None:
        self.form = form = DayOffForm()
        super().__init__(context, form, "Days off", parent)
        self.setModal(True)
        self._value = value
        form.problem.hide()
        form.practitioner_id.addItem(EVERYBODY, None)
        for person in people:
            form.practitioner_id.addItem(person.display_name, person.id)
        if value.practitioner_id not in [None, *(person.id for person in people)]:
            form.practitioner_id.addItem("Somebody who has left", value.practitioner_id)
        for name in _DAY_OFF_FIELDS:
            set_value(getattr(form, name), getattr(value, name))
        form.practitioner_id.setFocus()

    def work(self) -> Callable[[], Saved]:
        """Return the call that saves the days."""
        context = self.context
        value = replace(self._value, **values_of(self.form, _DAY_OFF_FIELDS, DayOff))
        return lambda: save_day_off(context.clinic, value)

    def save(self) -> None:
        """Save, once both days are known."""
        fields = {"first_on": self.form.first_on, "last_on": self.form.last_on}
        missing = [name for name, field in fields.items() if field.value() is None]
        if missing:
            self._failed(Invalid(tuple(Problem(name, "Enter the day.") for name in missing)))
            return
        super().save()
