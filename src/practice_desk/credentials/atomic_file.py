"""Replace a small file so that a crash leaves either the old content or the new, never a mix."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from pathlib import Path

from practice_desk.domain.errors import DiskFull, ExpectedError, FolderReadOnly, StorageFailed

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC})
_READ_ONLY = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_NO_FOLDER_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP})


def write_atomically(path: Path, data: bytes) -> None:
    """Put `data` at `path`, private to this user, durable when this returns.

    Raises `DiskFull`, `FolderReadOnly` or `StorageFailed`; the old content then still stands
    (only if the final sync of the folder failed may the new one be there already).
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
    try:
        try:
            _write_new(temporary, data)
            temporary.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
        _sync_folder(path.parent)
    except OSError as error:
        raise write_problem(error, path.name) from error


def write_problem(error: OSError, name: str) -> ExpectedError:
    """Return the expected error for a failed write of the file called `name`."""
    if error.errno in _FULL:
        return DiskFull(f"There is no room left to write {name}.")
    if error.errno in _READ_ONLY:
        return FolderReadOnly(f"{name} may not be written in its folder.")
    return StorageFailed(f"{name} could not be written.")


def _write_new(path: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o600)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable; Windows has no such call and needs none."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:  # Some stick and network file systems refuse it.
            raise
    finally:
        os.close(descriptor)
