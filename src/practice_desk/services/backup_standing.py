"""Where the clinic stands with its backups: the plan, the last one, and whether one is due."""

from __future__ import annotations

from dataclasses import dataclass

from practice_desk.domain.backup_plan import BackupPlan, is_due
from practice_desk.domain.permission import Operation
from practice_desk.services.backup_history import (
    LastBackup,
    RestoreDrill,
    read_last_backup,
    read_last_drill,
)
from practice_desk.services.backup_plans import read_own_slot, read_plan
from practice_desk.services.clinic import Clinic
from practice_desk.storage.audit import entries_after

NO_CHANGE = frozenset(
    {
        Operation.UNLOCK,
        Operation.LOCK,
        Operation.KEEP_DRAFT,
        Operation.LIST_PATIENTS,
        Operation.LIST_SIDE_EFFECTS,
        Operation.LIST_UNSIGNED_NOTES,
        Operation.LIST_DOCUMENTS,
        Operation.LIST_LETTERS,
        Operation.LIST_RECALLS,
        Operation.LIST_WORKLIST,
        Operation.READ_INBOX,
        Operation.SEARCH_TEXTS,
        Operation.VIEW_DEMOGRAPHICS,
        Operation.VIEW_CHART,
        Operation.VIEW_DIRECTORY,
        Operation.VIEW_CLINIC,
        Operation.VIEW_ACCOUNTS,
        Operation.VIEW_DISCLOSURES,
        Operation.VIEW_CHART_ACCESS,
        Operation.VIEW_AUDIT_TRAIL,
        Operation.VIEW_KNOWLEDGE,
        Operation.VIEW_OVERRIDES,
        Operation.VIEW_SCHEDULE,
        Operation.VIEW_REQUESTS,
        Operation.VIEW_REPORTS,
        Operation.VIEW_ATTENDANCE,
        Operation.LIST_MONITORING,
        Operation.EXPORT_AUDIT_TRAIL,
        Operation.BACK_UP,
        Operation.TEST_RESTORE,
        Operation.RESTORE_OVER,
        Operation.VERIFY_CLINIC,
    }
)
"""What the audit trail records without anything having changed that a backup would keep."""


@dataclass(frozen=True, slots=True)
class BackupState:
    """Where the clinic stands with its backups. `changes` counts what was done since the last."""

    plan: BackupPlan
    last: LastBackup | None
    drill: RestoreDrill | None
    changes: int
    due: bool
    own_passphrase: bool


def backup_state(clinic: Clinic) -> BackupState:
    """Return plan, newest verified backup, last drill, and whether a backup is due."""
    with clinic.reading(Operation.BACK_UP) as work:
        plan, last, drill = read_plan(work), read_last_backup(work), read_last_drill(work)
        own = bool(read_own_slot(work))
        changes = entries_after(work.connection, last.entries if last else 0, NO_CHANGE)
    due = is_due(plan, last.made_at if last else None, clinic.now(), unsaved=changes > 0)
    return BackupState(plan, last, drill, changes, due, own)
