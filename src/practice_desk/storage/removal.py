"""Removing a generation of the clinic, as thoroughly as a file system lets a program do it.

Every file is overwritten once and flushed before it is unlinked. That ends at the file system: a
disk that remaps its blocks (every SSD does), a copying file system, a snapshot, or a backup of the
computer may keep what was there. All of it was encrypted, under the key that went with it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

from practice_desk.storage.layout import Generation, sync_folder

_ZEROS = bytes(1 << 16)


def remove_generation(
    generation: Generation, advance: Callable[[int], None], *, overwrite: bool
) -> bool:
    """Remove the whole folder; return whether nothing of it is left.

    What cannot be removed now, such as a file that another program has open on Windows, is left
    for another time and is no error. *overwrite* only if nobody reads the files any more: a reader
    would take the zeros for damage. The mark goes last, so that the rest is found again.
    """
    kept_last = {generation.mark, generation.key_name}
    paths = sorted(generation.root.rglob("*"), key=lambda path: (path in kept_last, str(path)))
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            continue
        with contextlib.suppress(OSError):
            if overwrite and path.is_file() and not path.is_symlink():
                _overwrite(path, advance)
            path.unlink()
    for folder in sorted((path for path in paths if path.is_dir()), reverse=True):
        with contextlib.suppress(OSError):
            folder.rmdir()
    with contextlib.suppress(OSError):
        generation.root.rmdir()
        sync_folder(generation.root.parent)
    return not generation.root.exists()


def _overwrite(path: Path, advance: Callable[[int], None]) -> None:
    size = path.stat().st_size
    with path.open("r+b", buffering=0) as sink:
        left = size
        while left:
            written = sink.write(_ZEROS[: min(left, len(_ZEROS))])
            left -= written
            advance(written)
        os.fsync(sink.fileno())
