"""Reads back the words for days and times that `directions` writes."""

from __future__ import annotations

import re

from practice_desk.domain.directions import EVERY_MOMENT, IN_MOMENT
from practice_desk.domain.timing import Cycle, Moment, Timing, Weekday

_IN = {words: moment for moment, words in IN_MOMENT.items()}
_EVERY = {words: moment for moment, words in EVERY_MOMENT.items()}
_DAYS = {day.name.capitalize(): day for day in Weekday}
_JOINT = re.compile(r", | and ")
_HOURS = re.compile(r"every (?:(\d{1,3}) hours|hour)")
_TIMES = re.compile(r"(\d{1,2}) times a day(?: (.+))?")
_IN_ANY = "|".join(_IN)
_ON_DAYS = re.compile(rf"(.+?)(?: ((?:{_IN_ANY})(?:(?:, | and )(?:{_IN_ANY}))*))?")
_CYCLE = re.compile(r"every (?:(\d{1,2}) (day|week|month)s|(day|week|month))")
_WEEKDAYS = re.compile(r"every (?:(\d{1,2}) weeks on )?((?:[A-Z][a-z]+day(?:, | and |$))+)")


class NotATiming(ValueError):
    """Words that `directions` does not write."""


def read_timing(text: str) -> Timing:
    """Return the timing of which `directions.timing_text` is *text*. Raises NotATiming."""
    moments = _moments(text, _EVERY)
    if moments:
        return Timing(moments=moments)
    if text == "once a day":
        return Timing()
    hours = _HOURS.fullmatch(text)
    if hours:
        return Timing(hours=int(hours[1] or 1))
    times = _TIMES.fullmatch(text)
    if times:
        days = read_days(times[2]) if times[2] else Timing()
        return Timing(days.cycle, days.every, days.weekdays, times=int(times[1]))
    match = _ON_DAYS.fullmatch(text)
    if match is None:
        raise NotATiming(text)
    days = read_days(match[1])
    return Timing(days.cycle, days.every, days.weekdays, _moments(match[2] or "", _IN))


def read_days(text: str) -> Timing:
    """Return a timing with only the days of which `directions.days_text` is *text*."""
    if text == "once":
        return Timing(Cycle.ONCE)
    if text == "every other day":
        return Timing(Cycle.DAY, 2)
    cycle = _CYCLE.fullmatch(text)
    if cycle:
        return Timing(Cycle(cycle[2] or cycle[3]), int(cycle[1] or 1))
    weekdays = _WEEKDAYS.fullmatch(text)
    if weekdays is None:
        raise NotATiming(text)
    names = _JOINT.split(weekdays[2])
    if any(name not in _DAYS for name in names):
        raise NotATiming(text)
    return Timing(Cycle.WEEK, int(weekdays[1] or 1), tuple(_DAYS[name] for name in names))


def _moments(text: str, words: dict[str, Moment]) -> tuple[Moment, ...]:
    parts = _JOINT.split(text)
    return tuple(words[part] for part in parts) if all(part in words for part in parts) else ()
