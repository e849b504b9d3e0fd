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


@dataclass(frozen=True, slots=True)
class LetterOutcome:
    """What came of one letter, worked out once.

    `wait` is from the day on which it was sent to the day of the reply; without a reply up to the
    day of the question, or to that on which it was closed or replaced. None where nothing is
    waited for. `failed` tells that a fax or the mail failed at least once.
    """

    case: LetterCase
    reply: Reply
    wait: Wait | None
    late: bool
    failed: bool


def outcome_of(case: LetterCase, today: date) -> LetterOutcome:
    """Return what came of a letter by the day *today*. A reply counts whatever came after it."""
    standing = case.standing
    replied = min((e.happened_at for e in standing if _is_reply(e, case.expects)), default=None)
    sent = _first(standing, Sent)
    reply = _reply(case, standing, sent, replied)
    wait = None
    if reply in _ASKED:
        begun = _day(sent or case.letter.made_at)
        end = replied or _first(standing, Closed, Superseded)
        last = today if end is None else _day(end)
        wait = Wait(max((last - begun).days, 0), ended=replied is not None)
    late = reply is Reply.OPEN and case.is_overdue(today)
    return LetterOutcome(case, reply, wait, late, _first(standing, NotSent) is not None)


def letter_figures(outcomes: Iterable[LetterOutcome]) -> LetterFigures:
    """Return what letters come to."""
    given = tuple(outcomes)

    def those(*replies: Reply) -> Counted:
        return _counted(each for each in given if each.reply in replies)

    return LetterFigures(
        made=_counted(given),
        sent=those(Reply.NOT_ASKED, *_ASKED),
        not_sent=those(Reply.NOT_SENT),
        not_asked=those(Reply.NOT_ASKED),
        asked=those(*_ASKED),
        failed=_counted(each for each in given if each.failed),
        replied=those(Reply.REPLIED),
        open=those(Reply.OPEN),
        overdue=_counted(each for each in given if each.late),
        closed=those(Reply.CLOSED),
        superseded=those(Reply.SUPERSEDED),
        questions=_counted(each for each in given if each.case.question),
        to_reply=summary_of(each.wait for each in given if each.wait is not None),
    )


def _reply(
    case: LetterCase,
    standing: Iterable[LetterEntry],
    sent: datetime | None,
    replied: datetime | None,
) -> Reply:
    if sent is None and replied is None and not case.before_status:
        return Reply.NOT_SENT
    if case.expects is Expects.NOTHING:
        return Reply.NOT_ASKED
    if replied is not None:
        return Reply.REPLIED
    if case.superseded_by is not None:
        return Reply.SUPERSEDED
    return Reply.CLOSED if _first(standing, Closed) is not None else Reply.OPEN


def _is_reply(entry: LetterEntry, expects: Expects) -> bool:
    """Whether it is what the letter asks for; that it arrived is no answer."""
    details = entry.details
    if isinstance(details, Answered):
        return True
    if expects is not Expects.ACKNOWLEDGEMENT:
        return False
    confirmed = isinstance(details, Called) and details.result is CallResult.CONFIRMED
    return confirmed or isinstance(details, Acknowledged)


def _first(standing: Iterable[LetterEntry], *kinds: type) -> datetime | None:
    return next((e.happened_at for e in standing if isinstance(e.details, kinds)), None)


def _day(moment: datetime) -> date:
    """Return the day by the clock here."""
    return moment.astimezone().date()


def _counted(outcomes: Iterable[LetterOutcome]) -> Counted:
    return count_each(each.case.letter.patient_id for each in outcomes)
