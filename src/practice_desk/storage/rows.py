"""All rows in one import, so that `Base.metadata` is complete."""

from practice_desk.storage.access_rows import (
    ApprovalRow,
    ChartRestrictionRow,
    EmergencyAccessRow,
)
from practice_desk.storage.draft_rows import DraftRow
from practice_desk.storage.follow_up_rows import AdverseEventRow, MedicationTrialRow, NoteRow
from practice_desk.storage.health_rows import (
    AllergyIntoleranceRow,
    AllergyStatementRow,
    ConditionRow,
    EncounterRow,
    MonitoringDecisionRow,
    ObservationRow,
    SubstanceUseRow,
)
from practice_desk.storage.knowledge_rows import KnowledgeRevisionRow, PackChoiceRow
from practice_desk.storage.people_rows import (
    NameWordRow,
    OrganizationRow,
    PatientListRow,
    PatientRow,
    PractitionerRow,
    RelatedPersonRow,
)
from practice_desk.storage.plan_rows import MedicationRow, PlanEventRow
from practice_desk.storage.record_rows import (
    AccountRow,
    AuditEventRow,
    AuditPartRow,
    DisclosureRow,
    DocumentRow,
    ImportedResourceRow,
    LetterRow,
    SettingRow,
)
from practice_desk.storage.safety_rows import SafetyDecisionRow
from practice_desk.storage.schedule_rows import AppointmentRow, CheckInRow
from practice_desk.storage.schema import Base
from practice_desk.storage.supply_rows import SupplyEntryRow

__all__ = [
    "AccountRow",
    "AdverseEventRow",
    "AllergyIntoleranceRow",
    "AllergyStatementRow",
    "AppointmentRow",
    "ApprovalRow",
    "AuditEventRow",
    "AuditPartRow",
    "Base",
    "ChartRestrictionRow",
    "CheckInRow",
    "ConditionRow",
    "DisclosureRow",
    "DocumentRow",
    "DraftRow",
    "EmergencyAccessRow",
    "EncounterRow",
    "ImportedResourceRow",
    "KnowledgeRevisionRow",
    "LetterRow",
    "MedicationRow",
    "MedicationTrialRow",
    "MonitoringDecisionRow",
    "NameWordRow",
    "NoteRow",
    "ObservationRow",
    "OrganizationRow",
    "PackChoiceRow",
    "PatientListRow",
    "PatientRow",
    "PlanEventRow",
    "PractitionerRow",
    "RelatedPersonRow",
    "SafetyDecisionRow",
    "SettingRow",
    "SubstanceUseRow",
    "SupplyEntryRow",
]
