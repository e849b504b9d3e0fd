"""Sending messages inside the clinic, passing calls on, and all that follows in a thread.

Entries are only added. Who sees no charts writes what everybody reads whom the message reaches; a
clinician's words are the clinicians' alone unless they say otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import ChartRestricted, Invalid, NotFound, Problem
from practice_desk.domain.message import AboutNoun, Message, check_message
from practice_desk.domain.message_case import MessageState, forward_problem
from practice_desk.domain.message_entry import (
    Audience,
    CallPassedOn,
    CallWish,
    DatedForward,
    Details,
    Done,
    HandedOn,
    MessageEntry,
    Opened,
    Reopened,
    Returned,
    Said,
    Taken,
    TakenBack,
    check_entry,
)
from practice_desk.domain.message_owner import Owner, OwnerKind, Staff, person, read_owner
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.services.message_about import require_in_chart
from practice_desk.services.message_reading import (
    NOUN,
    Reached,
    circle_of,
    may_see_charts,
    reach,
    read_message_case,
    read_staff,
)
from practice_desk.services.patients import Saved
from practice_desk.storage import people
from practice_desk.storage.message import message_entries, messages
from practice_desk.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to be sent. Without `patient_id` it is about the office.

    `for_desk` lets everybody read its words whom it reaches, also who sees no charts.
    """

    patient_id: int | None
    subject: str
    words: str
    owner: Owner
    due_on: date
    urgent: bool = False
    for_desk: bool = False
    about_noun: str = ""
    about_id: int = 0


@dataclass(frozen=True, slots=True)
class NewCall:
    """A call to be passed on word for word."""

    patient_id: int
    words: str
    caller: str
    owner: Owner
    due_on: date
    number: str = ""
    wish: CallWish = CallWish.CALL_BACK
    urgent: bool = False
    for_desk: bool = False


def send_message(clinic: Clinic, new: NewMessage) -> Saved:
    """Send a message. Raises Invalid, NotFound for another chart's record, or ChartRestricted."""
    message = Message(
        new.patient_id,
        new.subject.strip(),
        clinic.now(),
        clinic.session.user_name,
        new.about_noun,
        new.about_id,
    )
    details = Opened(new.words.strip(), str(new.owner), new.due_on, new.urgent)
    _require((*check_message(message), *check_entry(details, clinic.today())))
    with clinic.writing(Operation.SEND_MESSAGE, new.patient_id, kind=AuditKind.CREATE) as work:
        require_in_chart(work, new.about_noun, new.about_id, new.patient_id)
        if new.about_noun not in ("", AboutNoun.APPOINTMENT) and not may_see_charts(clinic.session):
            raise NotFound("Only who sees the chart can name a record of it.")
        number = _open(clinic, work, message, details, new.for_desk)
        work.detail = f"message {number}"
    return Saved(number, Changes.of(new.patient_id, NOUN))


def pass_on_call(clinic: Clinic, new: NewCall) -> Saved:
    """Pass a call on word for word, without seeing the chart. Raises Invalid or NotFound."""
    caller = " ".join(new.caller.split())
    message = Message(
        new.patient_id, f"Call from {caller}"[:160], clinic.now(), clinic.session.user_name
    )
    details = CallPassedOn(
        new.words.strip(),
        str(new.owner),
        new.due_on,
        new.urgent,
        caller,
        new.number.strip(),
        new.wish,
    )
    _require((*check_message(message), *check_entry(details, clinic.today())))
    with clinic.writing(Operation.PASS_ON_CALL, new.patient_id, kind=AuditKind.CREATE) as work:
        number = _open(clinic, work, message, details, new.for_desk)
        work.detail = f"message {number}, call"
    return Saved(number, Changes.of(new.patient_id, NOUN))


def write_reply(clinic: Clinic, message_id: int, words: str, *, for_desk: bool = False) -> Saved:
    """Write into a thread. Raises Invalid, NotFound or ChartRestricted."""
    return _follow(clinic, message_id, Said(words.strip()), for_desk=for_desk)


