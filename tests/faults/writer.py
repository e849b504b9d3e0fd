"""A program that works on a clinic until it is killed; run by the kill tests, not by pytest.

Importing costs more than a round lasts, so one process imports everything and then forks a worker
whenever a line arrives on its standard input. A worker says "pid <pid>" and then repeats its job,
which the first argument names; the job "save" says "saved <patient> <plan event>" after each pair
that the services acknowledged. When a worker has been killed, the first process says "dead". The
data key comes on the first line.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from practice_desk.credentials import key_slots
from practice_desk.credentials.data_key import DataKey
from practice_desk.domain.account import Role
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.medication import Horizon, Medication
from practice_desk.domain.patient import Patient
from practice_desk.domain.quantity import Quantity, Strength
from practice_desk.domain.timing import Moment, Timing
from practice_desk.services import (
    backups,
    key_generations,
    patients,
    plan,
    restores,
    rotation,
    start_up,
)
from practice_desk.services.backups import ByPassphrase
from practice_desk.services.clinic import Clinic, Session
from practice_desk.services.document_cipher import store_keys
from practice_desk.services.plan import PlanEntry
from practice_desk.storage import removal
from practice_desk.storage.document_files import DocumentFiles
from practice_desk.storage.layout import ClinicFolder, Generation
from practice_desk.storage.rekey import SoleUser
from practice_desk.storage.store import Store, open_store
from practice_desk.storage.writer_lock import WriterLock

_DOSAGE = Dosage(
    Quantity(Decimal(50), "mg"),
    Strength(Quantity(Decimal(50), "mg")),
    "tablet",
    "oral",
    Timing(moments=(Moment.MORNING,)),
)


def open_with_key(root: Path, data_key: DataKey, user: str) -> Clinic:
    """Open a clinic without its passphrase, taking the writer lock."""
    folder = ClinicFolder(root)
    lock = WriterLock(folder.lock)
    lock.acquire()
    folder.empty_scratch()
    store = open_store(folder, store_keys(data_key))
    session = Session(user, "Ana Berg", frozenset({Role.PRESCRIBER}), "test")
    return Clinic(folder, store, session, key_slots.opens_with(folder.key_slots, data_key), lock)


def save_one(clinic: Clinic, number: int) -> tuple[int, int]:
    """Save a chart and start a medication in it; return the ids that the services gave."""
    saved = patients.save_patient(clinic, Patient(f"Family {number}", "Given", alert="x" * 200))
    change = plan.start_medication(
        clinic,
        Medication(saved.id, "sertraline", Horizon.LONG_TERM, indication="Depression"),
        PlanEntry(date(2026, 1, 31), "new_indication", _DOSAGE, comment="y" * 500),
    )
    return saved.id, change.event_id


def _say(line: str) -> None:
    os.write(1, line.encode() + b"\n")  # one write, so nothing is half said


def _save(root: Path, data_key: DataKey, user: str, _: list[str]) -> None:
    clinic = open_with_key(root, data_key, user)
    number = 0
    while True:
        number += 1
        patient_id, event_id = save_one(clinic, number)
        _say(f"saved {patient_id} {event_id}")


def _back_up(root: Path, data_key: DataKey, user: str, arguments: list[str]) -> None:
    clinic = open_with_key(root, data_key, user)
    while True:
        backups.create_backup(clinic, Path(arguments[0]))


def _restore_over(root: Path, _: DataKey, user: str, arguments: list[str]) -> None:
    backup, passphrase = arguments
    while True:
        restores.restore_over(Path(backup), ByPassphrase(user, passphrase), root)


def _restore_new(_root: Path, _: DataKey, user: str, arguments: list[str]) -> None:
    backup, passphrase, target = arguments
    restores.restore_backup(Path(backup), ByPassphrase(user, passphrase), Path(target))
    signal.pause()


def _change_key(root: Path, _: DataKey, user: str, arguments: list[str]) -> None:
    """Change the key again and again while another thread saves."""
    clinic = start_up.open_clinic(root, user, arguments[0])

    def save() -> None:
        number = 0
        while True:
            number += 1
            patient_id, event_id = save_one(clinic, number)
            _say(f"saved {patient_id} {event_id}")

    threading.Thread(target=save, daemon=True).start()
    while True:
        rotation.rotate_data_key(clinic)


def _change_key_until(root: Path, _: DataKey, user: str, arguments: list[str]) -> None:
    """Save once, then change the key and die right after one of its steps."""
    passphrase, step = arguments
    clinic = start_up.open_clinic(root, user, passphrase)
    patient_id, event_id = save_one(clinic, 1)
    _say(f"saved {patient_id} {event_id}")
    owner, name = STEPS[step]
    original = getattr(owner, name)

    def last(*given: object, **named: object) -> object:
        result = original(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, last)
    rotation.rotate_data_key(clinic)


STEPS: dict[str, tuple[Any, str]] = {
    "the trail is checked": (rotation.trail, "walk_trail"),
    "the generation is begun": (ClinicFolder, "new_generation"),
    "it is marked as unfinished": (Generation, "mark_unfinished"),
    "the new key is sealed": (key_slots, "add_data_key"),
    "the key's name is noted": (Generation, "note_key"),
    "a document is encrypted": (DocumentFiles, "take_over"),
    "the old store is closed": (Store, "close"),
    "the records are copied": (SoleUser, "copy_under"),
    "the copy is opened": (rotation, "open_generation"),
    "the copy is filled in": (Store, "begin_anchor"),
    "the copy is proven": (rotation.integrity, "damaged_pages"),
    "it is marked as whole": (Generation, "mark_replacing"),
    "the pointer has moved": (ClinicFolder, "make_live"),
    "the clinic has moved": (Clinic, "move_to"),
    "the old WAL is folded": (SoleUser, "fold"),
    "the old generation is removed": (removal, "remove_generation"),
    "the old key is dropped": (key_slots, "keep_data_keys"),
    "all is tidy": (key_generations, "tidy"),
}
"""After which call a change of the key is cut off."""


JOBS = {
    "save": _save,
    "back up": _back_up,
    "restore over": _restore_over,
    "restore new": _restore_new,
    "change key": _change_key,
    "change key until": _change_key_until,
}


def main() -> None:
    """Fork a worker per line read, until standard input ends."""
    job, root, user, *arguments = sys.argv[1:]
    data_key = DataKey(bytes.fromhex(sys.stdin.readline()))
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                _say(f"pid {os.getpid()}")
                JOBS[job](Path(root), data_key, user, arguments)
            except ExpectedError as error:
                _say(f"failed {error}")
            finally:
                os._exit(1)
        os.waitpid(child, 0)
        _say("dead")


if __name__ == "__main__":
    main()
