"""Reading what is still readable of a damaged database, row by row, into a new one.

A page whose HMAC is wrong can't be read, and the connection that met it answers nothing any more.
So every table is read from its beginning to the first bad page, from its end back to the last one,
and in between at places that lie ever farther apart, each time with a new connection.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection
from sqlcipher3 import dbapi2 as sqlcipher

from practice_desk.domain.errors import ClinicDamaged, ExpectedError
from practice_desk.storage.dialects import sqlite
from practice_desk.storage.engine import connect, open_engine
from practice_desk.storage.people import patients, search_words
from practice_desk.storage.rows import metadata
from practice_desk.storage.upgrade import HEAD, known_revisions, upgrade_to

_AT_ONCE = 200
_FARTHEST = 1 << 40
Row = tuple[object, ...]
_LETS_GO = {
    ("appointment", "appointment_type"): "type_id",
    ("appointment", "room"): "room_id",
    ("appointment", "appointment_series"): "series_id",
}
"""What a record can do without: where that could not be read, the record itself stays."""


@dataclass(frozen=True, slots=True)
class TableSalvage:
    """What came out of one table: how many rows, and whether every page of it could be read.

    `left_out` counts rows that were readable and belong to a record that was not.
    """

    name: str
    rows: int
    whole: bool
    left_out: int = 0


def salvage_database(source: Path, key: bytes, target: Path, scratch: Path) -> list[TableSalvage]:
    """Read *source* and write what is readable into the new database *target* under the same key.

    The source is copied into *scratch* first and never written. Raises ClinicDamaged when nothing
    can be read because the first page is damaged, and what writing raises.
    """
    copy = _copied(source, scratch)
    reader = _Reader(copy, key)
    engine = open_engine(target, key, create=True)
    try:
        upgrade_to(engine, _revision(reader))
        with engine.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]  # open
            with connection.begin():
                return _fill(connection, reader)
    finally:
        engine.dispose()
        reader.close()


def _copied(source: Path, scratch: Path) -> Path:
    for name in (source.name, f"{source.name}-wal"):
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(source.with_name(name), scratch / name)
    if not (scratch / source.name).is_file():
        raise ClinicDamaged("The clinic's database file is missing.")
    return scratch / source.name


def _revision(reader: _Reader) -> str:
    found = [row[0] for row in reader.rows("alembic_version", ["version_num"])]
    return str(found[0]) if found and found[0] in known_revisions() else HEAD


def _fill(connection: Connection, reader: _Reader) -> list[TableSalvage]:
    sqlite.drop_triggers(connection)
    names = sorted(set(metadata.tables) & _tables(connection))
    found = {name: _copy_table(connection, reader, name) for name in names}
    left_out = _drop_orphans(connection)
    _index_patients(connection)
    sqlite.create_triggers(connection)
    return [
        TableSalvage(name, rows - left_out.get(name, 0), whole, left_out.get(name, 0))
        for name, (rows, whole) in found.items()
    ]


def _tables(connection: Connection) -> set[str]:
    rows = connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'table'")
    return set(rows.scalars())


def _copy_table(connection: Connection, reader: _Reader, name: str) -> tuple[int, bool]:
    columns = [row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({name})")]
    places = ", ".join("?" * len(columns))
    connection.exec_driver_sql(f"DELETE FROM {name}")  # what a new clinic begins with
    statement = f"INSERT OR IGNORE INTO {name} ({', '.join(columns)}) VALUES ({places})"
    rows = 0
    for row in reader.rows(name, columns):
        rows += connection.exec_driver_sql(statement, row).rowcount
    return rows, reader.was_whole


def _drop_orphans(connection: Connection) -> dict[str, int]:
    """Delete rows whose parent could not be read, until none is left; return how many each.

    Where a row can do without its parent, it lets go of it instead.
    """
    dropped: dict[str, int] = {}
    while orphans := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        for table, number, parent, _ in set(orphans):
            if column := _LETS_GO.get((table, parent)):
                statement = f"UPDATE {table} SET {column} = NULL WHERE rowid = ?"
                connection.exec_driver_sql(statement, (number,))
                continue
            gone = connection.exec_driver_sql(f"DELETE FROM {table} WHERE rowid = ?", (number,))
            dropped[table] = dropped.get(table, 0) + gone.rowcount
    return dropped


def _index_patients(connection: Connection) -> None:
    for patient in patients.prepare().all(connection):
        assert patient.id is not None  # it comes from the table
        sqlite.index_patient(connection, patient.id, search_words(patient))


class _Reader:
    """Reads tables of a database that may be damaged anywhere but in its first page."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._key = path, key
        self._connection: sqlcipher.Connection | None = connect(path, key)
        self.was_whole = True

    def close(self) -> None:
        """Let go of the copy."""
        if self._connection is not None:
            self._connection.close()

    def rows(self, table: str, columns: list[str]) -> Iterator[Row]:
        """Yield every row of *table* that can be read, some of them twice.

        `was_whole` says afterwards whether nothing stood in the way.
        """
        self.was_whole = True
        run = _Run(table, columns)
        last = yield from self._along(run, -_FARTHEST, upwards=True)
        if self.was_whole:
            return
        first = yield from self._along(run, _FARTHEST, upwards=False)
        gap = 1
        while max(last, 0) + gap < first:
            probe = max(last, 0) + gap
            end = yield from self._along(run, probe - 1, upwards=True)
            if end < probe:  # it can't be read there either
                gap *= 2
                continue
            yield from self._along(run, probe, upwards=False)
            last, gap = end, 1

    def _along(self, run: _Run, start: int, *, upwards: bool) -> Generator[Row, None, int]:
        """Yield rows from beyond *start* until one can't be read; return the last rowid."""
        last, count = start, _AT_ONCE
        while True:
            found = self._read(run.query(last, count, upwards=upwards))
            if found is None and count > 1:
                count = 1  # up to the row that can't be read
            elif not found:
                return last
            else:
                for number, *row in found:
                    last = int(str(number))
                    yield tuple(row)

    def _read(self, query: str) -> list[Row] | None:
        """Return what *query* finds, or None where a page stands in the way."""
        try:
            if self._connection is None:
                self._connection = connect(self._path, self._key)
            return [tuple(row) for row in self._connection.execute(query)]
        except (sqlcipher.Error, ExpectedError, MemoryError):
            self.was_whole = False
            self._give_up()
            return None

    def _give_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


@dataclass(frozen=True, slots=True)
class _Run:
    """The rows of one table in the order of their rowids."""

    table: str
    columns: list[str]

    def query(self, beyond: int, count: int, *, upwards: bool) -> str:
        """Return the query for the next *count* rows."""
        sign, order = (">", "ASC") if upwards else ("<", "DESC")
        return (
            f"SELECT rowid, {', '.join(self.columns)} FROM {self.table} "
            f"WHERE rowid {sign} {beyond} ORDER BY rowid {order} LIMIT {count}"
        )
