"""Backing the clinic up into one encrypted file, proven before it is called done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from pathlib import Path

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.errors import BackupDamaged, NotABackup, StorageFailed
from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.exchange import backup_archive
from practice_desk.exchange.backup_archive import ArchiveWriter
from practice_desk.exchange.backup_contents import SUFFIX, Contents, Manifest
from practice_desk.services import key_generations
from practice_desk.services.backup_files import Steps, file_failures, flush_to_disk
from practice_desk.services.backup_header import NewHeader, new_header
from practice_desk.services.backup_history import LastBackup, remember_backup
from practice_desk.services.backup_keys import (
    BackupSecret,
    ByPassphrase,
    ByRecoveryCode,
    ContainerCipher,
    container_cipher,
    unlock,
)
from practice_desk.services.backup_labels import BackupLabel, BackupReport, label_of, report_of
from practice_desk.services.backup_plans import read_own_slot
from practice_desk.services.backup_source import (
    beside,
    copied_source,
    private_scratch,
    write_source,
)
from practice_desk.services.backup_target import (
    partial_file,
    require_room,
    target_failures,
    target_path,
)
from practice_desk.services.clinic import Clinic
from practice_desk.services.start_up import PROFILE_SETTING
from practice_desk.storage import registry
from practice_desk.storage.snapshot import SnapshotFacts, frozen, prove
from practice_desk.storage.store import Store

__all__ = [
    "SUFFIX",
    "BackupLabel",
    "BackupReport",
    "BackupSecret",
    "ByPassphrase",
    "ByRecoveryCode",
    "check_backup_keyless",
    "create_backup",
    "verify_backup",
]

_WHAT = "The backup"


def create_backup(clinic: Clinic, target: Path, progress: Progress = no_progress) -> BackupReport:
    """Back up the open clinic to the file *target*, or into the folder *target* by date.

    A file's name gets the ending `.pdbackup` where it lacks it.

    The clinic may be written to meanwhile. The finished file is read back from the stick or disk
    and every part compared, and the database in it is proven to open, before it takes its name and
    this returns. A failure leaves nothing behind and an older backup of the name as it was. Raises
    NotPermitted, Cancelled, DiskFull, FolderReadOnly, StorageFailed, ClinicDamaged or
    KeySlotsDamaged.
    """
    made_at = clinic.now().astimezone(UTC)
    with clinic.reading(Operation.BACK_UP) as work:
        profile, _ = registry.setting(work.connection, PROFILE_SETTING)
        own_slot = read_own_slot(work)
    with clinic.attempting(Operation.BACK_UP), file_failures(_WHAT):
        with target_failures():
            final = target_path(target, profile["name"] if profile else "", made_at)
        if not clinic.is_beside:  # what a change of the key could not finish
            key_generations.tidy_up(clinic)
        new = new_header(clinic.folder.key_slots, clinic.unlocked, made_at, own_slot)
        facts, written = _make(clinic, final, new, progress)
        report = report_of(final, new.header, written)
    if not clinic.can_record:
        return replace(report, recorded=False)
    with clinic.writing(Operation.BACK_UP, kind=AuditKind.BACKUP) as work:
        work.detail = f"backup of {report.size} bytes, {report.documents} documents, verified"
        last = LastBackup(report.made_at, str(report.path), report.size, facts.chain.count)
        remember_backup(work, last)
    return report


def _make(
    clinic: Clinic, final: Path, new: NewHeader, progress: Progress
) -> tuple[SnapshotFacts, Manifest]:
    """Write the backup and prove it; return what the clinic held and what was written."""
    store = clinic.store  # a change of the key exchanges it
    with (
        private_scratch(clinic.folder, store, "backup") as scratch,
        frozen(store) as state,
        beside(state) as threads,
    ):
        # The rows are hashed in the live database, and the copied pages proven, meanwhile.
        described = threads.submit(state.describe)
        steps = Steps(progress, 3 * store.database.stat().st_size)
        steps.begin("Copying the database")
        source = copied_source(store, state, scratch, new.clinic_slots, steps)
        proof = threads.submit(prove, source.copy, store.database_key)
        steps = Steps(progress, 2 * source.size)
        require_room(final, source.size)
        with partial_file(final) as (sink, partial):
            writer = ArchiveWriter(sink, new.header, new.cipher.seal)
            steps.begin("Writing the backup")
            write_source(source, writer, steps)
            facts = steps.wait_for(described)
            written = writer.finish(_contents(clinic, store, facts, source.missing))
            with target_failures():
                flush_to_disk(sink)
                steps.begin("Reading the backup back")
                _prove(partial, new.cipher, written, steps)
            steps.wait_for(proof)
    return facts, written


def check_backup_keyless(path: Path, progress: Progress = no_progress) -> BackupLabel:
    """Check that a backup is undamaged, without any key, and return what it says about itself.

    Raises NotABackup, BackupDamaged, BackupTooNew or StorageFailed.
    """
    with file_failures(_WHAT):
        steps = Steps(progress, path.stat().st_size)
        steps.begin("Checking the backup")
        return label_of(path, backup_archive.check_keyless(path, steps.advance))


def verify_backup(
    path: Path, secret: BackupSecret, progress: Progress = no_progress
) -> BackupReport:
    """Decrypt the whole backup and compare everything with its manifest; nothing is written.

    The keyless check comes first, so a wrong passphrase is never mistaken for damage. Raises what
    `check_backup_keyless` raises, WrongPassphrase, WrongRecoveryCode or WorkstationSecretMissing.
    """
    with file_failures(_WHAT):
        steps = Steps(progress, 2 * path.stat().st_size)
        steps.begin("Checking the backup")
        header = backup_archive.check_keyless(path, steps.advance)
        cipher = container_cipher(header, unlock(header, secret).data_key)
        steps.begin("Decrypting the backup")
        manifest = backup_archive.unpack(path, cipher.unseal, backup_archive.discard, steps.advance)
        return report_of(path, header, manifest)


def _contents(
    clinic: Clinic, store: Store, facts: SnapshotFacts, missing: tuple[str, ...]
) -> Contents:
    return Contents(
        schema_revision=facts.revision,
        generation=store.generation.root.name,
        counts=facts.counts,
        chain_count=facts.chain.count,
        chain_mac=facts.chain.mac,
        missing=missing,
        table_hashes={name: content.sha256 for name, content in facts.tables.items()},
        made_by=clinic.session.user_name,
    )


def _prove(partial: Path, cipher: ContainerCipher, written: Manifest, steps: Steps) -> None:
    try:
        read_back = backup_archive.unpack(
            partial, cipher.unseal, backup_archive.discard, steps.advance
        )
    except (BackupDamaged, NotABackup):
        read_back = None
    if read_back != written:
        raise StorageFailed(
            "The backup was read back differently from how it was written.",
            "Use another disk or stick: this one does not keep what it is given.",
        )
