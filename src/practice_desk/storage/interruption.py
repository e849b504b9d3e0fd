"""Stopping SQLite in the middle of one long statement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError
from sqlcipher3 import dbapi2 as sqlcipher

from practice_desk.domain.errors import ExpectedError

_STEPS_BETWEEN_LOOKS = 200_000
"""Steps of SQLite's machine, some milliseconds."""


@contextmanager
def interruptible(connection: sqlcipher.Connection, keep_on: Callable[[], None]) -> Iterator[None]:
    """Call *keep_on* now and then while SQLite works; what it raises ends the block.

    Authenticating the pages (`cipher_integrity_check`) is one step to SQLite and ends only by
    itself, after about half a second for each 100 MB.
    """
    stopped: list[ExpectedError] = []

    def interrupt() -> bool:
        try:
            keep_on()
        except ExpectedError as error:  # through SQLite no error of ours would pass
            stopped.append(error)
        return bool(stopped)

    keep_on()
    connection.set_progress_handler(interrupt, _STEPS_BETWEEN_LOOKS)
    try:
        yield
    except (sqlcipher.OperationalError, OperationalError):
        if stopped:
            raise stopped[0] from None
        raise
    finally:
        connection.set_progress_handler(None, 0)
