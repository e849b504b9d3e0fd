"""Writes the audit rows that could not be written when something was shown, and says so."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from practice_desk.domain.errors import ExpectedError
from practice_desk.gui.context import AppContext


class ViewRecorder(QObject):
    """A row is written before what it tells of is shown; where the disk takes none, it waits.

    The person is told once, and the next thing shown tries again.
    """

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._given_up, self._is_new = 0, True
        context.tasks.busy_changed.connect(self._look)

    def begin(self) -> None:
        """The clinic was unlocked again."""
        self._given_up, self._is_new = 0, True

    @Slot(bool)
    def _look(self, busy: bool) -> None:
        context = self._context
        if busy or not context.is_open:
            return
        if context.clinic.unrecorded <= self._given_up and not self._is_new:
            return
        self._is_new = False
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
