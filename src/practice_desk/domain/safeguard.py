"""Safeguards of the clinic that may be put off, by two people only."""

from __future__ import annotations

from enum import StrEnum


class Safeguard(StrEnum):
    """One thing that protects the clinic's records while it is on."""

    BACKUP_REMINDER = "backup_reminder"
    RECOVERY_REMINDER = "recovery_reminder"


WORDS: dict[Safeguard, str] = {
    Safeguard.BACKUP_REMINDER: "Reminder that the last verified backup is old",
    Safeguard.RECOVERY_REMINDER: "Reminder that the emergency sheet was never tried",
}
