"""Giving memory back to the system after much was read for little to be kept."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache

from sqlalchemy import Connection


def give_back(connection: Connection) -> None:
    """Empty the connection's cache of pages, and return what is free; about a millisecond.

    SQLite would keep up to 64 MB of pages for the next time.
    """
    connection.exec_driver_sql("PRAGMA shrink_memory")
    trim()


def trim() -> None:
    """Return what was freed: glibc would keep it for this process."""
    malloc_trim = _malloc_trim()
    if malloc_trim is not None:
        malloc_trim(0)


@cache
def _malloc_trim() -> Callable[[int], object] | None:
    """Return glibc's function; other systems return free memory by themselves."""
    if sys.platform != "linux":
        return None
    import ctypes

    return getattr(ctypes.CDLL(None), "malloc_trim", None)
