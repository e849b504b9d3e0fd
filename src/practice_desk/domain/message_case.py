"""Where a message stands: worked out from its entries, and what of it whom is shown.

Reading is no entry: it never closes a message, nor takes it out of a list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.deferral import LONGEST_WAITS
from practice_desk.domain.errors import Problem
from practice_desk.domain.message import AboutNoun, Message
from practice_desk.domain.message_entry import (
    Audience,
    CallPassedOn,
    DatedForward,
    Details,
    Done,
    HandedOn,
    MessageEntry,
    Opened,
    Reopened,
    Returned,
    Taken,
    TakenBack,
)
from practice_desk.domain.message_owner import Owner, person, read_owner


class MessageState(StrEnum):
    """Where a message stands. FHIR: Task.status."""

    OPEN = "open"
    TAKEN = "taken"
    RETURNED = "returned"
    DONE = "done"
    TAKEN_BACK = "taken_back"
    """Its author says that it was an error."""


@dataclass(frozen=True, slots=True)
class MessageCase:
    """One message with its entries in the order in which they were recorded.

    `sender` is who sent it or handed it on last, to whom it returns.
    """

    message: Message
    entries: tuple[MessageEntry, ...]
    state: MessageState
    owner: Owner
    sender: str
    due_on: date
    urgent: bool = False
    put_off: bool = False

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to see to it."""
        return self.state not in (MessageState.DONE, MessageState.TAKEN_BACK)

    @property
    def first(self) -> MessageEntry:
        """What it began with."""
        return self.entries[0]

    @property
    def call(self) -> CallPassedOn | None:
        """The call that was passed on, if it is one."""
        details = self.first.details
        return details if isinstance(details, CallPassedOn) else None

    @property
    def changed_at(self) -> datetime:
        """When the last entry was recorded."""
        return self.entries[-1].recorded_at

    @property
    def authors(self) -> frozenset[str]:
        """Who wrote or did something about it."""
        return frozenset(entry.recorded_by for entry in self.entries)

    @property
    def taken_back(self) -> frozenset[int]:
        """The ids of the entries whose words were taken back."""
        return frozenset(e.corrects_id for e in self.entries if e.corrects_id is not None)

    def waits(self, today: date) -> bool:
        """Whether it was dated forward, to a day after *today*."""
        return self.is_open and self.put_off and self.due_on > today

    def is_overdue(self, today: date) -> bool:
        """Whether it was wanted before *today*."""
        return self.is_open and self.due_on < today

    def is_unread(self, user_name: str, read_to: int) -> bool:
        """Whether others added something after the entry *read_to*, which was shown last."""
        return any(e.recorded_by != user_name and (e.id or 0) > read_to for e in self.entries)


def case_of(message: Message, entries: Iterable[MessageEntry]) -> MessageCase:
    """Return where *message* stands after *entries*, the first of which opened it.

    Raises ValueError without one.
    """
    entries = tuple(entries)
    begun = [e.details for e in entries[:1] if isinstance(e.details, Opened | CallPassedOn)]
    if not begun:
        raise ValueError("a message begins with what was said")
    first = begun[0]
    case = MessageCase(
        message,
        entries,
        MessageState.OPEN,
        read_owner(first.owner),
        entries[0].recorded_by,
        first.due_on,
        first.urgent,
    )
    for entry in entries[1:]:
        case = _after(case, entry)
    return case


def _after(case: MessageCase, entry: MessageEntry) -> MessageCase:
    details = entry.details
    if isinstance(details, Taken):
        return replace(case, owner=person(entry.recorded_by), state=MessageState.TAKEN)
    if isinstance(details, HandedOn):
        owner, sender = read_owner(details.owner), entry.recorded_by
        return replace(case, owner=owner, sender=sender, state=MessageState.OPEN, put_off=False)
    if isinstance(details, Returned):
        back = person(case.sender)
        return replace(
            case, owner=back, sender=entry.recorded_by, state=MessageState.RETURNED, put_off=False
        )
    if isinstance(details, DatedForward):
        return replace(case, due_on=details.due_on, put_off=True)
    if isinstance(details, Done):
        return replace(case, state=MessageState.DONE)
    if isinstance(details, Reopened):
        return replace(case, state=MessageState.OPEN, put_off=False)
    if isinstance(details, TakenBack) and entry.corrects_id == case.first.id:
        return replace(case, state=MessageState.TAKEN_BACK)
    return case


def forward_problem(case: MessageCase, due_on: date, today: date) -> Problem | None:
    """Return what keeps *case* from waiting until a day.

    What is urgent waits no longer than a danger on Today: until tomorrow, as it was called urgent
    for somebody to see to it now.
    """
    latest = today + LONGEST_WAITS[Urgency.DANGER]
    if not case.urgent or due_on <= latest:
        return None
    sentence = f"This is urgent: it can wait until {write_date(latest)} at the latest."
    return Problem("due_on", f"{sentence} Hand it on, or do it.")


def case_order(case: MessageCase, today: date) -> tuple[object, ...]:
    """Return by what open messages are listed: what waits last, then overdue, urgent, by day."""
    return (
        case.waits(today),
        not case.is_overdue(today),
        not case.urgent,
        case.due_on,
        case.message.id or 0,
    )


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is at the keyboard, towards one message.

    `reads_chart` is whether they may see clinical words of its patient, True where it is about
    nobody; `is_shut_out` whether the chart is restricted to others.
    """

    user_name: str
    reads_chart: bool
    is_shut_out: bool = False

    def reads(self, entry: MessageEntry) -> bool:
        """Return whether the words of *entry* are for them. One's own words always are."""
        if entry.recorded_by == self.user_name:
            return True
        if self.is_shut_out:
            return False
        return self.reads_chart or entry.audience is Audience.EVERYONE


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message as somebody is shown it: `hidden` are the entries whose words are not for them."""

    case: MessageCase
    hidden: frozenset[int]


def shown_to(case: MessageCase, viewer: Viewer) -> ShownMessage:
    """Return *case* without the words that are not for *viewer*, and without what it is about.

    Who did what when stays: nobody wonders where a message went.
    """
    hidden = frozenset(e.id or 0 for e in case.entries if not viewer.reads(e))
    entries = tuple(
        replace(e, details=_blank(e.details)) if (e.id or 0) in hidden else e for e in case.entries
    )
    message = case.message
    if not viewer.reads(case.first):
        message = replace(message, subject="")
    open_to_desk = message.about_noun == AboutNoun.APPOINTMENT
    if viewer.is_shut_out or not (viewer.reads_chart or open_to_desk):
        message = replace(message, about_noun="", about_id=0)
    return ShownMessage(replace(case, message=message, entries=entries), hidden)


_WORDS = frozenset({"words", "caller", "number"})


def _blank(details: Details) -> Details:
    texts = {field.name: "" for field in fields(details) if field.name in _WORDS}
    return replace(details, **texts)  # type: ignore[arg-type]  # the names of texts alone
