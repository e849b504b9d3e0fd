"""Files that leave the clinic: written all or nothing, and kept only if that could be recorded."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from practice_desk.credentials.atomic_file import write_atomically


@contextlib.contextmanager
def undone_on_failure() -> Iterator[contextlib.ExitStack]:
    """Give a stack of callbacks that run only if the block, its commit included, fails."""
    with contextlib.ExitStack() as undo:
        yield undo
        undo.pop_all()


def write_copy(path: Path, data: bytes, undo: contextlib.ExitStack) -> None:
    """Write *data* to *path*; a file that was not there before goes again when *undo* runs.

    Raises DiskFull, FolderReadOnly or StorageFailed; an older file then stays as it was.
    """
    is_new = not path.exists()
    write_atomically(path, data)
    if is_new:
        undo.callback(path.unlink, missing_ok=True)
