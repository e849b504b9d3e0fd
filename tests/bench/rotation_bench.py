"""Changing the clinic's key, per 100 MB of records and of documents, against copying files."""

from __future__ import annotations

import secrets
import shutil
import time
from pathlib import Path

from practice_desk.services import rotation
from practice_desk.services.clinic import Clinic
from practice_desk.services.rotation import rotate_data_key
from tests.bench.measure import Measure, timed
from tests.factories import a_document, make_clinic

ROUNDS = 3
_DOCUMENTS, _DOCUMENT_BYTES = 200, 500_000


def key_change(clinic: Clinic, folder: Path) -> list[Measure]:
    """Time changes of the key of a large clinic, and how long everybody waits in each."""
    hundreds = clinic.store.database.stat().st_size / 1e8
    copy = folder / "copied"
    plain = min(timed(lambda: shutil.copyfile(clinic.store.database, copy)) for _ in range(ROUNDS))
    copy.unlink()
    waits: list[float] = []
    whole = min(timed(lambda: waits.append(_held_up(clinic))) for _ in range(ROUNDS))
    return [
        Measure("key_change_per_100_mb", whole / hundreds, "ms", plain / hundreds).emit(),
        Measure("key_change_wait_per_100_mb", min(waits) / hundreds, "ms", plain / hundreds).emit(),
        _documents(folder),
    ]


def _held_up(clinic: Clinic) -> float:
    """Change the key; return for how long nobody else could work on the clinic, in ms."""
    moments: list[tuple[float, str]] = []
    rotate_data_key(clinic, lambda _done, _total, what: moments.append((time.perf_counter(), what)))
    names = [what for _, what in moments]
    begin = names.index(rotation.RECORDS)
    end = next(n for n in range(begin, len(names)) if names[n] == rotation.REMOVING)
    return (moments[end][0] - moments[begin][0]) * 1000


def _documents(folder: Path) -> Measure:
    made = make_clinic(folder, name="documents")
    for _ in range(_DOCUMENTS):
        a_document(made.clinic, secrets.token_bytes(_DOCUMENT_BYTES))
    source, target = made.clinic.store.generation.documents, folder / "copied-documents"
    plain = timed(lambda: shutil.copytree(source, target))
    value = min(timed(lambda: rotate_data_key(made.clinic)) for _ in range(ROUNDS))
    made.clinic.close()
    hundreds = _DOCUMENTS * _DOCUMENT_BYTES / 1e8
    return Measure("key_change_documents_per_100_mb", value / hundreds, "ms", plain).emit()
