"""The restore drill: restoring a backup on trial, comparing everything, and taking it away again.

It goes the very way of a restore, into the clinic's private folder, and touches nothing else.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from practice_desk.credentials import key_slots
from practice_desk.credentials.data_key import DataKey
from practice_desk.credentials.key_slots import Unlocked
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.errors import (
    BackupDamaged,
    BackupLocked,
    BackupTooNew,
    NotABackup,
    OtherClinicsBackup,
)
from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.exchange.backup_contents import Header
from practice_desk.services.backup_files import Steps, file_failures
from practice_desk.services.backup_history import (
    LAST_DRILL_SETTING,
    RestoreDrill,
    read_last_drill,
)
from practice_desk.services.backup_keys import BackupSecret, unlock
from practice_desk.services.backup_labels import made_at_of
from practice_desk.services.backup_source import private_scratch
from practice_desk.services.clinic import Clinic
from practice_desk.services.unpacking import checked_header, unlocked_backup, unpack_generation
from practice_desk.storage import registry
from practice_desk.storage.layout import ClinicFolder

_WHAT = "The backup or the clinic's own folder"


def hold_drill(
    clinic: Clinic,
    path: Path,
    progress: Progress = no_progress,
    *,
    secret: BackupSecret | None = None,
) -> RestoreDrill:
    """Restore the backup *path* of this clinic on trial, and keep what came of it.

    Without *secret* the open clinic's key opens it. Raises BackupDamaged, NotABackup or
    BackupTooNew, which are kept too, OtherClinicsBackup, BackupLocked for a backup from before the
    clinic's key was changed, what a secret raises, DiskFull, FolderReadOnly, StorageFailed or
    Cancelled.
    """
    with clinic.reading(Operation.TEST_RESTORE):
        pass
    try:
        with file_failures(_WHAT), private_scratch(clinic.folder, clinic.store, "drill") as scratch:
            header, steps = checked_header(path, progress)
            require_same_clinic(clinic.folder.key_slots, header)
            unlocked = unlock(header, secret) if secret else opened_with(clinic.unlocked, header)
            drill = _tried(path, header, unlocked.data_key, scratch, clinic.now(), steps)
    except (BackupDamaged, NotABackup, BackupTooNew) as error:
        now = clinic.now()
        _remember(clinic, RestoreDrill(now, str(path), now, problem=error.sentence))
        raise
    _remember(clinic, drill)
    return drill


def drill_elsewhere(
    path: Path, secret: BackupSecret, place: Path, progress: Progress = no_progress
) -> RestoreDrill:
    """Do the same without a clinic, in the new folder *place*; nothing of it is kept."""
    with file_failures(_WHAT), _removed_after(place):
        header, unlocked, steps = unlocked_backup(path, secret, progress)
        return _tried(path, header, unlocked.data_key, place, datetime.now(UTC), steps)


def last_drill(clinic: Clinic) -> RestoreDrill | None:
    """Return the last drill, or None before the first."""
    with clinic.reading(Operation.BACK_UP) as work:
        return read_last_drill(work)


def _tried(
    path: Path, header: Header, data_key: DataKey, place: Path, now: datetime, steps: Steps
) -> RestoreDrill:
    manifest = unpack_generation(path, header, data_key, ClinicFolder(place), steps).manifest
    return RestoreDrill(
        held_at=now.astimezone(UTC),
        path=str(path),
        made_at=made_at_of(header),
        counts=manifest.contents.counts,
        documents=manifest.documents,
        compared=bool(manifest.contents.table_hashes),
    )


def require_same_clinic(slots: Path, header: Header) -> None:
    """Raise OtherClinicsBackup unless the backup is of the clinic with these key slots."""
    if key_slots.clinic_id(slots) != header.clinic_id:
        raise OtherClinicsBackup("This backup is of another clinic.")


def opened_with(unlocked: Unlocked, header: Header) -> Unlocked:
    """Return what opens the backup for who has its clinic open. Raises BackupLocked."""
    if not key_slots.opens_to(header.key_slots, unlocked.data_key):
        raise BackupLocked("This backup is from before the clinic's key was changed.")
    return unlocked


def _remember(clinic: Clinic, drill: RestoreDrill) -> None:
    plain: dict[str, object] = {
        name: getattr(drill, name)
        for name in ("path", "counts", "documents", "compared", "problem")
    }
    for name in ("held_at", "made_at"):
        plain[name] = getattr(drill, name).astimezone(UTC).isoformat(timespec="seconds")
    with clinic.writing(Operation.TEST_RESTORE, kind=AuditKind.CHECK) as work:
        _, version = registry.setting(work.connection, LAST_DRILL_SETTING)
        registry.put_setting(work.connection, LAST_DRILL_SETTING, plain, version)
        found = "a problem was found" if drill.problem else f"{drill.rows} rows compared"
        work.detail = f"restore drill: {found}"


@contextmanager
def _removed_after(place: Path) -> Iterator[None]:
    place.mkdir(parents=True, mode=0o700)
    try:
        yield
    finally:
        shutil.rmtree(place, ignore_errors=True)
