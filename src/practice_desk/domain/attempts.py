"""Failed attempts to unlock, and the wait that grows with them.

Four slips cost nothing. From the fifth failure on the wait doubles from ten seconds to a quarter of
an hour, and never more: it slows a person at the keyboard down and locks nobody out for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from practice_desk.domain.errors import ExpectedError

FREE_FAILURES = 4
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(minutes=15)
_DOUBLINGS = 7  # ten seconds doubled seven times are more than a quarter of an hour


class MustWait(ExpectedError):
    """The next passphrase is taken after `seconds`; the recovery code is taken at once."""

    def __init__(self, sentence: str, left: timedelta) -> None:
        super().__init__(sentence, f"Wait {write_wait(left)}, or use the recovery code.")
        self.seconds = whole_seconds(left)


class Secret(StrEnum):
    """What was typed to unlock with."""

    PASSPHRASE = "passphrase"
    RECOVERY_CODE = "recovery code"


@dataclass(frozen=True, slots=True)
class FailedAttempt:
    """One failure: on whose account (empty for a name without one), when, where, and with what.

    `in_a_row` counts wrong passphrases; it is 0 for a recovery code, which nobody can guess.
    """

    user_name: str
    secret: Secret
    failed_at: datetime
    workstation: str
    in_a_row: int = 0

    @property
    def detail(self) -> str:
        """What the audit trail says about it."""
        text = f"wrong {self.secret}"
        if self.in_a_row:
            text += f", number {self.in_a_row} in a row"
        if wait := wait_after(self.in_a_row):
            text += f", then a wait of {write_wait(wait)}"
        return text


def wait_after(failures: int) -> timedelta:
    """Return how long nothing is tried after so many failures in a row."""
    if failures <= FREE_FAILURES:
        return timedelta()
    doublings = min(failures - FREE_FAILURES - 1, _DOUBLINGS)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def wait_left(failures: int, last: datetime, now: datetime) -> timedelta:
    """Return what is left of the wait that began at *last*.

    A clock set back makes it begin anew (the caller keeps *now* as the new `last`), never longer.
    """
    whole = wait_after(failures)
    return whole if now < last else max(timedelta(), whole - (now - last))


def whole_seconds(wait: timedelta) -> int:
    """Return *wait* in whole seconds, rounded up."""
    return -int(-wait.total_seconds() // 1)


def write_wait(wait: timedelta) -> str:
    """Write a wait: "40 seconds", "1 minute 20 seconds", "15 minutes"."""
    minutes, seconds = divmod(whole_seconds(wait), 60)
    parts = [_counted(minutes, "minute")] if minutes else []
    if seconds or not minutes:
        parts.append(_counted(seconds, "second"))
    return " ".join(parts)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
