"""Bringing the schema of a clinic up to this program's, with a copy made first."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from practice_desk.assets import asset_path
from practice_desk.domain.errors import ClinicDamaged, ClinicTooNew
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.storage.dialects import sqlite
from practice_desk.storage.engine import APPLICATION_ID, connect
from practice_desk.storage.faults import translated

if TYPE_CHECKING:
    from alembic.runtime.migration import MigrationContext, RevisionStep
    from alembic.script import ScriptDirectory

HEAD = "0047"
"""The newest revision this program knows; a test compares it with the migrations folder.

A constant, so that opening an up-to-date clinic need not import Alembic.
"""
FIRST_ANCHORED = "0004"
"""The first revision whose clinics keep the end of the audit chain outside the database too."""

_open_assets = ExitStack()  # keeps unpacked scripts while the program runs


def revision(engine: Engine) -> str | None:
    """Return the revision of the database, or None for an empty one."""
    with translated(), engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return None if found is None else str(found)


def upgrade(engine: Engine, database: Path, key: bytes, progress: Progress = no_progress) -> bool:
    """Bring the schema to `HEAD`; return whether anything was done.

    An existing database is copied first to ``clinic.before-<revision>.db`` beside it. The whole
    upgrade is one transaction: a kill leaves the old schema. So does *progress* where it stops the
    work; it counts the copy and each revision as one. Raises ClinicTooNew, and Cancelled.
    """
    present = revision(engine)
    if present == HEAD:
        return False
    steps = _Steps(progress)
    if present is not None:
        known = known_revisions()
        if present not in known:
            raise ClinicTooNew("This clinic was upgraded by a newer Practice Desk.")
        steps.total = len(known) - known.index(present)
        steps.look()
        copy_database(database, key, database.with_name(f"clinic.before-{HEAD}.db"))
        steps.next()
    with translated(), engine.connect() as connection:
        _upgrade_in_one_transaction(connection, HEAD, steps)
    return True


class _Steps:
    """Tells a progress which step of how many is under way; a new database has none to tell of."""

    def __init__(self, progress: Progress = no_progress) -> None:
        self._progress = progress
        self._done = self.total = 0

    def next(self) -> None:
        """Begin the next step."""
        self._done += 1
        self.look()

    def look(self) -> None:
        """Tell where the work stands. Raises Cancelled where it shall stop."""
        if self.total:
            self._progress(
                min(self._done, self.total), self.total, "Bringing the clinic up to date"
            )


def known_revisions() -> tuple[str, ...]:
    """Return all revisions of this program, the oldest first."""
    return tuple(script.revision for script in reversed(list(_scripts().walk_revisions())))


@cache
def _scripts() -> ScriptDirectory:
    """Return the revisions, loaded once while the program runs."""
    from alembic.config import Config  # imported only when a schema is upgraded
    from alembic.script import ScriptDirectory

    config = Config()
    folder = _open_assets.enter_context(asset_path("migrations"))
    config.set_main_option("script_location", str(folder))
    return ScriptDirectory.from_config(config)


def copy_database(database: Path, key: bytes, target: Path) -> None:
    """Copy a database, also while it is in use, with SQLite's backup API and under the same key."""
    with translated():
        partial = target.with_name(target.name + ".partial")
        partial.unlink(missing_ok=True)
        source = connect(database, key)
        try:
            sink = connect(partial, key, create=True)
            try:
                sink.execute("PRAGMA journal_mode=DELETE")
                source.backup(sink, pages=-1)
            finally:
                sink.close()
        finally:
            source.close()
        partial.replace(target)


def upgrade_to(engine: Engine, target: str) -> None:
    """Bring the schema to the revision *target*; for tests of older schemas."""
    with translated(), engine.connect() as connection:
        _upgrade_in_one_transaction(connection, target, _Steps())


def _upgrade_in_one_transaction(connection: Connection, target: str, steps: _Steps) -> None:
    from alembic.config import Config  # imported only when a schema is upgraded
    from alembic.runtime.environment import EnvironmentContext

    from practice_desk.storage.interruption import interruptible

    scripts, config = _scripts(), Config()
    config.attributes["connection"] = connection
    config.attributes["applied"] = steps.next

    def wanted(present: str, _context: MigrationContext) -> list[RevisionStep]:
        return scripts._upgrade_revs(target, present)

    driver = connection.connection.driver_connection
    assert driver is not None  # the connection is open
    # Off before BEGIN: inside a transaction the pragma does nothing, and with it on, recreating a
    # table deletes its children by cascade.
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        with (
            interruptible(driver, steps.look),
            connection.begin(),
            # What Alembic's own command does; that would load every script once more.
            EnvironmentContext(config, scripts, fn=wanted, destination_rev=target),
        ):
            scripts.run_env()
            sqlite.create_triggers(connection)
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise ClinicDamaged("Upgrading the clinic found records that do not fit together.")
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
