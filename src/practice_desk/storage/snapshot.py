"""A consistent copy of the database while it is in use, and the proof that a copy can be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from practice_desk.domain.errors import ClinicDamaged
from practice_desk.storage.audit import ChainHead
from practice_desk.storage.dialects.sqlite import SEARCH_TABLES
from practice_desk.storage.engine import connect
from practice_desk.storage.faults import translated

_EMPTY_CHAIN = ChainHead(0, b"\0" * 32)


@dataclass(frozen=True, slots=True)
class SnapshotFacts:
    """What a copy holds: schema revision, rows per table and the head of the audit chain."""

    revision: str
    counts: dict[str, int]
    chain: ChainHead


def take_snapshot(database: Path, key: bytes, target: Path) -> None:
    """Copy the database into the new file *target* under the same key, in one pass.

    One pass (`pages=-1`) because stepping starts again whenever somebody writes. The copy is
    scratch: it is neither journalled nor synced.
    """
    with translated():
        source = connect(database, key)
        try:
            source.execute("PRAGMA cache_size=-2000")  # each page is read just once
            sink = sqlcipher.connect(str(target), isolation_level=None, check_same_thread=False)
            try:
                sink.execute("PRAGMA cipher_log_level=NONE")
                sink.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
                for pragma in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE"):
                    sink.execute(f"PRAGMA {pragma}")
                source.backup(sink, pages=-1)
            finally:
                sink.close()
        finally:
            source.close()


def sealed_names(copy: Path, key: bytes) -> tuple[str, ...]:
    """Return the names of all documents that the copy's rows mention, in order."""
    with _frozen(copy, key) as connection:
        rows = connection.execute("SELECT DISTINCT sealed_name FROM document ORDER BY 1")
        return tuple(str(name) for (name,) in rows)


def describe(copy: Path, key: bytes) -> SnapshotFacts:
    """Return what the copy holds. Raises ClinicDamaged."""
    with _frozen(copy, key) as connection:
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return SnapshotFacts(str(revision), _counts(connection), _chain_head(connection))


def prove(copy: Path, key: bytes, *, thorough: bool = False) -> None:
    """Prove that the copy, which nobody writes to, can be read whole.

    Every page is authenticated, the unused ones too; *thorough* also checks the structure, the
    indexes against their tables and the foreign keys. Raises ClinicDamaged.
    """
    with _frozen(copy, key) as connection:
        _expect(connection, "cipher_integrity_check", [])
        if not thorough:
            return
        _expect(connection, "integrity_check", [("ok",)])
        _expect(connection, "foreign_key_check", [])


def _expect(connection: sqlcipher.Connection, pragma: str, wanted: list[tuple[str, ...]]) -> None:
    if connection.execute(f"PRAGMA {pragma}").fetchall() != wanted:
        raise ClinicDamaged("The database is damaged: it does not pass its integrity check.")


def _counts(connection: sqlcipher.Connection) -> dict[str, int]:
    tables = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
    ).fetchall()
    names = [
        name for (name,) in tables if not name.startswith((*SEARCH_TABLES, "sqlite_", "alembic_"))
    ]
    return {
        name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])
        for name in names
    }


def _chain_head(connection: sqlcipher.Connection) -> ChainHead:
    row = connection.execute("SELECT id, mac FROM audit_event ORDER BY id DESC LIMIT 1").fetchone()
    return _EMPTY_CHAIN if row is None else ChainHead(int(row[0]), bytes(row[1]))


@contextmanager
def _frozen(copy: Path, key: bytes) -> Iterator[sqlcipher.Connection]:
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
