"""How an export writes what is no text: codes in words, moments and numbers."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal


def plain(code: object) -> str:
    """Return a code in words: "not_assessed" is "not assessed"."""
    return str(code).replace("_", " ")


def number(value: Decimal | None) -> str:
    """Return a number without an exponent, empty where there is none."""
    return "" if value is None else f"{value:f}"


def moment(at: datetime | None) -> str:
    """Return an aware moment with its offset, as ISO 8601 writes it: 2026-11-26T09:30-05:00."""
    return "" if at is None else at.astimezone().isoformat(timespec="minutes")


def said_elsewhere(*, reported: bool) -> str:
    """Return whether an entry came from another clinic: "yes", else empty."""
    return "yes" if reported else ""
