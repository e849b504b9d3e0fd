"""Allergies, intolerances and the explicit statement about them. FHIR: AllergyIntolerance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from practice_desk.domain.checks import check_lengths, check_required
from practice_desk.domain.errors import Problem


class AllergyType(StrEnum):
    """An immune reaction, or a side effect that rules a substance out."""

    ALLERGY = "allergy"
    INTOLERANCE = "intolerance"


class AllergySeverity(StrEnum):
    """How bad the reaction was."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"
    UNKNOWN = "unknown"


class AllergyStatus(StrEnum):
    """FHIR's clinical status."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class AllergyIntolerance:
    """One substance that a patient must not have, or had trouble with.

    `substance_id` is a medication or class id of the clinical pack, or empty for anything else.
    """

    patient_id: int
    substance: str
    type: AllergyType = AllergyType.ALLERGY
    substance_id: str = ""
    reaction: str = ""
    severity: AllergySeverity = AllergySeverity.UNKNOWN
    status: AllergyStatus = AllergyStatus.ACTIVE
    onset_on: date | None = None
    note: str = ""
    source_code: str = ""
    reported: bool = False
    retracted_reason: str = ""
    id: int | None = None
    version: int | None = None


class AllergyStatementKind(StrEnum):
    """What was said about allergies as a whole."""

    NO_KNOWN_ALLERGIES = "no_known_allergies"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class AllergyStatement:
    """Someone asked and the patient answered. The newest statement counts."""

    patient_id: int
    kind: AllergyStatementKind
    recorded_at: datetime
    recorded_by: str
    id: int | None = None


class AllergyState(StrEnum):
    """What the chart header says. "Not asked" never reads as "none"."""

    NOT_ASKED = "not_asked"
    NO_KNOWN_ALLERGIES = "no_known_allergies"
    LISTED = "listed"


LENGTHS = {
    "substance": 200,
    "substance_id": 80,
    "reaction": 300,
    "note": 4000,
    "source_code": 80,
    "retracted_reason": 500,
}


def check_allergy(value: AllergyIntolerance, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with *value* on the day *today*."""
    problems = [
        *check_required(value, substance="Enter the substance."),
        *check_lengths(value, LENGTHS),
    ]
    if value.onset_on and value.onset_on > today:
        problems.append(Problem("onset_on", "The date is in the future. Check it."))
    return tuple(problems)


def is_current(value: AllergyIntolerance) -> bool:
    """Return True when *value* belongs in the chart header."""
    return value.status is AllergyStatus.ACTIVE and not value.retracted_reason


def allergy_state(
    allergies: tuple[AllergyIntolerance, ...], statement: AllergyStatement | None
) -> AllergyState:
    """Derive the header's state: a listed allergy outranks any statement."""
    if any(is_current(allergy) for allergy in allergies):
        return AllergyState.LISTED
    if statement is not None and statement.kind is AllergyStatementKind.NO_KNOWN_ALLERGIES:
        return AllergyState.NO_KNOWN_ALLERGIES
    return AllergyState.NOT_ASKED
