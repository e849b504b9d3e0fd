"""What is shown and said about the recovery code and its emergency sheet; no widgets."""

from __future__ import annotations

from practice_desk.domain.recovery import RecoverySheet
from practice_desk.gui.wording import write_moment

LINES = ("first", "second", "third")
_GROUPS_PER_LINE = 3
_CONFUSED = str.maketrans("OIL", "011")

REMINDER = (
    "Nobody has tried the emergency sheet yet. If it cannot be read, a forgotten passphrase cannot "
    "be helped."
)


def code_lines(code: str) -> tuple[str, ...]:
    """Return the code's groups three to a line, as the sheet prints them."""
    groups = code.split("-")
    return tuple(
        "  –  ".join(groups[at : at + _GROUPS_PER_LINE])
        for at in range(0, len(groups), _GROUPS_PER_LINE)
    )


def is_line(typed: str, code: str, line: int) -> bool:
    """Return whether *typed* is that line of the code, counted from 0, however it is written."""
    return _plain(typed) == _plain(code_lines(code)[line])


def is_whole_line(typed: str, code: str) -> bool:
    """Return whether so much was typed that it can be told right from wrong."""
    return len(_plain(typed)) >= len(_plain(code_lines(code)[0]))


def sheet_sentence(sheet: RecoverySheet) -> str:
    """Say when the code was made and whether its sheet was tried."""
    made = f"Made {write_moment(sheet.made_at)}. " if sheet.made_at is not None else ""
    if sheet.tested_at is None:
        return f"{made}Nobody has tried this sheet yet."
    return f"{made}Last tried {write_moment(sheet.tested_at)} by {sheet.tested_by}: it works."


def _plain(text: str) -> str:
    return "".join(char for char in text.upper() if char.isalnum()).translate(_CONFUSED)
