"""Killing a writing program again and again, for the tests and for the bench."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from practice_desk.credentials.data_key import DataKey
from practice_desk.domain.errors import ExpectedError
from practice_desk.services.verification import verify_clinic
from practice_desk.storage.store import Store
from tests.factories import MadeClinic
from tests.faults.writer import open_with_key

LONGEST_LIFE = 0.2  # seconds until the kill
CHECKOUT = Path(__file__).parents[2]


@dataclass(frozen=True)
class KillFigures:
    """What came of *kills* kills; `wrong` says what was harmed, as sentences."""

    kills: int
    acknowledged: int
    lost: int
    unopenable: int
    audit_rows: int
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        """The line at the end of a test run."""
        return (
            f"kill -9: {self.kills} kills, {self.acknowledged} acknowledged rows, "
            f"{self.lost} lost, {self.unopenable} unopenable, {self.audit_rows} audit rows in one "
            "chain"
        )


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
        self._tell(made.clinic.store.database_key.hex())

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def run_to_its_end(self) -> list[tuple[int, int]]:
        """Let a worker run until it dies of itself; return what it had acknowledged."""
        return self.run_and_kill(None)

    def run_and_kill(
        self, seconds: float | None, *, once_saved: bool = False
    ) -> list[tuple[int, int]]:
        """Kill a worker *seconds* after its start, or after its first save.

        Returns what it had acknowledged.
        """
        assert self._process.stdout is not None
        self._tell("go")
        word, pid = self._process.stdout.readline().split()
        assert word == "pid"
        killer = threading.Timer(seconds or 0, _kill, (int(pid),))
        if not once_saved and seconds is not None:
            killer.start()
        acknowledged = []
        while (line := self._process.stdout.readline().strip()) != "dead":
            assert line.startswith("saved "), line
            _, patient_id, event_id = line.split()
            acknowledged.append((int(patient_id), int(event_id)))
            if once_saved and len(acknowledged) == 1:
                killer.start()
        if killer.ident is not None:
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


def present(store: Store) -> tuple[set[int], set[int], int]:
    with store.read() as work:
        run = work.connection.exec_driver_sql
        patients = set(run("SELECT id FROM patient").scalars())
        events = set(run("SELECT id FROM plan_event").scalars())
        medications = run("SELECT count(*) FROM medication").scalar_one()
    return patients, events, medications


def kill_while_saving(
    made: MadeClinic, kills: int, told: Callable[[int], object] = lambda _kill: None
) -> KillFigures:
    """Kill a program that saves, *kills* times at random moments, and look each time what is left.

    *made* is closed. *told* hears of every kill.
    """
    moments = random.Random(20261123)  # moments of a test, no secret
    patients: set[int] = set()
    events: set[int] = set()
    lost, unopenable = 0, 0
    wrong: list[str] = []
    with Writers(made, "save") as writers:
        for kill in range(kills):
            moment = moments.uniform(0, LONGEST_LIFE)
            for patient, event in writers.run_and_kill(moment, once_saved=kill % 4 > 0):
                patients.add(patient)
                events.add(event)
            told(kill)
            try:
                clinic = open_with_key(
                    made.root, DataKey(made.clinic.store.database_key), made.user
                )
            except ExpectedError as error:
                unopenable += 1
                wrong.append(f"kill {kill}: {error}")
                continue
            kept, kept_events, medications = present(clinic.store)
            clinic.close()
            lost = len(patients - kept) + len(events - kept_events)
            if lost:
                wrong.append(f"kill {kill}: {lost} acknowledged rows are lost")
            if medications != len(kept_events):
                wrong.append(f"kill {kill}: half a transaction")
    clinic = open_with_key(made.root, _key(made), made.user)
    report = verify_clinic(clinic)
    clinic.close()
    wrong += [finding.sentence for finding in report.findings]
    rows = len(patients) + len(events)
    return KillFigures(kills, rows, lost, unopenable, report.audit_rows, tuple(wrong))


def _key(made: MadeClinic) -> DataKey:
    """Return the data key anew: closing a clinic wipes the one it was opened with."""
    return DataKey(made.clinic.store.database_key)
