"""Changing the clinic's data key: everything is encrypted again, and the old key opens nothing.

The order makes it safe to be killed at any moment. The new key is sealed beside the old one; a new
generation is made under it, complete and on the disk; CURRENT moves to it, which is the one step
that counts; then the old generation and the old key go. Before that step the clinic is as it was,
after it the clinic is under the new key, and `key_generations` removes the rest at the next start.

Documents never change once written, so they are encrypted while everybody works on. For the
records, which do change, everybody waits: nothing can be saved between the copy and the step.
"""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass, replace
from datetime import datetime

from practice_desk.credentials import key_slots
from practice_desk.domain.document import Document
from practice_desk.domain.errors import (
    Cancelled,
    ClinicBusy,
    ClinicDamaged,
    DiskFull,
    DocumentsDamaged,
    ExpectedError,
    RecordsMissing,
)
from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.services import key_generations, key_status, slot_record, trail
from practice_desk.services.backup_files import Steps, file_failures
from practice_desk.services.clinic import Clinic
from practice_desk.services.document_cipher import store_keys
from practice_desk.services.key_generations import Tidied
from practice_desk.storage import integrity, registry
from practice_desk.storage.layout import sync_folder
from practice_desk.storage.rekey import SoleUser, sole_user
from practice_desk.storage.store import Store, open_generation

RECORDS = "Encrypting the records under the new key"
"""Reported while everybody has to wait."""
REMOVING = "Removing what was under the old key"
"""Reported once the clinic is open under the new key."""
_SPARE_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class KeyChanged:
    """The clinic is under a new key. `at` is aware.

    `lost_documents` counts those that were missing or damaged before. `under_old_key` names earlier
    generations, kept from restores, that the old key still opens. `complete` is False when
    something under the old key could not be removed yet: the next start tries again.
    """

    at: datetime
    documents: int
    lost_documents: int
    under_old_key: tuple[str, ...]
    complete: bool


def rotate_data_key(
    clinic: Clinic,
    progress: Progress = no_progress,
    *,
    remove_earlier: bool = False,
    without_damaged: bool = False,
) -> KeyChanged:
    """Encrypt the open clinic under a new data key, and remove everything under the old one.

    Works on the running clinic, which is open under the new key when this returns; until CURRENT
    moves it can be stopped, and then, as after any failure, everything is as it was. Earlier
    generations stay with their key unless *remove_earlier*. *without_damaged* goes on without
    documents that cannot be read. Backups made before keep the old key.

    Raises NotPermitted, ClinicBusy while another program has the clinic open, DocumentsDamaged,
    RecordsMissing while the audit trail is in doubt, Cancelled, DiskFull, FolderReadOnly,
    StorageFailed, ClinicDamaged or KeySlotsDamaged.
    """
    with clinic.reading(Operation.CHANGE_KEY) as work:
        documents = registry.documents.listed(work.connection)
    _require_alone_and_certain(clinic)
    with clinic.attempting(Operation.CHANGE_KEY), file_failures("The clinic"):
        key_generations.tidy_up(clinic)
        _require_room(clinic, documents)
        with clinic.changing_key():
            return _Rotation(clinic, documents, progress, without_damaged).run(remove_earlier)


