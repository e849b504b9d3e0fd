"""Copying a whole database from one key to another, while nobody else has it open."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from practice_desk.domain.errors import ClinicBusy, ClinicDamaged
from practice_desk.storage.dialects.sqlite import SEARCH_TABLES
from practice_desk.storage.engine import connect
from practice_desk.storage.faults import from_driver, translated
from practice_desk.storage.store import Store

_PAGES_AT_ONCE = 500
"""Between two reports and chances to stop: about 2 MB."""
_PAGE_BYTES = 4096
_SECONDS_TO_WAIT = 5


class SoleUser:
    """A database that no other connection, of this or another program, can open meanwhile."""

    def __init__(self, connection: sqlcipher.Connection) -> None:
        self._connection = connection

    def copy_under(self, key: bytes, target: Path, advance: Callable[[int], None]) -> None:
        """Copy everything, what is in the WAL too, into the new file *target* under *key*.

        Page by page with SQLite's backup API, so that the copy is the same to the last index and
        pragma. It is on the disk when this returns. *advance* is told the bytes copied.
        """
        target.touch(mode=0o600)
        copied = 0

        def report(_status: int, remaining: int, total: int) -> None:
            nonlocal copied
            done = (total - remaining) * _PAGE_BYTES
            advance(done - copied)
            copied = done

        with translated():
            sink = _keyed(target, key)
            try:
                # A copy that was cut off is thrown away whole: it needs no journal of its own.
                for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-2000"):
                    sink.execute(f"PRAGMA {pragma}")
                self._connection.backup(sink, pages=_PAGES_AT_ONCE, progress=report)
            finally:
                sink.close()
            _flush(target)

    def is_held_by(self, store: Store) -> bool:
        """Tell whether *store* has every row that this database has, table by table.

        What was added to the copy since may be more.
        """
        with translated():
            connection = connect(store.database, store.database_key)
            try:
                there = _rows(connection)
            finally:
                connection.close()
            return all(there.get(name, -1) >= n for name, n in _rows(self._connection).items())

    def fold(self) -> None:
        """Fold the WAL into the file and remove it: the last act before the file is removed."""
        with translated():
            self._connection.execute("PRAGMA journal_mode=DELETE").fetchone()


@contextmanager
def sole_user(
    database: Path, key: bytes, *, seconds: float = _SECONDS_TO_WAIT
) -> Iterator[SoleUser]:
    """Open *database* for this connection alone. Raises ClinicBusy while others have it open.

    A backup or a check of another program ends the wait when it closes the clinic in time.
    """
    with translated():
        connection = _keyed(database, key)
    try:
        with _busy_said():
            connection.execute(f"PRAGMA busy_timeout={int(seconds * 1000)}")
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("PRAGMA cache_size=-2000")  # each page is read just once
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        yield SoleUser(connection)
    finally:
        connection.close()


def key_opens(database: Path, key: bytes) -> bool:
    """Tell whether the first page of a database is under *key*; nothing is written beside it.

    Only for a file that this program has not open: closing it would drop the other connection's
    locks.
    """
    if not database.is_file() or database.stat().st_size == 0:
        return False
    connection = sqlcipher.connect(
        database.absolute().as_uri() + "?immutable=1", uri=True, check_same_thread=False
    )
    try:
        _unlock(connection, key)
        connection.execute("PRAGMA user_version").fetchone()
    except sqlcipher.Error as error:
        if not isinstance(from_driver(error), ClinicDamaged):
            raise
        return False
    else:
        return True
    finally:
        connection.close()


def _rows(connection: sqlcipher.Connection) -> dict[str, int]:
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type='table'").fetchall()
    names = [name for (name,) in tables if not name.startswith((*SEARCH_TABLES, "sqlite_"))]
    return {
        name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])
        for name in names
    }


def _keyed(database: Path, key: bytes) -> sqlcipher.Connection:
    connection = sqlcipher.connect(str(database), isolation_level=None, check_same_thread=False)
    _unlock(connection, key)
    return connection


def _unlock(connection: sqlcipher.Connection, key: bytes) -> None:
    connection.execute("PRAGMA cipher_log_level=NONE")
    connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")


@contextmanager
def _busy_said() -> Iterator[None]:
    try:
        with translated():
            yield
    except ClinicBusy:
        raise ClinicBusy(
            "A backup or a check is using the clinic just now.",
            "Let it finish, then try again.",
        ) from None


def _flush(path: Path) -> None:
    """Put a file on the disk that no connection has open: closing it here drops no lock then."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
