"""Backing the clinic up into one encrypted file, proven before it is called done."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from practice_desk import __version__
from practice_desk.credentials import key_slots, slot_file
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.errors import BackupDamaged, KeySlotsDamaged, NotABackup, StorageFailed
from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.exchange import backup_archive
from practice_desk.exchange.backup_archive import ArchiveWriter
from practice_desk.exchange.backup_contents import (
    DATABASE_MEMBER,
    FORMAT,
    SUFFIX,
    Contents,
    Header,
    Manifest,
)
from practice_desk.services.backup_files import (
    Steps,
    backup_name,
    file_failures,
    flush_to_disk,
    partial_file,
)
from practice_desk.services.backup_history import LastBackup, remember_backup
from practice_desk.services.backup_keys import (
    BackupSecret,
    ByPassphrase,
    ByRecoveryCode,
    ContainerCipher,
    container_cipher,
    unlock,
)
from practice_desk.services.clinic import Clinic
from practice_desk.services.start_up import PROFILE_SETTING
from practice_desk.storage import registry
from practice_desk.storage.scratch import temporary_folder
from practice_desk.storage.snapshot import (
    FrozenDatabase,
    SnapshotFacts,
    frozen,
    prove,
    sealed_names,
)
from practice_desk.storage.store import Access

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


@dataclass(frozen=True, slots=True)
class BackupLabel:
    """What a backup says about itself without a key; `made_at` is aware."""

    clinic_id: str
    made_at: datetime
    program_version: str
    user_names: tuple[str, ...]
    size: int


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


@dataclass(frozen=True, slots=True)
class _Source:
    """What one backup is made of: the frozen copy and the documents that its rows name."""

    copy: Path
    documents: tuple[tuple[str, Path, int], ...]
    missing: tuple[str, ...]

    @property
    def size(self) -> int:
        return self.copy.stat().st_size + sum(size for _, _, size in self.documents)


def create_backup(clinic: Clinic, target: Path, progress: Progress = no_progress) -> BackupReport:
    """Back up the open clinic to the file *target*, or into the folder *target* by date.

    A file's name gets the ending `.pdbackup` where it lacks it.

    The clinic may be written to meanwhile. The finished file is read back from the disk and every
    part compared, and the database in it is proven to open, before it takes its name and this
    returns. A failure leaves nothing behind and an older backup of the name as it was. Raises
    NotPermitted, Cancelled, DiskFull, FolderReadOnly, StorageFailed, ClinicDamaged or
    KeySlotsDamaged.
    """
    made_at = clinic.now().astimezone(UTC)
    with clinic.reading(Operation.BACK_UP) as work:
        profile, _ = registry.setting(work.connection, PROFILE_SETTING)
    clinic_name = profile["name"] if profile else ""
    with (
        clinic.attempting(Operation.BACK_UP),
        file_failures(_WHAT),
        _scratch(clinic) as scratch,
        frozen(clinic.store) as state,
        _beside(state) as beside,
    ):
        final = _final_path(target, clinic_name, made_at)
        # The rows are hashed in the live database, and the copied pages proven, meanwhile.
        described = beside.submit(state.describe)
        steps = Steps(progress, 3 * clinic.store.database.stat().st_size)
        steps.begin("Copying the database")
        source = _copy(clinic, state, scratch, steps)
        proof = beside.submit(prove, source.copy, clinic.store.database_key)
        steps = Steps(progress, 2 * source.size)
        header, cipher = _header(clinic, made_at)
        with partial_file(final) as (sink, partial):
            writer = ArchiveWriter(sink, header, cipher.seal)
            steps.begin("Writing the backup")
            _write(source, writer, steps)
            facts = steps.wait_for(described)
            written = writer.finish(_contents(clinic, facts, source.missing))
            flush_to_disk(sink)
            steps.begin("Reading the backup back")
            _prove(partial, cipher, written, steps)
            steps.wait_for(proof)
    report = _report(final, header, written)
    if not clinic.can_record:
        return replace(report, recorded=False)
    with clinic.writing(Operation.BACK_UP, kind=AuditKind.BACKUP) as work:
        work.detail = f"backup of {report.size} bytes, {report.documents} documents, verified"
        remember_backup(work, LastBackup(report.made_at, str(report.path), report.size))
    return report


def check_backup_keyless(path: Path, progress: Progress = no_progress) -> BackupLabel:
    """Check that a backup is undamaged, without any key, and return what it says about itself.

    Raises NotABackup, BackupDamaged, BackupTooNew or StorageFailed.
    """
    with file_failures(_WHAT):
        steps = Steps(progress, path.stat().st_size)
        steps.begin("Checking the backup")
        return _label(path, backup_archive.check_keyless(path, steps.advance))


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
        return _report(path, header, manifest)


def _final_path(target: Path, clinic_name: str, made_at: datetime) -> Path:
    if target.is_dir():
        return target / backup_name(clinic_name, made_at.astimezone())
    if target.suffix == SUFFIX:
        return target
    return target.with_name(target.name + SUFFIX)  # so it never takes another file's place


def _copy(clinic: Clinic, state: FrozenDatabase, scratch: Path, steps: Steps) -> _Source:
    copy = clinic.store.database
    if clinic.store.access is not Access.FROZEN:  # nothing writes to a frozen file
        copy = scratch / DATABASE_MEMBER
        state.copy_to(copy, steps.keep_on)
    documents, missing = [], []
    for name in sealed_names(copy, clinic.store.database_key):
        path = clinic.store.documents.path(name)
        if path.is_file():
            documents.append((f"documents/{name[:2]}/{path.name}", path, path.stat().st_size))
        else:
            missing.append(name)
    return _Source(copy, tuple(documents), tuple(missing))


def _write(source: _Source, writer: ArchiveWriter, steps: Steps) -> None:
    with source.copy.open("rb") as database:
        writer.add(DATABASE_MEMBER, database, source.copy.stat().st_size, steps.advance)
    for name, path, size in source.documents:
        with path.open("rb") as document:
            writer.add(name, document, size, steps.advance)


def _contents(clinic: Clinic, facts: SnapshotFacts, missing: tuple[str, ...]) -> Contents:
    return Contents(
        schema_revision=facts.revision,
        generation=clinic.store.generation.root.name,
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


def _header(clinic: Clinic, made_at: datetime) -> tuple[Header, ContainerCipher]:
    slots = slot_file.read_bytes(clinic.folder.key_slots)
    if not key_slots.opens_to(slots, clinic.data_key):  # nothing could open such a backup
        raise KeySlotsDamaged("The clinic's key slots file does not belong to its data.")
    clinic_id = slot_file.decode(slots).header.clinic_id
    cipher = ContainerCipher()
    header = Header(
        format=FORMAT,
        program_version=__version__,
        clinic_id=clinic_id,
        made_at=made_at.isoformat(timespec="seconds"),
        key_slots=slots,
        wraps=(cipher.wrapped(clinic.data_key, clinic_id),),
    )
    return header, cipher


def _label(path: Path, header: Header) -> BackupLabel:
    try:
        users = key_slots.users_bytes(header.key_slots)
    except KeySlotsDamaged:
        raise BackupDamaged("The key slots in this backup are damaged.") from None
    size = path.stat().st_size
    return BackupLabel(header.clinic_id, _made_at(header), header.program_version, users, size)


def _report(path: Path, header: Header, manifest: Manifest) -> BackupReport:
    return BackupReport(
        path=path,
        clinic_id=header.clinic_id,
        made_at=_made_at(header),
        size=path.stat().st_size,
        schema_revision=manifest.contents.schema_revision,
        counts=manifest.contents.counts,
        documents=len(manifest.members) - 1,
        missing_documents=len(manifest.contents.missing),
    )


def _made_at(header: Header) -> datetime:
    try:
        made_at = datetime.fromisoformat(header.made_at)
    except ValueError:
        raise BackupDamaged("The backup's header is damaged.") from None
    return made_at if made_at.tzinfo else made_at.replace(tzinfo=UTC)


@contextmanager
def _beside(state: FrozenDatabase) -> Iterator[ThreadPoolExecutor]:
    """Give two threads for what runs beside the writing; a failure does not wait for them long."""
    with ThreadPoolExecutor(2, thread_name_prefix="backup") as threads:
        try:
            yield threads
        finally:
            state.stop()


@contextmanager
def _scratch(clinic: Clinic) -> Iterator[Path]:
    """Give a private folder inside the clinic for the frozen copy, which is encrypted too."""
    if clinic.store.access is Access.FROZEN:
        yield clinic.folder.scratch  # never used
        return
    clinic.folder.empty_scratch()  # a backup that was killed leaves its copy
    with temporary_folder(clinic.folder.scratch, "backup") as folder:
        yield folder
