"""Reading an appointment as typed. No widgets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time

from practice_desk.domain.appointment import Appointment, VisitKind, moment_of
from practice_desk.domain.calendar_text import write_time
from practice_desk.domain.errors import Problem
from practice_desk.gui.models.vitals_form import read_time

_OPENS_AT = 7
"""The hour before which "2:30" without AM or PM means the afternoon."""


@dataclass(frozen=True, slots=True)
class TypedAppointment:
    """An appointment by the names of the form's widgets, with the one it was read from."""

    day: date | None
    time_of_day: str
    minutes: int
    practitioner_id: int | None
    visit: VisitKind
    comment: str
    appointment: Appointment


def typed_of(value: Appointment) -> TypedAppointment:
    """Return how the form shows *value*."""
    return TypedAppointment(
        value.starts_at.astimezone().date(),
        write_time(value.starts_at),
        value.minutes,
        value.practitioner_id,
        value.visit,
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
        visit=typed.visit,
        comment=typed.comment,
    )
    return value, ()
