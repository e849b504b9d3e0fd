"""Recalls in words. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt

from practice_desk.domain.appointment import VISIT_WORDS
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.recall import DueVisit, Recall, RecallState
from practice_desk.gui import theme
from practice_desk.gui.models.cells_table import AnyIndex, CellsTable
from practice_desk.gui.models.waiting_view import on_one_line
from practice_desk.gui.wording import write_count, write_time

if TYPE_CHECKING:
    from practice_desk.services.recalls import RecallLine, RecallList

HEADERS = ("Due by", "Patient", "Why", "With", "Phone", "Where it stands")
AHEAD = tuple((f"Within {weeks} weeks", weeks) for weeks in (2, 4, 8, 12))
VISIT_DUE = "Visit due"
"""All that is told to who may not see the chart."""
_CLOSED = {RecallState.DECLINED: "Does not want to come", RecallState.DONE: "Done"}


class Shown(StrEnum):
    """Which recalls are listed."""

    OPEN = "Not booked"
    BOOKED = "Booked"
    QUIET = "Put off or closed"


@dataclass(frozen=True, slots=True)
class RecallRow:
    """One who is due as the table shows it."""

    line: RecallLine
    cells: tuple[str, ...]
    is_overdue: bool


class RecallTable(CellsTable[RecallRow]):
    """Who is due, the first one first; what is past its day stands out."""

    headers: ClassVar[tuple[str, ...]] = HEADERS

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, or its colour."""
        if role == Qt.ItemDataRole.ForegroundRole and index.isValid() and index.column() == 0:
            return theme.color("caution") if self.row(index).is_overdue else None
        if role == Qt.ItemDataRole.ToolTipRole and index.isValid():
            return self.row(index).cells[index.column()]  # reasons may need more than two lines
        return super().data(index, role)


def recall_rows(found: RecallList, shown: Shown, weeks: int, today: date) -> list[RecallRow]:
    """Return those who belong to what is *shown*, due within so many *weeks*."""
    last = today + timedelta(weeks=weeks)
    return [
        _row(line, today)
        for line in found.lines
        if line.due.due_by <= last and _belongs(line.due, shown, today)
    ]


def _belongs(due: DueVisit, shown: Shown, today: date) -> bool:
    if due.is_quiet(today):
        return shown is Shown.QUIET
    return shown is (Shown.BOOKED if due.is_booked(today) else Shown.OPEN)


def _row(line: RecallLine, today: date) -> RecallRow:
    due = line.due
    overdue = due.due_by < today and not due.is_booked(today) and not due.is_quiet(today)
    cells = (
        due_text(due, today),
        line.name,
        why_text(line),
        line.practitioner,
        on_one_line(line.phone),
        stands_text(due, today),
    )
    return RecallRow(line, cells, overdue)


def due_text(due: DueVisit, today: date) -> str:
    """Return by when to come: "Dec 12, 2026", "since Nov 2, 2026" for what is past."""
    if due.due_by < today:
        return f"since {write_date(due.due_by)}"
    begins = f"{write_date(due.due_from)} – " if due.due_from else ""
    return f"{begins}{write_date(due.due_by)}"


def why_text(line: RecallLine) -> str:
    """Return why they are due; for who may not know, that a visit is due."""
    due, by_hand = line.due, line.due.by_hand
    visit = VISIT_WORDS[due.visit]
    if by_hand is not None:
        told = [by_hand.reason, by_hand.comment]
        return "; ".join(part for part in told if part) or f"{visit} due"
    words = [each.words for each in due.reasons if each.words]
    return "; ".join(dict.fromkeys(words)) if words else VISIT_DUE


def stands_text(due: DueVisit, today: date) -> str:
    """Return what is booked or was decided."""
    standing = due.by_hand or due.last
    if standing is not None and due.is_quiet(today):
        return _decided(standing)
    if due.booked is not None:
        moment = due.booked.starts_at
        when = f"{write_date(moment.astimezone().date())}, {write_time(moment)}"
        return f"Booked {when}" if due.is_booked(today) else f"Too late: booked {when}"
    parts = ["Not booked"]
    if due.proposed is not None:
        day = write_date(due.proposed.starts_at.astimezone().date())
        parts = [f"Proposed for {day}, not confirmed"]
    if standing is not None and standing.state_reason:
        parts.append(f"before: {standing.state_reason}")
    return "; ".join(parts)


def _decided(value: Recall) -> str:
    if value.state is RecallState.PUT_OFF and value.put_off_until is not None:
        return f"Put off until {write_date(value.put_off_until)}: {value.state_reason}"
    return f"{_CLOSED.get(value.state, 'Closed')}: {value.state_reason}"


def recall_summary(rows: Sequence[RecallRow], found: RecallList) -> str:
    """Return how many are listed, of how many charts."""
    overdue = sum(row.is_overdue for row in rows)
    told = write_count(len(rows), "patient", "patients")
    past = f", {overdue} past the day" if overdue else ""
    return f"{told}{past} · {write_count(found.looked_through, 'chart', 'charts')} looked through"


def empty_text(shown: Shown) -> str:
    """Return what stands in place of an empty list."""
    if shown is Shown.OPEN:
        return "Everybody who is due is booked."
    return "Nobody here." if shown is Shown.BOOKED else "Nothing was put off or closed."
