"""Restoring a backup: into a new folder, or beside the live data of the same clinic.

Everything is unpacked into a new generation, which nothing refers to, and proven there. Only then
is CURRENT moved, so a failure or a kill before that leaves what was there as it was.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from practice_desk.credentials import key_slots, slot_file
from practice_desk.credentials.atomic_file import write_atomically
from practice_desk.credentials.data_key import DataKey
from practice_desk.credentials.key_slots import Unlocked
from practice_desk.domain.errors import (
    ClinicBusy,
    ClinicExists,
    ClinicMissing,
    ExpectedError,
    KeySlotsDamaged,
)
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.exchange.backup_contents import Header, Manifest
from practice_desk.services.backup_files import file_failures
from practice_desk.services.backup_keys import BackupSecret
from practice_desk.services.key_generations import take_up_key_slots
from practice_desk.services.unpacking import Unpacked, unlocked_backup, unpack_generation
from practice_desk.storage.layout import ClinicFolder, Generation
from practice_desk.storage.writer_lock import WriterLock

_WHAT = "The backup or the folder to restore into"
_MARK = "RESTORING"
# What a restore may leave when it is killed, the mark last, so that clearing can be killed too.
_OURS = ("generations", ".keyslots.json.*", "keyslots.json", ".CURRENT.new", _MARK)


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """A restored and proven clinic, closed. `counts` are rows per table."""

    folder: Path
    generation: str
    clinic_id: str
    counts: dict[str, int]
    documents: int
    missing_documents: int


def restore_backup(
    path: Path, secret: BackupSecret, target: Path, progress: Progress = no_progress
) -> RestoreReport:
    """Restore the backup *path* into *target*, which must be new or empty, on any computer.

    The clinic exists there once CURRENT is written, last; a failure removes what was made, and a
    restore that was killed can be repeated into the same folder. Raises ClinicExists,
    NotABackup, BackupDamaged, BackupTooNew, WrongPassphrase, WrongRecoveryCode,
    WorkstationSecretMissing, DiskFull, FolderReadOnly, StorageFailed or Cancelled.
    """
    with file_failures(_WHAT):
        header, unlocked, steps = unlocked_backup(path, secret, progress)
        folder = ClinicFolder(target)
        with _new_folder(folder):
            unpacked = unpack_generation(path, header, unlocked.data_key, folder, steps)
            write_atomically(folder.key_slots, unpacked.key_slots)
            note_chain(folder.key_slots, unpacked.manifest, unlocked)
            folder.make_live(unpacked.generation)
            unpacked.generation.clear_mark()
    return report_of(target, header, unpacked)


def restore_over(
    path: Path, secret: BackupSecret, root: Path, progress: Progress = no_progress
) -> RestoreReport:
    """Restore the backup *path* as a new generation of the clinic in *root*, which must be closed.

    The present generation stays in its folder. The clinic's key slots stay too if they belong to
    the same data key: they are newer, and the backup's would bring former passphrases and revoked
    accounts back. Where they are missing, damaged or of another data key, the backup's take their
    place and the old file is kept beside as `keyslots.before-<generation>.json`. Raises
    ClinicMissing, ClinicExists for another clinic's folder, ClinicBusy, also after a change of the
    key that was cut off, and what `restore_backup` raises.
    """
    folder = ClinicFolder(root)
    with file_failures(_WHAT):
        if not folder.generations.is_dir():
            raise ClinicMissing("This folder holds no Practice Desk clinic.")
        header, unlocked, steps = unlocked_backup(path, secret, progress)
        _check_same_clinic(folder, header)
        lock = WriterLock(folder.lock)
        lock.acquire()
        try:
            with _removed_on_failure(folder) as made:
                unpacked = unpack_generation(path, header, unlocked.data_key, folder, steps)
                made.append(unpacked.generation)
                slots = settle_key_slots(folder, unpacked, unlocked)
                note_chain(slots, unpacked.manifest, unlocked)
                folder.make_live(unpacked.generation)
                unpacked.generation.clear_mark()
                take_up_key_slots(folder)
        finally:
            lock.release()
    return report_of(root, header, unpacked)


def settle_key_slots(folder: ClinicFolder, unpacked: Unpacked, unlocked: Unlocked) -> Path:
    """Return the key slots that go with the restored generation, which is not live yet.

    Those are the clinic's own where they fit, else the backup's, beside the restored data until
    `take_up_key_slots`. Raises ClinicBusy after a change of the key that was cut off.
    """
    own = folder.key_slots
    if _still_fit(own, unlocked.data_key):
        try:
            key_slots.opens_with(own, *unlocked.data_keys.values())
        except KeySlotsDamaged:
            raise ClinicBusy(
                "A change of the clinic's key was cut off.",
                "Unlock the clinic once, which mends that, then restore.",
            ) from None
        return own
    write_atomically(unpacked.generation.key_slots, unpacked.key_slots)
    return unpacked.generation.key_slots


def _check_same_clinic(folder: ClinicFolder, header: Header) -> None:
    try:
        present = key_slots.clinic_id(folder.key_slots)
    except ExpectedError:
        return  # missing or damaged: the backup's take their place
    if present != header.clinic_id:
        raise ClinicExists(
            "This folder holds another clinic than the backup.",
            "Restore into a new, empty folder.",
        )


def _still_fit(slots: Path, data_key: DataKey) -> bool:
    """Tell whether the clinic's own key slots open to the restored data."""
    try:
        return key_slots.opens_to(slot_file.read_bytes(slots), data_key)
    except ExpectedError:
        return False


