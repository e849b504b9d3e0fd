"""Opening the encrypted database.

The recipe and its figures are in docs/decisions/0001: raw key, WAL with synchronous=FULL, every
write transaction begun IMMEDIATE so that two writers wait instead of failing.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2 as sqlcipher

from practice_desk.domain.errors import ClinicDamaged
from practice_desk.storage.faults import translated

APPLICATION_ID = 0x50444B31  # "PDK1"
READ_ONLY = "practice_desk_read_only"
_CACHE_KIB = 65_536

_WAL = "journal_mode=WAL"
_PRAGMAS = (
    "foreign_keys=ON",
    _WAL,
    "synchronous=FULL",
    "temp_store=MEMORY",
    f"cache_size=-{_CACHE_KIB}",
    "secure_delete=FAST",
    "trusted_schema=OFF",
    "busy_timeout=5000",
    "cell_size_check=ON",
)


def connect(
    path: Path, key: bytes, *, create: bool = False, frozen: bool = False
) -> sqlcipher.Connection:
    """Open one driver connection with the raw 32-byte *key*, authenticating the first page.

    A *frozen* file is one that nothing can write, such as on a write-protected stick: it is read
    without any file beside it, so whoever opens it so has made sure that there is no WAL.

    Raises ClinicDamaged when the first page does not authenticate: whoever calls has already
    proven the key against the key slots, so a wrong key is not a possibility here.
    """
    if len(key) != 32:
        raise ValueError("the data key has 32 bytes")
    if not create and not path.is_file():
        raise ClinicDamaged("The clinic's database file is missing.")
    if not create and path.stat().st_size == 0:
        raise ClinicDamaged("The clinic's database file is empty.")  # SQLite would begin a new one
    if create:
        with translated():
            path.touch(mode=0o600)  # SQLite gives the WAL the same permissions
    connection = sqlcipher.connect(
        f"{path.absolute().as_uri()}?immutable=1" if frozen else str(path),
        uri=frozen,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=512,
    )
    try:
        with translated():
            connection.execute("PRAGMA cipher_log_level=NONE")
            connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            for pragma in _PRAGMAS:
                if not frozen or pragma != _WAL:
                    connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def open_engine(path: Path, key: bytes, *, create: bool = False, frozen: bool = False) -> Engine:
    """Return an engine on the database at *path*; opens it once to prove that it can be read.

    *frozen* as in `connect`.

    Raises ClinicDamaged, FolderReadOnly, DiskFull or StorageFailed.
    """
    connect(path, key, create=create, frozen=frozen).close()
    engine = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=lambda: connect(path, key, frozen=frozen),
        poolclass=QueuePool,
        # One stays, with its cache warm; a second for work beside opens in a millisecond.
        pool_size=1,
        max_overflow=1,
        hide_parameters=True,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        read_only = connection.get_execution_options().get(READ_ONLY, False)
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine
