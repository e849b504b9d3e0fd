"""An open clinic database with its document files and audit chain."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine

from practice_desk.storage.audit import AuditChain
from practice_desk.storage.document_files import DocumentCipher, DocumentFiles
from practice_desk.storage.engine import open_engine
from practice_desk.storage.layout import ClinicFolder, Generation
from practice_desk.storage.patient_search import PatientFinder
from practice_desk.storage.unit_of_work import UnitOfWork
from practice_desk.storage.upgrade import upgrade


@dataclass(frozen=True, slots=True)
class StoreKeys:
    """The keys the store works with; derived from the data key by the caller."""

    database: bytes = field(repr=False)
    audit: bytes = field(repr=False)
    cipher: DocumentCipher = field(repr=False)


class Store:
    """The storage of one unlocked clinic."""

    def __init__(self, generation: Generation, engine: Engine, keys: StoreKeys) -> None:
        self.generation = generation
        self.engine = engine
        self.audit = AuditChain(keys.audit)
        self.documents = DocumentFiles(generation.documents, keys.cipher)
        self.finder = PatientFinder()
        self._keys = keys

    def write(self) -> UnitOfWork:
        """Return a writing unit of work."""
        return UnitOfWork(self.engine, self.documents, self.audit, read_only=False)

    def read(self) -> UnitOfWork:
        """Return a reading unit of work."""
        return UnitOfWork(self.engine, self.documents, self.audit, read_only=True)

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


def create_store(folder: ClinicFolder, keys: StoreKeys) -> Store:
    """Make the first generation of a new clinic with the newest schema; not yet live."""
    generation = folder.new_generation()
    return _open(generation, keys, create=True)


def open_store(folder: ClinicFolder, keys: StoreKeys) -> Store:
    """Open the live generation, upgrading its schema when it is older.

    Raises ClinicMissing, ClinicDamaged, ClinicTooNew, FolderReadOnly, DiskFull, StorageFailed.
    """
    return _open(folder.live(), keys, create=False)


def _open(generation: Generation, keys: StoreKeys, *, create: bool) -> Store:
    engine = open_engine(generation.database, keys.database, create=create)
    try:
        upgrade(engine, generation.database, keys.database)
    except BaseException:
        engine.dispose()
        raise
    return Store(generation, engine, keys)
