"""The inbox: what waits for whom, one thread, and the messages of a chart.

Nothing leaves a list by being read: `mark_read` keeps what was shown, and no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.message_case import case_order
from practice_desk.domain.message_entry import MessageRead
from practice_desk.domain.message_lists import InboxList
from practice_desk.domain.message_owner import Staff
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.services.message_about import about_line, opens_as
from practice_desk.services.message_reading import (
    ListedMessage,
    listed,
    reach,
    read_staff,
)
from practice_desk.storage.message import (
    entries_since,
    message_reads,
    messages,
)
from practice_desk.storage.unit_of_work import UnitOfWork

READ_NOUN = "message_read"
"""What `Changes` call that somebody was shown a message."""
SHOWN_FOR = timedelta(days=90)
"""How far back the list Done goes, but for what is about the office; a chart has all its own."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """Every message in a list of the person at the keyboard, in the order of the lists."""

    messages: tuple[ListedMessage, ...]
    staff: Staff

    def of(self, which: InboxList) -> tuple[ListedMessage, ...]:
        """Return the messages of one list."""
        return tuple(each for each in self.messages if which in each.lists)


@dataclass(frozen=True, slots=True)
class Thread:
    """One message with its thread, who is who, and what it is about in words, if that is shown.

    `opens` is the noun of that thing's `RecordKey`, empty for no one thing.
    """

    message: ListedMessage
    staff: Staff
    about: str
    opens: str = ""


def inbox(clinic: Clinic) -> Inbox:
    """Return what is in the lists of the person at the keyboard, the most pressing first."""
    with clinic.viewing(Operation.READ_INBOX) as work:
        work.detail = "inbox"
        found = _read_inbox(clinic, work)
        work.patient_ids = frozenset(
            each.patient.id for each in found.messages if each.patient and each.case.is_open
        )
        return found


def waiting_messages(clinic: Clinic) -> list[ListedMessage]:
    """Return the open messages that wait for the person at the keyboard, or for their teams."""
    with clinic.viewing(Operation.READ_INBOX) as work:
        work.detail = "messages that wait"
        rows = listed(clinic, work, messages.open(work.connection), read_staff(work))
        found = [each for each in rows if each.holds]
        work.patient_ids = frozenset(each.patient.id for each in found if each.patient)
    return sorted(found, key=lambda each: case_order(each.case, clinic.today()))


def count_unread(clinic: Clinic) -> int:
    """Return how many messages of the person at the keyboard hold something that they have not
    been shown."""
    with clinic.reading(Operation.READ_INBOX) as work:
        return sum(each.unread for each in _read_inbox(clinic, work).messages)


def open_thread(clinic: Clinic, message_id: int) -> Thread:
    """Return one message with its thread. Raises NotFound where it is not theirs to be shown."""
    with clinic.viewing(Operation.READ_INBOX) as work:
        found = reach(clinic, work, message_id)
        message = found.case.message
        (row,) = listed(clinic, work, (message,), found.staff)
        work.detail = f"message {message_id}"
        work.patient_ids = frozenset(() if row.patient is None else (row.patient.id,))
        shown = row.case.message
        return Thread(row, found.staff, about_line(work, shown), opens_as(work, shown))


def chart_messages(clinic: Clinic, patient_id: int) -> Inbox:
    """Return the messages about one patient: the open ones, then those that ended lately first."""
    with clinic.viewing(Operation.VIEW_CHART, patient_id) as work:
        work.detail = "messages"
        staff = read_staff(work)
        rows = listed(clinic, work, messages.for_patient(work.connection, patient_id), staff)
        return Inbox(tuple(_in_order(clinic, rows)), staff)


def mark_read(clinic: Clinic, message_id: int, entry_id: int) -> Changes:
    """Keep that the person at the keyboard was shown a thread up to an entry. Raises NotFound."""
    with clinic.writing(Operation.READ_INBOX, kind=AuditKind.VIEW) as work:
        found = reach(clinic, work, message_id)
        newest = max(each.id or 0 for each in found.case.entries)
        message, me = found.case.message, clinic.session.user_name
        shown = MessageRead(message.patient_id, message_id, me, min(entry_id, newest), clinic.now())
        message_reads.add(work.connection, shown)
        work.patient_id = message.patient_id
        work.detail = f"message {message_id} read to entry {shown.entry_id}"
    return Changes.of(None, READ_NOUN)


def _read_inbox(clinic: Clinic, work: UnitOfWork) -> Inbox:
    connection, staff = work.connection, read_staff(work)
    first = entries_since(connection, clinic.now() - SHOWN_FOR)
    found = [*messages.open(connection), *messages.ended(connection, first)]
    rows = [each for each in listed(clinic, work, found, staff) if each.lists]
    return Inbox(tuple(_in_order(clinic, rows)), staff)


def _in_order(clinic: Clinic, rows: list[ListedMessage]) -> list[ListedMessage]:
    """Return open messages by their order, then the others, the newest first."""
    today = clinic.today()
    still = sorted(
        (each for each in rows if each.case.is_open), key=lambda each: case_order(each.case, today)
    )
    over = sorted(
        (each for each in rows if not each.case.is_open),
        key=lambda each: -(each.case.entries[-1].id or 0),
    )
    return [*still, *over]
