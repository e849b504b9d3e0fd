"""Fault tests write and flush thousands of times: in memory, where the computer has such a place.

What they try is what the program does about a kill or an error, not how a disk keeps its promise.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_IN_MEMORY = Path("/dev/shm")


@pytest.fixture
def tmp_path(tmp_path: Path) -> Iterator[Path]:
    """A new folder in memory, or else pytest's own."""
    if not (_IN_MEMORY.is_dir() and os.access(_IN_MEMORY, os.W_OK)):
        yield tmp_path
        return
    folder = Path(tempfile.mkdtemp(prefix="practice-desk-faults-", dir=_IN_MEMORY))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
