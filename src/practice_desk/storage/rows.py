"""All tables in one import, so that `metadata` is complete."""

from practice_desk.storage.access_rows import (
    APPROVAL,
    CHART_RESTRICTION,
    EMERGENCY_ACCESS,
)
from practice_desk.storage.adverse_event_rows import ADVERSE_EVENT, ADVERSE_EVENT_REVIEW
from practice_desk.storage.care_plan_rows import CARE_PLAN_ENTRY
from practice_desk.storage.consent_rows import CONSENT, CONSENT_ENTRY, LABEL_STATEMENT
from practice_desk.storage.deferral_rows import TODAY_DEFERRAL
from practice_desk.storage.desk_rows import RECALL, WAITING_ENTRY
from practice_desk.storage.draft_rows import DRAFT
from practice_desk.storage.education_rows import EDUCATION_GIVEN, HANDOUT_WORDS
from practice_desk.storage.filed_document_rows import (
    DOCUMENT_LOOK,
    FILED_DOCUMENT,
    SEARCH_ENTRY,
)
from practice_desk.storage.follow_up_rows import MEDICATION_TRIAL
from practice_desk.storage.health_rows import (
    ALLERGY_INTOLERANCE,
    ALLERGY_STATEMENT,
    CONDITION,
    ENCOUNTER,
    MONITORING_DECISION,
    OBSERVATION,
    SUBSTANCE_USE,
)
from practice_desk.storage.knowledge_rows import KNOWLEDGE_REVISION, PACK_CHOICE
from practice_desk.storage.letter_entry_rows import LETTER_ENTRY
from practice_desk.storage.letter_told_rows import LETTER_TOLD
from practice_desk.storage.measures_rows import (
    MEASURE_SCHEDULE,
    QUESTIONNAIRE_RESPONSE,
    RISK_ENTRY,
)
from practice_desk.storage.message_rows import (
    MESSAGE,
    MESSAGE_ENTRY,
    MESSAGE_QUEUE,
    MESSAGE_READ,
)
from practice_desk.storage.note_rows import NOTE, NOTE_PHRASE, NOTE_SIGNATURE
from practice_desk.storage.patient_request_rows import (
    CHART_EXPORT,
    PATIENT_REQUEST,
    REQUEST_ENTRY,
)
from practice_desk.storage.people_rows import (
    NAME_WORD,
    ORGANIZATION,
    PATIENT,
    PATIENT_LIST,
    PRACTITIONER,
    RELATED_PERSON,
)
from practice_desk.storage.plan_rows import MEDICATION, PLAN_EVENT
from practice_desk.storage.psychotherapy_note_rows import PSYCHOTHERAPY_KEY, PSYCHOTHERAPY_NOTE
from practice_desk.storage.reconciliation_rows import RECONCILIATION_ENTRY
from practice_desk.storage.record_rows import (
    ACCOUNT,
    AUDIT_EVENT,
    AUDIT_PART,
    DISCLOSURE,
    DOCUMENT,
    IMPORTED_RESOURCE,
    LETTER,
    SETTING,
)
from practice_desk.storage.safety_rows import SAFETY_DECISION
from practice_desk.storage.schedule_rows import (
    APPOINTMENT,
    APPOINTMENT_SERIES,
    APPOINTMENT_TYPE,
    CHECK_IN,
    DAY_OFF,
    OFFICE_HOURS,
    ROOM,
)
from practice_desk.storage.schema import metadata
from practice_desk.storage.supply_rows import SUPPLY_ENTRY
from practice_desk.storage.visit_rows import VISIT
from practice_desk.storage.worklist_rows import WORKLIST, WORKLIST_DELAY

__all__ = [
    "ACCOUNT",
    "ADVERSE_EVENT",
    "ADVERSE_EVENT_REVIEW",
    "ALLERGY_INTOLERANCE",
    "ALLERGY_STATEMENT",
    "APPOINTMENT",
    "APPOINTMENT_SERIES",
    "APPOINTMENT_TYPE",
    "APPROVAL",
    "AUDIT_EVENT",
    "AUDIT_PART",
    "CARE_PLAN_ENTRY",
    "CHART_EXPORT",
    "CHART_RESTRICTION",
    "CHECK_IN",
    "CONDITION",
    "CONSENT",
    "CONSENT_ENTRY",
    "DAY_OFF",
    "DISCLOSURE",
    "DOCUMENT",
    "DOCUMENT_LOOK",
    "DRAFT",
    "EDUCATION_GIVEN",
    "EMERGENCY_ACCESS",
    "ENCOUNTER",
    "FILED_DOCUMENT",
    "HANDOUT_WORDS",
    "IMPORTED_RESOURCE",
    "KNOWLEDGE_REVISION",
    "LABEL_STATEMENT",
    "LETTER",
    "LETTER_ENTRY",
    "LETTER_TOLD",
    "MEASURE_SCHEDULE",
    "MEDICATION",
    "MEDICATION_TRIAL",
    "MESSAGE",
    "MESSAGE_ENTRY",
    "MESSAGE_QUEUE",
    "MESSAGE_READ",
    "MONITORING_DECISION",
    "NAME_WORD",
    "NOTE",
    "NOTE_PHRASE",
    "NOTE_SIGNATURE",
    "OBSERVATION",
    "OFFICE_HOURS",
    "ORGANIZATION",
    "PACK_CHOICE",
    "PATIENT",
    "PATIENT_LIST",
    "PATIENT_REQUEST",
    "PLAN_EVENT",
    "PRACTITIONER",
    "PSYCHOTHERAPY_KEY",
    "PSYCHOTHERAPY_NOTE",
    "QUESTIONNAIRE_RESPONSE",
    "RECALL",
    "RECONCILIATION_ENTRY",
    "RELATED_PERSON",
    "REQUEST_ENTRY",
    "RISK_ENTRY",
    "ROOM",
    "SAFETY_DECISION",
    "SEARCH_ENTRY",
    "SETTING",
    "SUBSTANCE_USE",
    "SUPPLY_ENTRY",
    "TODAY_DEFERRAL",
    "VISIT",
    "WAITING_ENTRY",
    "WORKLIST",
    "WORKLIST_DELAY",
    "metadata",
]
