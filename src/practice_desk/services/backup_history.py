"""What is remembered of this clinic's backups: the newest verified one, and the last drill."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.storage import registry
from practice_desk.storage.unit_of_work import UnitOfWork

LAST_BACKUP_SETTING = "last backup"
LAST_DRILL_SETTING = "last restore drill"


@dataclass(frozen=True, slots=True)
class LastBackup:
    """The newest backup that was read back whole. `made_at` is aware, `size` in bytes.

    `entries` is how many entries the audit trail had then; 0 where an older program made it.
    """

    made_at: datetime
    path: str
    size: int
    entries: int = 0


@dataclass(frozen=True, slots=True)
class RestoreDrill:
    """What a drill found. Times are aware; `problem` is empty where nothing differs.

    `counts` are rows per table. `compared` tells that the full content of every table was
    compared; backups of the first format hold only the number of rows.
    """

    held_at: datetime
    path: str
    made_at: datetime
    counts: dict[str, int] = field(default_factory=dict)
    documents: int = 0
    compared: bool = True
    problem: str = ""

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(self.counts.values())


def last_backup(clinic: Clinic) -> LastBackup | None:
    """Return the clinic's newest verified backup, or None before the first."""
    with clinic.reading(Operation.BACK_UP) as work:
        return read_last_backup(work)


def read_last_backup(work: UnitOfWork) -> LastBackup | None:
    """Return it inside a running unit of work."""
    plain, _ = registry.setting(work.connection, LAST_BACKUP_SETTING)
    if not plain:
        return None
    made_at = datetime.fromisoformat(plain["made_at"])
    return LastBackup(made_at, plain["path"], plain["size"], plain.get("entries", 0))


def remember_backup(work: UnitOfWork, backup: LastBackup) -> None:
    """Keep *backup* as the newest one, in the transaction that records it."""
    _, version = registry.setting(work.connection, LAST_BACKUP_SETTING)
    plain = {
        "made_at": backup.made_at.isoformat(timespec="seconds"),
        "path": backup.path,
        "size": backup.size,
        "entries": backup.entries,
    }
    registry.put_setting(work.connection, LAST_BACKUP_SETTING, plain, version)


def read_last_drill(work: UnitOfWork) -> RestoreDrill | None:
    """Return the last drill inside a running unit of work, or None before the first."""
    plain, _ = registry.setting(work.connection, LAST_DRILL_SETTING)
    if not plain:
        return None
    moments = {name: datetime.fromisoformat(plain[name]) for name in ("held_at", "made_at")}
    return RestoreDrill(**{**plain, **moments})
