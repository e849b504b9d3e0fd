"""When the clinic and its people see patients: hours of each weekday, and days off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from practice_desk.domain.checks import check_lengths
from practice_desk.domain.errors import Problem

MINUTES_A_DAY = 24 * 60
Span = tuple[int, int]
"""From when to when on one day, in minutes after midnight at the clinic."""
Week = tuple[tuple[Span, ...], ...]
"""The hours of Monday to Sunday; a day without any is closed."""
DEFAULT_WEEK: Week = (((8 * 60, 17 * 60),),) * 5 + ((), ())


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The hours of one of our people, or of the whole clinic where `practitioner_id` is None."""

    practitioner_id: int | None = None
    week: Week = DEFAULT_WEEK
    id: int | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class DayOff:
    """Days on which somebody is away, or the clinic closed where `practitioner_id` is None."""

    first_on: date
    last_on: date
    reason: str = ""
    practitioner_id: int | None = None
    id: int | None = None
    version: int | None = None


LENGTHS = {"reason": 100}


@dataclass(frozen=True, slots=True)
class OpenTimes:
    """Everybody's hours and days off, to be asked whether somebody is there."""

    hours: tuple[OfficeHours, ...] = ()
    days_off: tuple[DayOff, ...] = ()

    def spans(self, day: date, practitioner_id: int | None = None) -> tuple[Span, ...]:
        """Return when somebody is there on *day*; the clinic's own hours for None."""
        if self.day_off(day, practitioner_id) is not None:
            return ()
        return self.week(practitioner_id)[day.weekday()]

    def week(self, practitioner_id: int | None = None) -> Week:
        """Return somebody's week: their own hours, else the clinic's, else nine hours a day."""
        of = {each.practitioner_id: each.week for each in self.hours}
        return of.get(practitioner_id, of.get(None, DEFAULT_WEEK))

    def day_off(self, day: date, practitioner_id: int | None = None) -> DayOff | None:
        """Return why nobody is there on *day*: the clinic is closed, or this person is away."""
        concerned = {None, practitioner_id}
        found = (each for each in self.days_off if each.practitioner_id in concerned)
        return next((each for each in found if each.first_on <= day <= each.last_on), None)

    def why_off(self, moment: datetime, practitioner_id: int | None = None) -> str:
        """Return the reason of the day off in which *moment*, aware, lies; empty for none."""
        found = self.day_off(moment.astimezone().date(), practitioner_id)
        return "" if found is None else found.reason

    def is_open(self, begin: datetime, end: datetime, practitioner_id: int | None = None) -> bool:
        """Return whether somebody is there from *begin* to *end*, both aware."""
        local, until = begin.astimezone(), end.astimezone()
        first, last = minute_of(local.time()), minute_of(until.time())
        if until.date() > local.date():
            last += MINUTES_A_DAY * (until.date() - local.date()).days
        spans = self.spans(local.date(), practitioner_id)
        return any(opens <= first and last <= closes for opens, closes in spans)


def minute_of(at: time) -> int:
    """Return a time of day in minutes after midnight."""
    return at.hour * 60 + at.minute


def check_hours(value: OfficeHours) -> tuple[Problem, ...]:
    """Return what is wrong with *value*, at the weekday's number: "day_0" is Monday."""
    return tuple(
        Problem(f"day_{number}", "These hours overlap or end before they begin. Check them.")
        for number, spans in enumerate(value.week)
        if not _in_order(spans)
    )


def check_day_off(value: DayOff) -> tuple[Problem, ...]:
    """Return what is wrong with *value*."""
    problems = list(check_lengths(value, LENGTHS))
    if value.last_on < value.first_on:
        problems.append(Problem("last_on", "It ends before it begins. Check the days."))
    return tuple(problems)


def days_from(first: date, count: int) -> list[date]:
    """Return *count* days from *first* on, fewer at the end of the calendar."""
    left = min(count, (date.max - first).days + 1)
    return [first + timedelta(days=number) for number in range(left)]


def _in_order(spans: Iterable[Span]) -> bool:
    last = 0
    for begin, end in spans:
        if not last <= begin < end <= MINUTES_A_DAY:
            return False
        last = end
    return True
