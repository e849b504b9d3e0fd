"""Unpacking a backup into a new generation and proving everything in it before it is used."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from practice_desk.credentials import key_slots, slot_file
from practice_desk.credentials.data_key import DataKey
from practice_desk.credentials.key_slots import Unlocked
from practice_desk.domain.errors import (
    BackupDamaged,
    BackupTooNew,
    ClinicDamaged,
    ClinicTooNew,
    KeySlotsDamaged,
)
from practice_desk.domain.progress import Progress
from practice_desk.exchange import backup_archive
from practice_desk.exchange.backup_archive import Sink
from practice_desk.exchange.backup_contents import (
    DOCUMENT_MEMBER,
    KEY_SLOTS_MEMBER,
    Contents,
    Header,
    Manifest,
)
from practice_desk.services import verification
from practice_desk.services.backup_files import Steps
from practice_desk.services.backup_keys import BackupSecret, container_cipher, unlock
from practice_desk.services.document_cipher import store_keys
from practice_desk.storage.audit_anchor import HeadAnchor
from practice_desk.storage.engine import open_engine
from practice_desk.storage.layout import ClinicFolder, Generation, sync_folder
from practice_desk.storage.snapshot import SnapshotFacts, describe, prove
from practice_desk.storage.store import Store
from practice_desk.storage.upgrade import HEAD, known_revisions

_MOST_NAMED = 3
_MOST_SLOTS_BYTES = 4 << 20


def unlocked_backup(
    path: Path, secret: BackupSecret, progress: Progress
) -> tuple[Header, Unlocked, Steps]:
    """Check a backup without a key, then open it; return the steps for what follows.

    Raises NotABackup, BackupDamaged, BackupTooNew, WrongPassphrase, WrongRecoveryCode or
    WorkstationSecretMissing.
    """
    header, steps = checked_header(path, progress)
    return header, unlock(header, secret), steps


def checked_header(path: Path, progress: Progress) -> tuple[Header, Steps]:
    """Check a backup without a key. Raises NotABackup, BackupDamaged or BackupTooNew."""
    steps = Steps(progress, 3 * path.stat().st_size)
    steps.begin("Checking the backup")
    return backup_archive.check_keyless(path, steps.advance), steps


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A proven generation to which nothing refers yet, and the clinic's key slots of that day."""

    generation: Generation
    manifest: Manifest
    key_slots: bytes


def unpack_generation(
    path: Path, header: Header, data_key: DataKey, folder: ClinicFolder, steps: Steps
) -> Unpacked:
    """Unpack into a new generation of *folder* and prove it; remove it again on any failure.

    Members go to places made of our own names and their matched hash alone. Raises BackupDamaged,
    BackupTooNew and what writing raises.
    """
    cipher = container_cipher(header, data_key)
    generation = folder.new_generation()
    slots = BytesIO()
    generation.mark_unfinished()

    @contextmanager
    def receive(name: str, size: int) -> Iterator[Sink]:
        if name == KEY_SLOTS_MEMBER:
            if size > _MOST_SLOTS_BYTES:
                raise BackupDamaged("The key slots in this backup are damaged.")
            yield slots
            return
        place = _place(generation, name)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        place.touch(mode=0o600, exist_ok=False)
        with place.open("wb") as sink:
            yield sink
            sink.flush()
            os.fsync(sink.fileno())

    try:
        steps.begin("Restoring")
        manifest = backup_archive.unpack(path, cipher.unseal, receive, steps.advance)
        for inside in (*generation.documents.iterdir(), generation.documents, generation.root):
            sync_folder(inside)
        sync_folder(folder.generations)
        steps.begin("Comparing every table with the backup's list of contents")
        _prove(generation, data_key, manifest, steps)
        key_slots = slots.getvalue() or header.key_slots  # format 1 has them in its header alone
        _check_key_slots(key_slots, header, data_key)
        generation.note_key(data_key.name)
    except BaseException:
        shutil.rmtree(generation.root, ignore_errors=True)
        raise
    return Unpacked(generation, manifest, key_slots)


def _check_key_slots(slots: bytes, header: Header, data_key: DataKey) -> None:
    """Raise BackupDamaged unless these are key slots of this clinic, for this very data key."""
    try:
        fits = key_slots.opens_to(slots, data_key)
        same = slot_file.decode(slots).header.clinic_id == header.clinic_id
    except (KeySlotsDamaged, ClinicTooNew):
        fits = same = False
    if not (fits and same):
        raise BackupDamaged("The key slots in this backup are damaged.")


def _place(generation: Generation, name: str) -> Path:
    match = DOCUMENT_MEMBER.fullmatch(name)
    if match is None:
        return generation.database
    return generation.documents / match.group(1) / f"{match.group(2)}.sealed"


def _prove(generation: Generation, data_key: DataKey, manifest: Manifest, steps: Steps) -> None:
    contents = manifest.contents
    if contents.schema_revision != HEAD and contents.schema_revision not in known_revisions():
        raise BackupTooNew("This backup was made by a newer Practice Desk.")
    keys = store_keys(data_key)
    keep_on = steps.keep_on
    try:
        prove(generation.database, keys.database, thorough=True, keep_on=keep_on)
        facts = describe(generation.database, keys.database, keep_on)
    except ClinicDamaged as error:
        raise BackupDamaged(f"The backup's database is damaged. {error.sentence}") from error
    _compare(facts, contents)
    HeadAnchor(generation, keys.audit).begin(facts.chain)
    if contents.schema_revision == HEAD:
        _prove_records(Store(generation, open_engine(generation.database, keys.database), keys))
    steps.advance(generation.database.stat().st_size)


def _compare(facts: SnapshotFacts, contents: Contents) -> None:
    """Raise BackupDamaged, naming the tables, unless the restored records are those backed up."""
    hashes = {name: content.sha256 for name, content in facts.tables.items()}
    differing = [
        name
        for name in sorted(facts.counts.keys() | contents.counts.keys())
        if facts.counts.get(name) != contents.counts.get(name)
        or hashes.get(name) != contents.table_hashes.get(name, hashes.get(name))
    ]
    if differing:
        named = ", ".join(differing[:_MOST_NAMED])
        more = f" and {len(differing) - _MOST_NAMED} more" if len(differing) > _MOST_NAMED else ""
        raise BackupDamaged(f"What was restored differs from what was backed up: {named}{more}.")
    same = (facts.revision, facts.chain.count, facts.chain.mac) == (
        contents.schema_revision,
        contents.chain_count,
        contents.chain_mac,
    )
    if not same:
        raise BackupDamaged("The restored records do not match the backup's list of contents.")


def _prove_records(store: Store) -> None:
    """Check what only whole records show; what the clinic had lost before is no damage here.

    The audit trail is not walked: its end is the manifest's, and where somebody had changed an
    entry, the records must not become unrestorable for that. Opening and verifying tell of it.
    """
    try:
        findings = verification.check_documents(store).findings
    finally:
        store.close()
    serious = [finding for finding in findings if finding.kind != verification.MISSING_DOCUMENT]
    if serious:
        raise BackupDamaged(f"The restored clinic is not sound. {serious[0].sentence}")
