"""A stick that fails at any moment of a backup: a sentence about it, and nothing lost."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from practice_desk.domain.errors import DiskFull, ExpectedError, FolderReadOnly, StorageFailed
from practice_desk.exchange import medium
from practice_desk.services import backup_files, backup_target, backups
from practice_desk.services.backup_history import last_backup
from practice_desk.services.backups import ByPassphrase
from practice_desk.services.verification import verify_clinic
from tests.factories import PASSPHRASE, USER, MadeClinic, a_medication, a_patient
from tests.faults.filesystems import read_only, small_disk

SECRET = ByPassphrase(USER, PASSPHRASE)
FAILURES = {
    errno.ENOSPC: (DiskFull, "is full"),
    errno.EDQUOT: (DiskFull, "is full"),
    errno.EROFS: (FolderReadOnly, "can only be read"),
    errno.EACCES: (FolderReadOnly, "may not write"),
    errno.EIO: (StorageFailed, "pulled out or failed"),
    errno.ENODEV: (StorageFailed, "pulled out or failed"),
    errno.ENXIO: (StorageFailed, "pulled out or failed"),
    errno.EFBIG: (StorageFailed, "larger than this stick allows"),
}


class _FailingCalls:
    """Lets the call with the number *fail_at* fail, of all calls that reach the stick."""

    def __init__(self) -> None:
        self.count = 0
        self.fail_at: int | None = None
        self.number = errno.EIO
        self.gone = False

    def step(self) -> None:
        if self.gone or self.count == self.fail_at:
            self.count += 1
            raise OSError(self.number, os.strerror(self.number))
        self.count += 1


@pytest.fixture
def stick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> _FailingCalls:
    """Every open, write, sync, rename and uncached read below the folder `stick` can fail."""
    calls = _FailingCalls()
    real_open, real_replace, real_fsync = Path.open, Path.replace, os.fsync
    folder = tmp_path / "stick"
    folder.mkdir()

    class Watched:
        def __init__(self, file: Any) -> None:
            self._file = file

        def write(self, data: Any) -> int:
            calls.step()
            return self._file.write(data)

        def __getattr__(self, name: str) -> Any:
            return getattr(self._file, name)

        def __enter__(self) -> Any:
            return self

        def __exit__(self, *_: object) -> None:
            self._file.close()

    def opened(path: Path, mode: str = "r", *more: Any, **named: Any) -> Any:
        if path.parent != folder:
            return real_open(path, mode, *more, **named)
        calls.step()
        file = real_open(path, mode, *more, **named)
        return Watched(file) if "x" in mode else file

    def replaced(path: Path, target: Path) -> Path:
        if path.parent == folder:
            calls.step()
        return real_replace(path, target)

    def flushed(sink: Any) -> None:
        sink.flush()
        calls.step()
        real_fsync(sink.fileno())

    monkeypatch.setattr(Path, "open", opened)
    monkeypatch.setattr(Path, "replace", replaced)
    monkeypatch.setattr(backups, "flush_to_disk", flushed)
    monkeypatch.setattr(medium, "_PIECE_BYTES", 64 << 10)
    monkeypatch.setattr(medium, "passes_cache", lambda _path: False)
    return calls


def test_that_every_call_to_the_stick_may_fail_and_nothing_is_harmed(
    made: MadeClinic,
    stick: _FailingCalls,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    a_medication(made.clinic, a_patient(made.clinic))
    older = backups.create_backup(made.clinic, tmp_path / "stick" / "a.pdbackup")
    calls, stick.count = stick.count, 0
    failed = 0
    for number, (kind, words) in FAILURES.items():
        for stick.fail_at in range(calls):
            stick.count, stick.number = 0, number
            with pytest.raises(kind) as refused:
                backups.create_backup(made.clinic, tmp_path / "stick" / "a.pdbackup")
            assert words in refused.value.sentence
            assert refused.value.next_step
            failed += 1
            assert [path.name for path in (tmp_path / "stick").iterdir()] == ["a.pdbackup"]
    stick.fail_at = None
    assert backups.verify_backup(older.path, SECRET) == older
    remembered = last_backup(made.clinic)
    assert remembered is not None
    assert remembered.made_at == older.made_at
    assert verify_clinic(made.clinic).sound
    assert list(made.clinic.folder.scratch.iterdir()) == []
    figures = f"stick: {failed} failures of {calls} calls, 0 harmed backups, 0 harmed clinics"
    record_property("figures", figures)


def test_that_a_stick_pulled_out_midway_is_said_so_and_the_next_backup_cleans_up(
    made: MadeClinic, stick: _FailingCalls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_target, "remove_quietly", lambda _path: None)  # it is gone
    stick.fail_at, stick.number = 3, errno.ENODEV
    with pytest.raises(StorageFailed, match="pulled out"):
        backups.create_backup(made.clinic, tmp_path / "stick" / "a.pdbackup")
    assert last_backup(made.clinic) is None
    (left,) = (tmp_path / "stick").iterdir()
    assert left.name == "a.pdbackup.partial"
    stick.fail_at = None
    backups.create_backup(made.clinic, tmp_path / "stick" / "a.pdbackup")
    assert [path.name for path in (tmp_path / "stick").iterdir()] == ["a.pdbackup"]


def test_that_a_stick_without_room_is_told_before_anything_is_written(
    made: MadeClinic, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", 1) as disk:
        with pytest.raises(DiskFull) as full:
            backups.create_backup(made.clinic, disk)
        assert "this backup needs 4 MB, and 1 MB are free" in full.value.sentence
        assert list(disk.iterdir()) == []


def test_that_a_write_protected_stick_names_its_switch(made: MadeClinic, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 8) as disk, read_only(disk):
        with pytest.raises(FolderReadOnly) as refused:
            backups.create_backup(made.clinic, disk)
        assert "lock switch" in refused.value.next_step


def test_that_a_full_clinic_disk_is_not_blamed_on_the_stick(
    made: MadeClinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(Path, "mkdir", full)
    with pytest.raises(DiskFull) as refused:
        backups.create_backup(made.clinic, tmp_path / "a.pdbackup")
    assert "stick" not in str(refused.value)


def test_that_what_is_flushed_reaches_the_disk(tmp_path: Path) -> None:
    with (tmp_path / "file").open("wb") as sink:
        sink.write(b"content")
        backup_files.flush_to_disk(sink)
        assert (tmp_path / "file").read_bytes() == b"content"


def test_that_a_failure_has_a_next_step_for_every_system_error() -> None:
    for number in errno.errorcode:
        with pytest.raises(ExpectedError) as refused, backup_target.target_failures():
            raise OSError(number, os.strerror(number))
        assert refused.value.sentence.endswith(".")
        assert refused.value.next_step.endswith(".")
