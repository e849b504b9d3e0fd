"""Reading the vital signs of one visit as typed. No widgets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from practice_desk.domain.errors import Problem
from practice_desk.domain.observation import (
    BLOOD_PRESSURE_CODE,
    VITAL_SIGNS,
    Observation,
    ObservationCategory,
    ObservationComponent,
    VitalSign,
)

FIELDS = {
    "systolic": "8480-6",
    "diastolic": "8462-4",
    "heart_rate": "8867-4",
    "weight": "29463-7",
    "height": "8302-2",
    "temperature": "8310-5",
    "oxygen": "59408-5",
}
"""The form's fields and their LOINC codes."""

_SIGNS = {sign.code: sign for sign in VITAL_SIGNS}
_TIME = re.compile(r"(\d{1,2})(?::?(\d{2}))?\s*([ap])?\.?m?\.?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Visit:
    """What was typed: when, the values by field, and a note that goes with each of them."""

    day: date | None
    time_text: str
    values: Mapping[str, str]
    note: str = ""


def read_time(text: str) -> time | None:
    """Return the time of day that *text* means: "2:30 PM", "14:30", "9 am"; None for none."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def read_visit(
    patient_id: int, visit: Visit, now: datetime
) -> tuple[tuple[Observation, ...], tuple[Problem, ...]]:
    """Return the observations, or none of them and what is wrong with the form."""
    problems: list[Problem] = []
    taken_at = moment_of(visit, now, problems)
    numbers = _numbers(visit.values, problems)
    if not numbers and not problems:
        problems.append(Problem("systolic", "Enter at least one value."))
    for one, other in (("systolic", "diastolic"), ("diastolic", "systolic")):
        if one in numbers and not visit.values.get(other, "").strip():
            problems.append(Problem(other, f"Enter the {other} pressure too."))
    if problems or taken_at is None:
        return (), tuple(problems)
    return _observations(patient_id, taken_at, numbers, visit.note), ()


def moment_of(visit: Visit, now: datetime, problems: list[Problem]) -> datetime | None:
    """Return when it was, aware; None, with what is wrong added to *problems*."""
    if visit.day is None:
        problems.append(Problem("observed_on", "Enter the date."))
        return None
    of_day = read_time(visit.time_text)
    if of_day is None:
        problems.append(Problem("observed_at", "This is no time. Type it like 2:30 PM."))
        return None
    taken_at = datetime.combine(visit.day, of_day).astimezone()
    if taken_at > now:
        field = "observed_on" if visit.day > now.astimezone().date() else "observed_at"
        problems.append(Problem(field, "This is in the future. Check it."))
    return taken_at


def _numbers(values: Mapping[str, str], problems: list[Problem]) -> dict[str, Decimal]:
    numbers = {}
    for field, code in FIELDS.items():
        text = values.get(field, "").strip().replace(",", ".")
        if not text:
            continue
        try:
            number = Decimal(text)
        except InvalidOperation:
            problems.append(Problem(field, "Enter a number."))
            continue
        sign = _SIGNS[code]
        if not number.is_finite() or not sign.lowest <= number <= sign.highest:
            problems.append(Problem(field, f"From {sign.lowest} to {sign.highest}. Check it."))
            continue
        numbers[field] = number
    return numbers


def _observations(
    patient_id: int, taken_at: datetime, numbers: dict[str, Decimal], note: str
) -> tuple[Observation, ...]:
    found = []
    if "systolic" in numbers:
        parts = tuple(
            _part(_SIGNS[FIELDS[field]], numbers[field]) for field in ("systolic", "diastolic")
        )
        found.append(
            Observation(
                patient_id,
                ObservationCategory.VITAL_SIGNS,
                "Blood pressure",
                taken_at,
                code=BLOOD_PRESSURE_CODE,
                components=parts,
                note=note,
            )
        )
    for field, number in numbers.items():
        if field in ("systolic", "diastolic"):
            continue
        sign = _SIGNS[FIELDS[field]]
        found.append(
            Observation(
                patient_id,
                ObservationCategory.VITAL_SIGNS,
                sign.display,
                taken_at,
                code=sign.code,
                value=number,
                unit=sign.unit,
                note=note,
            )
        )
    return tuple(found)


def _part(sign: VitalSign, number: Decimal) -> ObservationComponent:
    return ObservationComponent(sign.code, sign.display, number, sign.unit)
