"""Reading an appointment as typed. No widgets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time
from typing import TYPE_CHECKING

from practice_desk.domain.appointment import Appointment, moment_of
from practice_desk.domain.appointment_series import AppointmentSeries, check_series
from practice_desk.domain.calendar_text import write_time
from practice_desk.domain.errors import Problem
from practice_desk.gui.models.vitals_form import read_time

if TYPE_CHECKING:
    from practice_desk.services.appointment_series import SeriesDoubts

_MOST_DAYS = 4
"""Days of a series that are named."""
_OPENS_AT = 7
"""The hour before which "2:30" without AM or PM means the afternoon."""


@dataclass(frozen=True, slots=True)
class TypedAppointment:
    """An appointment by the names of the form's widgets, with the one it was read from."""

    day: date | None
    time_of_day: str
    minutes: int
    practitioner_id: int | None
    type_id: int | None
    room_id: int | None
    comment: str
    appointment: Appointment


def typed_of(value: Appointment) -> TypedAppointment:
    """Return how the form shows *value*."""
    return TypedAppointment(
        value.starts_at.astimezone().date(),
        write_time(value.starts_at),
        value.minutes,
        value.practitioner_id,
        value.type_id,
        value.room_id,
        value.comment,
        value,
    )


def read_office_time(text: str) -> time | None:
    """Return the time of day that *text* means where nobody comes at night; None for none.

    "2:30" is in the afternoon, "9" in the morning.
    """
    found = read_time(text)
    if found is None:
        return None
    plain = not any(letter in text.casefold() for letter in "ap") and not text.startswith("0")
    return found.replace(hour=found.hour + 12) if plain and 1 <= found.hour < _OPENS_AT else found


def write_office_time(of_day: time) -> str:
    """Write a time of day: "2:30 PM"."""
    half = "AM" if of_day.hour < 12 else "PM"
    return f"{of_day.hour % 12 or 12}:{of_day.minute:02d} {half}"


def read_appointment(typed: TypedAppointment) -> tuple[Appointment | None, tuple[Problem, ...]]:
    """Return the appointment, or None and what is wrong with the form."""
    of_day, problems = read_office_time(typed.time_of_day), []
    if typed.day is None:
        problems.append(Problem("day", "Enter the day."))
    if of_day is None:
        problems.append(Problem("time_of_day", "This is no time. Type it like 2:30 PM."))
    if typed.day is None or of_day is None:
        return None, tuple(problems)
    value = replace(
        typed.appointment,
        starts_at=moment_of(typed.day, of_day),
        minutes=typed.minutes,
        practitioner_id=typed.practitioner_id,
        type_id=typed.type_id,
        room_id=typed.room_id,
        comment=typed.comment,
    )
    return value, ()


@dataclass(frozen=True, slots=True)
class TypedSeries:
    """How visits are to come again, as typed: `until` counts only where `by_day`."""

    every_weeks: int
    count: int
    until: date | None
    by_day: bool


def read_series(
    typed: TypedSeries, value: Appointment, skipped: tuple[date, ...] = ()
) -> tuple[AppointmentSeries | None, tuple[Problem, ...]]:
    """Return the series that begins with *value*, or None and what is wrong with it."""
    if typed.by_day and typed.until is None:
        return None, (Problem("until", "Enter the last day."),)
    local = value.starts_at.astimezone()
    series = AppointmentSeries(
        value.patient_id,
        local.date(),
        local.time(),
        typed.every_weeks,
        None if typed.by_day else typed.count,
        typed.until if typed.by_day else None,
        skipped,
    )
    problems = check_series(series)
    return (None if problems else series), problems


def series_sentence(doubts: SeriesDoubts, total: int) -> str:
    """Return on which days of a series something speaks against it; empty for none."""
    told = []
    if doubts.clashing_on:
        told.append(f"something is booked already on {_days(doubts.clashing_on)}")
    if doubts.closed_on:
        told.append(f"it is outside of office hours on {_days(doubts.closed_on)}")
    return f"Of {total} visits, {' and '.join(told)}." if told else ""


def _days(days: tuple[date, ...]) -> str:
    shown = ", ".join(f"{each:%b} {each.day}" for each in days[:_MOST_DAYS])
    more = len(days) - _MOST_DAYS
    return f"{shown} and {more} more" if more > 0 else shown
