"""Every use case of the services, as a call that is ready to be made.

A test walks the services and fails while a use case is missing here, so that each is tried in
every role. An entry prepares what its call needs, with every role, and returns the call.
"""

from __future__ import annotations

from tests.stage import UseCases
from tests.use_cases.approvals import APPROVALS
from tests.use_cases.audit import AUDIT
from tests.use_cases.backing_up import BACKING_UP
from tests.use_cases.care_plans import CARE_PLANS
from tests.use_cases.charts import CHARTS
from tests.use_cases.clinics import CLINICS
from tests.use_cases.consents import CONSENTS
from tests.use_cases.desk import DESK
from tests.use_cases.disclosures import DISCLOSURES
from tests.use_cases.documents import DOCUMENTS
from tests.use_cases.education import EDUCATION
from tests.use_cases.knowledge import KNOWLEDGE
from tests.use_cases.letter_writing import LETTER_WRITING
from tests.use_cases.letters import LETTERS
from tests.use_cases.measures import MEASURES
from tests.use_cases.messages import MESSAGES
from tests.use_cases.monitoring import MONITORING
from tests.use_cases.notes import NOTES
from tests.use_cases.patient_requests import PATIENT_REQUESTS
from tests.use_cases.psychotherapy import PSYCHOTHERAPY
from tests.use_cases.reconciliation import RECONCILIATION
from tests.use_cases.reports import REPORTS
from tests.use_cases.safety import SAFETY
from tests.use_cases.schedule import SCHEDULE
from tests.use_cases.side_effects import SIDE_EFFECTS
from tests.use_cases.steps import STEPS
from tests.use_cases.supply import SUPPLY
from tests.use_cases.timeline import TIMELINE
from tests.use_cases.today import TODAY
from tests.use_cases.visits import VISITS

USE_CASES: UseCases = {
    **CHARTS,
    **APPROVALS,
    **CLINICS,
    **BACKING_UP,
    **AUDIT,
    **CARE_PLANS,
    **CONSENTS,
    **DESK,
    **DISCLOSURES,
    **DOCUMENTS,
    **EDUCATION,
    **KNOWLEDGE,
    **LETTER_WRITING,
    **LETTERS,
    **MEASURES,
    **MESSAGES,
    **MONITORING,
    **NOTES,
    **PATIENT_REQUESTS,
    **PSYCHOTHERAPY,
    **REPORTS,
    **SAFETY,
    **SCHEDULE,
    **SIDE_EFFECTS,
    **STEPS,
    **SUPPLY,
    **RECONCILIATION,
    **TIMELINE,
    **TODAY,
    **VISITS,
}
"""By the function's name, and what makes it another operation: what it needs, and the call."""

LONG_WORK = frozenset(
    {
        "audit_reader.export_trail",
        "backup_generations.forget_old",
        "backups.create_backup",
        "document_import.file_scans",
        "document_import.import_documents",
        "document_looks.look_into_waiting",
        "imports.import_files",
        "planned_backups.run_backup_plan",
        "restore_drills.hold_drill",
        "restores_over.prepare_restore_over",
        "restores_over.restore_prepared",
        "rotation.rotate_data_key",
        "verification.verify_clinic",
    }
)
"""Asks first and records at the end, or once for each batch, not in one transaction."""

COUNTED_FIRST = frozenset(
    {
        "psychotherapy_keys.open_notes",
        "psychotherapy_keys.recover_notes",
        "psychotherapy_keys.reopen_notes",
    }
)
"""Counts a passphrase, in a transaction of its own, before it is tried in the recorded one."""

TELLS_OF_NO_PATIENT = {
    "psychotherapy_keys.notes_state",
    "accounts.new_passphrase_problems",
    "attempts.failures_since",
    "own_account.own_account",
    "recovery.recovery_status",
    "workstation.workstation_status",
    "backup_generations.backups_in",
    "backup_generations.forget_old",
    "backup_history.last_backup",
    "backup_plans.backup_plan",
    "backup_plans.has_own_passphrase",
    "appointments.expected_today",
    "check_in_waiting.sealed_check_ins",
    "emergency_paper.count_on_paper",
    "backup_standing.backup_state",
    "restore_drills.last_drill",
    "inbox.count_unread",
    "key_status.key_status",
    "first_looks.may_be_consents_due",
    "first_looks.may_be_due_letters",
    "first_looks.may_be_messages",
    "first_looks.may_be_open_risks",
    "first_looks.may_be_reviews_due",
    "first_looks.may_be_side_effects",
    "first_looks.may_be_waiting_letters",
    "first_looks.may_be_unreviewed",
    "first_looks.may_be_papers",
    "first_looks.may_be_requests",
    "first_looks.may_be_worklists",
    "clinic_knowledge.knowledge_of",
    "knowledge_usage.count_plans",
    "pack_identity.pack_identity",
    "reports.asked.filter_choices",
    "worklist_choices.worklist_choices",
    "switching.advice",
    "today.stand_of",
    "today.takers",
}
"""Use cases that write nothing and show the person nothing but the program's own state."""
