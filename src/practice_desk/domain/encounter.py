"""Visits and contacts. FHIR: Encounter. So far they only arrive by import."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from practice_desk.domain.checks import check_lengths
from practice_desk.domain.errors import Problem


@dataclass(frozen=True, slots=True)
class Encounter:
    """One visit or contact; times are aware. `class_code` is FHIR's (AMB, EMER, IMP, VR …)."""

    patient_id: int
    status: str
    class_code: str
    display: str
    started_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str = ""
    reported: bool = False
    id: int | None = None


LENGTHS = {"status": 30, "class_code": 20, "display": 300, "reason": 500}


def check_encounter(value: Encounter) -> tuple[Problem, ...]:
    """Return what is wrong with *value*."""
    problems = list(check_lengths(value, LENGTHS))
    if value.started_at and value.ended_at and value.ended_at < value.started_at:
        problems.append(Problem("ended_at", "The visit ends before it starts. Check the times."))
    return tuple(problems)
