"""On which page of the chart a record is, and which record a row of a table stands for."""

from __future__ import annotations

from practice_desk.domain.chart_event import ChartEvent
from practice_desk.domain.consent import ConsentCase
from practice_desk.domain.monitoring import DueItem, DueStatus
from practice_desk.domain.note import Note
from practice_desk.domain.observation import Observation
from practice_desk.domain.questionnaire_response import QuestionnaireResponse
from practice_desk.domain.record_key import RecordKey
from practice_desk.domain.side_effect_case import SideEffectCase
from practice_desk.services.monitoring_state import JudgedResult

REQUEST = "patient_request"
"""The noun of a request about the record, which has a window of its own."""
PAGES = {
    "medication": "Plan",
    "questionnaire_response": "Measures",
    "score": "Measures",
    "result": "Monitoring",
    "adverse_event": "Side effects",
    "note": "Notes",
    "chart_event": "History",
    "filed_document": "Documents",
    "care_plan_entry": "Goals",
    "letter": "Letters",
    "consent": "Consents",
    "supply": "Supply",
    "agreement": "Supply",
    "monitoring": "Monitoring",
    "unchecked": "Monitoring",
    "measure": "Measures",
    "risk": "Measures",
}
"""The title of the page that shows a record, by its noun."""


def stands_for(record: object, key: RecordKey) -> bool:
    """Return whether a row's *record* is the one that *key* names; of monitoring what is overdue.

    A score's id is its observation's, also where the row is of the answers that it comes from.
    """
    match key.noun:
        case "questionnaire_response":
            return isinstance(record, QuestionnaireResponse) and record.id == key.id
        case "score" if isinstance(record, QuestionnaireResponse):
            return key.id in record.observation_ids
        case "score":
            return isinstance(record, Observation) and record.id == key.id
        case "result":
            return isinstance(record, JudgedResult) and record.result.observation_id == key.id
        case "adverse_event":
            return isinstance(record, SideEffectCase) and record.id == key.id
        case "note":
            return isinstance(record, Note) and record.id == key.id
        case "chart_event":
            return isinstance(record, ChartEvent) and record.id == key.id
        case "monitoring":
            return isinstance(record, DueItem) and record.status is DueStatus.OVERDUE
        case "consent":
            return isinstance(record, ConsentCase) and record.consent.id == key.id
    return False
