"""A writing program killed at any moment loses nothing that it had acknowledged."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from practice_desk.services.verification import verify_clinic
from practice_desk.storage.store import Store
from tests.factories import MadeClinic
from tests.faults.writer import open_with_key

KILLS = 100
LONGEST_LIFE = 0.2  # seconds from the writer's first sign of life to its end
CHECKOUT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")


class Writers:
    """The forking process of `tests.faults.writer`."""

    def __init__(self, made: MadeClinic) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.writer", str(made.root), made.user],
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

    def run_and_kill(self, seconds: float) -> list[tuple[int, int]]:
        """Let a writer live for *seconds*, kill it, and return what it had acknowledged."""
        assert self._process.stdout is not None
        self._tell("go")
        word, pid = self._process.stdout.readline().split()
        assert word == "pid"
        killer = threading.Timer(seconds, os.kill, (int(pid), signal.SIGKILL))
        killer.start()
        acknowledged = []
        while (line := self._process.stdout.readline().strip()) != "dead":
            _, patient_id, event_id = line.split()
            acknowledged.append((int(patient_id), int(event_id)))
        killer.join()
        return acknowledged

    def close(self) -> None:
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
    writers = Writers(made)
    acknowledged: list[tuple[int, int]] = []
    try:
        for kill in range(KILLS):
            acknowledged += writers.run_and_kill(moments.uniform(0, LONGEST_LIFE))
            clinic = open_with_key(made.root, made.clinic.data_key, made.user)
            patients, events, medications = _present(clinic.store)
            clinic.close()
            assert {patient for patient, _ in acknowledged} <= patients, f"after kill {kill}"
            assert {event for _, event in acknowledged} <= events, f"after kill {kill}"
            assert medications == len(events), f"half a transaction after kill {kill}"
    finally:
        writers.close()
    clinic = open_with_key(made.root, made.clinic.data_key, made.user)
    report = verify_clinic(clinic)
    clinic.close()
    assert report.findings == ()
    assert len(acknowledged) > KILLS
    record_property(
        "figures",
        f"kill -9: {KILLS} kills, {2 * len(acknowledged)} acknowledged rows, 0 lost, "
        f"0 unopenable, {report.audit_rows} audit rows in one chain",
    )
