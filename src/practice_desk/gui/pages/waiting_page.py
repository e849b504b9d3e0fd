"""The waiting list: who would come earlier or for the first time, and booking them."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QPushButton, QWidget

from practice_desk.domain.appointment import Appointment
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.changes import Changes
from practice_desk.domain.draft import Draft
from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.permission import Operation
from practice_desk.domain.waiting_list import WaitingEntry
from practice_desk.gui.context import AppContext
from practice_desk.gui.models.waiting_view import WaitingRow, WaitingTable, waiting_row
from practice_desk.gui.models.waiting_view import waiting_summary as summary
from practice_desk.gui.pages.desk_list_page import DeskListPage
from practice_desk.services.patients import Saved
from practice_desk.services.waiting_list import WaitingLine, end_waiting, waiting_list

_NOUNS = frozenset({"waiting_entry", "appointment", "patient", "practitioner"})
_WIDTHS = (85, 160, 220, 175, 75, 180, 135)
_HINT = (
    "The first to call on top. When an appointment is cancelled, those whom the time suits are "
    "offered at once."
)


class WaitingPage(DeskListPage):
    """Who waits, in the order in which to call them."""

    title = "Waiting list"
    icon = "clock"
    draft_kinds: ClassVar[frozenset[str]] = frozenset({"waiting entry"})

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._reading = 0
        self.model = WaitingTable()
        self.add_button.setText("&Add to the list")
        self.book = QPushButton("Book…")
        self.change = QPushButton("Change…")
        self.remove = QPushButton("Take off…")
        self.chart = QPushButton("Open chart")
        self.set_up_table(self.model, _WIDTHS, "Who waits")
        self.lay_out(_HINT, (), (self.book, self.change, self.remove, self.chart))
        self.bind_keys(
            (
                (self.book, "B", self._book),
                (self.change, "E", self._change),
                (self.remove, "X", self._remove),
                (self.chart, "O", self._open_chart),
                (self.add_button, "N", self.add),
            )
        )
        self.empty.action_triggered.connect(lambda: self.add())
        context.events.store_changed.connect(self._changed)

    @property
    def row(self) -> WaitingRow | None:
        """The one that is chosen."""
        index = self.table.currentIndex()
        return self.model.row(index) if index.isValid() else None

    @property
    def _may_edit(self) -> bool:
        return self.context.may(Operation.EDIT_SCHEDULE)

    def refresh(self) -> None:
        """Read the list again."""
        context = self.context
        self._reading += 1
        number = self._reading
        context.tasks.run(
            lambda: waiting_list(context.clinic),
            done=lambda found: self._show(number, found),
            parent=self,
        )

    def add(self, draft: Draft | None = None) -> None:
        """Ask whom to put on the list; go on with *draft* where there is one."""
        if self._may_edit:
            value = WaitingEntry(0, self.context.clinic.now(), "")
            self._open(value, None, draft)

    def go_on(self, draft: Draft) -> bool:
        """Open the form for who is to be put on the list, who is chosen anew."""
        self.add(draft)
        return self._may_edit

    def _show(self, number: int, found: list[WaitingLine]) -> None:
        if number != self._reading:
            return
        today = self.context.today()
        chosen = self.row.line.entry.id if self.row is not None else None
        self.model.show_rows(waiting_row(line, today) for line in found)
        self.count.setText(summary(found))
        for button in (self.book, self.change, self.remove, self.add_button):
            button.setVisible(self._may_edit)
        action = "Add to the list" if self._may_edit else ""
        self.empty.show_state(self.icon, "Nobody waits for an appointment.", action)
        self.show_list(bool(found))
        ids = [line.entry.id for line in found]
        if chosen in ids:
            self.table.selectRow(ids.index(chosen))

    def _book(self) -> None:
        row = self.row
        if row is None or not self._may_edit:
            return
        from practice_desk.gui.dialogs.booking import book_for

        entry = row.line.entry
        begin = self.context.clinic.now()
        wanted = Appointment(
            entry.patient_id,
            begin,
            entry.minutes,
            entry.practitioner_id,
            entry.visit,
            comment=entry.comment,
        )
        day = max(self.context.today(), entry.not_before or self.context.today())
        book_for(self.context, wanted, _whose(row), day, self, partial(self._end, entry))

    def _end(self, entry: WaitingEntry, saved: Saved) -> None:
        context = self.context
        context.tasks.run(
            lambda: end_waiting(context.clinic, entry, saved.id),
            done=self._ended,
            failed=self._failed,
            parent=self,
        )

    def _ended(self, saved: Saved) -> None:
        self.context.messages.success("Booked, and off the waiting list.")
        self.context.events.store_changed.emit(saved.changes)

    def _failed(self, error: ExpectedError) -> None:
        self.context.messages.show_error(error)
        self.refresh()

    def _change(self) -> None:
        if (row := self.row) is not None and self._may_edit:
            self._open(row.line.entry, _whose(row))

    def _open(self, value: WaitingEntry, heading: str | None, draft: Draft | None = None) -> None:
        from practice_desk.gui.dialogs.waiting_dialog import open_waiting_dialog

        open_waiting_dialog(self.context, value, heading, self, draft)

    def _remove(self) -> None:
        if (row := self.row) is not None and self._may_edit:
            from practice_desk.gui.dialogs.booking import TakeOffDialog

            TakeOffDialog(self.context, row.line, self).open()

    def _open_chart(self) -> None:
        if (row := self.row) is not None:
            self.patient_wanted.emit(row.line.entry.patient_id)

    def _changed(self, changes: Changes) -> None:
        if changes.nouns & _NOUNS and self.isVisible():
            self.refresh()


def _whose(row: WaitingRow) -> str:
    """Return whom a dialog is about."""
    patient = row.line.patient
    born = f"born {write_date(patient.birth_date)}" if patient.birth_date else ""
    return " · ".join(part for part in (patient.display_name, born, patient.chart_number) if part)
