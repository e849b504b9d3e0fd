"""Why the windows were locked."""

from __future__ import annotations

from enum import StrEnum


class LockCause(StrEnum):
    """What locked, in the words of the audit trail."""

    BY_HAND = "by hand"
    IDLE = "nobody at the keyboard"
    SCREEN = "the screen was locked"
    SUSPEND = "the computer went to sleep"
    CHECK_IN = "a patient checked in"
    CLOSED = "the program was closed"
