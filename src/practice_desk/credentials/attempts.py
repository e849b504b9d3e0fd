"""The file of failed attempts, kept while nobody is in: `attempts.json` in the clinic folder.

It holds no secret and no patient, and nothing proves who wrote it: whoever may change the clinic
folder may change or delete it (docs/decisions/0009 says what that does and does not stop). Where it
is missing or damaged, every account stands one failure before its first wait.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from filelock import FileLock
from msgspec import Meta
from msgspec.structs import replace

from practice_desk.credentials.atomic_file import write_atomically
from practice_desk.credentials.slot_file import folded
from practice_desk.domain.attempts import (
    FREE_FAILURES,
    FailedAttempt,
    Secret,
    wait_after,
    wait_left,
)
from practice_desk.domain.errors import ExpectedError

FILE_NAME = "attempts.json"
KEPT_FAILURES = 100
"""Failures kept one by one; more are only counted, so that the file stays small."""
_MAX_FILE_BYTES = 1 << 20
_LOCK_SECONDS = 5
_FIRST_YEAR, _LAST_YEAR = 2000, 9000

Count = Annotated[int, Meta(ge=0, le=1_000_000_000)]
Name = Annotated[str, Meta(max_length=64)]


def _require_plausible(moment: datetime) -> None:
    """Refuse a year that could not be kept in the audit trail: the file may be forged."""
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError("an implausible year")


class _Account(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    failures: Count
    last: Annotated[datetime, Meta(tz=True)]

    def __post_init__(self) -> None:
        _require_plausible(self.last)


class _Failure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    user: Name
    secret: Secret
    at: Annotated[datetime, Meta(tz=True)]
    workstation: Annotated[str, Meta(max_length=120)]
    in_a_row: Count

    def __post_init__(self) -> None:
        _require_plausible(self.at)


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`assumed`: the failures of an account that is not listed; `uncounted`: those left out."""

    format: Literal[1] = 1
    assumed: Count = 0
    lost: bool = False
    accounts: dict[Name, _Account] = {}
    failures: tuple[_Failure, ...] = ()
    uncounted: Count = 0

    def failures_of(self, user: str) -> int:
        account = self.accounts.get(user)
        return self.assumed if account is None else account.failures


_LOST = _File(assumed=FREE_FAILURES, lost=True)


@dataclass(frozen=True, slots=True)
class Collected:
    """What happened since somebody was in: the failures, how many more, and whether some are lost.

    `lost` means that the file was missing or damaged, so that nobody knows what it held.
    """

    failures: tuple[FailedAttempt, ...]
    uncounted: int
    lost: bool


class AttemptLog:
    """The failed attempts on one clinic. A folder that can't be written keeps none."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME

    def begin(self) -> None:
        """Write the file of a new clinic. Raises what writing raises."""
        write_atomically(self._path, _encoded(_File()))

    def wait(self, user: str, now: datetime) -> timedelta:
        """Return how long *user* must wait from *now* on.

        A clock set back since the last failure makes the wait begin anew, here and in the file.
        """
        user, file = folded(user), self._read()
        account = file.accounts.get(user)
        if account is None:
            return timedelta()
        if now < account.last:
            with self._changing() as changed:
                self._write(_with_account(changed, user, account.failures, now))
        return wait_left(account.failures, account.last, now)

    def failed(self, user: str, secret: Secret, now: datetime, workstation: str) -> timedelta:
        """Keep one failure, of an account or of none (""), and return the wait that begins."""
        counts = secret is Secret.PASSPHRASE
        with self._changing() as file:
            failures = file.failures_of(folded(user)) + 1 if counts else 0
            if counts:
                file = _with_account(file, folded(user), failures, now)
            kept = (*file.failures, _Failure(user, secret, now, workstation, failures))
            dropped = max(0, len(kept) - KEPT_FAILURES)
            self._write(replace(file, failures=kept[dropped:], uncounted=file.uncounted + dropped))
        return wait_after(failures)

    def end_wait(self, user: str) -> None:
        """Let *user* try at once, with a new passphrase. The failures stay for the audit trail."""
        if folded(user) in self._read().accounts:
            with self._changing() as file:
                rest = {name: each for name, each in file.accounts.items() if name != folded(user)}
                self._write(replace(file, accounts=rest))

    def collected(self) -> Collected:
        """Return what the file holds for the audit trail."""
        file = self._read()
        failures = tuple(
            FailedAttempt(each.user, each.secret, each.at, each.workstation, each.in_a_row)
            for each in file.failures
        )
        return Collected(failures, file.uncounted, file.lost)

    def succeeded(self, user: str, collected: Collected) -> None:
        """Start *user* afresh, and drop what was *collected*. An empty file is left alone."""
        user = folded(user)
        if self._read() == _File():
            return
        with self._changing() as file:
            accounts = {name: each for name, each in file.accounts.items() if name != user}
            rest = file.failures[len(collected.failures) :]
            uncounted = max(0, file.uncounted - collected.uncounted)
            self._write(_File(accounts=accounts, failures=rest, uncounted=uncounted))

    @contextlib.contextmanager
    def _changing(self) -> Iterator[_File]:
        """Give the present content to change, one program at a time where the folder allows it."""
        lock = FileLock(self._path.with_suffix(".lock"), mode=0o600)
        with contextlib.ExitStack() as held:
            with contextlib.suppress(OSError):  # read-only, or another program hangs: go on
                held.enter_context(lock.acquire(timeout=_LOCK_SECONDS))
            yield self._read()

    def _read(self) -> _File:
        try:
            with self._path.open("rb") as source:
                data = source.read(_MAX_FILE_BYTES + 1)
            return _LOST if len(data) > _MAX_FILE_BYTES else msgspec.json.decode(data, type=_File)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return _LOST

    def _write(self, file: _File) -> None:
        with contextlib.suppress(ExpectedError):  # the attempt itself must still be answered
            write_atomically(self._path, _encoded(file))


def _encoded(file: _File) -> bytes:
    return msgspec.json.format(msgspec.json.encode(file), indent=1) + b"\n"


def _with_account(file: _File, user: str, failures: int, last: datetime) -> _File:
    return replace(file, accounts={**file.accounts, user: _Account(failures, last)})
