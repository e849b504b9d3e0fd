"""A consistent copy of the database while it is in use, and the proof that a copy can be read."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Lock

from sqlcipher3 import dbapi2 as sqlcipher

from practice_desk.domain.errors import Cancelled, ClinicDamaged
from practice_desk.storage.audit import BEGINNING, ChainHead
from practice_desk.storage.faults import translated
from practice_desk.storage.file_copy import copy_open_file
from practice_desk.storage.interruption import interruptible
from practice_desk.storage.store import Access, Store
from practice_desk.storage.table_hashes import TableContent, table_contents

_TRIES = 3
_PATIENCE_MS = 100


@dataclass(frozen=True, slots=True)
class SnapshotFacts:
    """What a copy holds: schema revision, content of each table, head of the audit chain."""

    revision: str
    tables: dict[str, TableContent]
    chain: ChainHead

    @property
    def counts(self) -> dict[str, int]:
        """Rows per table."""
        return {name: content.rows for name, content in self.tables.items()}


class FrozenDatabase:
    """One state of a database in use, held by a read transaction while others write on.

    `describe` may run on another thread while `copy_to` works.
    """

    def __init__(self, connection: sqlcipher.Connection, store: Store) -> None:
        self._connection = connection
        self._database = store.database
        self._key = store.database_key
        self._may_fold = store.access is Access.FULL
        self._one_at_a_time = Lock()
        self._stopped = Event()
        self._whole_in_file = False

    def begin(self) -> None:
        """Fix the state, preferably one that lies in the database file alone, see `copy_to`."""
        for _ in range(_TRIES if self._may_fold else 0):
            (busy, _, _) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._connection.execute("BEGIN")
            self._connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            # Nothing was written to the WAL before this transaction began: the file is all of it,
            # and while a reader relies on that, no checkpoint writes into the file.
            self._whole_in_file = not busy and _size(self._wal) == 0
            if self._whole_in_file:
                return
            self._connection.execute("ROLLBACK")
        self._connection.execute("BEGIN")
        self._connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()

    def copy_to(self, target: Path, keep_on: Callable[[], None] = lambda: None) -> None:
        """Copy the state into the new file *target* under the same key.

        The file itself is copied where it holds the whole state, which takes a tenth of the time;
        else SQLite's backup API copies in one pass (stepping starts again whenever somebody
        writes). The copy is scratch: it is neither journalled nor synced. Raises what *keep_on*
        raises, and as `storage.faults.translated` does.
        """
        with translated():
            if self._whole_in_file and self._copied(target, keep_on):
                return
            target.unlink(missing_ok=True)
            with self._one_at_a_time, contextlib.closing(_scratch(target, self._key)) as sink:
                self._connection.backup(sink, pages=-1)

    def describe(self) -> SnapshotFacts:
        """Return what the state holds. Raises ClinicDamaged, and Cancelled after `stop`."""
        with translated(), self._one_at_a_time:
            return _facts(self._connection, self._keep_on)

    def stop(self) -> None:
        """Let a `describe` that runs end soon."""
        self._stopped.set()

    def _copied(self, target: Path, keep_on: Callable[[], None]) -> bool:
        """Copy the file; return False where that failed or somebody wrote to it meanwhile."""
        before = self._database.stat()
        try:
            copied = copy_open_file(self._database, target, keep_on)
        except OSError:
            return False  # what is wrong, such as a full disk, the backup API says more exactly
        after = self._database.stat()
        undisturbed = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
        return copied and undisturbed and _size(target) == after.st_size

    def _keep_on(self) -> None:
        if self._stopped.is_set():
            raise Cancelled

    @property
    def _wal(self) -> Path:
        return self._database.with_name(self._database.name + "-wal")


@contextmanager
def frozen(store: Store) -> Iterator[FrozenDatabase]:
    """Freeze the present state of a database for the length of the block."""
    with translated():
        connection = store.connect()
        try:
            connection.execute("PRAGMA cache_size=-2000")  # each page is read just once
            connection.execute(f"PRAGMA busy_timeout={_PATIENCE_MS}")
            state = FrozenDatabase(connection, store)
            state.begin()
            yield state
        finally:
            connection.close()


def sealed_names(copy: Path, key: bytes) -> tuple[str, ...]:
    """Return the names of all documents that the copy's rows mention, in order."""
    with _opened(copy, key) as connection:
        rows = connection.execute("SELECT DISTINCT sealed_name FROM document ORDER BY 1")
        return tuple(str(name) for (name,) in rows)


def describe(copy: Path, key: bytes, keep_on: Callable[[], None] = lambda: None) -> SnapshotFacts:
    """Return what the copy holds. Raises ClinicDamaged."""
    with _opened(copy, key) as connection:
        return _facts(connection, keep_on)


def prove(
    copy: Path, key: bytes, *, thorough: bool = False, keep_on: Callable[[], None] = lambda: None
) -> None:
    """Prove that the copy, which nobody writes to, can be read whole.

    Every page is authenticated, the unused ones too; *thorough* also checks the structure, the
    indexes against their tables and the foreign keys. *keep_on* is called meanwhile and may raise
    to stop. Raises ClinicDamaged.
    """
    with _opened(copy, key) as connection, interruptible(connection, keep_on):
        _expect(connection, "cipher_integrity_check", [])
        if not thorough:
            return
        _expect(connection, "integrity_check", [("ok",)])
        _expect(connection, "foreign_key_check", [])


def _facts(connection: sqlcipher.Connection, keep_on: Callable[[], None]) -> SnapshotFacts:
    (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    head = _chain_head(connection)
    return SnapshotFacts(str(revision), table_contents(connection, keep_on), head)


def _expect(connection: sqlcipher.Connection, pragma: str, wanted: list[tuple[str, ...]]) -> None:
    if connection.execute(f"PRAGMA {pragma}").fetchall() != wanted:
        raise ClinicDamaged("The database is damaged: it does not pass its integrity check.")


def _chain_head(connection: sqlcipher.Connection) -> ChainHead:
    newest = "SELECT id, mac, occurred_at FROM audit_event ORDER BY id DESC LIMIT 1"
    row = connection.execute(newest).fetchone()
    if row is None:
        return BEGINNING
    return ChainHead(int(row[0]), bytes(row[1]), datetime.fromisoformat(row[2]).replace(tzinfo=UTC))


def _scratch(target: Path, key: bytes) -> sqlcipher.Connection:
    sink = sqlcipher.connect(str(target), isolation_level=None, check_same_thread=False)
    sink.execute("PRAGMA cipher_log_level=NONE")
    sink.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE"):
        sink.execute(f"PRAGMA {pragma}")
    return sink


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


@contextmanager
def _opened(copy: Path, key: bytes) -> Iterator[sqlcipher.Connection]:
    """Open a file that nobody writes to, without leaving or needing any file beside it."""
    with translated():
        uri = copy.absolute().as_uri() + "?immutable=1"
        connection = sqlcipher.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA cipher_log_level=NONE")
            connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
            connection.execute("PRAGMA cache_size=-2000")  # each page is read just once
            yield connection
        finally:
            connection.close()
