"""Diagnoses, problems and medical history. FHIR: Condition."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from practice_desk.domain.checks import check_lengths, check_required
from practice_desk.domain.errors import Problem

_ICD10CM = re.compile(r"[A-TV-Z][0-9][0-9AB](\.[0-9A-Z]{1,4})?")


class ConditionCategory(StrEnum):
    """Where a condition is listed."""

    PROBLEM = "problem"
    HISTORY = "history"
    FAMILY = "family"


class ConditionStatus(StrEnum):
    """FHIR's clinical status, the ones a small clinic uses."""

    ACTIVE = "active"
    REMISSION = "remission"
    RESOLVED = "resolved"
    INACTIVE = "inactive"


PRESENT = (ConditionStatus.ACTIVE, ConditionStatus.REMISSION)
"""The states of a condition that the patient has now."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A diagnosis or history item of one patient.

    `icd10cm` is an ICD-10-CM code or empty; `topic` is a mental-health topic of the clinical pack
    or empty; `source_code` keeps the code an import came with ("SNOMED CT 370143000").
    """

    patient_id: int
    display: str
    category: ConditionCategory = ConditionCategory.PROBLEM
    icd10cm: str = ""
    status: ConditionStatus = ConditionStatus.ACTIVE
    onset_on: date | None = None
    abated_on: date | None = None
    topic: str = ""
    note: str = ""
    source_code: str = ""
    reported: bool = False
    retracted_reason: str = ""
    id: int | None = None
    version: int | None = None

    @property
    def is_present_problem(self) -> bool:
        """Whether it is a problem that the patient has now, as reports and worklists count it."""
        is_problem = self.category is ConditionCategory.PROBLEM and not self.retracted_reason
        return is_problem and self.status in PRESENT


LENGTHS = {
    "display": 300,
    "icd10cm": 10,
    "topic": 60,
    "note": 4000,
    "source_code": 80,
    "retracted_reason": 500,
}


def is_icd10cm(code: str) -> bool:
    """Tell whether *code* looks like an ICD-10-CM code."""
    return _ICD10CM.fullmatch(code) is not None


def check_condition(value: Condition, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with *value* on the day *today*."""
    problems = [
        *check_required(value, display="Enter the condition."),
        *check_lengths(value, LENGTHS),
    ]
    if value.icd10cm and not is_icd10cm(value.icd10cm):
        problems.append(Problem("icd10cm", "That is not an ICD-10-CM code. It looks like F33.1."))
    if value.onset_on and value.onset_on > today:
        problems.append(Problem("onset_on", "The onset is in the future. Check the date."))
    if value.onset_on and value.abated_on and value.abated_on < value.onset_on:
        problems.append(Problem("abated_on", "The end is before the onset. Check the dates."))
    return tuple(problems)
