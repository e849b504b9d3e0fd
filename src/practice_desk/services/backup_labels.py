"""What a backup says about itself: without a key its label, with one its whole report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from practice_desk.credentials import key_slots
from practice_desk.domain.errors import BackupDamaged, KeySlotsDamaged
from practice_desk.exchange.backup_contents import Header, Manifest, OpensWith


@dataclass(frozen=True, slots=True)
class BackupLabel:
    """What a backup says about itself without a key; `made_at` is aware.

    `has_own_passphrase` tells that it opens with a passphrase of its own, not with accounts'.
    """

    clinic_id: str
    made_at: datetime
    program_version: str
    user_names: tuple[str, ...]
    size: int
    has_own_passphrase: bool = False


@dataclass(frozen=True, slots=True)
class BackupReport:
    """A backup that was read back whole. `size` in bytes, `counts` in rows per table.

    `missing_documents` counts documents that the clinic itself had lost before: everything else
    is in the backup. `recorded` is False where the clinic's folder may not be written.
    """

    path: Path
    clinic_id: str
    made_at: datetime
    size: int
    schema_revision: str
    counts: dict[str, int]
    documents: int
    missing_documents: int
    recorded: bool = True


def label_of(path: Path, header: Header) -> BackupLabel:
    """Return the label. Raises BackupDamaged."""
    try:
        users = key_slots.users_bytes(header.key_slots)
    except KeySlotsDamaged:
        raise BackupDamaged("The key slots in this backup are damaged.") from None
    return BackupLabel(
        header.clinic_id,
        made_at_of(header),
        header.program_version,
        users,
        path.stat().st_size,
        header.opens_with is OpensWith.OWN_PASSPHRASE,
    )


def report_of(path: Path, header: Header, manifest: Manifest) -> BackupReport:
    """Return the report. Raises BackupDamaged."""
    return BackupReport(
        path=path,
        clinic_id=header.clinic_id,
        made_at=made_at_of(header),
        size=path.stat().st_size,
        schema_revision=manifest.contents.schema_revision,
        counts=manifest.contents.counts,
        documents=manifest.documents,
        missing_documents=len(manifest.contents.missing),
    )


def made_at_of(header: Header) -> datetime:
    """Return when the backup was made, aware. Raises BackupDamaged."""
    try:
        made_at = datetime.fromisoformat(header.made_at)
    except ValueError:
        raise BackupDamaged("The backup's header is damaged.") from None
    return made_at if made_at.tzinfo else made_at.replace(tzinfo=UTC)
