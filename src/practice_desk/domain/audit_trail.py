"""What can be wrong with the audit trail, in sentences, and what a note of it keeps.

A doubt never closes the clinic: people need its charts. Where records are missing, nothing more is
written until an administrator has taken note, because what is entered from then on could no longer
be joined with what was lost, should it be found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from practice_desk.domain.calendar_text import write_moment

_NAMED = 20
_LONGEST = 300
_RANGE = re.compile(r"(\d+)(?:-(\d+))?")
_NOTED = re.compile(r"entries that do not fit: ([\d, -]+)")
RESTORE_OR_NOTE = (
    "If this computer or its disk was put back to an earlier state, restore the newest backup. "
    "Otherwise an administrator takes note of it, and work goes on with what is here."
)
NOTE = "An administrator finds out what happened and takes note of it."


class DoubtKind(StrEnum):
    """What is wrong."""

    ENTRIES_MISSING = "entries missing"
    ENTRIES_EXCHANGED = "entries exchanged"
    WITNESS_MISSING = "witness missing"
    WITNESS_DAMAGED = "witness damaged"
    ENTRIES_CHANGED = "entries changed"


_RECORDS_GONE = frozenset({DoubtKind.ENTRIES_MISSING, DoubtKind.ENTRIES_EXCHANGED})


@dataclass(frozen=True, slots=True)
class TrailDoubt:
    """One thing wrong with the trail. `facts` is what the administrator's note keeps of it."""

    kind: DoubtKind
    sentence: str
    next_step: str
    facts: str

    @property
    def holds_writing(self) -> bool:
        """Whether records are missing, so that nothing is written until it was taken note of."""
        return self.kind in _RECORDS_GONE

    @property
    def keeps_witnesses(self) -> bool:
        """Whether what is kept outside the database stays as it is, being the evidence."""
        return self.kind is not DoubtKind.ENTRIES_CHANGED


def entries_missing(end: int, ended: datetime | None, kept: int, at: datetime | None) -> TrailDoubt:
    """Return the doubt about a trail that ends before the entry known outside the database."""
    missing = kept - end
    last = "are empty" if ended is None else f"end on {write_moment(ended)}"
    newest = "" if at is None else f", the last of them of {write_moment(at)}"
    count = "1 later entry" if missing == 1 else f"{missing:,} later entries"
    return TrailDoubt(
        DoubtKind.ENTRIES_MISSING,
        f"Records are missing: they {last}, but {count} had been saved{newest}.",
        RESTORE_OR_NOTE,
        f"entries {end + 1} to {kept} are missing",
    )


def entries_exchanged(kept: int, at: datetime | None) -> TrailDoubt:
    """Return the doubt about a trail in which another entry stands where a known one was."""
    when = "" if at is None else f" of {write_moment(at)}"
    return TrailDoubt(
        DoubtKind.ENTRIES_EXCHANGED,
        f"Records are missing: entry {kept} of the audit trail{when} is not the one that was "
        "saved. The data was put back to an earlier state and used since, or was rewritten.",
        RESTORE_OR_NOTE,
        f"entry {kept} is not the one that was saved",
    )


def witness_missing() -> TrailDoubt:
    """Return the doubt where nothing outside the database tells where the trail ended."""
    return TrailDoubt(
        DoubtKind.WITNESS_MISSING,
        "The file audit.head is missing from the clinic folder: without it, nothing shows whether "
        "the newest records are all here.",
        NOTE,
        "audit.head was missing",
    )


def witness_damaged() -> TrailDoubt:
    """Return the doubt where what was kept outside the database is not authentic."""
    return TrailDoubt(
        DoubtKind.WITNESS_DAMAGED,
        "The file audit.head was changed or is damaged: without it, nothing shows whether the "
        "newest records are all here.",
        NOTE,
        "audit.head was changed or damaged",
    )


def entries_changed(broken: Iterable[int]) -> TrailDoubt:
    """Return the doubt about entries that were changed, removed or put in another order."""
    numbers = tuple(broken)
    named = ", ".join(str(number) for number in numbers[:_NAMED])
    more = f" and {len(numbers) - _NAMED:,} more" if len(numbers) > _NAMED else ""
    what = f"entry {named} does" if len(numbers) == 1 else f"entries {named}{more} do"
    return TrailDoubt(
        DoubtKind.ENTRIES_CHANGED,
        f"The audit trail was changed: {what} not fit.",
        NOTE,
        f"entries that do not fit: {_short(write_ranges(numbers))}",
    )


def write_ranges(numbers: Iterable[int]) -> str:
    """Write numbers in order as ranges: "4-6, 9"."""
    ranges: list[list[int]] = []
    for number in sorted(set(numbers)):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in ranges)


def _short(ranges: str) -> str:
    """Return ranges that fit a note: where there are very many, all from the first to the last."""
    if len(ranges) <= _LONGEST:
        return ranges
    numbers = re.findall(r"\d+", ranges)
    return f"{numbers[0]}-{numbers[-1]}"


def noted_entries(detail: str) -> frozenset[int]:
    """Return the entries that an administrator's note says do not fit, from its detail."""
    noted = _NOTED.search(detail)
    return frozenset(
        number
        for first, last in _RANGE.findall(noted.group(1) if noted else "")
        for number in range(int(first), int(last or first) + 1)
    )