def take_message(clinic: Clinic, message_id: int) -> Saved:
    """Let a message wait for the person at the keyboard alone. Raises Invalid or NotFound."""

    def check(at: Reached) -> None:
        me = clinic.session.user_name
        if at.case.state is MessageState.TAKEN and at.case.owner == person(me):
            raise Invalid((Problem("words", "You have taken this message already."),))

    return _follow(clinic, message_id, Taken(), check=check)


def hand_on(
    clinic: Clinic, message_id: int, owner: Owner, words: str = "", *, for_desk: bool = False
) -> Saved:
    """Let a message wait for another owner. Raises Invalid, NotFound or ChartRestricted.

    Who sees no charts has to be told in words for them what they are to do.
    """

    def check(at: Reached) -> None:
        _require_reachable(owner, at.staff, at.circle)
        untold = at.case.first.audience is Audience.CLINICIANS
        told = _audience(clinic, for_desk) is Audience.EVERYONE and bool(words.strip())
        if untold and at.staff.sees_no_charts(owner) and not told:
            sentence = "They see only what is written for the front desk. Say what they are to do."
            raise Invalid((Problem("words", sentence),))

    details = HandedOn(str(owner), words.strip())
    return _follow(clinic, message_id, details, for_desk=for_desk, check=check)


def return_message(
    clinic: Clinic, message_id: int, reason: str, *, for_desk: bool = False
) -> Saved:
    """Give a message back to who handed it on or sent it. Raises Invalid or NotFound."""

    def check(at: Reached) -> None:
        if at.case.sender == clinic.session.user_name:
            raise Invalid((Problem("reason", "It came from you. Hand it on, or end it."),))
        _require_reachable(person(at.case.sender), at.staff, None)

    return _follow(clinic, message_id, Returned(reason.strip()), for_desk=for_desk, check=check)


def date_forward(
    clinic: Clinic, message_id: int, due_on: date, reason: str, *, for_desk: bool = False
) -> Saved:
    """Let a message wait until a later day, an urgent one until tomorrow at most.

    Raises Invalid or NotFound.
    """
    by_holder = _by_holder(clinic)

    def check(at: Reached) -> None:
        by_holder(at)
        if problem := forward_problem(at.case, due_on, clinic.today()):
            raise Invalid((problem,))

    details = DatedForward(due_on, reason.strip())
    return _follow(clinic, message_id, details, for_desk=for_desk, check=check)


def finish_message(
    clinic: Clinic, message_id: int, words: str = "", *, for_desk: bool = False
) -> Saved:
    """End a message: it was seen to. Raises Invalid or NotFound."""
    details = Done(words.strip())
    return _follow(clinic, message_id, details, for_desk=for_desk, check=_by_holder(clinic))


def reopen_message(
    clinic: Clinic, message_id: int, reason: str, *, for_desk: bool = False
) -> Saved:
    """Open a message again that had ended. Raises Invalid or NotFound."""
    return _follow(clinic, message_id, Reopened(reason.strip()), for_desk=for_desk)


def take_back(clinic: Clinic, message_id: int, entry_id: int, reason: str) -> Saved:
    """Mark one's own words as an error; those of the first entry end the message.

    They stay readable. Raises Invalid for somebody else's, or NotFound.
    """

    def check(at: Reached) -> None:
        entry = next((each for each in at.case.entries if each.id == entry_id), None)
        if entry is None or entry_id in at.case.taken_back:
            raise NotFound("This entry does not count any more.", "Look at the message again.")
        if entry.recorded_by != clinic.session.user_name or not entry.words:
            raise Invalid((Problem("reason", "Only who wrote the words can take them back."),))

    details = TakenBack(reason.strip())
    return _follow(clinic, message_id, details, for_desk=True, check=check, corrects=entry_id)


