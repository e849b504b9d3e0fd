"""When a side effect usually begins, read from the pack's words into days after a start."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_UNITS = {"minute": 0, "hour": 0, "day": 1, "night": 1, "week": 7, "month": 30, "year": 365}
_MANY = {"minute": 0, "hour": 1, "day": 7, "night": 7, "week": 42, "month": 365, "year": 3650}
"""Days at the end of "days", "weeks" and so on without a number."""
_FIRST_DOSES = 3
_EACH_DOSE = re.compile(r"after (?:dose|alcohol|(?:the )?injection)|of injection|any time")
_NUMBERED = re.compile(r"(?:(\d+)\s*[-–]\s*)?(\d+) (minute|hour|day|night|week|month|year)s?\b")
_BARE = re.compile(r"\b(minute|hour|day|night|week|month|year)s?\b")
_AFTER_STOPPING = re.compile(r"after (?:stopping|a missed|antagonist)|missed dose")


@dataclass(frozen=True, slots=True)
class OnsetWindow:
    """Days after a start or a rise of the dose, both included.

    `after_stopping` says that they count from stopping or lowering it.
    """

    first: int
    last: int
    after_stopping: bool = False


@cache
def onset_window(words: str) -> OnsetWindow | None:
    """Return the window that *words* of the pack give.

    None for "any time", and for what follows each dose and so may begin on any day.
    """
    text = words.casefold()
    stopping = bool(_AFTER_STOPPING.search(text))
    is_first = text.startswith("first")
    if _EACH_DOSE.search(text) and not stopping and not _NUMBERED.search(text):
        return None
    numbered = _NUMBERED.findall(text)
    bare = _BARE.findall(_NUMBERED.sub("", text))
    if numbered and not text.endswith("of injection"):
        first, _, unit = numbered[0]
        begins = int(first) * _UNITS[unit] if first and not is_first else 0
        if bare and not first and not is_first:
            begins = min(_UNITS[each] for each in bare)
        _, last, unit = numbered[-1]
        return OnsetWindow(begins, max(int(last) * _UNITS[unit], 1), stopping)
    if bare and not numbered:
        begins = 0 if is_first else min(_UNITS[unit] for unit in bare)
        return OnsetWindow(begins, max(1, *(_MANY[unit] for unit in bare)), stopping)
    return OnsetWindow(0, _FIRST_DOSES, stopping) if is_first and "dose" in text else None
