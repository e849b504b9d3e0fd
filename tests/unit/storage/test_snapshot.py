"""Copies of a database in use: one state, the very rows, and no lock lost by making them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import pytest

from practice_desk.domain.errors import Cancelled
from practice_desk.services.clinic import Clinic
from practice_desk.storage import snapshot
from practice_desk.storage.snapshot import describe, frozen, prove
from tests.factories import a_medication, a_patient

CopyFile = Callable[[Path, Path, Callable[[], None]], bool]


@pytest.fixture(params=["the file itself", "the backup API"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Copy in either of the two ways."""
    if request.param == "the backup API":
        monkeypatch.setattr(snapshot, "copy_open_file", lambda *_: False)
    return str(request.param)


def test_that_a_copy_holds_the_rows_of_the_frozen_state_and_no_later_ones(
    clinic: Clinic, tmp_path: Path, way: str
) -> None:
    a_medication(clinic, a_patient(clinic))
    store = clinic.store
    with frozen(store) as state:
        a_patient(clinic)
        state.copy_to(tmp_path / "copy.db")
        a_patient(clinic)
        facts = state.describe()
    prove(tmp_path / "copy.db", store.database_key, thorough=True)
    assert facts.counts["patient"] == 1
    assert describe(tmp_path / "copy.db", store.database_key) == facts
    with frozen(store) as later:
        assert later.describe().counts["patient"] == 3


def test_that_copies_made_while_somebody_writes_hold_one_state(
    clinic: Clinic, tmp_path: Path, way: str
) -> None:
    stop = Event()

    def write() -> None:
        while not stop.is_set():
            a_medication(clinic, a_patient(clinic))

    writer = Thread(target=write)
    writer.start()
    store = clinic.store
    try:
        for number in range(15):
            copy = tmp_path / f"{number}.db"
            with frozen(store) as state:
                state.copy_to(copy)
                facts = state.describe()
            assert describe(copy, store.database_key) == facts
    finally:
        stop.set()
        writer.join()


def test_that_the_file_is_copied_only_where_nobody_disturbed_it(
    clinic: Clinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real: CopyFile = snapshot.copy_open_file

    def disturbed(source: Path, target: Path, keep_on: Callable[[], None]) -> bool:
        done = real(source, target, keep_on)
        target.write_bytes(b"torn" + target.read_bytes()[4:])
        source.touch()
        return done

    monkeypatch.setattr(snapshot, "copy_open_file", disturbed)
    store = clinic.store
    with frozen(store) as state:
        state.copy_to(tmp_path / "copy.db")
    prove(tmp_path / "copy.db", store.database_key, thorough=True)


def test_that_copying_can_be_stopped(clinic: Clinic, tmp_path: Path) -> None:
    def stop() -> None:
        raise Cancelled

    store = clinic.store
    with frozen(store) as state:
        with pytest.raises(Cancelled):
            state.copy_to(tmp_path / "copy.db", stop)
        state.stop()
        with pytest.raises(Cancelled):
            state.describe()


def test_that_a_thorough_proof_can_be_stopped(clinic: Clinic, tmp_path: Path) -> None:
    store = clinic.store
    with frozen(store) as state:
        state.copy_to(tmp_path / "copy.db")

    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        prove(tmp_path / "copy.db", store.database_key, thorough=True, keep_on=stop)


def _locks_on(path: Path) -> int:
    """Return how many POSIX locks this process holds on a file."""
    inode = f":{path.stat().st_ino} "
    lines = Path("/proc/locks").read_text().splitlines()
    return sum(1 for line in lines if inode in line and f" {os.getpid()} " in line)


@pytest.mark.skipif(not Path("/proc/locks").is_file(), reason="only Linux shows the locks held")
def test_that_copying_leaves_this_programs_locks_on_the_database(
    clinic: Clinic, tmp_path: Path, way: str
) -> None:
    """Had copying opened and closed the file here, no lock would be left."""
    a_patient(clinic)
    store = clinic.store
    held = _locks_on(store.database)
    if not held:
        pytest.skip("this container does not show its own locks")
    with frozen(store) as state:
        state.copy_to(tmp_path / "copy.db")
    assert _locks_on(store.database) == held
