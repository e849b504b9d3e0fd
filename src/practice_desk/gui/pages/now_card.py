"""Today's appointments: who comes, is here, has checked in and is being seen, each one click away.

Clinicians see their own visits, each of which opens as one screen; the front desk sees everybody's.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from practice_desk.domain.appointment import (
    EXPECTED,
    VISIT_WORDS,
    Appointment,
    AppointmentStatus,
    VisitKind,
)
from practice_desk.domain.check_in import CheckIn
from practice_desk.domain.check_in_sheet import CheckInEnd
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.plain_text import ElidedLabel, plain_label
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.kept_focus import focus_kept
from practice_desk.gui.widgets.pill import Pill
from practice_desk.gui.wording import write_time
from practice_desk.services.appointments import ScheduleEntry, day_schedule
from practice_desk.services.clinic import Clinic
from practice_desk.services.first_looks import may_be_papers
from practice_desk.services.visits_today import VisitToday, visits_today

if TYPE_CHECKING:
    from practice_desk.services.visit_papers import WaitingPapers

KINDS = {**VISIT_WORDS, VisitKind.OTHER: "Visit"}
_S = AppointmentStatus
_OVER = {_S.FULFILLED: "seen", _S.NO_SHOW: "no-show", _S.CANCELLED: "cancelled"}
_TIME_WIDTH, _NAME_WIDTH, _ACTION_WIDTH = 76, 210, 104
_LATE = timedelta(minutes=10)
"""So long after the time it is told that somebody is not here yet."""


@dataclass(frozen=True, slots=True)
class NowFound:
    """What the card shows: the own visits, or everybody's appointments, and papers that wait."""

    visits: list[VisitToday]
    day: list[ScheduleEntry]
    papers: list[WaitingPapers]
    now: datetime


class NowCard(Card):
    """Who is still to be seen, in the order of time, and papers of visits that were not printed."""

    visit_wanted = Signal(int, int)
    """Emits the ids of the patient and the appointment."""
    papers_wanted = Signal(object, object, object)
    """Emits the `Patient`, the `Visit` and its papers."""
    patient_wanted = Signal(int)
    """Emits the id of the patient whose chart should be opened."""
    review_wanted = Signal(int)
    """Emits the id of the check-in whose answers should be looked at."""
    arrived = Signal(object)
    """Emits the `Appointment` of somebody who has arrived."""
    hand_over_wanted = Signal(object)
    """Emits the `Appointment` of somebody who should check in on this screen."""
    shown = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        treats = context.may(Operation.WRITE_NOTE)
        super().__init__("Your visits today" if treats else "Appointments today", parent)
        self._context, self._treats = context, treats
        self.buttons: list[QPushButton] = []
        """The main button of each row, in their order."""
        self.next_words = ""
        """Who comes next, in words, empty for nobody."""
        self.hide()

    def refresh(self) -> None:
        """Read who comes."""
        context, treats = self._context, self._treats
        if context.may(Operation.VIEW_SCHEDULE):
            work = partial(_read, treats=treats)
            context.tasks.run(lambda: work(context.clinic), done=self._show, parent=self)

    def _show(self, found: NowFound) -> None:
        with focus_kept(self):
            self._build(found)
        self.shown.emit()

    def _build(self, found: NowFound) -> None:
        self.clear()
        self.buttons = []
        for waiting in found.papers:
            self.body.addWidget(self._papers_row(waiting))
        for each in found.visits:
            self.body.addWidget(self._visit_row(each, found.now))
        coming = [each for each in found.day if each.appointment.status in EXPECTED]
        for entry in coming:
            self.body.addWidget(self._desk_row(entry, found.now))
        over = _over(found.day)
        if over:
            self.body.addWidget(plain_label(over, "dim"))
        self.next_words = _next_words(found)
        self.setVisible(bool(found.visits or found.papers or coming or over))

    def _visit_row(self, each: VisitToday, now: datetime) -> QWidget:
        appointment, name = each.appointment, each.patient.display_name
        when, begun = _when(each), each.begun_on is not None
        arrived = appointment is not None and appointment.status is _S.ARRIVED
        pills = [Pill("In progress", "accent")] if begun else arrival(appointment, now)
        pills += check_in_pills(each.check_in, clinical=True)
        review = self._review_button(each.check_in, name, clinical=True)
        start = QPushButton("Go on" if begun else "Start visit")
        start.setObjectName(f"visit_{each.patient.id}")
        start.setAccessibleName(f"{start.text()}: {name}, {when}")
        if arrived or begun:
            start.setProperty("kind", "primary")
        start.clicked.connect(
            partial(self.visit_wanted.emit, each.patient.id, _number(appointment))
        )
        kind = VisitKind.MEDICATION if appointment is None else appointment.visit
        words = (when, name, KINDS[kind])
        return self._line(words, pills, [*review, self._chart_button(each.patient.id, name), start])

    def _desk_row(self, entry: ScheduleEntry, now: datetime) -> QWidget:
        value, name = entry.appointment, entry.patient.display_name
        buttons = self._review_button(entry.check_in, name, clinical=False)
        buttons.append(self._chart_button(entry.patient.id, name))
        arrived = value.status is _S.ARRIVED
        if not arrived and self._context.may(Operation.EDIT_SCHEDULE):
            button = self._button("Arrived", f"{name} has arrived")
            button.clicked.connect(partial(self.arrived.emit, value))
            buttons.append(button)
        elif arrived and not _answered(entry.check_in) and self._context.may(Operation.CHECK_IN):
            button = self._button("Check in", f"Let {name} check in on this screen")
            button.setProperty("kind", "primary")
            button.clicked.connect(partial(self.hand_over_wanted.emit, value))
            buttons.append(button)
        pills = arrival(value, now) + check_in_pills(entry.check_in, clinical=False)
        what = " · ".join(part for part in (KINDS[value.visit], entry.practitioner) if part)
        return self._line((write_time(value.starts_at), name, what), pills, buttons)

    def _papers_row(self, waiting: WaitingPapers) -> QWidget:
        papers = " and ".join(waiting.papers)
        words = f"{waiting.patient.display_name}: {papers} not printed"
        button = self._button("Print", f"Print: {words}")
        button.clicked.connect(
            partial(self.papers_wanted.emit, waiting.patient, waiting.visit, waiting.papers)
        )
        line = QWidget()
        row = _row(line)
        row.addWidget(ElidedLabel(words), 1)
        row.addWidget(Pill("Waits", "caution"))
        row.addWidget(button)
        self.buttons.append(button)
        return line

    def _review_button(
        self, check_in: CheckIn | None, name: str, *, clinical: bool
    ) -> list[QPushButton]:
        if check_in is None or not _open(check_in, clinical):
            return []
        button = self._button("Review", f"Review the answers of {name}")
        button.clicked.connect(partial(self.review_wanted.emit, check_in.id or 0))
        return [button]

    def _chart_button(self, patient_id: int, name: str) -> QPushButton:
        sees = self._context.may(Operation.VIEW_CHART)
        button = self._button("Chart" if sees else "Open", f"Open {name}")
        button.clicked.connect(partial(self.patient_wanted.emit, patient_id))
        return button

    def _button(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text)
        button.setAccessibleName(name)
        return button

    def _line(
        self, words: tuple[str, str, str], pills: list[Pill], buttons: list[QPushButton]
    ) -> QWidget:
        when, name, what = words
        time = plain_label(when, "strong")
        time.setFixedWidth(_TIME_WIDTH)
        who = ElidedLabel(name)
        who.setFixedWidth(_NAME_WIDTH)
        kind = ElidedLabel(what)
        kind.setProperty("role", "dim")
        line = QWidget()
        row = _row(line)
        row.addWidget(time)
        row.addWidget(who)
        row.addWidget(kind, 1)
        for pill in pills:
            row.addWidget(pill)
        *others, last = buttons
        for button in others:
            row.addWidget(button)
        last.setMinimumWidth(_ACTION_WIDTH)
        row.addWidget(last)
        self.buttons.append(last)
        return line


