"""A writing program killed at any moment loses nothing that it had acknowledged."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Self

import pytest

from practice_desk.domain.errors import ClinicMissing
from practice_desk.services import backups, restores, start_up
from practice_desk.services.backups import ByPassphrase
from practice_desk.services.verification import verify_clinic
from practice_desk.storage.store import Store
from tests.factories import MadeClinic, a_medication, a_patient
from tests.faults.writer import open_with_key

KILLS = 100
FEWER_KILLS = 30
LONGEST_LIFE = 0.2  # seconds until the kill
CHECKOUT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):  # it failed by itself
        os.kill(pid, signal.SIGKILL)


class Writers:
    """The forking process of `tests.faults.writer`, with one of its jobs."""

    def __init__(self, made: MadeClinic, job: str, *arguments: object) -> None:
        words = (job, made.root, made.user, *arguments)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.writer", *map(str, words)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=CHECKOUT,
        )
        self._tell(made.clinic.data_key.raw.hex())

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def run_and_kill(self, seconds: float, *, once_saved: bool = False) -> list[tuple[int, int]]:
        """Kill a worker *seconds* after its start, or after its first save.

        Returns what it had acknowledged.
        """
        assert self._process.stdout is not None
        self._tell("go")
        word, pid = self._process.stdout.readline().split()
        assert word == "pid"
        killer = threading.Timer(seconds, _kill, (int(pid),))
        if not once_saved:
            killer.start()
        acknowledged = []
        while (line := self._process.stdout.readline().strip()) != "dead":
            assert line.startswith("saved "), line
            _, patient_id, event_id = line.split()
            acknowledged.append((int(patient_id), int(event_id)))
            if once_saved and len(acknowledged) == 1:
                killer.start()
        killer.join()
        return acknowledged

    def __enter__(self) -> Self:
        """Return the process."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let the process end."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


def _present(store: Store) -> tuple[set[int], set[int], int]:
    with store.read() as work:
        run = work.connection.exec_driver_sql
        patients = set(run("SELECT id FROM patient").scalars())
        events = set(run("SELECT id FROM plan_event").scalars())
        medications = run("SELECT count(*) FROM medication").scalar_one()
    return patients, events, medications


def test_that_kill_9_during_saves_loses_nothing_acknowledged(
    made: MadeClinic, record_property: Callable[[str, object], None]
) -> None:
    made.clinic.close()
    moments = random.Random(20261123)  # moments of a test, no secret
    acknowledged: list[tuple[int, int]] = []
    with Writers(made, "save") as writers:
        for kill in range(KILLS):
            moment = moments.uniform(0, LONGEST_LIFE)
            acknowledged += writers.run_and_kill(moment, once_saved=kill % 4 > 0)
            clinic = open_with_key(made.root, made.clinic.data_key, made.user)
            patients, events, medications = _present(clinic.store)
            clinic.close()
            assert {patient for patient, _ in acknowledged} <= patients, f"after kill {kill}"
            assert {event for _, event in acknowledged} <= events, f"after kill {kill}"
            assert medications == len(events), f"half a transaction after kill {kill}"
    clinic = open_with_key(made.root, made.clinic.data_key, made.user)
    report = verify_clinic(clinic)
    clinic.close()
    assert report.findings == ()
    assert len(acknowledged) >= KILLS // 2
    record_property(
        "figures",
        f"kill -9: {KILLS} kills, {2 * len(acknowledged)} acknowledged rows, 0 lost, "
        f"0 unopenable, {report.audit_rows} audit rows in one chain",
    )


@pytest.fixture
def backed_up(made: MadeClinic, tmp_path: Path) -> tuple[MadeClinic, Path]:
    """A closed clinic with a chart, and its backup."""
    a_medication(made.clinic, a_patient(made.clinic))
    path = backups.create_backup(made.clinic, tmp_path / "a.pdbackup").path
    made.clinic.close()
    return made, path


def test_that_a_killed_backup_leaves_a_whole_file_or_the_older_one(
    backed_up: tuple[MadeClinic, Path],
) -> None:
    made, path = backed_up
    moments = random.Random(1)
    with Writers(made, "back up", path) as writers:
        for _ in range(FEWER_KILLS):
            writers.run_and_kill(moments.uniform(0, LONGEST_LIFE))
            report = backups.verify_backup(path, ByPassphrase(made.user, made.passphrase))
            assert report.counts["plan_event"] == 1


def test_that_a_killed_restore_over_a_clinic_leaves_a_whole_clinic(
    backed_up: tuple[MadeClinic, Path],
) -> None:
    made, path = backed_up
    moments = random.Random(2)
    with Writers(made, "restore over", path, made.passphrase) as writers:
        for _ in range(FEWER_KILLS):
            writers.run_and_kill(moments.uniform(0, LONGEST_LIFE))
            clinic = start_up.open_clinic(made.root, made.user, made.passphrase)
            report = verify_clinic(clinic)
            patients, events, _ = _present(clinic.store)
            clinic.close()
            assert report.findings == ()
            assert (len(patients), len(events)) == (1, 1)


def test_that_a_killed_restore_leaves_no_half_clinic_and_can_be_repeated(
    backed_up: tuple[MadeClinic, Path], tmp_path: Path
) -> None:
    made, path = backed_up
    moments = random.Random(3)
    target = tmp_path / "target"
    with Writers(made, "restore new", path, made.passphrase, target) as writers:
        for _ in range(FEWER_KILLS):
            writers.run_and_kill(moments.uniform(0, LONGEST_LIFE))
            try:
                clinic = start_up.open_clinic(target, made.user, made.passphrase)
            except ClinicMissing:
                continue  # the next round restores into what this one left
            assert verify_clinic(clinic).findings == ()
            clinic.close()
            shutil.rmtree(target)
    restores.restore_backup(path, ByPassphrase(made.user, made.passphrase), target)
    start_up.open_clinic(target, made.user, made.passphrase).close()
