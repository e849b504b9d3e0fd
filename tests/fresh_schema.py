"""The newest schema for clinics of tests: made by the migrations once, then from their result.

Running all migrations is most of what a new clinic costs, and thousands of tests make one. The
first empty database of a process is upgraded as the program does it. Every later one is given the
very statements that its schema then held, and its rows. `tests/migrations` compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from practice_desk.domain.progress import Progress, no_progress
from practice_desk.storage import upgrade
from practice_desk.storage.dialects.sqlite import SEARCH_TABLES

_THE_PROGRAMS = upgrade.upgrade
_SHADOWS = tuple(f"{name}_" for name in SEARCH_TABLES)
"""Beginnings of the tables that a full-text table makes for itself."""

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Contents:
    """What a database holds: its schema's statements in order, its rows, its application's id."""

    statements: tuple[str, ...]
    rows: dict[str, tuple[Row, ...]]
    application_id: int

    @classmethod
    def of(cls, connection: Connection) -> Contents:
        """Read all of a database, with what full-text tables keep in tables of their own."""
        run = connection.exec_driver_sql
        parts = run(
            "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid"
        ).all()
        tables = [name for kind, name, _ in parts if kind == "table" and name not in SEARCH_TABLES]
        rows = {name: tuple(map(tuple, run(f'SELECT * FROM "{name}"').all())) for name in tables}
        return cls(
            tuple(sql for _, name, sql in parts if not name.startswith((*_SHADOWS, "sqlite_"))),
            {name: found for name, found in rows.items() if found},
            run("PRAGMA application_id").scalar_one(),
        )

    def put_into(self, connection: Connection) -> None:
        """Make an empty database hold the same."""
        driver = connection.connection.driver_connection
        assert driver is not None
        with connection.begin():  # hundreds of statements, each quicker without SQLAlchemy
            for statement in self.statements:
                driver.execute(statement)
            for table, rows in self.rows.items():
                places = ", ".join("?" * len(rows[0]))
                driver.executemany(f'INSERT OR REPLACE INTO "{table}" VALUES ({places})', rows)
            driver.execute(f"PRAGMA application_id={self.application_id}")


class FreshSchema:
    """Stands in for `upgrade.upgrade`; differs from it for an empty database only."""

    def __init__(self) -> None:
        self._newest: Contents | None = None

    def upgrade(
        self, engine: Engine, database: Path, key: bytes, progress: Progress = no_progress
    ) -> bool:
        """Bring the schema to the newest, as the program's does."""
        if upgrade.revision(engine) is not None:
            return _THE_PROGRAMS(engine, database, key, progress)
        if self._newest is None:
            _THE_PROGRAMS(engine, database, key)
            with engine.connect() as connection:
                self._newest = Contents.of(connection)
            return True
        with engine.connect() as connection:
            self._newest.put_into(connection)
        return True
