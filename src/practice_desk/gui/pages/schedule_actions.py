"""What can be done with the visit that is chosen in the schedule: the buttons below it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from practice_desk.domain.appointment import MOVABLE, TURNS, Appointment, AppointmentStatus
from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.permission import Operation
from practice_desk.gui.dialogs.review_check_in_dialog import ReviewCheckInDialog
from practice_desk.gui.models.schedule_view import STATUSES, WAY_BACK, ScheduleRow
from practice_desk.gui.pages.schedule_moves import mark_visit
from practice_desk.gui.pages.schedule_parts import Pressed
from practice_desk.services.check_in import hand_over
from practice_desk.services.patients import Saved

if TYPE_CHECKING:
    from practice_desk.gui.pages.app_page import AppPage
    from practice_desk.gui.pages.schedule_around import AroundSchedule

_S = AppointmentStatus


class Chosen(Protocol):
    """What this needs of the schedule's page."""

    @property
    def row(self) -> ScheduleRow | None:
        """The appointment that is chosen."""

    def change(self) -> None:
        """Open the chosen appointment to be changed, if it may be."""


class ScheduleActions(QWidget):
    """Each button does its work on the row of *chosen*; the page gives it its letter (`keys`)."""

    def __init__(self, page: AppPage, chosen: Chosen, around: AroundSchedule) -> None:
        super().__init__()
        self._page, self._chosen, self._around, self.context = page, chosen, around, page.context
        self.arrived = QPushButton("Arrived")
        self.check_in = QPushButton("Check in")
        self.on_paper = QPushButton("On paper…")
        self.on_paper.setAccessibleName("Check-in on paper…")
        self.review = QPushButton("Review answers…")
        self.done = QPushButton("Done")
        self.no_show = QPushButton("No-show…")
        self.take_back = QPushButton("Take back")
        self.change = QPushButton("Change…")
        self.cancel = QPushButton("Cancel…")
        self.open_chart = QPushButton("Open chart")
        buttons = QHBoxLayout(self)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(8)
        for button in self._changing():
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.open_chart)

    def keys(self) -> tuple[Pressed, ...]:
        """Return each button with the letter that presses it, and what it does."""
        return (
            (self.arrived, "A", partial(self._mark, _S.ARRIVED)),
            (self.done, "D", partial(self._mark, _S.FULFILLED)),
            (self.no_show, "S", partial(self._call_off, _S.NO_SHOW)),
            (self.take_back, "B", self._take_back),
            (self.check_in, "K", self._hand_over),
            (self.on_paper, "P", self._print_questions),
            (self.review, "R", self.review_answers),
            (self.change, "E", self._chosen.change),
            (self.cancel, "C", partial(self._call_off, _S.CANCELLED)),
            (self.open_chart, "O", self._open_chart),
        )

    def offer(self, *, any_visit: bool) -> None:
        """Show the buttons that this person may use, where there is a visit to use them on."""
        self.setVisible(any_visit)
        for button in self._changing():
            button.setVisible(any_visit and self._may_edit)
        self.on_paper.setVisible(any_visit and self.context.may(Operation.PRINT_CHECK_IN))
        self.open_chart.setVisible(any_visit)

    def allow(self) -> None:
        """Enable what the chosen appointment's status allows."""
        row = self._chosen.row
        status = row.appointment.status if row is not None else None
        turns = TURNS[status] if status is not None else frozenset()
        self.arrived.setEnabled(_S.ARRIVED in turns and status is not _S.FULFILLED)
        self.done.setEnabled(_S.FULFILLED in turns)
        begun = row is not None and row.appointment.starts_at <= self.context.clinic.now()
        self.no_show.setEnabled(_S.NO_SHOW in turns and begun)
        self.take_back.setEnabled(status in WAY_BACK)
        self.take_back.setText("Confirm" if status is _S.PROPOSED else "Take back")
        self.change.setEnabled(status in MOVABLE)
        self.cancel.setEnabled(_S.CANCELLED in turns)
        self.check_in.setEnabled(status in (_S.BOOKED, _S.ARRIVED))
        self.on_paper.setEnabled(row is not None)
        check_in = row.entry.check_in if row is not None else None
        self.review.setEnabled(check_in is not None and bool(check_in.open_lines))
        self.open_chart.setEnabled(row is not None)

    def enter_answers(self, value: Appointment) -> None:
        """Enter the paper that came back from the patient of an appointment."""
        patient_id = value.patient_id
        if self.context.may(Operation.ENTER_CHECK_IN, patient_id):
            from practice_desk.gui.dialogs.check_in_entry_dialog import open_check_in_entry

            wanted = self._page.patient_wanted.emit
            open_check_in_entry(self.context, patient_id, value.id or 0, self._page, wanted)

    def review_answers(self) -> None:
        """Decide on what the patient of the chosen appointment corrected, else on the oldest."""
        if self.context.may(Operation.REVIEW_CHECK_IN):
            row = self._chosen.row
            first = row.entry.check_in if row is not None else None
            number = None if first is None else first.id
            ReviewCheckInDialog(self.context, number, self._page).open()

    @property
    def _may_edit(self) -> bool:
        return self.context.may(Operation.EDIT_SCHEDULE)

    def _changing(self) -> tuple[QPushButton, ...]:
        """Return the buttons in their order, but for the last one, which only looks."""
        return (
            self.arrived,
            self.check_in,
            self.on_paper,
            self.review,
            self.done,
            self.no_show,
            self.take_back,
            self.change,
            self.cancel,
        )

    def _mark(self, status: AppointmentStatus) -> None:
        row, context = self._chosen.row, self.context
        if row is None or not self._may_edit or status not in TURNS[row.appointment.status]:
            return
        value = row.appointment
        context.tasks.run(
            lambda: mark_visit(context.clinic, value, status),
            done=lambda found: self._marked(found, row, status),
            failed=self._failed,
            parent=self._page,
        )

    def _marked(
        self, found: tuple[Saved, str], row: ScheduleRow, status: AppointmentStatus
    ) -> None:
        (saved, doubts), messages = found, self.context.messages
        told = f"{row.entry.patient.display_name}: {STATUSES[status].lower()}."
        (messages.caution if doubts else messages.success)(told, doubts)
        self.context.events.store_changed.emit(saved.changes)

    def _failed(self, error: ExpectedError) -> None:
        self.context.messages.show_error(error)
        self._page.refresh()

    def _take_back(self) -> None:
        row = self._chosen.row
        if row is not None and row.appointment.status in WAY_BACK:
            self._mark(WAY_BACK[row.appointment.status])

    def _call_off(self, status: AppointmentStatus) -> None:
        row = self._chosen.row
        if row is not None and self._may_edit and status in TURNS[row.appointment.status]:
            self._around.call_off(row.entry, status)

    def _hand_over(self) -> None:
        """Hand the screen over to the patient of the chosen appointment."""
        row, context = self._chosen.row, self.context
        if row is None or not context.may(Operation.CHECK_IN):
            return
        value = row.appointment
        context.tasks.run(
            lambda: hand_over(context.clinic, value),
            done=self._page.hand_over_wanted.emit,
            failed=self._failed,
            parent=self._page,
        )

    def _print_questions(self) -> None:
        row = self._chosen.row
        if row is not None and self.context.may(Operation.PRINT_CHECK_IN):
            from practice_desk.gui.dialogs.check_in_paper_dialog import CheckInPaperDialog

            dialog = CheckInPaperDialog(self.context, row.appointment.patient_id, self._page)
            dialog.entry_wanted.connect(partial(self.enter_answers, row.appointment))
            dialog.open()

    def _open_chart(self) -> None:
        if (row := self._chosen.row) is not None:
            self._page.patient_wanted.emit(row.appointment.patient_id)
