"""Today's lines about messages that are urgent, overdue or wanted today; each opens its thread."""

from __future__ import annotations

from datetime import date

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.message_lists import InboxList
from practice_desk.gui.models.message_words import patient_of, subject_of
from practice_desk.gui.pages.registry import INBOX
from practice_desk.gui.pages.today_line import TodayLine
from practice_desk.services.clinic import Clinic
from practice_desk.services.inbox import waiting_messages
from practice_desk.services.message_reading import ListedMessage

_GROUP = "Messages"


def message_lines(clinic: Clinic) -> list[TodayLine]:
    """Tell of each message that the person at the keyboard, or a team of theirs, is to see to.

    Its own thread keeps that it was handed on or dated forward, so the lines have no key.
    """
    today = clinic.today()
    return [_line(each, today) for each in waiting_messages(clinic) if _is_due(each, today)]


def _is_due(message: ListedMessage, today: date) -> bool:
    case = message.case
    return not case.waits(today) and (case.urgent or case.due_on <= today or not message.owned)


def _line(message: ListedMessage, today: date) -> TodayLine:
    case = message.case
    if case.urgent:
        urgency = Urgency.DANGER
    else:
        urgency = Urgency.CAUTION if case.is_overdue(today) else Urgency.NOTICE
    return TodayLine(
        urgency,
        f"{patient_of(message)}: {subject_of(message)}",
        _detail(message, today),
        "Open message",
        INBOX,
        str(message.id),
        group=_GROUP,
    )


def _detail(message: ListedMessage, today: date) -> str:
    if not message.owned:
        return "Nobody has this message any more: take it, or hand it on."
    late = (today - message.case.due_on).days
    if late > 0:
        when = f"was wanted {'yesterday' if late == 1 else f'{late} days ago'}"
    else:
        when = "is wanted today" if late == 0 else "is urgent"
    whose = "This message" if InboxList.MINE in message.lists else "This message to your team"
    return f"{whose} {when}."
