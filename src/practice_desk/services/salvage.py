"""Saving what is still readable of a damaged clinic into a new one.

The last resort, after the newest backup: the damaged clinic is only read, and the new one opens
with the same passphrases. Its audit trail may have gaps, which a check of it names.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from practice_desk.credentials import key_slots
from practice_desk.credentials.key_slots import Unlocked
from practice_desk.credentials.recovery_code import RecoveryCode
from practice_desk.domain.account import Account, Role
from practice_desk.domain.errors import ClinicDamaged, ClinicExists, ExpectedError
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.services import key_generations
from practice_desk.services.document_cipher import store_keys
from practice_desk.storage import registry, salvage
from practice_desk.storage.document_files import DocumentFiles
from practice_desk.storage.faults import translated
from practice_desk.storage.layout import ClinicFolder, Generation
from practice_desk.storage.salvage import TableSalvage
from practice_desk.storage.scratch import temporary_folder
from practice_desk.storage.store import Store, StoreKeys, open_store


@dataclass(frozen=True, slots=True)
class SalvageReport:
    """What was saved; the files of `lost_documents` documents could not be read."""

    folder: Path
    tables: Sequence[TableSalvage]
    documents: int
    lost_documents: int
    account_made: bool

    @property
    def rows(self) -> int:
        """How many rows were saved."""
        return sum(table.rows for table in self.tables)

    @property
    def damaged(self) -> tuple[str, ...]:
        """The tables of which something could not be read."""
        return tuple(t.name for t in self.tables if not t.whole or t.left_out)


def salvage_clinic(
    root: Path,
    user_name: str,
    secret: str,
    target: Path,
    *,
    is_recovery: bool = False,
    workstation_secret: bytes | None = None,
    progress: Progress = no_progress,
) -> SalvageReport:
    """Read what can be read of the clinic in *root*, and make a new clinic of it in *target*.

    *secret* is the passphrase, or with *is_recovery* the recovery code: that is needed where the
    account can't be read, so that nobody gets more rights this way than they had. *target* must be
    new or empty. Raises WrongPassphrase, WrongRecoveryCode, KeySlotsMissing, KeySlotsDamaged,
    ClinicExists, ClinicDamaged where nothing at all can be read, and what writing raises.
    """
    folder, new = ClinicFolder(root), ClinicFolder(target)
    slots = folder.key_slots
    with translated():
        if is_recovery:
            unlocked = key_slots.unlock_with_recovery(slots, RecoveryCode.parse(secret))
        else:
            unlocked = key_slots.unlock(
                slots, user_name, secret, workstation_secret=workstation_secret
            )
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise ClinicExists("The folder to save into is not empty.")
        target.mkdir(parents=True, mode=0o700, exist_ok=True)
    try:
        return _salvage(folder, new, unlocked, user_name, progress)
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise


def _salvage(
    folder: ClinicFolder, new: ClinicFolder, unlocked: Unlocked, user_name: str, progress: Progress
) -> SalvageReport:
    unlocked = key_generations.fitting(folder, unlocked)
    keys = store_keys(unlocked.data_key)
    source = folder.live()
    progress(0, 2, "Reading the database")
    generation = new.new_generation()
    with translated():
        new.scratch.mkdir(mode=0o700, exist_ok=True)
        shutil.copyfile(folder.key_slots, new.key_slots)
    with temporary_folder(new.scratch, "salvage") as scratch:
        tables = salvage.salvage_database(
            source.database, keys.database, generation.database, scratch
        )
    new.make_live(generation)
    progress(1, 2, "Reading the documents")
    documents, lost, made = _finish(source, new, keys, unlocked, user_name)
    progress(2, 2, "Saved")
    return SalvageReport(new.root, tables, documents, lost, made)


def _finish(
    source: Generation, new: ClinicFolder, keys: StoreKeys, unlocked: Unlocked, user_name: str
) -> tuple[int, int, bool]:
    """Copy the readable documents; give the person an account where theirs is lost.

    Returns how many documents were saved and lost, and whether an account was made.
    """
    store = open_store(new, keys)
    try:
        with store.write() as work:
            documents = registry.documents.listed(work.connection)
            made = registry.accounts.by_user_name(work.connection, user_name) is None
            if made and unlocked.user is not None:
                raise ClinicDamaged(
                    "Who may do what in this clinic could not be read.",
                    "Salvage it with the recovery code: --recovery-code-stdin.",
                )
            if made:
                roles = frozenset({Role.ADMINISTRATOR})
                registry.accounts.add(work.connection, Account(user_name, user_name, roles=roles))
            work.commit()
        store.begin_anchor()
        names = {each.sealed_name: each.sha256 for each in documents}
        saved = {name for name, digest in names.items() if _copy(source, store, keys, name, digest)}
    finally:
        store.close()
    return len(saved), len(names) - len(saved), made


def _copy(source: Generation, store: Store, keys: StoreKeys, name: str, digest: str) -> bool:
    """Copy a document's file if it decrypts to what its record says."""
    files = DocumentFiles(source.documents, keys.cipher)
    try:
        if files.digest(name) != digest:
            return False
    except ExpectedError:
        return False
    place = store.documents.path(name)
    with translated():
        place.parent.mkdir(mode=0o700, exist_ok=True)
        shutil.copyfile(files.path(name), place)
    return True
