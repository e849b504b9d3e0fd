"""What is tried with one failing write after another, and what may never come of it."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from practice_desk.domain.errors import WrongPassphrase
from practice_desk.services import backups, start_up
from practice_desk.services.backups import ByPassphrase
from practice_desk.services.clinic import Clinic
from practice_desk.services.verification import verify_clinic
from practice_desk.storage import upgrade
from practice_desk.storage.engine import open_engine
from tests.factories import PASSPHRASE, USER, a_document, a_medication, a_patient, make_clinic
from tests.faults.failing_writes import NEW_PASSPHRASE
from tests.fresh_schema import Contents
from tests.older_schemas import KEY, OlderSchemas

ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS)
KILL = (-signal.SIGKILL,)
"""Instead of an error: the process ends at that write."""
SOURCE = Path(__file__).with_name("write_faults.c")
CHECKOUT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Answer:
    """How a run ended: "done", "refused" with a sentence, "killed", or "crashed" with the bug."""

    outcome: str
    said: str
    writes: int


@dataclass(frozen=True)
class Scenario:
    """A job on a copy of *template*; `check` raises AssertionError where something is harmed.

    `state` gives all that a check and another try depend on, so that the same end over the same
    state is looked at once.
    """

    name: str
    request: dict[str, str]
    template: Path
    check: Callable[[Path, Answer], None]
    state: Callable[[Path], object] | None = None
    seen: set[object] = field(default_factory=set)


def compiled(folder: Path) -> Path | None:
    """Return the compiled faults, or None where this computer has no C compiler for Linux."""
    compiler = shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        return None
    library = folder / "write_faults.so"
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE), "-ldl"]
    done = subprocess.run(command, capture_output=True, check=False)
    return library if done.returncode == 0 else None


class Runner:
    """The process that forks a worker per run."""

    def __init__(self, library: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.failing_writes"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=CHECKOUT,
            env={**os.environ, "LD_PRELOAD": str(library)},
        )

    def run(self, scenario: Scenario, work: Path, number: int, error: int) -> Answer:
        """Run *scenario* in a fresh copy at *work* with one failing write; 0 fails none."""
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(scenario.template, work)
        return self.again(scenario, work, number, error)

    def again(self, scenario: Scenario, work: Path, number: int = 0, error: int = 0) -> Answer:
        """Run *scenario* once more in what it left at *work*."""
        line = self._tell(scenario, work, {"number": str(number), "error": str(error)})
        if line == "dead\n":
            return Answer("killed", "", number)
        return self._ended(line)

    def kill_states(
        self, scenario: Scenario, work: Path, numbers: Iterable[int]
    ) -> list[tuple[int, Path]]:
        """Run *scenario* once and copy, before each of the writes *numbers*, what a kill leaves.

        Whatever was written is in the system's hands when a process is killed, so a copy made
        while it stands still is what a kill there leaves, but for its locks, which a kill frees.
        """
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(scenario.template, work)
        stops = " ".join(map(str, numbers))
        line = self._tell(scenario, work, {"number": "0", "error": "0", "stops": stops})
        states = []
        while number := json.loads(line).get("stands"):
            state = work.with_name(f"{work.name}-{number}")
            shutil.rmtree(state, ignore_errors=True)
            shutil.copytree(work, state)
            states.append((number, state))
            line = self._say("\n")
        assert self._ended(line).outcome == "done"
        return states

    def _tell(self, scenario: Scenario, work: Path, more: dict[str, str]) -> str:
        request = {name: value.format(work=work) for name, value in scenario.request.items()}
        return self._say(json.dumps(request | {"below": f"{work}/"} | more) + "\n")

    def _say(self, words: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(words)
        self._process.stdin.flush()
        return self._process.stdout.readline()

    def _ended(self, line: str) -> Answer:
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "dead\n"
        return Answer(**json.loads(line))

    def close(self) -> None:
        """Let the process end."""
        self._process.communicate()


@contextmanager
def runner(library: Path) -> Iterator[Runner]:
    """Give a runner, and end it."""
    found = Runner(library)
    try:
        yield found
    finally:
        found.close()


def scenarios(folder: Path) -> list[Scenario]:
    """Make the templates in *folder* and return every scenario."""
    made = make_clinic(folder / "template", name="clinic")
    kept = a_patient(made.clinic)
    a_medication(made.clinic, kept)
    a_document(made.clinic, b"kept" * 20_000)
    backups.create_backup(made.clinic, folder / "template" / "older.pdbackup")
    key = made.clinic.data_key.raw.hex()
    made.clinic.close()
    base = {"root": "{work}/clinic", "key": key, "user": USER, "passphrase": PASSPHRASE}
    template = folder / "template"

    def check(work: Path, answer: Answer) -> None:
        _check_clinic(work / "clinic", answer, kept)

    def check_backup(work: Path, answer: Answer) -> None:
        check(work, answer)
        older = backups.verify_backup(work / "older.pdbackup", ByPassphrase(USER, PASSPHRASE))
        assert older.counts["patient"] == 1

    named = [
        ("save", {}, check),
        ("back up", {"target": "{work}/older.pdbackup"}, check_backup),
        ("change passphrase", {}, check),
        ("change key", {}, check),
        ("restore over", {"target": "{work}/older.pdbackup"}, check_backup),
    ]
    found = [
        Scenario(job, {**base, **more, "job": job}, template, call) for job, more, call in named
    ]
    return found + _upgrades(folder)


def older_revisions() -> tuple[str, ...]:
    """Return every released schema but the newest."""
    return upgrade.known_revisions()[:-1]


def _upgrades(folder: Path) -> list[Scenario]:
    """Return the upgrade from each released schema."""
    schemas = OlderSchemas(folder)
    found = []
    for revision in older_revisions():
        template = folder / f"schema-{revision}"
        template.mkdir()
        schemas.put(revision, template / "clinic.db")
        found.append(_upgrade_from(template, revision))
    return found


def _state(work: Path) -> object:
    """Return what a database holds, how sound it is, and the files beside it with their sizes.

    How far a copy came that was broken off counts for nothing: the next one removes it unread. Nor
    does the order of a table's constraints and indexes, which Alembic leaves to chance where it
    makes one anew.
    """
    engine = open_engine(work / "clinic.db", KEY)
    beside = {
        path.name: 0 if path.suffix == ".partial" else path.stat().st_size
        for path in work.iterdir()
    }
    try:
        with engine.connect() as connection:
            sound = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            held = Contents.of(connection)
    finally:
        engine.dispose()
    schema = sorted(sorted(re.split(r"[\s,]+", each)) for each in held.statements)
    return repr((sound, schema, held.rows, held.application_id, sorted(beside.items())))


def _upgrade_from(template: Path, revision: str) -> Scenario:
    engine = open_engine(template / "clinic.db", KEY)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO setting VALUES ('kept', '1', 1)")
    engine.dispose()

    def check(work: Path, answer: Answer) -> None:
        path = work / "clinic.db"
        engine = open_engine(path, KEY)
        try:
            if answer.outcome == "done":
                assert upgrade.revision(engine) == upgrade.HEAD
            upgrade.upgrade(engine, path, KEY)
            with engine.connect() as connection:
                kept = connection.exec_driver_sql("SELECT key FROM setting").scalars().all()
                intact = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
            assert kept == ["kept"]
            assert intact == "ok"
        finally:
            engine.dispose()

    request = {"job": "upgrade", "root": "{work}/clinic.db"}
    return Scenario(f"upgrade from {revision}", request, template, check, _state)


def _check_clinic(root: Path, answer: Answer, kept: int) -> None:
    """The clinic opens with the passphrase it has, is sound, and has what was acknowledged."""
    clinic = _opened(root)
    try:
        report = verify_clinic(clinic)
        with clinic.store.read() as work:
            run = work.connection.exec_driver_sql
            charts = set(run("SELECT id FROM patient").scalars())
            events = run("SELECT count(*) FROM plan_event").scalar_one()
            medications = run("SELECT count(*) FROM medication").scalar_one()
    finally:
        clinic.close()
    assert report.sound, report.findings
    assert kept in charts
    assert events == medications, "half a transaction"


def _opened(root: Path) -> Clinic:
    with suppress(WrongPassphrase):
        return start_up.open_clinic(root, USER, PASSPHRASE)
    return start_up.open_clinic(root, USER, NEW_PASSPHRASE)


def try_every_write(
    found: Runner,
    scenario: Scenario,
    work: Path,
    numbers: Callable[[int], Iterable[int]],
    errors: tuple[int, ...] = ERRORS,
) -> tuple[int, list[str]]:
    """Let the writes that *numbers* picks fail, each with every one of *errors*.

    Returns how many runs there were, and what went wrong as sentences.
    """
    whole = found.run(scenario, work, 0, 0)
    if whole.outcome != "done":
        return 1, [f"{scenario.name} without a fault: {whole.said}"]
    runs, wrong = 0, []
    for number in numbers(whole.writes):
        for error in errors:
            runs += 1
            answer = found.run(scenario, work, number, error)
            problem = _problem(found, scenario, work, answer)
            if problem:
                how = os.strerror(error) if error > 0 else "killed"
                wrong.append(f"{scenario.name}, write {number}, {how}: {problem}")
    return runs, wrong


def try_kill_states(
    found: Runner, scenario: Scenario, work: Path, numbers: Callable[[int], Iterable[int]]
) -> tuple[int, list[str]]:
    """Look at what a kill at each of the writes that *numbers* picks leaves; else the same."""
    whole = found.run(scenario, work, 0, 0)
    if whole.outcome != "done":
        return 1, [f"{scenario.name} without a fault: {whole.said}"]
    picked = list(numbers(whole.writes))
    wrong = []
    states = found.kill_states(scenario, work, picked)
    for number, state in states:
        problem = _problem(found, scenario, state, Answer("killed", "", number))
        if problem:
            wrong.append(f"{scenario.name}, write {number}, killed: {problem}")
        shutil.rmtree(state)
    if len(states) != len(picked):
        wrong.append(f"{scenario.name}: stood still {len(states)} of {len(picked)} times")
    return len(states), wrong


def _problem(found: Runner, scenario: Scenario, work: Path, answer: Answer) -> str:
    if answer.outcome == "crashed":
        return f"a bug instead of a sentence: {answer.said}"
    try:
        if scenario.state is not None:
            state = (answer.outcome, scenario.state(work))
            if state in scenario.seen:
                return ""
            scenario.seen.add(state)
        scenario.check(work, answer)
        if answer.outcome != "done" and scenario.name != "change passphrase":
            again = found.again(scenario, work)
            assert again.outcome == "done", f"can't be tried again: {again.said}"
            scenario.check(work, again)
    except Exception as error:  # noqa: BLE001 - every kind of harm is one
        return f"{answer.outcome} ({answer.said}), then {type(error).__name__}: {error}"
    return ""
