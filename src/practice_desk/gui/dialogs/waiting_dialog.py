"""Putting somebody on the waiting list, and offering free time to those whom it suits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.appointment import VISIT_WORDS
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.directory import Practitioner
from practice_desk.domain.draft import Draft
from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.waiting_list import FreeSlot, WaitingEntry
from practice_desk.gui.binding import Form, set_value, values_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chosen_patient_dialog import ChosenPatientDialog
from practice_desk.gui.models.waiting_view import PARTS, URGENCIES, slot_text
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.plan_date_field import PlanDateField
from practice_desk.gui.wording import write_time
from practice_desk.services.appointments import people_to_see
from practice_desk.services.patients import Saved
from practice_desk.services.waiting_list import (
    WaitingLine,
    book_waiting,
    save_waiting,
    saved_waiting,
)

_FIELDS = (
    "visit", "minutes", "urgency", "practitioner_id", "part_of_day", "not_before", "comment",
)  # fmt: skip


class WaitingForm(Form):
    """``ui/waiting_dialog.ui``."""

    ui = "waiting_dialog.ui"
    heading: QLabel
    patient: QLabel
    patient_name_label: QLabel
    patient_name: QLineEdit
    visit: QComboBox
    minutes: QSpinBox
    urgency: QComboBox
    practitioner_id: QComboBox
    part_of_day: QComboBox
    monday: QCheckBox
    tuesday: QCheckBox
    wednesday: QCheckBox
    thursday: QCheckBox
    friday: QCheckBox
    saturday: QCheckBox
    sunday: QCheckBox
    not_before: PlanDateField
    comment: QLineEdit
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton

    @property
    def days(self) -> tuple[QCheckBox, ...]:
        """The days of the week, Monday first."""
        return (
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
            self.saturday,
            self.sunday,
        )


class WaitingDialog(ChosenPatientDialog[WaitingEntry]):
    """Who waits for what and when they can come; *heading* None where the patient is chosen."""

    draft_kind: ClassVar[str] = "waiting entry"

    def __init__(
        self,
        context: AppContext,
        value: WaitingEntry,
        heading: str | None,
        people: Sequence[Practitioner],
        parent: QWidget | None = None,
    ) -> None:
        self.form = form = WaitingForm()
        title = "Put on the waiting list" if value.id is None else "Change what suits"
        super().__init__(context, form, title, value, heading, parent)
        for combo, words in (
            (form.visit, VISIT_WORDS),
            (form.urgency, URGENCIES),
            (form.part_of_day, PARTS),
        ):
            for kind, text in words.items():
                combo.addItem(text, kind)
        form.practitioner_id.addItem("Anybody", None)
        for person in people:
            form.practitioner_id.addItem(person.display_name, person.id)
        self._fill(value)
        (form.patient_name if heading is None else form.visit).setFocus()
        self.watch_typing()

    def work(self) -> Callable[[], Saved]:
        """Return the call that saves what the form holds."""
        context, value = self.context, self._typed_value()
        return lambda: save_waiting(context.clinic, value)

    def saved_as(self, opened: WaitingEntry) -> WaitingEntry:
        """Return the entry as it is stored now."""
        return saved_waiting(self.context.clinic, opened)

    def _typed_value(self) -> WaitingEntry:
        days = tuple(place for place, box in enumerate(self.form.days, 1) if box.isChecked())
        values = values_of(self.form, _FIELDS, WaitingEntry)
        return replace(self._value, patient_id=self.patient_id, days=days, **values)

    def _fill(self, value: WaitingEntry) -> None:
        for name in _FIELDS:
            set_value(getattr(self.form, name), getattr(value, name))
        for place, box in enumerate(self.form.days, 1):
            box.setChecked(place in value.days)


def open_waiting_dialog(
    context: AppContext,
    value: WaitingEntry,
    heading: str | None,
    parent: QWidget,
    draft: Draft | None = None,
) -> None:
    """Open the form for *value* once it is known who can be waited for; go on with *draft*."""

    def show(people: list[Practitioner]) -> None:
        dialog = WaitingDialog(context, value, heading, people, parent)
        dialog.open()
        if draft is not None:
            dialog.put_draft(draft)

    context.tasks.run(lambda: people_to_see(context.clinic), done=show, parent=parent)


class FreeTimeDialog(QDialog):
    """Offers time that is free to those on the waiting list whom it suits."""

    booked = Signal(object)
    """Emits the `Saved` of the appointment."""

    def __init__(
        self,
        context: AppContext,
        slot: FreeSlot,
        lines: Sequence[WaitingLine],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle("Free time")
        self.context, self.slot = context, slot
        self.list = QListWidget()
        self.list.setAccessibleName("Who could take this time")
        self.list.setWordWrap(True)
        for line in lines:
            item = QListWidgetItem(slot_text(line))
            item.setData(Qt.ItemDataRole.UserRole, line)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.problem = plain_label("", "problem", wrap=True)
        self.problem.hide()
        self.book = QPushButton("&Book")
        self.book.setProperty("kind", "primary")
        self.book.setDefault(True)
        self.keep_free = QPushButton("Leave it free")
        self.keep_free.setAutoDefault(False)
        self.book.clicked.connect(self._book)
        self.list.itemActivated.connect(lambda _item: self._book())
        self.keep_free.clicked.connect(self.reject)
        self._lay_out()
        self.list.setFocus()

    def _lay_out(self) -> None:
        slot = self.slot
        day = write_date(slot.starts_at.astimezone().date())
        heading = f"{day}, {write_time(slot.starts_at)} is free: {slot.minutes} minutes"
        told = "They are on the waiting list and this time suits them, the first to call on top."
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.keep_free)
        buttons.addWidget(self.book)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(24, 20, 24, 20)
        rows.setSpacing(10)
        rows.addWidget(plain_label(heading, "title", wrap=True))
        rows.addWidget(plain_label(told, "dim", wrap=True))
        rows.addWidget(self.list, 1)
        rows.addWidget(self.problem)
        rows.addLayout(buttons)
        self.resize(680, 380)

    def _book(self) -> None:
        item, context, slot = self.list.currentItem(), self.context, self.slot
        line: WaitingLine = item.data(Qt.ItemDataRole.UserRole)
        self.book.setEnabled(False)
        context.tasks.run(
            lambda: book_waiting(context.clinic, line.entry, slot),
            done=lambda saved: self._done(saved, line),
            failed=self._failed,
            parent=self,
        )

    def _done(self, saved: Saved, line: WaitingLine) -> None:
        later = ""
        if line.coming is not None:
            day = write_date(line.coming.starts_at.astimezone().date())
            later = f"The later one on {day} still stands: cancel it if it is not needed."
        self.context.messages.success(f"{line.patient.display_name} is booked.", later)
        self.context.events.store_changed.emit(saved.changes)
        self.booked.emit(saved)
        self.accept()

    def _failed(self, error: ExpectedError) -> None:
        self.book.setEnabled(True)
        self.problem.setText(str(error))
        self.problem.show()
