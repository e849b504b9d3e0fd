"""What somebody did with a line of Today other than its work: handed it on, or dated it forward.

A line leaves a person's Today only where it is done, where a living person is shown it instead, or
until a day and for a reason that somebody gave. All else brings it back. FHIR: Task.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.checks import check_lengths
from practice_desk.domain.errors import Problem
from practice_desk.domain.permission import Operation

LONGEST_REASON = 300
LENGTHS = {"reason": LONGEST_REASON}
LONGEST_WAITS = {
    Urgency.DANGER: timedelta(days=1),
    Urgency.CAUTION: timedelta(days=14),
    Urgency.NOTICE: timedelta(days=366),
}
"""How far ahead something can be put off, by how loud it is: a danger until tomorrow at most."""


class Place(StrEnum):
    """Where a line stands on the Today of one person."""

    MINE = "mine"
    OTHERS = "others"
    """Whom it waits for is somebody else, who is shown it."""
    WAITING = "waiting"
    """The person handed it on."""
    PUT_OFF = "put_off"


@dataclass(frozen=True, slots=True)
class Thing:
    """What a line is about. *key* is its kind with the id of the record, and never changes.

    *needs* is what somebody must be permitted to be shown it, *patient_id* whose chart it is in.
    *weight* grows where the same thing gets worse within its urgency. *owners* are the user names
    of those for whom it waits, empty for everybody who may see it; None for the patient's
    clinicians. *longest* is for how long it can be put off.
    """

    key: str
    needs: Operation
    urgency: Urgency
    patient_id: int | None = None
    weight: int = 0
    owners: frozenset[str] | None = None
    longest: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Deferral:
    """*user_name* handed a thing on to *to_user*, or put it off *until* a day. Moments are aware.

    *urgency* and *weight* are what they were then: what is worse now is put off no longer.
    """

    key: str
    user_name: str
    reason: str
    urgency: int
    weight: int
    made_at: datetime
    to_user: str = ""
    until: date | None = None
    patient_id: int | None = None
    ended_at: datetime | None = None
    ended_by: str = ""
    id: int | None = None
    version: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody has ended it."""
        return self.ended_at is None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a line stands for one person: by which own deferral, and by whose it came to them."""

    place: Place
    own: Deferral | None = None
    handed: Deferral | None = None


def check_deferral(value: Deferral, longest: timedelta, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with a new deferral of what can wait *longest*."""
    problems = list(check_lengths(value, LENGTHS))
    if value.to_user:
        if value.to_user == value.user_name:
            problems.append(Problem("to_user", "Choose somebody else."))
        return tuple(problems)
    if not value.reason.strip():
        problems.append(Problem("reason", "Say why it can wait."))
    if problem := day_problem(value.until, longest, today):
        problems.append(problem)
    return tuple(problems)


def day_problem(until: date | None, longest: timedelta, today: date) -> Problem | None:
    """Return what keeps something that can wait *longest* from waiting until a day."""
    if not longest:
        return Problem("until", "This can’t be put off. Hand it on, or do it.")
    if until is None or until <= today:
        return Problem("until", "Choose a day after today.")
    if until > (latest := today + longest):
        return Problem("until", f"This can wait until {write_date(latest)} at the latest.")
    return None


def longest_wait(urgency: Urgency) -> timedelta:
    """Return for how long something so urgent can be put off; not at all where it is calm."""
    return LONGEST_WAITS.get(urgency, timedelta(0))


def stand(
    thing: Thing, deferrals: Iterable[Deferral], me: str, today: date, people: Collection[str]
) -> Standing:
    """Return where *thing* stands for *me*. *people* are those in use who may be shown it.

    For everybody whose it is it is shown, or put off to a day to come, or handed on to one of
    *people* with whom, or behind whom, it is shown or put off.
    """
    newest = _newest(thing, deferrals)
    given = [each for each in newest.values() if each.to_user == me]
    handed = next((each for each in given if _holds(thing, each, newest, today, people)), None)
    own = newest.get(me)
    if own is not None and _holds(thing, own, newest, today, people):
        place = Place.WAITING if own.to_user else Place.PUT_OFF
        return Standing(place, own, handed)
    owners = (thing.owners or frozenset()) & frozenset(people)
    is_mine = handed is not None or not owners or me in owners
    return Standing(Place.MINE if is_mine else Place.OTHERS, None, handed)


def _newest(thing: Thing, deferrals: Iterable[Deferral]) -> dict[str, Deferral]:
    """Return what each person did last with a thing."""
    mine = (each for each in deferrals if each.key == thing.key and each.is_open)
    return {each.user_name: each for each in sorted(mine, key=lambda d: (d.made_at, d.id or 0))}


def _holds(
    thing: Thing,
    value: Deferral,
    newest: dict[str, Deferral],
    today: date,
    people: Collection[str],
) -> bool:
    """Return whether a deferral still keeps the thing from who made it."""
    if not value.to_user:
        is_worse = thing.urgency > value.urgency or thing.weight > value.weight
        return value.until is not None and value.until > today and not is_worse
    seen, at = {value.user_name}, value
    while at.to_user:
        if at.to_user not in people:
            return at is not value  # the last one who has it is shown it again
        if at.to_user in seen:
            return False  # it went round in a circle: everybody in it is shown it
        seen.add(at.to_user)
        following = newest.get(at.to_user)
        if following is None:
            return True
        at = following
    return True
