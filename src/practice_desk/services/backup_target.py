"""The stick or folder that a backup is written to: what it holds, takes and says when it fails."""

from __future__ import annotations

import errno
import math
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import chain, count
from pathlib import Path
from typing import BinaryIO, cast

from practice_desk.domain.errors import (
    DiskFull,
    ExpectedError,
    FolderReadOnly,
    StickMissing,
    StorageFailed,
)
from practice_desk.domain.text import fold
from practice_desk.exchange.backup_contents import SUFFIX
from practice_desk.exchange.medium import MediumWriter
from practice_desk.services.backup_files import remove_quietly
from practice_desk.storage.layout import sync_folder

PARTIAL = ".partial"
_UNSAFE = re.compile(r"[^a-z0-9]+")
_NAMED_BY_US = re.compile(rf".+-\d{{4}}-\d\d-\d\d-\d{{6}}(-\d+)?{re.escape(SUFFIX)}")
_SPARE_BYTES = 2 << 20
_MEGABYTE = 1_000_000
_UNTOUCHED = "The backups that were on it are as they were."


def target_path(target: Path, clinic_name: str, made_at: datetime) -> Path:
    """Return the file to write: in the folder *target* one named by date, else *target* itself.

    A second backup of the same second gets a number, and takes no other one's place.
    """
    if target.is_dir():
        first = target / backup_name(clinic_name, made_at.astimezone())
        later = (first.with_stem(f"{first.stem}-{number}") for number in count(2))
        return next(path for path in chain((first,), later) if not path.exists())
    if target.suffix == SUFFIX:
        return target
    return target.with_name(target.name + SUFFIX)  # so it never takes another file's place


def backup_name(clinic_name: str, at: datetime) -> str:
    """Return a file name from the clinic's name and the local time; nothing about patients."""
    name = _UNSAFE.sub("-", fold(clinic_name)).strip("-")[:60].strip("-") or "clinic"
    return f"{name}-{at:%Y-%m-%d-%H%M%S}{SUFFIX}"


def is_named_by_us(name: str) -> bool:
    """Tell whether a file has a name that `backup_name` gives; others were named by a person."""
    return _NAMED_BY_US.fullmatch(name) is not None


def require_folder(folder: Path) -> None:
    """Raise StickMissing unless *folder* is there: a file of its name would land elsewhere."""
    if not folder.is_dir():
        raise StickMissing("The folder for backups is not there.")


def require_room(path: Path, needed: int) -> None:
    """Raise DiskFull unless about *needed* bytes fit beside what is on the stick already."""
    with target_failures():
        free = shutil.disk_usage(path.parent).free
    needed += _SPARE_BYTES
    if free < needed:
        raise DiskFull(
            f"The stick or disk for backups is full: this backup needs "
            f"{math.ceil(needed / _MEGABYTE):,} MB, and {free // _MEGABYTE:,} MB are free.",
            f"Free some space on it, or use another. {_UNTOUCHED}",
        )


@contextmanager
def partial_file(final: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """Give `<name>.partial` to write and prove; it takes the final name only if nothing fails.

    Flush it before leaving. On a failure it is removed, and an older file of the final name stays
    as it was. Failures of the stick come out as ExpectedErrors that speak of the stick.
    """
    partial = final.with_name(final.name + PARTIAL)
    try:
        with target_failures():
            partial.unlink(missing_ok=True)
            sink = partial.open("xb", buffering=0)  # never through a link that lies there
        with sink:
            with target_failures():
                partial.chmod(0o600)
                stick = _Stick(MediumWriter(sink))
            yield cast(BinaryIO, stick), partial
        with target_failures():
            partial.replace(final)
    except BaseException:
        remove_quietly(partial)
        raise
    with target_failures():
        sync_folder(final.parent)


class _Stick:
    """A file being written, whose failures speak of the stick and not of what is copied to it."""

    def __init__(self, file: MediumWriter) -> None:
        self._file = file

    def write(self, data: bytes | memoryview, /) -> int:
        with target_failures():
            return self._file.write(data)

    def flush(self) -> None:
        with target_failures():
            self._file.flush()

    def fileno(self) -> int:
        return self._file.fileno()


@contextmanager
def target_failures() -> Iterator[None]:
    """Raise every failure of the stick inside the block as an expected error."""
    try:
        yield
    except OSError as error:
        raise _in_words(error) from error


def _in_words(error: OSError) -> ExpectedError:
    what = "The stick or disk for backups"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        next_step = f"Free some space on it, or use another. {_UNTOUCHED}"
        return DiskFull(f"{what} is full.", next_step)
    if error.errno == errno.EROFS:
        return FolderReadOnly(
            f"{what} can only be read.", "Slide its lock switch back, or use another stick."
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return FolderReadOnly(
            "This program may not write into the folder for backups.", "Choose another folder."
        )
    if error.errno == errno.EFBIG:
        return StorageFailed(
            "The backup is larger than this stick allows for one file.",
            "Use a disk or stick formatted as exFAT or NTFS.",
        )
    if error.errno == errno.ENOENT:
        return StickMissing("The folder for backups is not there.")
    return StorageFailed(
        f"{what} was pulled out or failed while the backup was made.",
        f"Plug it in again, and back up again. {_UNTOUCHED}",
    )
