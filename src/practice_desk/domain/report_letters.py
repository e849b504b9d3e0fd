"""How letters went: sent, answered, still open, and how long answers took."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from practice_desk.domain.letter_asking import Expects
from practice_desk.domain.letter_case import LetterCase
from practice_desk.domain.letter_entry import (
    Acknowledged,
    Answered,
    Called,
    CallResult,
    Closed,
    LetterEntry,
    NotSent,
    Sent,
    Superseded,
)
from practice_desk.domain.report import Counted
from practice_desk.domain.report_counts import count_each
from practice_desk.domain.waiting_time import Wait, WaitSummary, summary_of


class Reply(StrEnum):
    """What came of one letter; every letter is in exactly one."""

    NOT_SENT = "not_sent"
    """As far as the clinic knows, the recipient has not got it."""
    NOT_ASKED = "not_asked"
    REPLIED = "replied"
    OPEN = "open"
    CLOSED = "closed"
    """Nothing more is waited for, though no reply came."""
    SUPERSEDED = "superseded"


_ASKED = frozenset({Reply.REPLIED, Reply.OPEN, Reply.CLOSED, Reply.SUPERSEDED})


@dataclass(frozen=True, slots=True)
class LetterFigures:
    """What a number of letters come to.

    Of what was `made`, some was `sent` and the rest was not; of what was sent, some asks for
    nothing, and the rest is replied to, open, closed or superseded. `failed` are those of which a
    fax or the mail failed, `overdue` are of the open ones, and of the `questions` the recipient
    asks something that nobody has dealt with.
    """

    made: Counted
    sent: Counted
    not_sent: Counted
    not_asked: Counted
    asked: Counted
    failed: Counted
    replied: Counted
    open: Counted
    overdue: Counted
    closed: Counted
    superseded: Counted
    questions: Counted
    to_reply: WaitSummary


def letter_figures(cases: Iterable[LetterCase], today: date) -> LetterFigures:
    """Return what *cases* come to on the day *today*."""
    given = [(case, reply_of(case)) for case in cases]
    asking = [case for case, reply in given if reply in _ASKED]

    def ended(wanted: Reply) -> Counted:
        return _counted(case for case, reply in given if reply is wanted)

    return LetterFigures(
        made=_counted(case for case, _ in given),
        sent=_counted(case for case, reply in given if reply is not Reply.NOT_SENT),
        not_sent=ended(Reply.NOT_SENT),
        not_asked=ended(Reply.NOT_ASKED),
        asked=_counted(asking),
        failed=_counted(case for case, _ in given if _has(case, NotSent)),
        replied=ended(Reply.REPLIED),
        open=ended(Reply.OPEN),
        overdue=_counted(case for case in asking if is_late(case, today)),
        closed=ended(Reply.CLOSED),
        superseded=ended(Reply.SUPERSEDED),
        questions=_counted(case for case, _ in given if case.question),
        to_reply=summary_of(reply_wait(case, today) for case in asking),
    )


def reply_of(case: LetterCase) -> Reply:
    """Return what came of one letter. A reply counts whatever came after it."""
    if not _went_out(case):
        return Reply.NOT_SENT
    if case.expects is Expects.NOTHING:
        return Reply.NOT_ASKED
    if _replied_at(case) is not None:
        return Reply.REPLIED
    if case.superseded_by is not None:
        return Reply.SUPERSEDED
    return Reply.CLOSED if _has(case, Closed) else Reply.OPEN


def is_late(case: LetterCase, today: date) -> bool:
    """Whether the reply that is still open should have come before *today*."""
    return reply_of(case) is Reply.OPEN and case.is_overdue(today)


def reply_wait(case: LetterCase, today: date) -> Wait:
    """Return the days from sending a letter, or from writing it where no sending was recorded.

    One without a reply waits until *today*, or until it was closed or replaced.
    """
    sent = next((e.happened_at for e in case.standing if isinstance(e.details, Sent)), None)
    begun = _day(sent or case.letter.made_at)
    replied = _replied_at(case)
    if replied is not None:
        return Wait(max((_day(replied) - begun).days, 0), ended=True)
    given_up = next(
        (e.happened_at for e in case.standing if isinstance(e.details, Closed | Superseded)), None
    )
    last = today if given_up is None else _day(given_up)
    return Wait(max((last - begun).days, 0), ended=False)


def _replied_at(case: LetterCase) -> datetime | None:
    """Return when what the letter asks for came; that it arrived is no answer."""
    found = (e.happened_at for e in case.standing if _is_reply(e, case.expects))
    return min(found, default=None)


def _is_reply(entry: LetterEntry, expects: Expects) -> bool:
    details = entry.details
    if isinstance(details, Answered):
        return True
    if expects is not Expects.ACKNOWLEDGEMENT:
        return False
    confirmed = isinstance(details, Called) and details.result is CallResult.CONFIRMED
    return confirmed or isinstance(details, Acknowledged)


def _went_out(case: LetterCase) -> bool:
    """Whether it was sent, or is of before the clinic kept how letters went."""
    return case.before_status or _has(case, Sent) or _replied_at(case) is not None


def _has(case: LetterCase, kind: type) -> bool:
    return any(isinstance(entry.details, kind) for entry in case.standing)


def _day(moment: datetime) -> date:
    """Return the day by the clock here."""
    return moment.astimezone().date()


def _counted(cases: Iterable[LetterCase]) -> Counted:
    return count_each(case.letter.patient_id for case in cases)
