"""How messages are spoken of. No widgets."""

from __future__ import annotations

from datetime import date

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.message_case import MessageCase, MessageState
from practice_desk.domain.message_entry import (
    Audience,
    CallPassedOn,
    CallWish,
    DatedForward,
    Done,
    HandedOn,
    MessageEntry,
    Opened,
    Reopened,
    Returned,
    Said,
    Taken,
    TakenBack,
)
from practice_desk.domain.message_lists import owner_line
from practice_desk.domain.message_owner import Staff, read_owner
from practice_desk.gui.wording import write_moment
from practice_desk.services.inbox import Thread
from practice_desk.services.message_reading import ListedMessage

WISHES = {
    CallWish.CALL_BACK: "Wishes to be called back",
    CallWish.MESSAGE: "Leaves a message only",
    CallWish.APPOINTMENT: "Wishes an appointment",
    CallWish.REFILL: "Wishes a refill",
    CallWish.OTHER: "Something else",
}
STATES = {
    MessageState.OPEN: "Open",
    MessageState.TAKEN: "Taken",
    MessageState.RETURNED: "Returned",
    MessageState.DONE: "Done",
    MessageState.TAKEN_BACK: "Taken back",
}
HIDDEN = "Written for the clinicians only."
HIDDEN_SUBJECT = "A message between clinicians"
SHUT_OUT = "A message about a restricted chart"
ONLY_CLINICIANS = "Unless you tick this, only clinicians who may see the chart read it."
DESK_READS = "Everybody reads this whom the message reaches, also who sees no charts."
ALL_READ = "Whoever gets this message reads it, clinicians and the front desk alike."


def only_clinicians(unread_by: tuple[str, ...] = ()) -> str:
    """Return who reads what is for clinicians alone, and whom of the thread that leaves out."""
    if not unread_by:
        return ONLY_CLINICIANS
    return f"{ONLY_CLINICIANS} {' and '.join(unread_by)} would see only that you wrote."


def subject_of(message: ListedMessage) -> str:
    """Return what a message is called in lists."""
    subject = message.case.message.subject
    if subject:
        return subject
    return SHUT_OUT if message.is_shut_out else HIDDEN_SUBJECT


def patient_of(message: ListedMessage) -> str:
    """Return about whom it is."""
    return "The office" if message.patient is None else message.patient.display_name


def stands(message: ListedMessage, today: date) -> str:
    """Return where it stands in a word or two: late, urgent, waiting, taken."""
    case = message.case
    if not case.is_open:
        return STATES[case.state]
    if not message.owned:
        return "No owner"
    if case.is_overdue(today):
        days = (today - case.due_on).days
        return f"{days} day{'' if days == 1 else 's'} late"
    if case.waits(today):
        return "Put off"
    if case.urgent:
        return "Urgent"
    return STATES[case.state]


def tone_of(message: ListedMessage, today: date) -> str:
    """Return the tone of the word that `stands` gives."""
    case = message.case
    if not case.is_open or case.waits(today):
        return "neutral"
    if case.urgent and case.due_on <= today:
        return "danger"
    if case.is_overdue(today) or not message.owned or case.state is MessageState.RETURNED:
        return "caution"
    return "danger" if case.urgent else "info"


def due_text(case: MessageCase, today: date) -> str:
    """Return by when it is wanted."""
    days = (case.due_on - today).days
    words = {0: "today", 1: "tomorrow", -1: "yesterday"}
    return words.get(days) or write_date(case.due_on)


def facts_lines(thread: Thread, today: date) -> tuple[str, ...]:
    """Return what stands above a thread."""
    message, staff = thread.message, thread.staff
    case = message.case
    lines = [f"For {owner_line(case.owner, staff)} · wanted by {due_text(case, today)}"]
    if not message.owned and case.is_open:
        lines.append("Nobody has this any more. Take it, or hand it on.")
    call = case.call
    if call is not None and call.caller:
        number = f" · {call.number}" if call.number else ""
        caller = f"\u2068{call.caller}\u2069"  # a name in Hebrew turns no words around
        lines.append(f"{caller} called{number} · {WISHES[call.wish]}")
    if thread.about:
        lines.append(f"About: {thread.about}")
    return tuple(lines)


def entry_head(entry: MessageEntry, staff: Staff) -> str:
    """Return who did what when: "Ana Berg handed it on to Front desk · Nov 26, 9:40 AM"."""
    names = {each.user_name: each.display_name for each in staff.accounts}
    who = names.get(entry.recorded_by, entry.recorded_by)
    return f"{who} {_did(entry, staff)} · {write_moment(entry.recorded_at)}"


def _did(entry: MessageEntry, staff: Staff) -> str:
    details = entry.details
    if isinstance(details, Opened | HandedOn):
        did = "wrote to" if isinstance(details, Opened) else "handed it on to"
        return f"{did} {owner_line(read_owner(details.owner), staff)}"
    if isinstance(details, CallPassedOn):
        return f"passed a call on to {owner_line(read_owner(details.owner), staff)}"
    if isinstance(details, DatedForward):
        return f"put it off until {write_date(details.due_on)}"
    return _DID[type(details)]


_DID = {
    Said: "wrote",
    Taken: "took it",
    Returned: "returned it",
    Done: "marked it as done",
    Reopened: "opened it again",
    TakenBack: "took words back",
}


def audience_line(entry: MessageEntry) -> str:
    """Return for whom its words are, where there are words."""
    if not entry.words:
        return ""
    everyone = entry.audience is Audience.EVERYONE
    return "Also for the front desk" if everyone else "Clinicians only"
