"""Filing, once somebody has unlocked, what patients have answered at check-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practice_desk.domain.permission import Operation

if TYPE_CHECKING:
    from practice_desk.domain.errors import ExpectedError
    from practice_desk.gui.main_window import MainWindow
    from practice_desk.services.patients import Saved


def file_answers(window: MainWindow) -> None:
    """File the sealed answers, and tell the pages."""
    context = window.context
    if not context.may(Operation.CHECK_IN):
        return

    def work() -> list[Saved]:
        from practice_desk.services.check_in import file_answers, sealed_check_ins

        clinic = context.clinic
        return [file_answers(clinic, each) for each in sealed_check_ins(clinic)]

    def done(filed: list[Saved]) -> None:
        for each in filed:
            context.events.store_changed.emit(each.changes)

    def failed(_error: ExpectedError) -> None:
        """What is sealed stays where it is, for the next time."""

    context.tasks.run(work, done=done, failed=failed, parent=window)
