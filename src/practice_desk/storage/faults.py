"""Turning the driver's failures into sentences for the user."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2 as sqlcipher

from practice_desk.domain.errors import (
    ClinicBusy,
    ClinicDamaged,
    DiskFull,
    ExpectedError,
    FolderReadOnly,
    StorageFailed,
)

_BY_MESSAGE: tuple[tuple[str, type[ExpectedError], str], ...] = (
    ("disk is full", DiskFull, "The disk is full, so nothing was saved just now."),
    ("readonly database", FolderReadOnly, "The clinic folder may not be written."),
    ("unable to open", FolderReadOnly, "The clinic's database can't be opened for writing."),
    ("database is locked", ClinicBusy, "Another program is writing to the clinic just now."),
    ("file is not a database", ClinicDamaged, "The clinic's database is damaged."),
    ("malformed", ClinicDamaged, "The clinic's database is damaged."),
    ("vtable constructor failed", ClinicDamaged, "The clinic's database is damaged."),
    ("fts5: corrupt", ClinicDamaged, "The clinic's database is damaged."),
    ("disk i/o error", StorageFailed, "The disk did not read or write as it should."),
    ("hmac check failed", ClinicDamaged, "The clinic's database is damaged."),
)
_BY_ERRNO: dict[int, tuple[type[ExpectedError], str]] = {
    errno.ENOSPC: (DiskFull, "The disk is full, so nothing was saved just now."),
    errno.EDQUOT: (DiskFull, "The disk is full, so nothing was saved just now."),
    errno.EACCES: (FolderReadOnly, "This program may not read or write the file or folder."),
    errno.EPERM: (FolderReadOnly, "This program may not read or write the file or folder."),
    errno.EROFS: (FolderReadOnly, "The folder may not be written."),
    errno.EIO: (StorageFailed, "The disk did not read or write as it should."),
    errno.ENOTDIR: (StorageFailed, "A file is in the way where a folder should be."),
    errno.EEXIST: (StorageFailed, "A file is in the way where a folder should be."),
    errno.EISDIR: (StorageFailed, "A folder is in the way where a file should be."),
    errno.ENAMETOOLONG: (StorageFailed, "The name of the file or folder is too long."),
}


def from_driver(error: Exception) -> ExpectedError | None:
    """Return the sentence for a database driver's error, or None when it is a bug of ours."""
    text = str(error).casefold()
    for part, kind, sentence in _BY_MESSAGE:
        if part in text:
            return kind(sentence)
    return None


def from_os(error: OSError) -> ExpectedError | None:
    """Return the sentence for an operating system error, or None when it is not expected."""
    found = _BY_ERRNO.get(error.errno or 0)
    return None if found is None else found[0](found[1])


@contextmanager
def translated() -> Iterator[None]:
    """Raise the failures of disk and database inside the block as `ExpectedError`s."""
    try:
        yield
    except DBAPIError as error:
        expected = from_driver(error.orig if isinstance(error.orig, Exception) else error)
        if expected is None:
            raise
        raise expected from error
    except sqlcipher.Error as error:
        expected = from_driver(error)
        if expected is None:
            raise
        raise expected from error
    except OSError as error:
        expected = from_os(error)
        if expected is None:
            raise
        raise expected from error
