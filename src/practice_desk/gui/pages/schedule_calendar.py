"""The calendar of the schedule: a day by clinicians or a week, read, shown and moved in."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from practice_desk.domain.appointment import Appointment
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.models.calendar_view import (
    Block,
    Column,
    Picture,
    Shown,
    clinicians_picture,
    days_shown,
    local_doubts,
    placed,
    week_picture,
)
from practice_desk.gui.pages.schedule_moves import ScheduleMoves, SeriesQuestion
from practice_desk.gui.widgets.calendar_grid import CalendarGrid
from practice_desk.gui.widgets.calendar_painter import Place
from practice_desk.services.appointments import CalendarDays, ScheduleEntry, calendar_days


class ScheduleCalendar(QWidget):
    """Holds the grid and what it shows."""

    shown = Signal()
    """New days were read and are shown: see `entries`."""
    chosen = Signal()
    open_wanted = Signal()
    book_wanted = Signal(object, int)
    """An empty place was clicked: the `Column` and the minute of the day."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._number = 0
        self._found: CalendarDays | None = None
        self._asked = (Shown.CLINICIANS, context.today())
        self.person: int | None = None
        """Whose week is shown, None for everybody's."""
        self.question = SeriesQuestion()
        self.grid = CalendarGrid(context.clinic.now)
        self._moves = ScheduleMoves(context, self.question, self._doubts, self._draw)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addWidget(self.question)
        rows.addWidget(self.grid, 1)
        self.setFocusProxy(self.grid)
        self.grid.chosen.connect(self.chosen)
        self.grid.open_wanted.connect(self.open_wanted)
        self.grid.book_wanted.connect(self.book_wanted)
        self.grid.move_wanted.connect(self._move)

    def read(self, shown: Shown, day: date) -> None:
        """Read and show a day by clinicians, or the week that *day* lies in."""
        self.grid.may_edit = self._context.may(Operation.EDIT_SCHEDULE)
        self._asked = (shown, day)
        self._number += 1
        number, context = self._number, self._context
        first, last = days_shown(shown, day)
        context.tasks.run(
            lambda: calendar_days(context.clinic, first, last),
            done=lambda found: self._show(number, found),
            parent=self,
        )

    def show_person(self, person: int | None) -> None:
        """Show the week of another clinician, or everybody's."""
        self.person = person
        self._draw()

    @property
    def found(self) -> CalendarDays | None:
        """What was read last."""
        return self._found

    @property
    def entries(self) -> tuple[ScheduleEntry, ...]:
        """The visits that are shown."""
        return tuple(block.entry for block in self.grid.picture.blocks)

    @property
    def entry(self) -> ScheduleEntry | None:
        """The visit that is chosen."""
        block = self.grid.block
        return None if block is None else block.entry

    def _show(self, number: int, found: CalendarDays) -> None:
        if number != self._number:
            return  # other days were asked for meanwhile
        self._found = found
        if self.question.isVisible():
            self.question.leave()
        self._draw()

    def _draw(self) -> None:
        if self._found is None:
            return
        (shown, day), today = self._asked, self._context.today()
        if shown is Shown.WEEK:
            picture: Picture = week_picture(self._found, day, today, self.person)
        else:
            picture = clinicians_picture(self._found, day, today)
        self.grid.show_picture(picture)
        self.shown.emit()

    def _move(self, block: Block, column: Column, minute: int) -> None:
        place = Place(self.grid.picture.columns.index(column), minute)
        self.grid.hold(block, place)
        self._moves.move(block.entry, placed(block.appointment, column, minute))

    def _doubts(self, value: Appointment) -> str:
        return "" if self._found is None else local_doubts(self._found, value)
