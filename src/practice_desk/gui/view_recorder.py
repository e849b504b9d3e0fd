"""Writes the audit rows of what a window has shown, once it is shown."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from practice_desk.domain.errors import ExpectedError
from practice_desk.gui.context import AppContext
from practice_desk.services.clinic import Clinic


class ViewRecorder(QObject):
    """Opening a chart waits for no disk: its row is written when the worker has nothing else to do.

    A row that can't be written goes on waiting; the person is told once, and the next thing shown
    tries again.
    """

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._given_up = 0
        context.tasks.busy_changed.connect(self._look)
        self.take(context.clinic)

    def take(self, clinic: Clinic) -> None:
        """Record what is shown of *clinic*, which was opened or unlocked again."""
        clinic.views_wait = True
        self._given_up = 0

    @Slot(bool)
    def _look(self, busy: bool) -> None:
        context = self._context
        if busy or not context.is_open or context.clinic.unrecorded <= self._given_up:
            return
        clinic = context.clinic
        context.tasks.run(
            clinic.record_views, done=self._recorded, failed=self._failed, parent=self
        )

    def _recorded(self, _none: object) -> None:
        self._given_up = 0

    def _failed(self, error: ExpectedError) -> None:
        told, self._given_up = self._given_up, self._waiting()
        if not told:
            self._context.messages.caution(
                f"What you open can't be recorded in the audit trail just now. {error.sentence}",
                error.next_step,
            )

    def _waiting(self) -> int:
        return self._context.clinic.unrecorded if self._context.is_open else 0
