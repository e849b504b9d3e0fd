"""Today's lines about letters: late ones, questions, ones that wait, and ones to be written."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.letter_case import LetterStatus
from practice_desk.domain.letter_entry import Delegated, Postponed
from practice_desk.domain.record_key import RecordKey
from practice_desk.gui.models.letter_words import due_text, status_text
from practice_desk.gui.pages.registry import LETTER_BOARD
from practice_desk.gui.pages.today_line import OwnWay, TodayLine
from practice_desk.services.clinic import Clinic
from practice_desk.services.letter_board import waiting_letters
from practice_desk.services.letters_due import LINE, DueLetter

if TYPE_CHECKING:
    from datetime import date

    from practice_desk.services.letter_conversation import ListedLetter

GROUP = "Letters"
TO_WRITE = "Letters to write"
_TOLD_OTHERWISE = timedelta(days=3660)
"""A change that needs no letter is put off for good, with the reason."""


def letter_lines(clinic: Clinic) -> list[TodayLine]:
    """Tell of every letter about which somebody waits for something."""
    today = clinic.today()
    return [_line(each, today) for each in waiting_letters(clinic)]


def due_lines(found: list[DueLetter]) -> list[TodayLine]:
    """Tell of the charts whose pharmacy was not told of a change."""
    return [
        TodayLine(
            Urgency.NOTICE,
            f"{due.patient.display_name}: the pharmacy was not told of "
            f"{', '.join(medication.name for medication in due.medications)}.",
            f"Changed {write_date(due.since)}.",
            "Open plan",
            due.patient.id,
            record=RecordKey("medication", due.medications[0].id or 0),
            group=TO_WRITE,
            key=f"{LINE}:{due.patient.id}:{min(each.event.id or 0 for each in due.events)}",
            weight=max(each.event.id or 0 for each in due.events),
            longest=_TOLD_OTHERWISE,
        )
        for due in found
    ]


def _line(each: ListedLetter, today: date) -> TodayLine:
    case, number = each.case, each.case.letter.id or 0
    urgency, said, detail = _told(each, today)
    entries = [entry for entry in case.standing if isinstance(entry.details, Delegated)]
    handed = entries[-1] if entries else None
    put_off = [entry for entry in case.standing if isinstance(entry.details, Postponed)]
    word = handed.details.note if handed and isinstance(handed.details, Delegated) else ""
    until = case.due_on if case.put_off and case.due_on and case.due_on > today else None
    if until is not None and isinstance(put_off[-1].details, Postponed):
        word = put_off[-1].details.reason
    in_time = urgency is Urgency.NOTICE
    return TodayLine(
        urgency,
        f"{each.patient.display_name}: letter {case.letter.code} to {each.recipient} {said}.",
        detail,
        "Open letter",
        LETTER_BOARD,
        case.letter.code,
        group=GROUP,
        key=f"letter:{number}",
        patient_id=each.patient.id,
        owners=frozenset({case.owner}) - {""},
        own_way=OwnWay(
            "letter", number, handed.recorded_by if handed and case.owner else "", word, until
        ),
        waits_for=each.recipient if in_time else "",
    )


def _told(each: ListedLetter, today: date) -> tuple[Urgency, str, str]:
    case = each.case
    if case.status is LetterStatus.QUESTION:
        return Urgency.CAUTION, "came back with a question", ""
    if case.status is LetterStatus.NOT_SENT:
        return Urgency.CAUTION, "did not go through", "It waits to be sent."
    if case.is_overdue(today):
        urgency = Urgency.DANGER if case.urgent else Urgency.CAUTION
        detail = "It is urgent: call them." if case.urgent else "Call them, or send again."
        return urgency, "is overdue: nothing came back", detail
    due = due_text(case, today)
    urgent = "Urgent. " if case.urgent else ""
    when = f"An answer is due {due}." if due else ""
    return Urgency.NOTICE, f"waits ({status_text(case, today).lower()})", f"{urgent}{when}".strip()
