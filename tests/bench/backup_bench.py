"""A verified backup against SQLite's own backup API on the same file, and against copying it."""

from __future__ import annotations

import shutil
from pathlib import Path

from practice_desk.services.backups import create_backup
from practice_desk.services.clinic import Clinic
from practice_desk.storage.engine import connect
from tests.bench.measure import Measure, interleaved, timed

ROUNDS = 3


def backup(clinic: Clinic, folder: Path) -> list[Measure]:
    """Time whole, verified backups."""
    target = folder / "bench.pdbackup"
    copy = folder / "api.db"
    megabytes = clinic.store.database.stat().st_size / 1e6

    def ours() -> float:
        target.unlink(missing_ok=True)
        return timed(lambda: create_backup(clinic, target))

    def api() -> float:
        copy.unlink(missing_ok=True)
        return timed(lambda: _by_api(clinic, copy))

    value, floor = interleaved(ours, api, ROUNDS)
    plain = min(timed(lambda: shutil.copyfile(copy, folder / "copied")) for _ in range(ROUNDS))
    return [
        Measure("backup", min(value), "ms", min(floor), 1.6).emit(),
        Measure("backup_against_copying", min(value), "ms", plain).emit(),
        Measure(
            "backup_speed", megabytes / min(value) * 1000, "MB/s", megabytes / min(floor) * 1000
        ).emit(),
    ]


def _by_api(clinic: Clinic, target: Path) -> None:
    source = connect(clinic.store.database, clinic.store.database_key)
    sink = connect(target, clinic.store.database_key, create=True)
    sink.execute("PRAGMA journal_mode=DELETE")
    source.backup(sink, pages=-1)
    sink.close()
    source.close()


def _speed(megabytes: float, ours: float, floor: float) -> Measure:
    return Measure("backup_speed", megabytes / ours * 1000, "MB/s", megabytes / floor * 1000).emit()
