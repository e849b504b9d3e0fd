"""An open clinic database with its document files and audit chain."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path

from sqlalchemy import Engine
from sqlcipher3 import dbapi2 as sqlcipher

from practice_desk.domain.errors import FolderReadOnly
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.storage.audit import AuditChain
from practice_desk.storage.audit_anchor import HeadAnchor
from practice_desk.storage.document_files import DocumentCipher, DocumentFiles
from practice_desk.storage.engine import connect, open_engine
from practice_desk.storage.give_back import give_back, trim
from practice_desk.storage.layout import ClinicFolder, Generation
from practice_desk.storage.patient_search import PatientFinder
from practice_desk.storage.unit_of_work import UnitOfWork
from practice_desk.storage.upgrade import FIRST_ANCHORED, revision, upgrade


@dataclass(frozen=True, slots=True)
class StoreKeys:
    """The keys the store works with; derived from the data key by the caller."""

    database: bytes = field(repr=False)
    audit: bytes = field(repr=False)
    cipher: DocumentCipher = field(repr=False)


class Access(Enum):
    """How the files of a store can be used."""

    FULL = auto()
    READ_ONLY = auto()
    """By this program; another may be writing."""
    FROZEN = auto()
    """By nobody: the folder lies on a medium that can't be written, and no WAL is left."""


class Store:
    """The storage of one unlocked clinic."""

    def __init__(
        self,
        generation: Generation,
        engine: Engine,
        keys: StoreKeys,
        access: Access = Access.FULL,
    ) -> None:
        self.generation = generation
        self.access = access
        self.engine = engine
        self.audit = AuditChain(keys.audit)
        self.anchor = HeadAnchor(generation, keys.audit)
        self.documents = self.documents_of(generation, keys)
        self.finder = PatientFinder()
        self._keys = keys

    @staticmethod
    def documents_of(generation: Generation, keys: StoreKeys) -> DocumentFiles:
        """Return the documents of a generation, before its database is there."""
        return DocumentFiles(generation.documents, keys.cipher)

    def write(self) -> UnitOfWork:
        """Return a writing unit of work."""
        return self._unit_of_work(read_only=False)

    def read(self) -> UnitOfWork:
        """Return a reading unit of work."""
        return self._unit_of_work(read_only=True)

    def connect(self) -> sqlcipher.Connection:
        """Return a driver connection of its own. Raises ClinicDamaged and as `engine.connect`."""
        frozen = self.access is Access.FROZEN
        return connect(self.database, self.database_key, frozen=frozen)

    @property
    def database(self) -> Path:
        """The live database file."""
        return self.generation.database

    @property
    def database_key(self) -> bytes:
        """The raw key of the database, for copies under the same key."""
        return self._keys.database

    def close(self) -> None:
        """Close every connection; SQLite then folds the WAL into the database."""
        self.engine.dispose()
        self.anchor.settle()

    def give_back(self) -> None:
        """Give back to the system what reading much has left in memory."""
        with self.read() as work:
            give_back(work.connection)
        trim()  # a second connection has just been closed

    def begin_anchor(self) -> None:
        """Keep the chain's present end outside the database from now on.

        For a generation just made: by creating, restoring or re-encrypting, before it goes live;
        and after an administrator took note of what is missing. Raises what writing raises.
        """
        with self.read() as work:
            head = self.audit.head(work.connection)
        self.anchor.begin(head)

    def _unit_of_work(self, *, read_only: bool) -> UnitOfWork:
        return UnitOfWork(self.engine, self.documents, self.audit, self.anchor, read_only=read_only)


def create_store(folder: ClinicFolder, keys: StoreKeys) -> Store:
    """Make the first generation of a new clinic with the newest schema; not yet live."""
    generation = folder.new_generation()
    return _open(generation, keys, Access.FULL, create=True)


def open_store(
    folder: ClinicFolder,
    keys: StoreKeys,
    *,
    to_read: bool = False,
    progress: Progress = no_progress,
) -> Store:
    """Open the live generation, upgrading its schema when it is older, which *progress* tells.

    *to_read* also opens a clinic that may not be written, whose `access` then says so. Raises
    ClinicMissing, ClinicDamaged, ClinicTooNew, FolderReadOnly, DiskFull, StorageFailed, Cancelled.
    """
    generation = folder.live()
    access = _access(generation) if to_read else Access.FULL
    return _open(generation, keys, access, progress=progress)


def open_generation(generation: Generation, keys: StoreKeys) -> Store:
    """Open a generation that is not live yet, bringing its schema up to date; as `open_store`."""
    return _open(generation, keys, Access.FULL)


def _access(generation: Generation) -> Access:
    if all(os.access(path, os.W_OK) for path in (generation.root, generation.database)):
        return Access.FULL
    wal = generation.database.with_name(f"{generation.database.name}-wal")
    return Access.READ_ONLY if wal.is_file() and wal.stat().st_size else Access.FROZEN


def _open(
    generation: Generation,
    keys: StoreKeys,
    access: Access,
    *,
    create: bool = False,
    progress: Progress = no_progress,
) -> Store:
    frozen = access is Access.FROZEN
    try:
        engine = open_engine(generation.database, keys.database, create=create, frozen=frozen)
    except FolderReadOnly:
        if access is not Access.READ_ONLY:
            raise
        raise FolderReadOnly(  # the WAL-index is gone, and can't be made again here
            "The clinic was not closed properly, and its folder may not be written.",
            "Copy the whole folder to another disk, and use the copy.",
        ) from None
    store = Store(generation, engine, keys, access)
    try:
        before = revision(engine)
        upgrade(engine, generation.database, keys.database, progress)
        if before is None or before < FIRST_ANCHORED:
            store.begin_anchor()
    except BaseException:
        engine.dispose()
        raise
    return store
