"""Reading calendar dates as people type them in the United States, and writing them back."""

from __future__ import annotations

import re
from datetime import date, datetime

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun",
            "july jul", "august aug", "september sept sep", "october oct", "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_ISO = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})")
_NUMERIC = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})")
_PACKED = re.compile(r"\d{8}")
_DAY_NAME_YEAR = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-/. ]*([a-z]{3,9})[-/., ]*(\d{4}|\d{2})")
_NAME_DAY_YEAR = re.compile(
    r"([a-z]{3,9})[-/. ]*(\d{1,2})(?:st|nd|rd|th)?(?:[-/., ]+|(?<=[a-z]))(\d{4}|\d{2})"
)


def read_dates(text: str, today: date) -> tuple[date, ...]:
    """Return every date that *text* can mean, the likeliest first; empty when it means none.

    Month-first before day-first. A two-digit year means the newest such year not after *today*.
    """
    text = " ".join(text.casefold().replace(",", " ").split())
    found: list[date] = []
    for year, month, day in _readings(text, today):
        try:
            candidate = date(year, month, day)
        except ValueError:
            continue
        if candidate not in found:
            found.append(candidate)
    return tuple(found)


def read_date(text: str, today: date) -> date | None:
    """Return the likeliest date that *text* means, or None."""
    return next(iter(read_dates(text, today)), None)


def write_date(value: date) -> str:
    """Write a date as the application shows it: "Mar 14, 1985"."""
    return f"{value:%b} {value.day}, {value.year:04d}"


def write_time(moment: datetime) -> str:
    """Write the time of day at this computer's place: "2:05 PM"."""
    local = moment.astimezone()
    return f"{local.hour % 12 or 12}:{local.minute:02d} {'AM' if local.hour < 12 else 'PM'}"


def write_moment(moment: datetime) -> str:
    """Write an aware time at this computer's place: "Nov 23, 2026, 1:58 PM"."""
    return f"{write_date(moment.astimezone().date())}, {write_time(moment)}"


def _readings(text: str, today: date) -> list[tuple[int, int, int]]:
    if match := _ISO.fullmatch(text):
        year, month, day = map(int, match.groups())
        return [(year, month, day)]
    if match := _NUMERIC.fullmatch(text):
        first, second = int(match[1]), int(match[2])
        year = _full_year(match[3], today)
        return [(year, first, second), (year, second, first)]
    if _PACKED.fullmatch(text):
        first, second, year = int(text[:2]), int(text[2:4]), int(text[4:])
        packed_iso = (int(text[:4]), int(text[4:6]), int(text[6:]))
        return [(year, first, second), packed_iso, (year, second, first)]
    if match := _DAY_NAME_YEAR.fullmatch(text):
        return _named(match[2], match[1], match[3], today)
    if match := _NAME_DAY_YEAR.fullmatch(text):
        return _named(match[1], match[2], match[3], today)
    return []


def _named(name: str, day: str, year: str, today: date) -> list[tuple[int, int, int]]:
    month = _MONTHS.get(name)
    return [] if month is None else [(_full_year(year, today), month, int(day))]


def _full_year(text: str, today: date) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    century = today.year // 100 * 100
    return century + year if century + year <= today.year else century - 100 + year
