"""Labels of records that stay in the clinic without the patient's consent, and what consents open.

FHIR: meta.security; the labels' codes are of HL7's ActCode, InformationSensitivityPolicy.
Source for records of a substance use disorder program: 42 CFR Part 2, as amended in 2024.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SensitivityLabel(StrEnum):
    """Why a record is sensitive. State law may know more kinds: that is what OTHER is for."""

    PART2 = "42CFRPart2"
    HIV = "HIV"
    SEXUAL_HEALTH = "SEX"
    VIOLENCE = "SDV"
    GENETIC = "GDIS"
    OTHER = "R"


class RecordNoun(StrEnum):
    """The kinds of record that can carry a label, by the names of their tables."""

    MEDICATION = "medication"
    CONDITION = "condition"
    NOTE = "note"
    DOCUMENT = "filed_document"
    OBSERVATION = "observation"
    QUESTIONNAIRE_RESPONSE = "questionnaire_response"
    SUBSTANCE_USE = "substance_use"
    SIDE_EFFECT = "adverse_event"
    EVENT = "chart_event"
    TRIAL = "medication_trial"
    GOAL = "care_plan_entry"
    ALLERGY = "allergy_intolerance"
    SAFETY_PLAN = "risk_entry"


@dataclass(frozen=True, slots=True)
class LabelStatement:
    """A clinician put a label on a record, or with `applies` False took it off again.

    Statements are only added; the newest about a record and label holds.
    """

    patient_id: int
    noun: RecordNoun
    record_id: int
    label: SensitivityLabel
    applies: bool
    recorded_at: datetime
    recorded_by: str
    id: int | None = None


Versions = dict[tuple[RecordNoun, int], tuple[RecordNoun, int]]
"""Records that say the same thing anew, such as an amended note, each with the first of them."""
Labels = dict[tuple[RecordNoun, int], frozenset[SensitivityLabel]]
"""The labels of each record that has some."""


def standing_labels(
    statements: Iterable[LabelStatement], versions: Versions | None = None
) -> Labels:
    """Return the labels that hold, by record; *statements* come in the order they were made.

    What is said of one of several *versions* of a record holds for all of them.
    """
    known = versions or {}
    held: dict[tuple[RecordNoun, int], set[SensitivityLabel]] = {}
    for each in statements:
        record = (each.noun, each.record_id)
        labels = held.setdefault(known.get(record, record), set())
        (labels.add if each.applies else labels.discard)(each.label)
    for record, first in known.items():
        if first in held:
            held[record] = held[first]
    return {record: frozenset(labels) for record, labels in held.items() if labels}
