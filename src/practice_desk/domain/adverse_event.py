"""Side effects as they were told or seen. FHIR: AdverseEvent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from practice_desk.domain.checks import check_lengths, check_required
from practice_desk.domain.errors import Problem


class AdverseEventSeverity(StrEnum):
    """How bad it is for the patient."""

    UNKNOWN = "unknown"
    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


class ToldBy(StrEnum):
    """From whom the clinic knows."""

    PATIENT = "patient"
    FAMILY = "family"
    SEEN = "seen"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class AdverseEvent:
    """One side effect, as told on a day.

    `suspected_medication_id` is the plan item that is suspected, None where nobody can say.
    `ended_on` is None while it goes on.
    """

    patient_id: int
    effect: str
    told_on: date
    told_by: ToldBy = ToldBy.PATIENT
    severity: AdverseEventSeverity = AdverseEventSeverity.UNKNOWN
    onset_on: date | None = None
    ended_on: date | None = None
    suspected_medication_id: int | None = None
    note: str = ""
    reported_by: str = ""
    retracted_reason: str = ""
    id: int | None = None
    version: int | None = None


LENGTHS = {"effect": 200, "note": 4000, "reported_by": 64, "retracted_reason": 500}


def check_adverse_event(value: AdverseEvent, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with *value* on the day *today*."""
    problems = [
        *check_required(value, effect="Say what the patient notices, such as nausea."),
        *check_lengths(value, LENGTHS),
    ]
    for field in ("told_on", "onset_on", "ended_on"):
        day = getattr(value, field)
        if day is not None and day > today:
            problems.append(Problem(field, "The date is in the future. Check it."))
    if value.onset_on and value.ended_on and value.ended_on < value.onset_on:
        problems.append(Problem("ended_on", "It ended before it began. Check the dates."))
    return tuple(problems)
