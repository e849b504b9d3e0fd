"""A worklist for the screen: its rows, and what it says above them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.worklist import Missing, WorklistDelay, WorklistQuestion
from practice_desk.gui.models.cells_table import CellsTable
from practice_desk.gui.wording import write_count, write_time
from practice_desk.services.worklists import WorklistContent, WorklistEntry

if TYPE_CHECKING:
    from practice_desk.services.worklist_export import SavedList


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """A patient of the list, with what puts the entry off, if anything does."""

    entry: WorklistEntry
    delay: WorklistDelay | None
    cells: tuple[str, ...]


class WorklistTable(CellsTable[WorklistRow]):
    """The patients of one list."""

    headers = ("Patient", "Born", "Takes", "Last", "Next appointment", "Phone", "Put off")


PUT_OFF = len(WorklistTable.headers) - 1
"""The column of what was put off, which is shown with the entries that were."""


def worklist_rows(content: WorklistContent, *, with_put_off: bool) -> list[WorklistRow]:
    """Return the rows, those that were put off below the others where they are wanted."""
    rows = [_row(content, entry, None) for entry in content.entries]
    if with_put_off:
        rows += [_row(content, entry, delay) for entry, delay in content.put_off]
    return rows


def _row(
    content: WorklistContent, entry: WorklistEntry, delay: WorklistDelay | None
) -> WorklistRow:
    lacks = content.question.missing is not Missing.NOTHING
    last = write_date(entry.last_on) if entry.last_on else "never" if lacks else ""
    coming = entry.next_at.astimezone() if entry.next_at else None
    cells = (
        entry.name,
        _day(entry.birth_date),
        ", ".join(entry.taking),
        last,
        f"{write_date(coming.date())}, {write_time(coming)}" if coming else "none",
        entry.phone,
        f"until {write_date(delay.until)}: {delay.reason}" if delay else "",
    )
    return WorklistRow(entry, delay, cells)


def _day(day: date | None) -> str:
    return "" if day is None else write_date(day)


def counted_text(content: WorklistContent) -> str:
    """Return whom the list looks for and how many it found."""
    return " · ".join(_counted(content))


def _counted(content: WorklistContent) -> Iterator[str]:
    yield content.words
    yield write_count(len(content.entries), "patient", "patients")
    if content.put_off:
        yield f"{len(content.put_off)} put off"
    if content.closed:
        yield f"{content.closed} in charts closed to you"


def saved_text(saved: SavedList) -> str:
    """Return what is in the file, and that not all of the list is."""
    told = f"{write_count(saved.saved, 'patient')} saved. Each chart’s audit trail says so."
    if not saved.left_out:
        return told
    who = write_count(saved.left_out, "patient is", "patients are")
    return f"{told} {who} not in it: what puts them on this list may not leave the clinic."


def asks_nothing(question: WorklistQuestion) -> bool:
    """Return whether nothing is chosen yet."""
    return question.missing is Missing.NOTHING and not (question.medication or question.condition)
