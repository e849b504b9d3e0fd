"""Dates as US letters write them, whatever the computer's locale."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime

from practice_desk.domain.consent import Language

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_SPANISH_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SPANISH_WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")


def long_date(day: date) -> str:
    """Return "November 3, 2026"."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def spanish_date(day: date) -> str:
    """Return "3 de noviembre de 2026"."""
    return f"{day.day} de {_SPANISH_MONTHS[day.month - 1]} de {day.year}"


def short_date(day: date) -> str:
    """Return "Nov 3, 2026"."""
    return f"{_MONTHS[day.month - 1][:3]} {day.day}, {day.year}"


def birth_date(day: date) -> str:
    """Return "03/14/1985", the form by which pharmacies look patients up."""
    return f"{day.month:02}/{day.day:02}/{day.year:04}"


def six_months_after(day: date) -> date:
    """Return the same day six months later, or that month's last where it has no such day."""
    month = (day.month + 5) % 12 + 1
    year = day.year + (1 if day.month > 6 else 0)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def weekday_date(day: date, language: Language) -> str:
    """Return "Monday, December 7, 2026", in Spanish "lunes 7 de diciembre de 2026"."""
    if language is Language.SPANISH:
        return f"{_SPANISH_WEEKDAYS[day.weekday()]} {spanish_date(day)}"
    return f"{_WEEKDAYS[day.weekday()]}, {long_date(day)}"


def clock_time(moment: datetime) -> str:
    """Return "10:05 AM", the time of day in the moment's own zone."""
    return f"{moment.hour % 12 or 12}:{moment.minute:02} {'AM' if moment.hour < 12 else 'PM'}"