def _open(
    clinic: Clinic,
    work: UnitOfWork,
    message: Message,
    details: Opened | CallPassedOn,
    for_desk: bool,
) -> int:
    if message.patient_id is not None:
        people.patients.get(work.connection, message.patient_id)
    staff = read_staff(work)
    circle = circle_of(clinic, work, message.patient_id, staff)
    me = clinic.session.user_name
    if circle is not None and may_see_charts(clinic.session) and me not in circle:
        raise ChartRestricted
    owner = read_owner(details.owner)
    _require_reachable(owner, staff, circle)
    audience = _audience(clinic, for_desk)
    if audience is Audience.CLINICIANS and staff.sees_no_charts(owner):
        sentence = "They see only what is written for the front desk. Tick that they may read it."
        raise Invalid((Problem("for_desk", sentence),))
    number = messages.add(work.connection, message)
    _add(clinic, work, message, number, details, audience)
    return number


def _follow(
    clinic: Clinic,
    message_id: int,
    details: Details,
    *,
    for_desk: bool = False,
    check: Callable[[Reached], None] = lambda _at: None,
    corrects: int | None = None,
) -> Saved:
    _require(check_entry(details, clinic.today()))
    kind = AuditKind.RETRACT if isinstance(details, TakenBack) else AuditKind.CREATE
    with clinic.writing(Operation.ANSWER_MESSAGE, kind=kind) as work:
        at = reach(clinic, work, message_id)
        message = at.case.message
        work.patient_id = message.patient_id
        if at.viewer.is_shut_out and not isinstance(details, _WHEN_SHUT_OUT):
            raise ChartRestricted
        _require_state(at, details)
        check(at)
        audience = _audience(clinic, for_desk)
        entry = _add(clinic, work, message, message_id, details, audience, corrects)
        is_open = read_message_case(work, message).is_open
        messages.mark(work.connection, message_id, is_open=is_open)
        work.detail = f"message {message_id}, {entry.kind}"
    return Saved(message_id, Changes.of(message.patient_id, NOUN))


_WHEN_SHUT_OUT = (Said, HandedOn, TakenBack)
"""What may follow from who may not read the thread: more of one's own words, and giving it away."""


def _add(
    clinic: Clinic,
    work: UnitOfWork,
    message: Message,
    number: int,
    details: Details,
    audience: Audience,
    corrects: int | None = None,
) -> MessageEntry:
    me, now = clinic.session.user_name, clinic.now()
    entry = MessageEntry(message.patient_id, number, details, audience, now, me, corrects)
    message_entries.add(work.connection, entry)
    return entry


def _audience(clinic: Clinic, for_desk: bool) -> Audience:
    """Return who reads what the person at the keyboard writes: nobody without charts can keep
    anything from others."""
    keeps = may_see_charts(clinic.session) and not for_desk
    return Audience.CLINICIANS if keeps else Audience.EVERYONE


def _require_state(at: Reached, details: Details) -> None:
    """Raise Invalid for a step that a message cannot take any more, or not yet."""
    if isinstance(details, Reopened) and at.case.is_open:
        raise Invalid((Problem("reason", "This message is open."),))
    steps = (Taken, HandedOn, Returned, DatedForward, Done)
    if isinstance(details, steps) and not at.case.is_open:
        sentence = "This message has ended meanwhile. Open it again first."
        raise Invalid((Problem("words", sentence),))


def _by_holder(clinic: Clinic) -> Callable[[Reached], None]:
    """Return the check that only whom a message waits for, or a clinician, ends it or puts it
    off."""

    def check(at: Reached) -> None:
        mine = clinic.session.user_name in at.held.people
        if not mine and not (at.viewer.reads_chart and at.case.message.patient_id is not None):
            sentence = "It waits for somebody else. Take your own words back, or write to them."
            raise Invalid((Problem("words", sentence),))

    return check


def _require_reachable(owner: Owner, staff: Staff, circle: frozenset[str] | None) -> None:
    """Raise Invalid where a message would reach nobody who may see it."""
    members = staff.members(owner)
    if not members:
        sentence = "Nobody is behind this any more. Choose somebody else."
        if owner.kind is OwnerKind.PERSON:
            sentence = "This person has no inbox any more. Choose somebody else."
        raise Invalid((Problem("owner", sentence),))
    if circle is not None and not members & circle:
        sentence = "This chart is restricted to its care team. Choose somebody of the team."
        raise Invalid((Problem("owner", sentence),))


def _require(problems: tuple[Problem, ...]) -> None:
    if problems:
        raise Invalid(problems)