def arrival(appointment: Appointment | None, now: datetime) -> list[Pill]:
    """Return whether somebody is here, and whether they should be."""
    if appointment is None:
        return []
    if appointment.status is _S.ARRIVED:
        return [Pill("Arrived", "success")]
    if now > appointment.starts_at + _LATE:
        return [Pill("Not here yet", "caution")]
    return [Pill("Expected", "neutral")]


def check_in_pills(check_in: CheckIn | None, *, clinical: bool) -> list[Pill]:
    """Return how far the check-in is; nothing where there was none."""
    if check_in is None:
        return []
    if _open(check_in, clinical):
        return [Pill("Answers to review", "caution")]
    if check_in.ending is CheckInEnd.ANSWERED:
        return [Pill("Checked in", "success")]
    return [Pill("Check-in not finished", "neutral")]


def _open(check_in: CheckIn, clinical: bool) -> bool:
    """Whether something waits for who sees charts, or for who does not."""
    return any(clinical or not line.is_clinical for line in check_in.open_lines)


def _answered(check_in: CheckIn | None) -> bool:
    return check_in is not None and check_in.ending is CheckInEnd.ANSWERED


def _over(day: list[ScheduleEntry]) -> str:
    counts = Counter(each.appointment.status for each in day)
    return " · ".join(f"{counts[each]} {word}" for each, word in _OVER.items() if counts[each])


def _next_words(found: NowFound) -> str:
    all_of = [(visit.appointment, visit.patient.display_name) for visit in found.visits]
    all_of += [(entry.appointment, entry.patient.display_name) for entry in found.day]
    coming = [
        (value.starts_at, name)
        for value, name in all_of
        if value is not None
        and value.status in EXPECTED - {_S.ARRIVED}
        and value.starts_at >= found.now
    ]
    return f"{write_time(min(coming)[0])}, {min(coming)[1]}" if coming else ""


def _when(each: VisitToday) -> str:
    """Return the time it is booked for, or the day of one that is not among today's."""
    booked, begun = each.appointment, each.begun_on
    is_now = begun is None or (booked and booked.starts_at.astimezone().date() == begun)
    if booked is not None and booked.status in EXPECTED and is_now:
        return write_time(booked.starts_at)
    return "" if begun is None else f"{begun:%b} {begun.day}"


def _number(appointment: Appointment | None) -> int:
    return 0 if appointment is None else appointment.id or 0


def _row(line: QWidget) -> QHBoxLayout:
    row = QHBoxLayout(line)
    row.setContentsMargins(4, 2, 4, 2)
    row.setSpacing(10)
    return row


def _read(clinic: Clinic, *, treats: bool) -> NowFound:
    papers: list[WaitingPapers] = []
    if clinic.session.may(Operation.SEND_LETTER) and may_be_papers(clinic):
        from practice_desk.services.visit_papers import waiting_papers  # with all letters take

        papers = waiting_papers(clinic)
    visits = visits_today(clinic) if treats else []
    day = [] if treats else day_schedule(clinic, clinic.today())
    return NowFound(visits, day, papers, clinic.now())
