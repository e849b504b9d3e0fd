"""Putting a backup in the place of the open clinic's data, in two steps, keeping what was there.

`prepare_restore_over` unpacks and proves the backup in the private folder and shows both sides;
nothing is changed by it. `restore_prepared` then makes it the clinic's live generation. The one
before stays in its folder, with an entry in its audit trail that says what replaced it.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from practice_desk.credentials import key_slots
from practice_desk.credentials.data_key import DataKey
from practice_desk.credentials.key_slots import Unlocked
from practice_desk.domain.errors import ComparedBefore, KeySlotsDamaged, KeySlotsMissing
from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.exchange.backup_contents import Header
from practice_desk.services import key_status
from practice_desk.services.backup_files import file_failures
from practice_desk.services.backup_keys import BackupSecret, unlock
from practice_desk.services.backup_labels import made_at_of
from practice_desk.services.backup_source import private_scratch
from practice_desk.services.backup_standing import NO_CHANGE
from practice_desk.services.clinic import Clinic
from practice_desk.services.document_cipher import store_keys
from practice_desk.services.key_generations import take_up_key_slots
from practice_desk.services.restore_drills import opened_with, require_same_clinic
from practice_desk.services.restores import RestoreReport, note_chain, report_of, settle_key_slots
from practice_desk.services.unpacking import Unpacked, checked_header, unpack_generation
from practice_desk.storage.audit import entries_after, newest_entry_at
from practice_desk.storage.integrity import row_counts
from practice_desk.storage.layout import ClinicFolder, Generation
from practice_desk.storage.store import open_generation

_WHAT = "The backup or the clinic's own folder"


@dataclass(frozen=True, slots=True)
class Side:
    """What one side holds: when it was made or last changed (aware), and rows per table."""

    at: datetime
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class PreparedRestore:
    """A proven backup beside the clinic's present data. `newer` counts changes made since it.

    Hand it to `restore_prepared` or to `discard_prepared`.
    """

    path: Path
    backup: Side
    present: Side
    newer: int
    place: contextlib.ExitStack = field(repr=False)
    header: Header = field(repr=False)
    unpacked: Unpacked = field(repr=False)
    unlocked: Unlocked | None = field(repr=False)
    """What a secret opened; None where the clinic's own key did, which may be wiped meanwhile."""


def prepare_restore_over(
    clinic: Clinic,
    path: Path,
    progress: Progress = no_progress,
    *,
    secret: BackupSecret | None = None,
) -> PreparedRestore:
    """Unpack and prove the backup *path* of this clinic beside its data, which is not touched.

    Without *secret* the open clinic's key opens it. Raises what `restore_drills.hold_drill` raises.
    """
    with clinic.reading(Operation.RESTORE_OVER) as work:
        present = Side(newest_entry_at(work.connection), row_counts(work.connection))
    with file_failures(_WHAT), contextlib.ExitStack() as undo:
        place = undo.enter_context(private_scratch(clinic.folder, clinic.store, "restore"))
        header, steps = checked_header(path, progress)
        require_same_clinic(clinic.folder.key_slots, header)
        unlocked = unlock(header, secret) if secret else opened_with(clinic.unlocked, header)
        unpacked = unpack_generation(path, header, unlocked.data_key, ClinicFolder(place), steps)
        contents = unpacked.manifest.contents
        backup = Side(made_at_of(header), contents.counts)
        with clinic.writing(Operation.RESTORE_OVER) as work:
            newer = entries_after(work.connection, contents.chain_count, NO_CHANGE)
            work.detail = f"backup of {backup.at.isoformat()} proven, to be restored over"
        kept = undo.pop_all()
    own = unlocked if secret else None
    return PreparedRestore(path, backup, present, newer, kept, header, unpacked, own)


def discard_prepared(prepared: PreparedRestore) -> None:
    """Take away what was prepared."""
    prepared.place.close()


def restore_prepared(clinic: Clinic, prepared: PreparedRestore) -> RestoreReport:
    """Make the prepared backup the clinic's live data; close *clinic* at once afterwards.

    Everything up to the last step can fail or be killed and leave the clinic as it was. Raises
    ComparedBefore when the clinic was changed since both sides were compared, NotPermitted,
    DiskFull, FolderReadOnly or StorageFailed.
    """
    made, name = prepared.backup.at, clinic.store.generation.root.name
    folder, unlocked = clinic.folder, prepared.unlocked or clinic.unlocked
    with clinic.writing(Operation.RESTORE_OVER) as work:
        ends_at = prepared.unpacked.manifest.contents.chain_count
        if entries_after(work.connection, ends_at, NO_CHANGE) != prepared.newer:
            raise ComparedBefore("This clinic was changed since both sides were compared.")
        work.detail = f"backup of {made.isoformat()} restored over generation {name}"
    with file_failures(_WHAT):
        generation = folder.adopt(prepared.unpacked.generation)
        with _removed_on_failure(folder, generation):
            unpacked = Unpacked(generation, prepared.unpacked.manifest, prepared.unpacked.key_slots)
            _record(clinic, unlocked, generation, f"{name}, which had {prepared.newer}")
            slots = _key_slots_for(clinic, unpacked, unlocked)
            note_chain(slots, unpacked.manifest, clinic.unlocked, unlocked)
            folder.make_live(generation)
            clinic.replaced = True
            generation.clear_mark()
            take_up_key_slots(folder)
    discard_prepared(prepared)
    return report_of(folder.root, prepared.header, unpacked)


def _key_slots_for(clinic: Clinic, unpacked: Unpacked, unlocked: Unlocked) -> Path:
    """Return the key slots that go with the restored data: the clinic's own, if they can be used.

    The key of an older backup is sealed to the people of today: who left since does not come back,
    and nobody's passphrase of then does.
    """
    own, path = clinic.unlocked, clinic.folder.key_slots
    if unlocked.data_key in own.data_keys.values():
        return path
    try:
        with clinic.gate.alone():
            both, _ = key_slots.add_data_key(path, own, DataKey(unlocked.data_key.raw))
            clinic.take_keys(both)
    except (KeySlotsMissing, KeySlotsDamaged):
        return settle_key_slots(clinic.folder, unpacked, unlocked)
    return path


def _record(clinic: Clinic, unlocked: Unlocked, generation: Generation, replaced: str) -> None:
    """Say in the restored audit trail what it was restored over; brings its schema up to date."""
    store = open_generation(generation, store_keys(unlocked.data_key))
    restored = Clinic(clinic.folder, store, clinic.session, unlocked, None, clinic.now)
    try:
        store.begin_anchor()  # what was kept belongs to the place where it was unpacked
        with restored.writing(Operation.RESTORE_OVER) as work:
            work.detail = f"restored over generation {replaced} changes since"
            if unlocked.data_key != clinic.data_key:
                key_status.note_older_key(work)
    finally:
        store.close()  # the key is still in use


@contextlib.contextmanager
def _removed_on_failure(folder: ClinicFolder, generation: Generation) -> Iterator[None]:
    try:
        yield
    except BaseException:
        if folder.live() != generation:
            shutil.rmtree(generation.root, ignore_errors=True)
        raise
