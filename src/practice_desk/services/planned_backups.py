"""Backing up by the plan, and letting old backups go."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from practice_desk.domain.backup_plan import BackupRhythm
from practice_desk.domain.errors import StorageFailed
from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.services.backup_generations import forget_old
from practice_desk.services.backup_plans import read_plan
from practice_desk.services.backup_target import require_folder
from practice_desk.services.backups import BackupReport, create_backup
from practice_desk.services.clinic import Clinic


@dataclass(frozen=True, slots=True)
class PlannedBackup:
    """A backup made by the plan, and the names of the older ones that were let go."""

    report: BackupReport
    forgotten: tuple[str, ...]


def run_backup_plan(clinic: Clinic, progress: Progress = no_progress) -> PlannedBackup:
    """Back up to the planned folder now, then let go of what the rule no longer keeps.

    Raises StorageFailed where no folder is planned or it is not there, and what `create_backup`
    raises. An old backup that can't be removed stays.
    """
    with clinic.reading(Operation.BACK_UP) as work:
        plan = read_plan(work)
    if not plan.folder:
        raise StorageFailed(
            "No folder for backups is planned.", "Choose one on the page Backup, in its window."
        )
    folder = Path(plan.folder)
    require_folder(folder)
    report = create_backup(clinic, folder, progress)
    if plan.rhythm is BackupRhythm.OFF:  # nobody agreed to a rule
        return PlannedBackup(report, ())
    return PlannedBackup(report, forget_old(clinic, folder, plan.keep))