@contextmanager
def _removed_on_failure(folder: ClinicFolder) -> Iterator[list[Generation]]:
    """Remove the generations in the list if the block fails before they are live."""
    made: list[Generation] = []
    try:
        yield made
    except BaseException:
        for generation in made:
            if _live_name(folder) != generation.root.name:
                shutil.rmtree(generation.root, ignore_errors=True)
        raise


def _live_name(folder: ClinicFolder) -> str:
    try:
        return folder.live().root.name
    except ExpectedError:
        return ""


@contextmanager
def _new_folder(folder: ClinicFolder) -> Iterator[None]:
    """Make the folder and mark it as being restored into; clear it again on a failure."""
    root = folder.root
    mark = root / _MARK
    was_there = root.is_dir()
    if root.exists():
        if mark.is_file() and not folder.current.exists():
            _clear(root)  # a restore was killed here
        if not was_there or any(root.iterdir()):
            raise ClinicExists("The place to restore into is not an empty folder.")
    root.mkdir(parents=True, mode=0o700, exist_ok=True)
    try:
        mark.touch(mode=0o600)
        yield
        mark.unlink()
    except BaseException:
        if not folder.current.exists():
            _clear(root)
            if not was_there:
                with contextlib.suppress(OSError):
                    root.rmdir()
        raise


def _clear(root: Path) -> None:
    """Remove what a restore makes, and nothing else."""
    for entry in [found for pattern in _OURS for found in sorted(root.glob(pattern))]:
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                entry.unlink(missing_ok=True)


def note_chain(slots: Path, manifest: Manifest, *holders: Unlocked) -> None:
    """Note the restored audit chain's end in the key slots, which may know a later one."""
    head = key_slots.ChainHead(manifest.contents.chain_count, manifest.contents.chain_mac)
    keys = [key for unlocked in holders for key in unlocked.data_keys.values()]
    present = key_slots.opens_with(slots, *keys)
    key_slots.anchor_chain(slots, present, head, may_go_back=True)


def report_of(root: Path, header: Header, unpacked: Unpacked) -> RestoreReport:
    """Return what was restored."""
    manifest = unpacked.manifest
    return RestoreReport(
        folder=root,
        generation=unpacked.generation.root.name,
        clinic_id=header.clinic_id,
        counts=manifest.contents.counts,
        documents=manifest.documents,
        missing_documents=len(manifest.contents.missing),
    )
