"""One writer at a time, whichever thread took the lock."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from practice_desk.domain.errors import ClinicBusy
from practice_desk.storage.writer_lock import WriterLock


def test_that_one_thread_gives_back_what_another_took(tmp_path: Path):
    first, second = (WriterLock(tmp_path / "clinic.lock") for _ in range(2))
    with ThreadPoolExecutor(1) as worker:
        worker.submit(first.acquire).result()
    with pytest.raises(ClinicBusy):
        second.acquire()
    first.release()
    second.acquire()
    second.release()
