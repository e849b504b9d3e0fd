"""Appointments that come again every week or every few weeks, such as a course of therapy.

The rule is one of RFC 5545 and is expanded by dateutil, in the wall-clock time of the clinic: a
session at 3 PM stays at 3 PM when the clocks change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import islice

from practice_desk.domain.appointment import moment_of
from practice_desk.domain.errors import Problem

MOST_VISITS = 104
"""Visits of one series: two years, every week."""
MOST_WEEKS = 12
"""Weeks from one visit to the next."""
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class AppointmentSeries:
    """How a series was laid out when it was booked, at `at` o'clock of the clinic's days.

    It ends after `count` visits, or with the last one on or before `until`: exactly one of the two
    is given. `skipped` are days of the rule on which nobody comes, such as holidays; they count.
    The appointments that carry its number are what is planned: each can be moved by itself.
    """

    patient_id: int
    first_on: date
    at: time
    every_weeks: int = 1
    count: int | None = None
    until: date | None = None
    skipped: tuple[date, ...] = ()
    id: int | None = None
    version: int | None = None

    @property
    def rule(self) -> str:
        """The rule as RFC 5545 writes it: "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=10"."""
        parts = ["FREQ=WEEKLY", f"INTERVAL={self.every_weeks}"]
        parts.append(f"BYDAY={WEEKDAYS[self.first_on.weekday()]}")
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        if self.until is not None:
            parts.append(f"UNTIL={self.until:%Y%m%d}T235959")
        return ";".join(parts)


def check_series(value: AppointmentSeries) -> tuple[Problem, ...]:
    """Return what is wrong with *value*."""
    problems = []
    if not 1 <= value.every_weeks <= MOST_WEEKS:
        problems.append(Problem("every_weeks", f"Every 1 to {MOST_WEEKS} weeks. Check it."))
    if (value.count is None) == (value.until is None):
        problems.append(Problem("count", "Say after how many visits or on which day it ends."))
    if value.count is not None and not 2 <= value.count <= MOST_VISITS:
        problems.append(Problem("count", f"From 2 to {MOST_VISITS} visits. Check it."))
    if value.until is not None and value.until <= value.first_on:
        problems.append(Problem("until", "The last day comes before the second visit. Check it."))
    if not problems and len(days_of(value)) > MOST_VISITS:
        problems.append(
            Problem("until", f"These are more than {MOST_VISITS} visits. End it sooner.")
        )
    if not problems and not days_of(value):
        problems.append(Problem("skipped", "No visit is left. Leave fewer days out."))
    return tuple(problems)


def days_of(value: AppointmentSeries) -> list[date]:
    """Return the days on which somebody comes, at most one more than `MOST_VISITS`."""
    from dateutil.rrule import rrulestr  # only where somebody books a series

    begins = datetime.combine(value.first_on, value.at)
    found = islice(iter(rrulestr(value.rule, dtstart=begins)), MOST_VISITS + 1)
    return [each.date() for each in found if each.date() not in value.skipped]


def moments_of(value: AppointmentSeries, zone: tzinfo | None = None) -> list[datetime]:
    """Return when somebody comes, aware, in UTC; *zone* is this computer's where None.

    A time that a day lacks because the clocks go forward is an hour later on that day.
    """
    return [moment_of(each, value.at, zone) for each in days_of(value)]


def shifted(moment: datetime, days: int, at: time, zone: tzinfo | None = None) -> datetime:
    """Return *moment* some local days away, at another local time of day."""
    return moment_of(moment.astimezone(zone).date() + timedelta(days=days), at, zone)