class _Rotation:
    """One change of the key, from the sealing of the new one to the removal of the old."""

    def __init__(
        self,
        clinic: Clinic,
        documents: list[Document],
        progress: Progress,
        without_damaged: bool,
    ) -> None:
        self._clinic = clinic
        self._documents = documents
        self._without_damaged = without_damaged
        self._steps = Steps(progress, _work_for(clinic, documents))
        self._old = clinic.store
        self._generation = clinic.folder.new_generation()
        self._sealed: set[str] = set()
        self._lost: set[str] = set()
        self._number: int | None = None
        self._moved = False
        self._trail = "audit trail fits"
        self._at = clinic.now()

    def run(self, remove_earlier: bool) -> KeyChanged:
        """Do it all; see `rotate_data_key`."""
        try:
            self._check_trail()
            self._prepare()
            self._seal(self._documents)
            with self._clinic.gate.alone():
                self._move()
        except BaseException as error:
            if not self._moved:
                self._undo(error)
            raise
        return self._finish(remove_earlier)

    def _check_trail(self) -> None:
        """Verify the audit trail as the old key left it. A misfit is no reason to keep that key.

        It stays to be seen: no link is rewritten. The row that records the change tells of it.
        """
        walk = trail.walk_trail(self._old, lambda *_: self._steps.begin("Checking the audit trail"))
        self._clinic.report_doubts(walk.doubts)
        if walk.broken:
            count, first = len(walk.broken), walk.broken[0]
            self._trail = f"audit trail: misfits {count}, the first at entry {first}"

    def _prepare(self) -> None:
        """Seal the new key beside the old one and begin its generation."""
        clinic = self._clinic
        self._generation.mark_unfinished()
        with clinic.gate.alone():
            both, self._number = key_slots.add_data_key(clinic.folder.key_slots, clinic.unlocked)
            clinic.take_keys(both)
        self._new = key_slots.under(both, self._number)
        self._keys = store_keys(self._new.data_key)
        self._generation.note_key(self._new.data_key.name)
        self._fresh = Store.documents_of(self._generation, self._keys)

    def _seal(self, documents: list[Document]) -> None:
        """Encrypt what was not yet; a document that was lost before stays lost."""
        self._steps.begin("Encrypting the documents under the new key")
        damaged = []
        for document in documents:
            name = document.sealed_name
            if name in self._sealed or name in self._lost:
                continue
            try:
                size = self._fresh.take_over(name, document.sha256, self._old.documents)
            except ClinicDamaged:
                self._lost.add(name)
                if self._old.documents.path(name).exists():
                    damaged.append(document)
                continue
            self._sealed.add(name)
            self._steps.advance(size)
        if damaged and not self._without_damaged:
            raise _damaged(damaged)

    def _move(self) -> None:
        """Copy the records under the new key, prove the copy, and point the clinic at it."""
        if self._clinic.is_closed:  # the program ends
            raise Cancelled
        self._clinic.write_waiting()
        self._steps.begin(RECORDS)
        self._old.close()
        with sole_user(self._old.database, self._old.database_key) as sole:
            sole.copy_under(self._keys.database, self._generation.database, self._steps.advance)
            store = open_generation(self._generation, self._keys)
            try:
                self._fill(store)
                store.begin_anchor()
                self._prove(store, sole)
                self._generation.mark_replacing([self._old.generation])
                self._fresh.sync()
                sync_folder(self._clinic.folder.generations)
                self._steps.begin(RECORDS)  # the last chance to stop
                self._point_at(store)
            except BaseException:
                if not self._moved:
                    store.close()
                raise
            with contextlib.suppress(ExpectedError):
                sole.fold()

    def _fill(self, store: Store) -> None:
        """Give the copy the rows that its new key makes different, and the audit row."""
        with store.write() as work:
            documents = registry.documents.listed(work.connection)
            self._seal(documents)
            self._steps.begin(RECORDS)
            names = {d.id: self._fresh.name(d.sha256) for d in documents if d.id is not None}
            registry.documents.rename_sealed(work.connection, names)
            key_status.note_change(work, self._at, self._clinic.session.user_name)
            slot_record.note(work, self._new.seq)
            store.audit.finish_part(work.connection, self._old.audit)
            detail = f"{len(self._sealed)} documents, {len(self._lost)} lost before; {self._trail}"
            self._clinic.record_in(work, Operation.CHANGE_KEY, detail)
            work.commit()

    def _prove(self, store: Store, sole: SoleUser) -> None:
        """Read every page of the copy back and compare what it holds with the original."""
        pages = integrity.damaged_pages(store)
        if pages.damaged or not pages.whole or not sole.is_held_by(store):
            raise ClinicDamaged(
                "The copy under the new key was read back differently from how it was written.",
                "Nothing was changed. Check the disk: it does not keep what it is given.",
            )

    def _point_at(self, store: Store) -> None:
        folder = self._clinic.folder
        try:
            folder.make_live(self._generation)
        except (ExpectedError, OSError):
            if folder.live() != self._generation:  # the pointer did not move
                raise
        self._moved = True
        unlocked = replace(self._new, seq=self._clinic.unlocked.seq)
        self._clinic.move_to(store, unlocked)

    def _finish(self, remove_earlier: bool) -> KeyChanged:
        """Remove what was under the old key. The clinic is under the new one, whatever happens."""
        clinic, steps = self._clinic, self._steps
        with contextlib.suppress(Cancelled):
            steps.begin(REMOVING)
        if remove_earlier:
            with contextlib.suppress(ExpectedError):
                clinic.store.generation.mark_replacing(clinic.folder.others())

        def advance(count: int) -> None:
            with contextlib.suppress(Cancelled):
                steps.advance(count)

        tidied = Tidied((), (), complete=False)
        with contextlib.suppress(ExpectedError, OSError):
            tidied = key_generations.tidy(clinic, advance, overwrite=True)
            clinic.folder.empty_scratch()
        with clinic.gate.together():
            if not clinic.is_closed:
                clinic.note_chain()
        return KeyChanged(
            at=self._at,
            documents=len(self._sealed),
            lost_documents=len(self._lost),
            under_old_key=tidied.under_old_key,
            complete=tidied.complete,
        )

    def _undo(self, error: BaseException) -> None:
        """Take back what was made; what can't be taken back now goes at the next start."""
        clinic = self._clinic
        shutil.rmtree(self._generation.root, ignore_errors=True)
        if clinic.is_closed:
            return
        with contextlib.suppress(ExpectedError), clinic.gate.alone():
            path, before = clinic.folder.key_slots, clinic.unlocked
            others = before.data_keys.keys() - {self._number, before.generation}
            clinic.take_keys(key_slots.keep_data_keys(path, before, before.generation, others))
        if isinstance(error, Cancelled):
            clinic.record_failure(Operation.CHANGE_KEY, "stopped; everything is as it was")


