"""The settings of the schedule: types of appointments, rooms, hours, days off and the policy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.appointment_type import AppointmentType, Room
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.changes import Changes
from practice_desk.domain.draft import Draft
from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.office_hours import DayOff
from practice_desk.domain.permission import Operation
from practice_desk.gui import theme
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.schedule_setup_dialogs import (
    EVERYBODY,
    AppointmentTypeDialog,
    DayOffDialog,
    RoomDialog,
)
from practice_desk.gui.pages.office_hours_section import OfficeHoursSection
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.type_badge import badge
from practice_desk.services.appointment_setup import (
    NOUN,
    ScheduleSetup,
    remove_day_off,
    schedule_setup,
)
from practice_desk.services.patients import Saved

_FRAME = 12
_BADGE = QSize(26, 18)


class _List(Card):
    """A list of one kind of thing, with what can be done with the selected one."""

    def __init__(self, title: str, about: str, new: str) -> None:
        super().__init__(title)
        self.items = QListWidget()
        self.items.setAccessibleName(title)
        self.items.setIconSize(_BADGE)
        self.items.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.new = QPushButton(new)
        self.change = QPushButton("Change…")
        self.change.setAccessibleName(f"Change the selected of {title}")
        self.remove = QPushButton("Remove")
        self.remove.setAccessibleName(f"Remove the selected of {title}")
        self.remove.hide()
        buttons = QVBoxLayout()
        for button in (self.new, self.change, self.remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.items, 1, Qt.AlignmentFlag.AlignTop)
        row.addLayout(buttons)
        self.body.addWidget(plain_label(about, "dim", wrap=True))
        self.body.addLayout(row)
        self.items.itemActivated.connect(lambda _item: self.change.click())
        self.items.currentRowChanged.connect(lambda _row: self._allow())

    def show_lines(self, lines: list[tuple[str, QIcon | None]]) -> None:
        """Show one line for each thing, the same one selected as before."""
        kept = self.items.currentRow()
        self.items.clear()
        for text, icon in lines:
            item = QListWidgetItem(text)
            if icon is not None:
                item.setIcon(icon)
            self.items.addItem(item)
        self.items.setVisible(bool(lines))
        if lines:
            height = max(1, self.items.sizeHintForRow(0)) * len(lines)
            self.items.setFixedHeight(height + _FRAME)
            self.items.setCurrentRow(min(max(kept, 0), len(lines) - 1))
        self._allow()

    def _allow(self) -> None:
        chosen = self.items.currentRow() >= 0
        self.change.setEnabled(chosen)
        self.remove.setEnabled(chosen)


class ScheduleSection(QWidget):
    """Five cards. What is changed in the hours is saved there; the others are saved at once."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setup = ScheduleSetup()
        self.types = _List(
            "Types of appointments",
            "How long each is, and its color and sign in the calendar.",
            "New type…",
        )
        self.rooms = _List(
            "Rooms", "Where patients are seen; two visits in one are told.", "New room…"
        )
        self.days_off = _List(
            "Days off", "Bookings on these days are told, and never refused.", "New days off…"
        )
        self.days_off.remove.show()
        self.hours = OfficeHoursSection(context)
        hours = Card("Office hours")
        hours.body.addWidget(self.hours.root)
        self.policy = QPushButton("Change…")
        self.policy.setAccessibleName("Change the policy on missed appointments")
        policy = Card("Policy on missed appointments")
        policy.add_header_widget(self.policy)
        about = "When a cancellation is late, and what patients are told. It is on their notices."
        policy.body.addWidget(plain_label(about, "dim", wrap=True))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(16)
        for card in (self.types, self.rooms, hours, self.days_off, policy):
            rows.addWidget(card)
        self._connect()

    def load(self) -> None:
        """Read everything again."""
        context = self.context
        if context.may(Operation.SET_UP_SCHEDULE):
            context.tasks.run(lambda: schedule_setup(context.clinic), done=self._show, parent=self)

    def _show(self, setup: ScheduleSetup) -> None:
        self.setup = setup
        self.types.show_lines([(_type_line(each), _icon(each)) for each in setup.types])
        self.rooms.show_lines([(_in_use(each.name, each.is_active), None) for each in setup.rooms])
        names = {each.id: each.display_name for each in setup.people}
        self.days_off.show_lines([(_day_off_line(each, names), None) for each in self._days_off])
        self.hours.show_setup(setup)

    def _show_again(self) -> None:
        """Show the badges in the other look."""
        self._show(self.setup)

    @property
    def _days_off(self) -> list[DayOff]:
        """The days off that are not over."""
        today = self.context.today()
        return [each for each in self.setup.times.days_off if each.last_on >= today]

    def _connect(self) -> None:
        context = self.context
        calls: tuple[tuple[QPushButton, Callable[[], object]], ...] = (
            (self.types.new, lambda: self._open(AppointmentTypeDialog(context, _blank(), self))),
            (self.types.change, self._change_type),
            (self.rooms.new, lambda: self._open(RoomDialog(context, Room(""), self))),
            (self.rooms.change, self._change_room),
            (self.days_off.new, partial(self._open_days, None)),
            (self.days_off.change, self._change_days),
            (self.days_off.remove, self._remove_days),
            (self.policy, self.go_on_with_policy),
        )
        for button, call in calls:
            button.clicked.connect(lambda _checked=False, call=call: call())
        context.events.store_changed.connect(self._changed)
        theme.theme().changed.connect(self._show_again)

    def go_on_with_policy(self, draft: Draft | None = None) -> bool:
        """Open the policy to be changed, with what *draft* has of it; return whether one may."""
        from practice_desk.gui.dialogs.missed_dialog import open_policy_dialog

        if may := self.context.may(Operation.SET_UP_SCHEDULE):
            open_policy_dialog(self.context, self, draft)
        return may

    def _open(self, dialog: AppointmentTypeDialog | RoomDialog | DayOffDialog) -> None:
        dialog.open()

    def _change_type(self) -> None:
        place = self.types.items.currentRow()
        if place >= 0:
            self._open(AppointmentTypeDialog(self.context, self.setup.types[place], self))

    def _change_room(self) -> None:
        place = self.rooms.items.currentRow()
        if place >= 0:
            self._open(RoomDialog(self.context, self.setup.rooms[place], self))

    def _change_days(self) -> None:
        place = self.days_off.items.currentRow()
        if place >= 0:
            self._open_days(self._days_off[place])

    def _open_days(self, value: DayOff | None) -> None:
        today: date = self.context.today()
        shown = value or DayOff(today, today)
        self._open(DayOffDialog(self.context, shown, self.setup.people, self))

    def _remove_days(self) -> None:
        place, context = self.days_off.items.currentRow(), self.context
        if place >= 0:
            value = self._days_off[place]
            context.tasks.run(
                lambda: remove_day_off(context.clinic, value),
                done=self._removed,
                failed=self._failed,
                parent=self,
            )

    def _removed(self, saved: Saved) -> None:
        self.context.messages.success("The days off were removed.")
        self.context.events.store_changed.emit(saved.changes)

    def _failed(self, error: ExpectedError) -> None:
        self.context.messages.show_error(error)
        self.load()

    def _changed(self, changes: Changes) -> None:
        if NOUN in changes.nouns and self.isVisible():
            self.load()


def _blank() -> AppointmentType:
    return AppointmentType("")


def _icon(value: AppointmentType) -> QIcon:
    return QIcon(badge(value.color, value.sign))


def _type_line(value: AppointmentType) -> str:
    return _in_use(f"{value.name} · {value.minutes} minutes", value.is_active)


def _in_use(text: str, is_active: bool) -> str:
    return text if is_active else f"{text} · not offered"


def _day_off_line(value: DayOff, names: dict[int | None, str]) -> str:
    first, last = write_date(value.first_on), write_date(value.last_on)
    days = first if first == last else f"{first} – {last}"
    whose = EVERYBODY if value.practitioner_id is None else names.get(value.practitioner_id, "")
    return " · ".join(
        part for part in (days, whose or "Somebody who has left", value.reason) if part
    )
