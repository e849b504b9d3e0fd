"""The backups that lie in a folder, and letting go of those that the rule no longer keeps."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from practice_desk.credentials import key_slots
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.backup_plan import KeepRule, to_forget
from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.permission import Operation
from practice_desk.exchange.backup_archive import read_header
from practice_desk.exchange.backup_contents import SUFFIX
from practice_desk.services.backup_files import remove_quietly
from practice_desk.services.backup_history import read_last_backup, read_last_drill
from practice_desk.services.backup_labels import made_at_of
from practice_desk.services.backup_target import PARTIAL, is_named_by_us, target_failures
from practice_desk.services.clinic import Clinic

_CLOCK_ERROR = timedelta(days=1)
_SURELY_ABANDONED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BackupFile:
    """One backup of this clinic; `made_at` is aware, `size` in bytes."""

    path: Path
    made_at: datetime
    size: int


def backups_in(clinic: Clinic, folder: Path) -> list[BackupFile]:
    """Return this clinic's backups in *folder*, the newest first, by what their headers say.

    Files that are no backups, of other clinics or unreadable are passed over. Raises StorageFailed
    where the folder is not there or can't be read.
    """
    with clinic.reading(Operation.BACK_UP):
        return _found(clinic, folder)


def forget_old(clinic: Clinic, folder: Path, rule: KeepRule) -> tuple[str, ...]:
    """Remove the backups that *rule* lets go, and what earlier attempts left; return their names.

    Only files are removed that carry this clinic's number, a name by date and a date that has
    come; never the newest, the last verified one nor the last one restored on trial.
    """
    with clinic.reading(Operation.BACK_UP) as work:
        last, drill = read_last_backup(work), read_last_drill(work)
    spared = {Path(kept.path) for kept in (last, drill) if kept is not None}
    now = clinic.now()
    found = [
        backup
        for backup in _found(clinic, folder)
        if is_named_by_us(backup.path.name) and backup.made_at <= now + _CLOCK_ERROR
    ]
    rule_lets_go = to_forget(found, lambda backup: backup.made_at, rule)
    going = [backup.path for backup in rule_lets_go if backup.path not in spared]
    _remove_abandoned(folder, now)
    if not going:
        return ()
    with clinic.writing(Operation.BACK_UP, kind=AuditKind.BACKUP) as work:
        removed = tuple(path.name for path in going if _removed(path))
        work.detail = f"{len(removed)} older backups let go"
    return removed


def _found(clinic: Clinic, folder: Path) -> list[BackupFile]:
    with target_failures():
        paths = [path for path in folder.iterdir() if path.suffix == SUFFIX and path.is_file()]
    clinic_id = key_slots.clinic_id(clinic.folder.key_slots)
    found = [_described(path, clinic_id) for path in paths]
    backups = [backup for backup in found if backup is not None]
    return sorted(backups, key=lambda backup: backup.made_at, reverse=True)


def _described(path: Path, clinic_id: str) -> BackupFile | None:
    try:
        header = read_header(path).header
        if header.clinic_id != clinic_id:
            return None
        return BackupFile(path, made_at_of(header), path.stat().st_size)
    except (ExpectedError, OSError):
        return None  # not a backup, or damaged: nothing that this clinic could use


def _removed(path: Path) -> bool:
    remove_quietly(path)
    return not path.exists()


def _remove_abandoned(folder: Path, now: datetime) -> None:
    """Remove what a stick kept of a backup when it was pulled out."""
    for path in folder.glob(f"*{SUFFIX}{PARTIAL}"):
        if not is_named_by_us(path.name.removesuffix(PARTIAL)):
            continue
        with contextlib.suppress(OSError):
            written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            if now - written > _SURELY_ABANDONED:
                path.unlink()
