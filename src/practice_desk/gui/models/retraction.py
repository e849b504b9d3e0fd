"""Which service marks a record as entered in error."""

from __future__ import annotations

from collections.abc import Callable

from practice_desk.domain.allergy_intolerance import AllergyIntolerance
from practice_desk.domain.chart_event import ChartEvent
from practice_desk.domain.condition import Condition
from practice_desk.domain.education import EducationGiven
from practice_desk.domain.medication_trial import MedicationTrial
from practice_desk.domain.monitoring_decision import MonitoringDecision
from practice_desk.domain.note import Note
from practice_desk.domain.observation import Observation, ObservationCategory, SubstanceUse
from practice_desk.domain.questionnaire_response import QuestionnaireResponse
from practice_desk.domain.risk import RiskEntry
from practice_desk.domain.side_effect_case import SideEffectCase
from practice_desk.services.chart_events import retract_chart_event
from practice_desk.services.clinic import Clinic
from practice_desk.services.education import retract_education
from practice_desk.services.health import (
    retract_allergy,
    retract_condition,
    retract_substance_use,
)
from practice_desk.services.measures import retract_response, retract_score
from practice_desk.services.monitoring import retract_decision, retract_result
from practice_desk.services.notes import close_draft, retract_note
from practice_desk.services.patients import Saved
from practice_desk.services.risk import take_back_risk
from practice_desk.services.side_effects import retract_side_effect
from practice_desk.services.trials import retract_trial
from practice_desk.services.vitals import retract_visit

_SCORES = (ObservationCategory.SURVEY, ObservationCategory.LABORATORY)
"""What a score among the measures may have been imported as."""


def retraction_of(patient_id: int, record: object) -> Callable[[Clinic, str], Saved]:
    """Return the call (clinic, reason) that retracts *record*, in the chart it was shown in.

    Raises TypeError for what is no record of the Health, Measures, Notes, History or Monitoring
    page.
    """
    if isinstance(record, Condition):
        return lambda clinic, reason: retract_condition(clinic, record, reason)
    if isinstance(record, AllergyIntolerance):
        return lambda clinic, reason: retract_allergy(clinic, record, reason)
    if isinstance(record, SubstanceUse):
        return lambda clinic, reason: retract_substance_use(clinic, record, reason)
    if isinstance(record, SideEffectCase):
        number = record.id or 0
        return lambda clinic, reason: retract_side_effect(clinic, patient_id, number, reason)
    if isinstance(record, MedicationTrial):
        return lambda clinic, reason: retract_trial(clinic, record, reason)
    if isinstance(record, ChartEvent):
        return lambda clinic, reason: retract_chart_event(clinic, record, reason)
    if isinstance(record, EducationGiven):
        return lambda clinic, reason: retract_education(clinic, record, reason)
    if isinstance(record, Note) and record.is_draft:
        return lambda clinic, reason: close_draft(clinic, record, reason)
    if isinstance(record, Note):
        return lambda clinic, reason: retract_note(clinic, record, reason)
    if isinstance(record, RiskEntry):
        return lambda clinic, reason: take_back_risk(clinic, record, reason)
    if isinstance(record, QuestionnaireResponse):
        return lambda clinic, reason: retract_response(clinic, record, reason)
    if isinstance(record, Observation) and record.category in _SCORES:
        return lambda clinic, reason: retract_score(clinic, record, reason)
    if isinstance(record, Observation):
        return lambda clinic, reason: retract_visit(clinic, patient_id, (record,), reason)
    if isinstance(record, tuple) and all(isinstance(each, Observation) for each in record):
        return lambda clinic, reason: retract_visit(clinic, patient_id, record, reason)
    if isinstance(record, MonitoringDecision):
        return lambda clinic, reason: retract_decision(clinic, record, reason)
    raise TypeError(type(record).__name__)


def retraction_of_result(value: Observation) -> Callable[[Clinic, str], Saved]:
    """Return the call (clinic, reason) that retracts a result."""
    return lambda clinic, reason: retract_result(clinic, value, reason)
