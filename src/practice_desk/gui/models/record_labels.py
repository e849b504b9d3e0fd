"""Which labels the record of a row carries, and how the row says so. No widgets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from practice_desk.domain.allergy_intolerance import AllergyIntolerance
from practice_desk.domain.chart_event import ChartEvent
from practice_desk.domain.condition import Condition
from practice_desk.domain.filed_document import FiledDocument
from practice_desk.domain.medication_trial import MedicationTrial
from practice_desk.domain.note import Note
from practice_desk.domain.observation import Observation, SubstanceUse
from practice_desk.domain.questionnaire_response import QuestionnaireResponse
from practice_desk.domain.release import Record
from practice_desk.domain.risk import RiskEntry, SafetyPlan
from practice_desk.domain.sensitivity import Labels, RecordNoun, SensitivityLabel
from practice_desk.domain.side_effect_case import SideEffectCase
from practice_desk.gui.models.chart_facts import RecordRow

SHORT_LABELS = {
    SensitivityLabel.PART2: "Part 2",
    SensitivityLabel.HIV: "HIV",
    SensitivityLabel.SEXUAL_HEALTH: "Sexual health",
    SensitivityLabel.VIOLENCE: "Violence",
    SensitivityLabel.GENETIC: "Genetic",
    SensitivityLabel.OTHER: "Sensitive",
}
"""What stands beside a record."""
_N = RecordNoun
_NOUNS: tuple[tuple[type, RecordNoun], ...] = (
    (Condition, _N.CONDITION),
    (AllergyIntolerance, _N.ALLERGY),
    (SubstanceUse, _N.SUBSTANCE_USE),
    (Observation, _N.OBSERVATION),
    (QuestionnaireResponse, _N.QUESTIONNAIRE_RESPONSE),
    (Note, _N.NOTE),
    (SideEffectCase, _N.SIDE_EFFECT),
    (ChartEvent, _N.EVENT),
    (MedicationTrial, _N.TRIAL),
    (FiledDocument, _N.DOCUMENT),
)


def record_key(record: object) -> Record | None:
    """Return by what a row's record is labelled, None for what carries no labels or is not kept."""
    from practice_desk.services.monitoring_state import JudgedResult
    from practice_desk.services.trials import Trial

    if isinstance(record, JudgedResult):
        return (_N.OBSERVATION, record.result.observation_id or 0)
    if isinstance(record, Trial):
        if record.item is not None:
            return (_N.MEDICATION, record.item.medication.id or 0)
        return record_key(record.record)
    if isinstance(record, RiskEntry) and isinstance(record.details, SafetyPlan):
        return (_N.SAFETY_PLAN, record.id or 0)
    noun = next((noun for kind, noun in _NOUNS if isinstance(record, kind)), None)
    number = getattr(record, "id", None)
    return None if noun is None or not number else (noun, number)


def short_text(labels: Iterable[SensitivityLabel]) -> str:
    """Return labels in few letters, in the order in which they are offered: "Part 2, HIV"."""
    held = set(labels)
    return ", ".join(words for label, words in SHORT_LABELS.items() if label in held)


def marked(rows: Iterable[RecordRow], labels: Labels) -> list[RecordRow]:
    """Return *rows*, each with the labels of its record behind its first cell."""
    return [_marked(row, labels) for row in rows] if labels else list(rows)


def _marked(row: RecordRow, labels: Labels) -> RecordRow:
    key = record_key(row.record)
    held = labels.get(key) if key is not None else None
    if not held or not row.cells:
        return row
    return replace(row, cells=(f"{row.cells[0]} [{short_text(held)}]", *row.cells[1:]))
