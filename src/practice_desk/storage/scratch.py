"""Private folders for temporary files, inside the clinic.

Each is held by a lock of its own, so that one program removes what a killed one left and never what
another works with.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from practice_desk.storage.faults import translated

_SUFFIX = ".lock"


@contextmanager
def temporary_folder(scratch: Path, what: str) -> Iterator[Path]:
    """Give a new private folder in *scratch*, and remove it afterwards.

    Raises DiskFull, FolderReadOnly or StorageFailed.
    """
    with translated():
        scratch.mkdir(mode=0o700, exist_ok=True)
        folder = scratch / f"{what}-{secrets.token_hex(8)}"
        lock = FileLock(_lock_of(folder), mode=0o600, thread_local=False)
        lock.acquire()
    try:
        with translated():
            folder.mkdir(mode=0o700)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        lock.release()
        _lock_of(folder).unlink(missing_ok=True)


def remove_unused(scratch: Path) -> None:
    """Remove what nobody works with. Raises FolderReadOnly or StorageFailed where it can't."""
    with translated():
        scratch.mkdir(mode=0o700, exist_ok=True)
        for entry in sorted(scratch.iterdir()):
            if entry.suffix != _SUFFIX:
                _remove_unless_held(entry)
        for lock in sorted(scratch.glob(f"*{_SUFFIX}")):
            _remove_unless_held(lock.with_suffix(""))


def _remove_unless_held(entry: Path) -> None:
    lock = FileLock(_lock_of(entry), mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return
    try:
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
    finally:
        lock.release()
        _lock_of(entry).unlink(missing_ok=True)


def _lock_of(entry: Path) -> Path:
    return entry.with_name(entry.name + _SUFFIX)
