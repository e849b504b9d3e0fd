"""Vitals, survey scores, laboratory values and substance use. FHIR: Observation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from practice_desk.domain.checks import check_lengths, check_required
from practice_desk.domain.errors import Problem


class ObservationCategory(StrEnum):
    """FHIR's observation categories that the chart keeps."""

    VITAL_SIGNS = "vital-signs"
    SURVEY = "survey"
    LABORATORY = "laboratory"
    SOCIAL_HISTORY = "social-history"
    EXAM = "exam"
    PROCEDURE = "procedure"


class ObservationStatus(StrEnum):
    """FHIR's states of a result; one entered in error is a retraction and has no state here."""

    REGISTERED = "registered"
    PRELIMINARY = "preliminary"
    FINAL = "final"
    AMENDED = "amended"
    CORRECTED = "corrected"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ObservationComponent:
    """One part of a panel, such as the systolic pressure."""

    code: str
    display: str
    value: Decimal | None
    unit: str = ""
    value_text: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """One measured or stated fact; `observed_at` is aware.

    `code` is a LOINC code, an id of the clinical pack for what has none, or empty. Exactly one of
    `value` with `unit`, `value_text` and `components` carries the result. `reference_low` and
    `reference_high` are the laboratory's own range, in `unit`.
    """

    patient_id: int
    category: ObservationCategory
    display: str
    observed_at: datetime
    code: str = ""
    value: Decimal | None = None
    unit: str = ""
    value_text: str = ""
    components: tuple[ObservationComponent, ...] = ()
    note: str = ""
    reported: bool = False
    retracted_reason: str = ""
    reference_low: Decimal | None = None
    reference_high: Decimal | None = None
    status: ObservationStatus = ObservationStatus.FINAL
    id: int | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class VitalSign:
    """A vital sign that the chart offers for entry, with LOINC code, unit and plausible range.

    The range only catches slips of the finger; it is no clinical threshold.
    """

    code: str
    display: str
    unit: str
    lowest: Decimal
    highest: Decimal


VITAL_SIGNS = (
    VitalSign("8480-6", "Systolic blood pressure", "mm[Hg]", Decimal(40), Decimal(300)),
    VitalSign("8462-4", "Diastolic blood pressure", "mm[Hg]", Decimal(20), Decimal(200)),
    VitalSign("8867-4", "Heart rate", "/min", Decimal(20), Decimal(300)),
    VitalSign("8302-2", "Height", "in", Decimal(10), Decimal(110)),
    VitalSign("29463-7", "Weight", "lb", Decimal(1), Decimal(1500)),
    VitalSign("8310-5", "Temperature", "[degF]", Decimal(80), Decimal(115)),
    VitalSign("59408-5", "Oxygen saturation", "%", Decimal(30), Decimal(100)),
)
"""LOINC codes as in FHIR's vital signs profiles; US units."""

BLOOD_PRESSURE_CODE = "85354-9"
"""LOINC: blood pressure panel."""


class SubstanceUseStatus(StrEnum):
    """What is known about the use of a substance."""

    NEVER = "never"
    FORMER = "former"
    CURRENT = "current"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class SubstanceUse:
    """Use of tobacco, alcohol, cannabis or another substance, as told on a day."""

    patient_id: int
    substance: str
    status: SubstanceUseStatus
    recorded_on: date
    amount: str = ""
    last_used_on: date | None = None
    note: str = ""
    retracted_reason: str = ""
    id: int | None = None
    version: int | None = None


SUBSTANCES = (
    "Tobacco",
    "Nicotine (vaping)",
    "Alcohol",
    "Cannabis",
    "Opioids",
    "Stimulants",
    "Sedatives",
    "Hallucinogens",
    "Caffeine",
)

LENGTHS = {
    "display": 300,
    "code": 40,
    "unit": 40,
    "value_text": 2000,
    "note": 4000,
    "retracted_reason": 500,
}
SUBSTANCE_LENGTHS = {"substance": 120, "amount": 200, "note": 4000, "retracted_reason": 500}


def check_observation(value: Observation, now: datetime) -> tuple[Problem, ...]:
    """Return what is wrong with *value* at the time *now*."""
    problems = [
        *check_required(value, display="Enter what was measured."),
        *check_lengths(value, LENGTHS),
    ]
    if value.observed_at > now:
        problems.append(Problem("observed_at", "The time is in the future. Check it."))
    if value.value is None and not value.value_text and not value.components:
        problems.append(Problem("value", "Enter a value."))
    measured = [(value.code, value.unit, value.value)]
    measured += [(part.code, part.unit, part.value) for part in value.components]
    problems += [problem for part in measured if (problem := _slip(*part))]
    return tuple(problems)


def _slip(code: str, unit: str, number: Decimal | None) -> Problem | None:
    """Return the problem of an implausible number; one in another unit than ours is not judged."""
    for sign in VITAL_SIGNS:
        if (sign.code, sign.unit) != (code, unit) or number is None:
            continue
        if not sign.lowest <= number <= sign.highest:
            return Problem(
                "value",
                f"{sign.display} {number} {sign.unit} is not plausible. Check the number.",
            )
    return None


def check_substance_use(value: SubstanceUse, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with *value* on the day *today*."""
    problems = [
        *check_required(value, substance="Choose or enter the substance."),
        *check_lengths(value, SUBSTANCE_LENGTHS),
    ]
    if value.last_used_on and value.last_used_on > today:
        problems.append(Problem("last_used_on", "The date is in the future. Check it."))
    return tuple(problems)
