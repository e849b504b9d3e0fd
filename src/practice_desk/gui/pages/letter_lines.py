"""Today's line about letters that are late; the list of them stands below it."""

from __future__ import annotations

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.letter_case import LetterStatus
from practice_desk.gui.pages.registry import LETTER_BOARD
from practice_desk.gui.pages.today_line import TodayLine
from practice_desk.gui.wording import write_count
from practice_desk.services.clinic import Clinic
from practice_desk.services.letter_board import waiting_letters


def letter_lines(clinic: Clinic) -> list[TodayLine]:
    """Tell how many letters are overdue, did not go through or ask us something."""
    today, lines = clinic.today(), []
    me = clinic.session.user_name
    found = [each.case for each in waiting_letters(clinic)]
    waiting = [case for case in found if case.waits_for(me, today)]
    overdue = [case for case in waiting if case.is_overdue(today)]
    if overdue:
        count = write_count(len(overdue), "letter is", "letters are")
        urgent = any(case.urgent for case in overdue)
        urgency = Urgency.DANGER if urgent else Urgency.CAUTION
        detail = (
            "An urgent one is among them: call them." if urgent else "Call them, or send again."
        )
        sentence = f"{count} overdue: nothing came back."
        lines.append(TodayLine(urgency, sentence, detail, "Show letters", LETTER_BOARD))
    for status, one, many in (
        (LetterStatus.QUESTION, "recipient of a letter asks", "recipients of letters ask"),
        (LetterStatus.NOT_SENT, "letter did not go through", "letters did not go through"),
    ):
        number = sum(case.status is status for case in waiting)
        if number:
            tells = "us something." if status is LetterStatus.QUESTION else "and waits to be sent."
            sentence = f"{write_count(number, one, many)} {tells}"
            lines.append(TodayLine(Urgency.CAUTION, sentence, "", "Show letters", LETTER_BOARD))
    return lines
