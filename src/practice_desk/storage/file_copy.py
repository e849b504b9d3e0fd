"""Copying a database file byte by byte while this process has it open.

POSIX drops all locks that a process holds on a file as soon as it closes any descriptor of it, so
opening and closing the database here would take SQLite's locks away (a committed row was lost that
way). Another process reads it instead: the system's `cp`. Windows has no such rule.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

_PIECE_BYTES = 4 << 20
_BETWEEN_LOOKS = 0.02
_FOLDERS = "/bin:/usr/bin:/run/current-system/sw/bin"


def copy_open_file(source: Path, target: Path, keep_on: Callable[[], None]) -> bool:
    """Copy *source* to the new file *target*; return False where this system offers no safe way.

    *keep_on* is called meanwhile and may raise to stop. Raises OSError when copying fails; what is
    in *target* is then the caller's to remove.
    """
    if os.name == "nt":
        _copy_here(source, target, keep_on)
        return True
    program = shutil.which("cp", path=_FOLDERS)
    if program is None:
        return False
    target.touch(mode=0o600)
    command = [program, "--", str(source), str(target)]
    copying = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        keep_on()
        while copying.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                copying.wait(timeout=_BETWEEN_LOOKS)
            keep_on()
    finally:
        copying.kill()
        copying.wait()
    return copying.returncode == 0


def _copy_here(source: Path, target: Path, keep_on: Callable[[], None]) -> None:
    with source.open("rb") as reading, target.open("xb") as writing:
        while piece := reading.read(_PIECE_BYTES):
            keep_on()
            writing.write(piece)
