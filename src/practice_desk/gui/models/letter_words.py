"""What screens say of letters and of what happened to them. No widgets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.letter_asking import Expects
from practice_desk.domain.letter_case import LetterCase, LetterStatus
from practice_desk.domain.letter_entry import (
    Acknowledged,
    Answered,
    Called,
    CallResult,
    Closed,
    Correction,
    Delegated,
    Details,
    LetterEntry,
    NotSent,
    Opened,
    Postponed,
    Refills,
    Sent,
    Settled,
    Signed,
    Superseded,
    Way,
)
from practice_desk.gui.wording import write_count, write_moment
from practice_desk.services.letter_conversation import ListedLetter

STATUS = {
    LetterStatus.DRAFT: "Not written",
    LetterStatus.PRINTED: "Printed",
    LetterStatus.SAVED: "Saved as PDF",
    LetterStatus.SIGNED: "Signed",
    LetterStatus.FAXED: "Faxed",
    LetterStatus.HANDED: "Handed over",
    LetterStatus.MAILED: "Mailed",
    LetterStatus.NOT_SENT: "Did not go through",
    LetterStatus.QUESTION: "They ask us",
    LetterStatus.ACKNOWLEDGED: "Acknowledged",
    LetterStatus.ANSWERED: "Answered",
    LetterStatus.CLOSED: "Closed",
    LetterStatus.SUPERSEDED: "Superseded",
}
WAYS = {Way.FAXED: "Faxed", Way.HANDED: "Handed over", Way.MAILED: "Mailed"}
FAILED = {
    Way.FAXED: "Fax did not go through",
    Way.HANDED: "Could not be handed over",
    Way.MAILED: "Mail came back",
}
REFILLS = {
    Refills.NOT_SAID: "Nothing was said",
    Refills.CANCELED: "Canceled",
    Refills.NOT_CANCELED: "Not canceled",
}
RESULTS = {
    CallResult.SPOKE: "We spoke, it goes on",
    CallResult.CONFIRMED: "They have it and did it",
    CallResult.MESSAGE: "Left a message",
    CallResult.NO_ANSWER: "Nobody answered",
}
_TONES = {
    LetterStatus.NOT_SENT: "caution",
    LetterStatus.QUESTION: "caution",
    LetterStatus.ACKNOWLEDGED: "success",
    LetterStatus.ANSWERED: "success",
    LetterStatus.CLOSED: "neutral",
    LetterStatus.SUPERSEDED: "neutral",
}
BEFORE = "Sent before status was kept."


def status_text(case: LetterCase, today: date) -> str:
    """Return where a letter stands: "Faxed, 3 days late"."""
    words = STATUS[case.status]
    if days := case.days_over(today):
        return f"{words}, {write_count(days, 'day')} late"
    return words


def status_tone(case: LetterCase, today: date) -> str:
    """Return the tone in which that is shown."""
    if case.is_overdue(today):
        return "danger" if case.urgent else "caution"
    return _TONES.get(case.status, "info" if case.is_open else "neutral")


def due_text(case: LetterCase, today: date) -> str:
    """Return until when something should have come back, or for how long it is overdue."""
    if days := case.days_over(today):
        return f"{write_count(days, 'day')} late"
    return write_date(case.due_on) if case.is_open and case.due_on is not None else ""


def facts_lines(listed: ListedLetter, people: Mapping[str, str], today: date) -> tuple[str, ...]:
    """Return what is to be known of one letter above its history."""
    case = listed.case
    lines = [_asked(case, today)]
    if case.before_status and not case.entries:
        lines = [BEFORE]
    if case.superseded_by is not None:
        lines.append(f"Replaced by letter {listed.others.get(case.superseded_by, '')}.")
    if case.replaces is not None:
        lines.append(f"Replaces letter {listed.others.get(case.replaces, '')}.")
    if case.question and listed.is_readable:
        lines.append(f"They ask: “{case.question}”")
    elif case.question:
        lines.append("They ask something. A prescriber or therapist sees to it.")
    if case.owner and case.is_open:
        lines.append(f"{people.get(case.owner, case.owner)} sees to it.")
    return tuple(line for line in lines if line)


def _asked(case: LetterCase, today: date) -> str:
    if case.expects is Expects.NOTHING:
        return "" if case.before_status else "It asks for no reply."
    what = "an answer" if case.expects is Expects.ANSWER else "an acknowledgment"
    urgent = "Urgent. " if case.urgent else ""
    if not case.is_open:
        return f"{urgent}It asked for {what}."
    if case.question:
        return f"{urgent}Their question waits for our answer."
    if case.due_on is None:
        return f"{urgent}Waits for {what}."
    when = write_date(case.due_on)
    if days := case.days_over(today):
        return f"{urgent}Waits for {what} since {when}: overdue by {write_count(days, 'day')}."
    return f"{urgent}Waits for {what} until {when}."


def history_text(entry: LetterEntry, case: LetterCase, people: Mapping[str, str]) -> str:
    """Return one entry in a line or two; one that was taken back says so."""
    who = people.get(entry.recorded_by, entry.recorded_by)
    words = entry_words(entry.details, people)
    if isinstance(entry.details, Opened):
        printed = case.letter.delivery is LetterDelivery.PRINTED
        words = f"{STATUS[LetterStatus.PRINTED if printed else LetterStatus.SAVED]}.{words}"
    if entry.filed_document_id is not None:
        words += " The paper is among the documents."
    gone = entry.id not in {each.id for each in case.standing}
    taken = "Taken back: " if gone and not isinstance(entry.details, Correction) else ""
    return f"{write_moment(entry.happened_at)} · {who}\n{taken}{words}"


def entry_words(details: Details, people: Mapping[str, str]) -> str:
    """Return what an entry tells."""
    if isinstance(details, Opened):
        return f" Their question passes over: “{details.question}”" if details.question else ""
    if isinstance(details, Signed):
        return "Signed by hand."
    if isinstance(details, Sent):
        return f"{WAYS[details.way]}: {_to(details)}."
    if isinstance(details, NotSent):
        return f"{FAILED[details.way]}: {_to(details)}. {details.why}".strip()
    if isinstance(details, Acknowledged | Answered):
        return _reply_words(details)
    if isinstance(details, Called):
        return _call_words(details)
    return _rest_words(details, people)


def _rest_words(details: Details, people: Mapping[str, str]) -> str:
    if isinstance(details, Settled):
        return f"Their question was dealt with. {details.words}".strip()
    if isinstance(details, Postponed):
        return f"May wait until {write_date(details.due_on)}. {details.reason}".strip()
    if isinstance(details, Delegated):
        owner = people.get(details.owner, details.owner) or "Anybody"
        return f"{owner} sees to it. {details.note}".strip()
    if isinstance(details, Closed):
        return f"Closed without a reply. {details.reason}".strip()
    if isinstance(details, Superseded):
        return "Another letter replaces it."
    if isinstance(details, Correction):
        return f"An entry was wrong. {details.reason}".strip()
    return ""


def _to(details: Sent | NotSent) -> str:
    return ", ".join(part for part in (details.to, details.number) if part)


def _reply_words(details: Acknowledged | Answered) -> str:
    verb = "Answered" if isinstance(details, Answered) else "Acknowledged"
    parts = [f"{verb} by {details.by}."]
    if isinstance(details, Answered) and details.words:
        parts.append(f"“{details.words}”")
    if details.refills is not Refills.NOT_SAID:
        parts.append(f"Remaining refills: {REFILLS[details.refills].casefold()}.")
    if details.question:
        parts.append(f"They ask: “{details.question}”")
    return " ".join(parts)


def _call_words(details: Called) -> str:
    whom = ", ".join(part for part in (details.spoke_with, details.number) if part)
    said = f" “{details.said}”" if details.said else ""
    return f"Call{f' with {whom}' if whom else ''}: {RESULTS[details.result]}.{said}"
