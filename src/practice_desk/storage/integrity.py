"""Checks of the live database file below the level of records."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, func, select
from sqlcipher3 import dbapi2 as sqlcipher

from practice_desk.storage import rows
from practice_desk.storage.dialects.sqlite import APPEND_ONLY
from practice_desk.storage.faults import translated
from practice_desk.storage.interruption import interruptible
from practice_desk.storage.schema import metadata
from practice_desk.storage.store import Access, Store

KeepOn = Callable[[], None]

_PAGE = re.compile(r"page (\d+)")
_MOST = 100


@dataclass(frozen=True, slots=True)
class PageCheck:
    """Pages whose HMAC is wrong, and whether everything had been folded into the file before.

    `count` is the number of pages that the file has.
    """

    damaged: tuple[int, ...]
    whole: bool
    count: int = 0


def damaged_pages(store: Store) -> PageCheck:
    """Authenticate every page of the database file, after folding the WAL into it.

    The check reads the file alone, so what is still in the WAL would go unseen; `whole` is False
    when another reader or writer kept the WAL from being folded. Raises ClinicDamaged.
    """
    with translated():
        connection = store.connect()
        try:
            whole = _folded(store, connection)
            rows = connection.execute("PRAGMA cipher_integrity_check").fetchmany(_MOST)
            (count,) = connection.execute("PRAGMA page_count").fetchone()
        finally:
            connection.close()
    found = [_PAGE.search(str(text)) for (text,) in rows]
    damaged = tuple(int(match.group(1)) if match else 0 for match in found)
    return PageCheck(damaged, whole, count)


def _folded(store: Store, connection: sqlcipher.Connection) -> bool:
    """Fold the WAL into the file, and tell whether all of it now is; a frozen file has none."""
    if store.access is not Access.FULL:
        return store.access is Access.FROZEN
    (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def structure_problems(store: Store, keep_on: KeepOn = lambda: None) -> tuple[str, ...]:
    """Return what SQLite's own integrity check says, empty when it is content.

    *keep_on* is called meanwhile and may raise to stop.
    """
    rows = _all(store, f"PRAGMA integrity_check({_MOST})", keep_on)
    return tuple(str(row[0]) for row in rows if row[0] != "ok")


def orphans(store: Store, keep_on: KeepOn = lambda: None) -> dict[str, int]:
    """Return, per table, how many rows refer to a record that is not there."""
    found: dict[str, int] = {}
    for table, *_ in _all(store, "PRAGMA foreign_key_check", keep_on):
        found[str(table)] = found.get(str(table), 0) + 1
    return found


def missing_protection(store: Store) -> tuple[str, ...]:
    """Return the tables whose history is not held append-only by their triggers."""
    present = {row[0] for row in _all(store, "SELECT name FROM sqlite_schema WHERE type='trigger'")}
    wanted = {(table, verb) for table in APPEND_ONLY for verb in ("update", "delete", "replace")}
    return tuple(sorted({t for t, verb in wanted if f"tr_{t}_no_{verb}" not in present}))


def missing_tables(store: Store) -> tuple[str, ...]:
    """Return the tables that this program works with and that the database lacks."""
    present = {row[0] for row in _all(store, "SELECT name FROM sqlite_schema WHERE type='table'")}
    return tuple(sorted(set(metadata.tables) - present))


def row_counts(connection: Connection) -> dict[str, int]:
    """Return the number of rows of every table that this program works with."""
    return {
        name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
        for name, table in sorted(rows.metadata.tables.items())
    }


def _all(store: Store, statement: str, keep_on: KeepOn = lambda: None) -> list[tuple[object, ...]]:
    # A connection of its own: one that met a damaged page answers nothing any more.
    with translated():
        connection = store.connect()
        try:
            with interruptible(connection, keep_on):
                return [tuple(row) for row in connection.execute(statement)]
        finally:
            connection.close()
