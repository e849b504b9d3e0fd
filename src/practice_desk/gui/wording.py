"""Sizes, counts and times as the windows write them."""

from __future__ import annotations

from practice_desk.domain.calendar_text import write_moment, write_time

__all__ = ["write_count", "write_moment", "write_size", "write_time"]

_UNITS = ("KB", "MB", "GB", "TB")


def write_size(size: int) -> str:
    """Write a number of bytes: "812 bytes", "14.2 MB"; units of a thousand, as on sticks."""
    if size < 1000:
        return f"{size} bytes"
    amount, step = size / 1000, 0
    while amount >= 999.5 and step < len(_UNITS) - 1:
        amount, step = amount / 1000, step + 1
    number = f"{amount:.1f}" if amount < 99.5 else f"{amount:.0f}"
    return f"{number} {_UNITS[step]}"


def write_count(count: int, one: str, many: str = "") -> str:
    """Write a count with its noun: "1 patient", "1,204 patients"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
