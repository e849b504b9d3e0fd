"""Counts what needs somebody today, for the rail."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.changes import Changes
from practice_desk.domain.deferral import Place
from practice_desk.gui.context import AppContext
from practice_desk.gui.pages.today_lines import TodayRead, read_today

LOOK_EVERY_MS = 3_600_000
_TELLING = frozenset({"backup", "account", "check_in", "key", "deferral"})
"""What changes that can change the number; the rest is seen within the hour."""


class TodayWatch(QObject):
    """Emits how many lines of Today are at least a caution, whenever that may have changed."""

    counted = Signal(int)

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
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
            context.tasks.run(
                lambda: read_today(context.clinic, only_cautions=True),
                done=self._count,
                parent=self,
            )

    def _count(self, read: TodayRead) -> None:
        mine = read.at(Place.MINE)
        self.counted.emit(sum(1 for each in mine if each.line.urgency >= Urgency.CAUTION))

    def _changed(self, changes: Changes) -> None:
        if changes.nouns & _TELLING or not changes.nouns:
            self.refresh()
