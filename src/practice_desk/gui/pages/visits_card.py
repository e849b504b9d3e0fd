"""Today's visits of the person at the keyboard: each opens as one screen by one click."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from practice_desk.domain.appointment import EXPECTED, Appointment, AppointmentStatus, VisitKind
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.plain_text import ElidedLabel, plain_label
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.pill import Pill
from practice_desk.gui.wording import write_time
from practice_desk.services.clinic import Clinic
from practice_desk.services.first_looks import may_be_papers
from practice_desk.services.visits_today import VisitToday, visits_today

if TYPE_CHECKING:
    from practice_desk.services.visit_papers import WaitingPapers

KINDS = {
    VisitKind.MEDICATION: "Medication visit",
    VisitKind.THERAPY: "Therapy session",
    VisitKind.INTAKE: "Intake",
    VisitKind.OTHER: "Visit",
}
_TIME_WIDTH, _NAME_WIDTH = 76, 250


@dataclass(frozen=True, slots=True)
class _Found:
    visits: list[VisitToday]
    papers: list[WaitingPapers]


class VisitsCard(Card):
    """Who is still to be seen, in the order of time, and papers of visits that were not printed."""

    visit_wanted = Signal(int, int)
    """Emits the ids of the patient and the appointment."""
    papers_wanted = Signal(object, object, object)
    """Emits the `Patient`, the `Visit` and its papers."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__("Your visits today", parent)
        self._context = context
        self.buttons: list[QPushButton] = []
        self.hide()

    def refresh(self) -> None:
        """Read who is to be seen."""
        context = self._context
        if context.may(Operation.WRITE_NOTE) and context.may(Operation.VIEW_SCHEDULE):
            context.tasks.run(lambda: _read(context.clinic), done=self._show, parent=self)

    def _show(self, found: _Found) -> None:
        self.clear()
        self.buttons = []
        for waiting in found.papers:
            self.body.addWidget(self._papers_row(waiting))
        for each in found.visits:
            self.body.addWidget(self._row(each))
        self.setVisible(bool(found.visits or found.papers))

    def _row(self, each: VisitToday) -> QWidget:
        appointment, name = each.appointment, each.patient.display_name
        when, begun = _when(each), each.begun_on is not None
        time = plain_label(when, "strong")
        time.setFixedWidth(_TIME_WIDTH)
        who = ElidedLabel(name)
        who.setFixedWidth(_NAME_WIDTH)
        arrived = appointment is not None and appointment.status is AppointmentStatus.ARRIVED
        state = Pill("Expected", "neutral")
        if begun:
            state.show_pill("In progress", "accent")
        elif arrived:
            state.show_pill("Arrived", "success")
        button = QPushButton("Go on" if begun else "Start visit")
        button.setObjectName(f"visit_{each.patient.id}")
        button.setAccessibleName(f"{button.text()}: {name}, {when}")
        if arrived or begun:
            button.setProperty("kind", "primary")
        button.clicked.connect(
            partial(self.visit_wanted.emit, each.patient.id, _number(appointment))
        )
        self.buttons.append(button)
        kind = VisitKind.MEDICATION if appointment is None else appointment.visit
        return _line(time, who, plain_label(KINDS[kind], "dim"), state, button)

    def _papers_row(self, waiting: WaitingPapers) -> QWidget:
        papers = " and ".join(waiting.papers)
        words = f"{waiting.patient.display_name}: {papers} not printed"
        button = QPushButton("Print")
        button.setAccessibleName(f"Print: {words}")
        button.clicked.connect(
            partial(self.papers_wanted.emit, waiting.patient, waiting.visit, waiting.papers)
        )
        self.buttons.append(button)
        return _line(ElidedLabel(words), Pill("Waits", "caution"), button)


def _when(each: VisitToday) -> str:
    """Return the time it is booked for, or the day of one that is not among today's."""
    booked, begun = each.appointment, each.begun_on
    is_now = begun is None or (booked and booked.starts_at.astimezone().date() == begun)
    if booked is not None and booked.status in EXPECTED and is_now:
        return write_time(booked.starts_at)
    return "" if begun is None else f"{begun:%b} {begun.day}"


def _number(appointment: Appointment | None) -> int:
    return 0 if appointment is None else appointment.id or 0


def _line(*widgets: QWidget) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(4, 2, 4, 2)
    row.setSpacing(12)
    *first, state, button = widgets
    for widget in first:
        row.addWidget(widget)
    row.addStretch(1)
    row.addWidget(state)
    row.addWidget(button)
    return line


def _read(clinic: Clinic) -> _Found:
    papers: list[WaitingPapers] = []
    if clinic.session.may(Operation.SEND_LETTER) and may_be_papers(clinic):
        from practice_desk.services.visit_papers import waiting_papers  # with all letters take

        papers = waiting_papers(clinic)
    return _Found(visits_today(clinic), papers)