def _require_alone_and_certain(clinic: Clinic) -> None:
    if clinic.is_beside:
        raise ClinicBusy("This program has the clinic open beside another one.")
    if clinic.folder.live() != clinic.store.generation:
        raise ClinicBusy("Restored data have taken the place of these.", "Unlock the clinic again.")
    doubt = next((doubt for doubt in clinic.doubts if doubt.keeps_witnesses), None)
    if doubt is not None:  # what is the evidence would go with the old generation
        raise RecordsMissing(
            "The key can't be changed while the audit trail is in doubt.", doubt.next_step
        )


def _require_room(clinic: Clinic, documents: list[Document]) -> None:
    wanted = _database_size(clinic) + sum(d.size for d in documents) + _SPARE_BYTES
    free = shutil.disk_usage(clinic.folder.root).free
    if free < wanted:
        raise DiskFull(
            f"Changing the key needs {_megabytes(wanted)} of free space, and the disk has "
            f"{_megabytes(free)}.",
            "Free some space and try again; nothing was changed.",
        )


def _work_for(clinic: Clinic, documents: list[Document]) -> int:
    """Return the bytes to write: everything once, and once more to overwrite the old."""
    return 2 * (_database_size(clinic) + sum({d.sealed_name: d.size for d in documents}.values()))


def _database_size(clinic: Clinic) -> int:
    return clinic.store.database.stat().st_size


def _damaged(documents: list[Document]) -> DocumentsDamaged:
    first, others = documents[0].id, len(documents) - 1
    more = f" and {others} more" if others else ""
    return DocumentsDamaged(f"Document {first}{more} can't be read: changed or damaged.")


def _megabytes(size: int) -> str:
    return f"{max(1, round(size / 1e6)):,} MB"
