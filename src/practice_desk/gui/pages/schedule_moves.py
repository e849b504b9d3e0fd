"""Moving visits in the calendar: at once, with a way back; a series asks for how many of them.

What speaks against the new time is told after the move and never refuses it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from practice_desk.domain.appointment import Appointment, AppointmentStatus
from practice_desk.domain.errors import ExpectedError
from practice_desk.gui import theme
from practice_desk.gui.context import AppContext
from practice_desk.gui.messages import Level
from practice_desk.gui.models.schedule_view import doubt_sentence, span
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.wording import write_count
from practice_desk.services.appointment_series import (
    following,
    move_appointments,
    moved_like,
    series_of,
)
from practice_desk.services.appointments import (
    ScheduleEntry,
    booking_doubts,
    mark_appointment,
)
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import Saved

_GAVE_UP_TIME = frozenset({AppointmentStatus.CANCELLED, AppointmentStatus.NO_SHOW})


def mark_visit(clinic: Clinic, value: Appointment, status: AppointmentStatus) -> tuple[Saved, str]:
    """Give a visit its next status; also return what speaks against one that has its time again."""
    saved = mark_appointment(clinic, value, status)
    if status is not AppointmentStatus.BOOKED or value.status not in _GAVE_UP_TIME:
        return saved, ""
    doubts = booking_doubts(clinic, replace(value, status=status))
    return saved, doubt_sentence(doubts, is_done=True)


class SeriesQuestion(QFrame):
    """Asks in the page how many visits of a series are moved. Esc moves none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = plain_label(wrap=True)
        self.only_this = QPushButton("Only &this one")
        self.following = QPushButton("This and the &following")
        self.none = QPushButton("Don’t move")
        self._answer: Callable[[bool], object] | None = None
        self._give_up: Callable[[], object] | None = None
        theme.style(self, surface="sunken")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(self.sentence, 1)
        for button in (self.only_this, self.following, self.none):
            row.addWidget(button)
        self.only_this.clicked.connect(partial(self._end, False))
        self.following.clicked.connect(partial(self._end, True))
        self.none.clicked.connect(self.leave)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.leave)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.hide()

    def ask(
        self,
        sentence: str,
        more: int,
        answer: Callable[[bool], object],
        give_up: Callable[[], object],
    ) -> None:
        """Ask, and call *answer* with whether the *more* following ones go too, or *give_up*."""
        self._answer, self._give_up = answer, give_up
        self.sentence.setText(sentence)
        self.following.setText(f"This and the {write_count(more, '&following', '&following')}")
        self.show()
        self.only_this.setFocus()

    def leave(self) -> None:
        """Move none."""
        give_up, self._give_up, self._answer = self._give_up, None, None
        self.hide()
        if give_up is not None:
            give_up()

    def _end(self, with_following: bool) -> None:
        answer, self._answer, self._give_up = self._answer, None, None
        self.hide()
        if answer is not None:
            answer(with_following)


class ScheduleMoves:
    """Carries moves out. `doubts` says what speaks against a visit's new time."""

    def __init__(
        self,
        context: AppContext,
        question: SeriesQuestion,
        doubts: Callable[[Appointment], str],
        put_back: Callable[[], object],
    ) -> None:
        self._context = context
        self._question = question
        self._doubts = doubts
        self._put_back = put_back

    def move(self, entry: ScheduleEntry, moved: Appointment) -> None:
        """Move a visit; ask first where others of its series follow."""
        value = entry.appointment
        if value.series_id is None:
            self._save(entry, [value], [moved])
            return
        context = self._context
        context.tasks.run(
            lambda: following(value, series_of(context.clinic, value)),
            done=partial(self._ask, entry, moved),
            failed=self._failed,
            parent=self._question,
        )

    def _ask(self, entry: ScheduleEntry, moved: Appointment, later: Sequence[Appointment]) -> None:
        value = entry.appointment
        if not later:
            self._save(entry, [value], [moved])
            return

        def answer(with_following: bool) -> None:
            if with_following:
                self._save(
                    entry, [value, *later], [moved, *(moved_like(value, moved, e) for e in later)]
                )
            else:
                self._save(entry, [value], [moved])

        sentence = f"{entry.patient.display_name} comes again. Move to {_when(moved)}?"
        self._question.ask(sentence, len(later), answer, self._put_back)

    def _save(
        self, entry: ScheduleEntry, before: list[Appointment], after: list[Appointment]
    ) -> None:
        context, doubts = self._context, self._doubts(after[0])
        context.tasks.run(
            lambda: move_appointments(context.clinic, after),
            done=lambda saved: self._moved(saved, entry, before, after, doubts),
            failed=self._failed,
            parent=self._question,
        )

    def _moved(
        self,
        saved: Saved,
        entry: ScheduleEntry,
        before: list[Appointment],
        after: list[Appointment],
        doubts: str,
    ) -> None:
        name = entry.patient.display_name
        more = f" and {len(after) - 1} more" if len(after) > 1 else ""
        sentence = f"{name}{more} moved to {_when(after[0])}."
        back = [
            replace(old, version=(new.version or 0) + 1)
            for old, new in zip(before, after, strict=True)
        ]
        self._context.messages.show_message(
            Level.CAUTION if doubts else Level.SUCCESS,
            sentence,
            doubts,
            action="Undo",
            on_action=partial(self._undo, back),
        )
        self._context.events.store_changed.emit(saved.changes)

    def _undo(self, back: list[Appointment]) -> None:
        context = self._context
        context.tasks.run(
            lambda: move_appointments(context.clinic, back),
            done=self._undone,
            failed=self._failed,
            parent=self._question,
        )

    def _undone(self, saved: Saved) -> None:
        self._context.messages.success("It is where it was.")
        self._context.events.store_changed.emit(saved.changes)

    def _failed(self, error: ExpectedError) -> None:
        self._context.messages.show_error(error)
        self._put_back()


def _day(value: Appointment) -> date:
    return value.starts_at.astimezone().date()


def _when(value: Appointment) -> str:
    day = _day(value)
    return f"{day:%A, %b} {day.day}, {span(value)}"
