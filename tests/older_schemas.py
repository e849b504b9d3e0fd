"""Databases of every released schema, each made from the one before, as clinics were upgraded."""

from __future__ import annotations

import shutil
from pathlib import Path

from practice_desk.storage import upgrade
from practice_desk.storage.engine import open_engine

KEY = bytes(range(32))
"""Of every database that is upgraded outside a clinic."""


class OlderSchemas:
    """Empty databases under `KEY`, made when one is first asked for and kept in *folder*."""

    def __init__(self, folder: Path) -> None:
        self._growing = folder / "growing.db"
        self._folder = folder
        self._left = list(upgrade.known_revisions())

    def put(self, revision: str, target: Path) -> None:
        """Copy the empty database of the schema *revision* to the file *target*."""
        made = self._folder / f"{revision}.db"
        if not made.exists():
            self._grow_to(revision)
        shutil.copyfile(made, target)

    def _grow_to(self, revision: str) -> None:
        engine = open_engine(self._growing, KEY, create=not self._growing.exists())
        step = ""
        while step != revision:
            step = self._left.pop(0)
            upgrade.upgrade_to(engine, step)
            upgrade.copy_database(self._growing, KEY, self._folder / f"{step}.db")
        engine.dispose()
