"""Filing, once somebody has unlocked, what patients have answered at check-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practice_desk.domain.permission import Operation

if TYPE_CHECKING:
    from datetime import datetime

    from practice_desk.domain.errors import ExpectedError
    from practice_desk.gui.main_window import MainWindow
    from practice_desk.services.check_in import Filed


def file_answers(window: MainWindow) -> None:
    """File the sealed answers, and tell the pages."""
    context = window.context
    if not context.may(Operation.CHECK_IN):
        return

    def work() -> list[Filed]:
        from practice_desk.services.check_in_waiting import sealed_check_ins

        clinic = context.clinic
        sealed = sealed_check_ins(clinic)
        if not sealed:
            return []
        from practice_desk.services.check_in import file_answers  # with all that charts are made of

        return [file_answers(clinic, each) for each in sealed]

    def done(filed: list[Filed]) -> None:
        for each in filed:
            context.events.store_changed.emit(each.changes)
        for each in filed:
            if each.unreadable_since is not None:
                context.messages.show_error(_unreadable(each, each.unreadable_since))
        if urgent := [each for each in filed if each.urgent]:
            from practice_desk.gui.dialogs.check_in_alert import CheckInAlert

            alert = CheckInAlert(context, urgent, window)
            alert.patient_wanted.connect(window.open_patient)
            alert.open()

    def failed(error: ExpectedError) -> None:
        """What is sealed stays where it is, for the next time."""
        context.messages.show_error(error)

    context.tasks.run(work, done=done, failed=failed, parent=window)


def _unreadable(each: Filed, since: datetime) -> ExpectedError:
    from practice_desk.domain.errors import Damaged
    from practice_desk.gui.wording import write_moment

    return Damaged(
        f"What {each.patient_name} answered at check-in ({write_moment(since)}) can’t be "
        "opened: its file is damaged.",
        "Nothing of it is in the chart. Ask them again, or let them check in again. If there "
        "is a copy of the clinic’s folder, put back the files of its folder check-in. The "
        "damaged file is kept.",
    )
