"""Where a letter stands: worked out from what happened to it, never stored as a judgement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from practice_desk.domain.letter import Letter, LetterDelivery
from practice_desk.domain.letter_asking import Expects
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
    Sent,
    Settled,
    Signed,
    Superseded,
    Way,
)


class LetterStatus(StrEnum):
    """Where a letter stands. Being overdue comes on top of it."""

    DRAFT = "draft"
    """A change of the plan that waits for its letter to be written."""
    PRINTED = "printed"
    SAVED = "saved"
    SIGNED = "signed"
    FAXED = "faxed"
    HANDED = "handed"
    MAILED = "mailed"
    NOT_SENT = "not_sent"
    QUESTION = "question"
    """The recipient asks us something."""
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    CLOSED = "closed"
    SUPERSEDED = "superseded"


_WAYS = {
    Way.FAXED: LetterStatus.FAXED,
    Way.HANDED: LetterStatus.HANDED,
    Way.MAILED: LetterStatus.MAILED,
}
NOT_OUT = frozenset(
    {
        LetterStatus.DRAFT,
        LetterStatus.PRINTED,
        LetterStatus.SAVED,
        LetterStatus.SIGNED,
        LetterStatus.NOT_SENT,
    }
)
"""The recipient does not have it yet, as far as the clinic knows."""


@dataclass(frozen=True, slots=True)
class LetterCase:
    """One letter with its entries in the order in which they were recorded.

    `before_status` says that it was sent before the status of letters was kept. `question` is what
    the recipient asks and nobody has dealt with; `superseded_by` the id of the letter that
    replaces it, `replaces` that of the one it replaces. An empty `owner` is anybody.
    """

    letter: Letter
    entries: tuple[LetterEntry, ...]
    status: LetterStatus
    expects: Expects = Expects.NOTHING
    urgent: bool = False
    due_on: date | None = None
    is_open: bool = False
    owner: str = ""
    question: str = ""
    superseded_by: int | None = None
    replaces: int | None = None
    before_status: bool = False
    put_off: bool = False
    """Whether somebody gave a reason for which it may wait until `due_on`."""

    def waits_for(self, user_name: str, today: date) -> bool:
        """Whether *user_name* is to be told of it: not while another sees to it, nor before the day
        to which it was put off."""
        if not self.is_open or self.owner not in ("", user_name):
            return False
        return not (self.put_off and self.due_on is not None and self.due_on > today)

    def is_overdue(self, today: date) -> bool:
        """Whether what is waited for should have come before *today*."""
        return self.is_open and self.due_on is not None and self.due_on < today

    def days_over(self, today: date) -> int:
        """Return how many days it is overdue, 0 for none."""
        if self.due_on is None or not self.is_overdue(today):
            return 0
        return (today - self.due_on).days

    @property
    def standing(self) -> tuple[LetterEntry, ...]:
        """The entries that count: no corrections, and none that was taken back."""
        return standing_entries(self.entries)


def standing_entries(entries: Iterable[LetterEntry]) -> tuple[LetterEntry, ...]:
    """Return the entries that count, without corrections and what they took back."""
    entries = tuple(entries)
    gone = {entry.corrects_id for entry in entries if isinstance(entry.details, Correction)}
    return tuple(
        entry
        for entry in entries
        if not isinstance(entry.details, Correction) and entry.id not in gone
    )


def case_of(letter: Letter, entries: Iterable[LetterEntry]) -> LetterCase:
    """Return where *letter* stands after *entries*, which are in the order of their recording."""
    entries = tuple(entries)
    walk = _Walk(_first_status(letter))
    for entry in standing_entries(entries):
        walk.take(entry)
    return LetterCase(
        letter=letter,
        entries=entries,
        status=walk.status,
        expects=walk.opened.expects,
        urgent=walk.opened.urgent,
        due_on=walk.due_on,
        is_open=walk.is_open,
        owner=walk.owner,
        question=walk.question,
        superseded_by=walk.superseded_by,
        replaces=walk.replaces,
        before_status=not walk.has_begun,
        put_off=walk.put_off,
    )


def case_order(case: LetterCase, today: date) -> tuple[object, ...]:
    """Return by what letters that wait are listed: overdue, then urgent, then by their day."""
    return (
        not case.is_overdue(today),
        not case.urgent,
        not case.question,
        case.due_on or date.max,
        case.letter.id or 0,
    )


def _first_status(letter: Letter) -> LetterStatus:
    printed = letter.delivery is LetterDelivery.PRINTED
    return LetterStatus.PRINTED if printed else LetterStatus.SAVED


@dataclass(slots=True)
class _Walk:
    """Goes through the entries that count, one after the other."""

    sending: LetterStatus
    opened: Opened = field(default_factory=Opened)
    has_begun: bool = False
    due_on: date | None = None
    owner: str = ""
    question: str = ""
    received: LetterStatus | None = None
    closed: bool = False
    superseded_by: int | None = None
    replaces: int | None = None
    put_off: bool = False

    @property
    def status(self) -> LetterStatus:
        """Where the letter stands now."""
        if self.question:
            return LetterStatus.QUESTION
        if self.superseded_by is not None:
            return LetterStatus.SUPERSEDED
        if self.received is not None:
            return self.received
        return LetterStatus.CLOSED if self.closed else self.sending

    @property
    def is_open(self) -> bool:
        """Whether somebody waits for something. A question always does."""
        if self.question:
            return True
        if self.closed or self.superseded_by is not None:
            return False
        if self.opened.expects is Expects.ANSWER:
            return self.received is not LetterStatus.ANSWERED
        return self.opened.expects is Expects.ACKNOWLEDGEMENT and self.received is None

    def take(self, entry: LetterEntry) -> None:
        """Take one entry into account."""
        details = entry.details
        if isinstance(details, Opened):
            self.has_begun, self.opened, self.due_on = True, details, details.due_on
            self.replaces = entry.other_letter_id
        elif isinstance(details, Superseded):
            self.superseded_by, self.question = entry.other_letter_id, ""
        elif isinstance(details, Postponed):
            self.due_on, self.put_off = details.due_on, True
        elif isinstance(details, Delegated):
            self.owner = details.owner
        elif isinstance(details, Closed):
            self.closed, self.question = True, ""
        elif isinstance(details, Settled):
            self.question = ""
        else:
            self._sending_or_reply(details)

    def _sending_or_reply(self, details: Details) -> None:
        if isinstance(details, Signed):
            self.sending = LetterStatus.SIGNED if self._is_here else self.sending
        elif isinstance(details, Sent):
            self.sending = _WAYS[details.way]
        elif isinstance(details, NotSent):
            self.sending = LetterStatus.NOT_SENT
        elif isinstance(details, Acknowledged):
            self._received(LetterStatus.ACKNOWLEDGED, details.question)
        elif isinstance(details, Answered):
            self._received(LetterStatus.ANSWERED, details.question)
        elif isinstance(details, Called) and details.result is CallResult.CONFIRMED:
            self._received(LetterStatus.ACKNOWLEDGED, "")

    def _received(self, status: LetterStatus, question: str) -> None:
        if self.received is not LetterStatus.ANSWERED:
            self.received = status
        self.question = question.strip() or self.question

    @property
    def _is_here(self) -> bool:
        return self.sending in (LetterStatus.PRINTED, LetterStatus.SAVED)
