"""A program one of whose writes fails; run with `write_faults.c` preloaded, not by pytest.

One process loads everything and then forks a worker for each line of JSON on its standard input:
the job, the folder below which writes count, and which of them fails with which error. The answer
is one line: how it ended, what was said, and how many writes there were. "dead" follows. With
`stops` nothing fails: before each of these writes the worker says so and stands still until it gets
a byte, so that what a kill would leave there can be copied.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from practice_desk.credentials.data_key import DataKey
from practice_desk.domain.errors import ExpectedError
from practice_desk.services import accounts, backups, restores, rotation, start_up
from practice_desk.services.backups import ByPassphrase
from practice_desk.storage import upgrade
from practice_desk.storage.engine import open_engine
from tests.factories import CHEAP, make_clinic
from tests.faults.writer import open_with_key, save_one
from tests.older_schemas import KEY

NEW_PASSPHRASE = "eleven wet umbrellas dry"

Job = dict[str, str]


def _save(job: Job) -> None:
    clinic = open_with_key(Path(job["root"]), _key(job), job["user"])
    try:
        save_one(clinic, 1)
    finally:
        clinic.close()


def _back_up(job: Job) -> None:
    clinic = open_with_key(Path(job["root"]), _key(job), job["user"])
    try:
        backups.create_backup(clinic, Path(job["target"]))
    finally:
        clinic.close()


def _change_passphrase(job: Job) -> None:
    clinic = open_with_key(Path(job["root"]), _key(job), job["user"])
    try:
        accounts.change_passphrase(clinic, job["passphrase"], NEW_PASSPHRASE, profile=CHEAP)
    finally:
        clinic.close()


def _change_key(job: Job) -> None:
    clinic = start_up.open_clinic(Path(job["root"]), job["user"], job["passphrase"])
    try:
        save_one(clinic, 1)
        rotation.rotate_data_key(clinic)
        save_one(clinic, 2)
    finally:
        clinic.close()


def _restore(job: Job) -> None:
    secret = ByPassphrase(job["user"], job["passphrase"])
    restores.restore_over(Path(job["target"]), secret, Path(job["root"]))


def _upgrade(job: Job) -> None:
    path = Path(job["root"])
    engine = open_engine(path, KEY)
    try:
        upgrade.upgrade(engine, path, KEY)
    finally:
        engine.dispose()


JOBS: dict[str, Callable[[Job], None]] = {
    "save": _save,
    "back up": _back_up,
    "change passphrase": _change_passphrase,
    "change key": _change_key,
    "restore over": _restore,
    "upgrade": _upgrade,
}


def _key(job: Job) -> DataKey:
    return DataKey(bytes.fromhex(job["key"]))


def _warm_up() -> None:
    """Do once, for all workers, what the program loads only when it is needed."""
    for name in ("alembic.command", "alembic.script", "practice_desk.credentials.strength",
                 "practice_desk.credentials.workstation"):  # fmt: skip
        importlib.import_module(name)
    with TemporaryDirectory() as folder:
        made = make_clinic(Path(folder))
        save_one(made.clinic, 1)
        made.clinic.close()
    gc.freeze()  # so that no worker copies memory by collecting it


_WATCHER = ctypes.CFUNCTYPE(None, ctypes.c_long)


def _stand_still(count: int) -> None:
    os.write(1, json.dumps({"stands": count}).encode() + b"\n")
    os.read(0, 1)


def _run(request: dict[str, str]) -> dict[str, object]:
    faults = ctypes.CDLL(None)
    below, number, error = request["below"].encode(), int(request["number"]), int(request["error"])
    faults.fault_arm(below, ctypes.c_long(number), error)
    stops = {int(word) for word in request.get("stops", "").split()}
    watcher = _WATCHER(lambda count: _stand_still(count) if count in stops else None)
    if stops:
        faults.fault_watch(watcher)
    outcome, said = "done", ""
    try:
        JOBS[request["job"]](request)
    except ExpectedError as refusal:
        outcome, said = "refused", str(refusal)
    except BaseException as bug:  # noqa: BLE001 - told to the test, which fails
        outcome, said = "crashed", "".join(traceback.format_exception(bug))
    return {"outcome": outcome, "said": said, "writes": faults.fault_count()}


def main() -> None:
    """Fork a worker per line read, until standard input ends."""
    _warm_up()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            answer = _run(json.loads(line))
            os.write(1, json.dumps(answer).encode() + b"\n")
            os._exit(0)
        os.waitpid(child, 0)
        os.write(1, b"dead\n")  # its locks are free now


if __name__ == "__main__":
    main()
