"""When a dose is taken: on which days, and when on such a day."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final

from practice_desk.domain.errors import Problem


class Moment(StrEnum):
    """A named time of day, in the order of the day."""

    MORNING = "morning"
    NOON = "noon"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    BEDTIME = "bedtime"


MOMENT_ORDER: Final = tuple(Moment)


class Weekday(IntEnum):
    """A day of the week, numbered as `date.isoweekday` does."""

    MONDAY = 1
    TUESDAY = 2
    WEDNESDAY = 3
    THURSDAY = 4
    FRIDAY = 5
    SATURDAY = 6
    SUNDAY = 7


class Cycle(StrEnum):
    """What a timing repeats by."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    ONCE = "once"


class Food(StrEnum):
    """How a dose relates to eating."""

    WITH_FOOD = "with_food"
    WITH_MEALS = "with_meals"
    EMPTY_STOMACH = "empty_stomach"


@dataclass(frozen=True, slots=True)
class Timing:
    """When doses are due.

    Days: every *every* days, weeks or months (*cycle*), on *weekdays* when it goes by weeks, or
    once. On such a day: at named *moments*, else *times* a day, else every *hours* hours; with
    none of the three, one dose at any time.
    """

    cycle: Cycle = Cycle.DAY
    every: int = 1
    weekdays: tuple[Weekday, ...] = ()
    moments: tuple[Moment, ...] = ()
    times: int = 1
    hours: int | None = None
    food: Food | None = None

    @property
    def is_daily(self) -> bool:
        """Whether doses fall on every day alike."""
        return self.cycle is Cycle.DAY and self.every == 1

    @property
    def is_counted(self) -> bool:
        """Whether its days are counted from the first one, as every second day or every 4 weeks.

        Daily doses and those on the same days of every week are not.
        """
        if self.cycle is Cycle.DAY or self.weekdays:
            return self.every > 1
        return self.cycle is not Cycle.ONCE

    @property
    def doses_per_day(self) -> int | None:
        """Doses on a day on which it is taken; None where days differ (every 5 or 36 hours)."""
        if self.moments:
            return len(self.moments)
        if self.hours is None:
            return self.times
        return 24 // self.hours if 24 % self.hours == 0 else None

    @property
    def days_between(self) -> int | None:
        """Whole days from one day on which it is taken to the next; None for a single dose."""
        if self.cycle is Cycle.WEEK:
            return 7 * self.every // max(1, len(self.weekdays))
        if self.cycle is Cycle.MONTH:
            return 30 * self.every
        return None if self.cycle is Cycle.ONCE else self.every


def at(*moments: Moment) -> Timing:
    """Return daily timing at named times, in the order of the day."""
    return Timing(moments=tuple(moment for moment in MOMENT_ORDER if moment in moments))


def times_a_day(times: int) -> Timing:
    """Return daily timing *times* a day."""
    return Timing(times=times)


def every_hours(hours: int) -> Timing:
    """Return timing every *hours* hours."""
    return Timing(hours=hours)


def check_timing(timing: Timing) -> tuple[Problem, ...]:
    """Return what makes *timing* senseless, as problems of the field "timing"."""
    checks = (
        (not 1 <= timing.every <= 99, "Say how often with a number from 1 to 99."),
        (not 1 <= timing.times <= 24, "Times a day go from 1 to 24."),
        (
            timing.hours is not None and not 1 <= timing.hours <= 168,
            "Hours between doses go from 1 to 168.",
        ),
        (
            _ways_within_the_day(timing) > 1,
            "Choose named times, times a day or hours, not several.",
        ),
        (
            timing.hours is not None and not timing.is_daily,
            "Doses every so many hours cannot also go by days or weeks.",
        ),
        (
            bool(timing.weekdays) and timing.cycle is not Cycle.WEEK,
            "Weekdays need a dosage that goes by weeks.",
        ),
        (
            timing.cycle is Cycle.ONCE and (timing.every != 1 or timing.doses_per_day != 1),
            "A single dose has one time.",
        ),
        (_unordered(timing), "Name every time of day and weekday once, in their order."),
    )
    return tuple(Problem("timing", sentence) for wrong, sentence in checks if wrong)


def _ways_within_the_day(timing: Timing) -> int:
    return sum((bool(timing.moments), timing.times != 1, timing.hours is not None))


def _unordered(timing: Timing) -> bool:
    moments = tuple(moment for moment in MOMENT_ORDER if moment in timing.moments)
    return timing.moments != moments or timing.weekdays != tuple(sorted(set(timing.weekdays)))
