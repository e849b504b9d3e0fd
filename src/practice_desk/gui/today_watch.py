"""Counts what needs somebody today, for the rail, and tells what newly does."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.changes import Changes
from practice_desk.domain.deferral import Place
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.pages.today_line import TodayLine
from practice_desk.gui.pages.today_lines import TodayRead, read_today
from practice_desk.services.clinic import Clinic
from practice_desk.services.visits_today import arrived_today

LOOK_EVERY_MS = 3_600_000
_TELLING = frozenset(
    {
        "account",
        "adverse_event",
        "appointment",
        "backup",
        "check_in",
        "deferral",
        "key",
        "message",
        "risk_entry",
    }
)
"""What changes that can change the number; the rest is seen within the hour."""


@dataclass(frozen=True, slots=True)
class _Look:
    read: TodayRead
    arrived: list[TodayLine]


class TodayWatch(QObject):
    """Emits how many lines of Today are at least a caution, whenever that may have changed.

    What was there at the first look is no news, and what was told once is not told again.
    """

    counted = Signal(int)
    told = Signal(object)
    """Emits the lines that newly need the person at the keyboard, a list of `TodayLine`."""
    needed = Signal(object)
    """Emits the names of all lines that do, a set, at each look."""

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._known: set[tuple[str, Urgency]] | None = None
        self.timer = QTimer(self, interval=LOOK_EVERY_MS)
        self.timer.timeout.connect(self.refresh)
        context.events.store_changed.connect(self._changed)

    def start(self) -> None:
        """Count now, and every hour from now on: things get older by themselves."""
        self.timer.start()
        self.refresh()

    def refresh(self) -> None:
        """Count again; not before the start, and not while the clinic is locked."""
        context = self._context
        if self.timer.isActive() and context.is_open:
            context.tasks.run(lambda: _look(context.clinic), done=self._count, parent=self)

    def _count(self, look: _Look) -> None:
        loud = [
            each.line for each in look.read.at(Place.MINE) if each.line.urgency >= Urgency.CAUTION
        ]
        self.counted.emit(len(loud))
        told = {(each.name, each.urgency): each for each in (*look.arrived, *loud)}
        self.needed.emit({name for name, _urgency in told})
        known, self._known = self._known, (self._known or set()) | set(told)
        news = [] if known is None else [told[key] for key in told if key not in known]
        if news and self._context.is_open:
            self.told.emit(news)

    def _changed(self, changes: Changes) -> None:
        if changes.nouns & _TELLING or not changes.nouns:
            self.refresh()


def _look(clinic: Clinic) -> _Look:
    may = clinic.session.may
    sees_patients = may(Operation.WRITE_NOTE) and may(Operation.VIEW_SCHEDULE)
    arrived = [
        TodayLine(
            Urgency.NOTICE,
            f"{each.patient.display_name} has arrived.",
            opens=each.patient.id,
            key=f"arrived:{each.appointment.id}",
        )
        for each in (arrived_today(clinic) if sees_patients else ())
        if each.appointment is not None
    ]
    return _Look(read_today(clinic, only_cautions=True), arrived)
