"""The waiting list in words. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt

from practice_desk.domain.appointment import VISIT_WORDS
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.waiting_list import PartOfDay, Urgency, WaitingEntry
from practice_desk.gui import theme
from practice_desk.gui.models.cells_table import AnyIndex, CellsTable
from practice_desk.gui.models.person_facts import Fact
from practice_desk.gui.wording import write_count, write_time

if TYPE_CHECKING:
    from practice_desk.services.waiting_list import WaitingLine

HEADERS = ("How soon", "Patient", "Wants", "When", "Waits", "Has now", "Phone", "Comment")
URGENCIES = {Urgency.URGENT: "Urgent", Urgency.SOON: "Soon", Urgency.ROUTINE: "Routine"}
PARTS = {
    PartOfDay.ANY: "Any time",
    PartOfDay.MORNING: "Mornings",
    PartOfDay.AFTERNOON: "Afternoons",
    PartOfDay.LATE: "After 3 PM",
}
DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WORKDAYS = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One who waits as the table shows it."""

    line: WaitingLine
    cells: tuple[str, ...]


class WaitingTable(CellsTable[WaitingRow]):
    """Who waits, in the order in which to call them; urgent ones stand out."""

    headers: ClassVar[tuple[str, ...]] = HEADERS

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, or its colour."""
        if role == Qt.ItemDataRole.ForegroundRole and index.isValid() and index.column() == 0:
            urgent = self.row(index).line.entry.urgency is Urgency.URGENT
            return theme.color("caution") if urgent else None
        return super().data(index, role)


def waiting_row(line: WaitingLine, today: date) -> WaitingRow:
    """Return who waits as a row of the list."""
    entry = line.entry
    with_whom = f" with {line.practitioner}" if line.practitioner else ""
    cells = (
        URGENCIES[entry.urgency],
        line.patient.display_name,
        f"{VISIT_WORDS[entry.visit]}, {entry.minutes} min{with_whom}",
        suits(entry),
        since(entry, today),
        coming_text(line),
        on_one_line(line.patient.phone),
        entry.comment,
    )
    return WaitingRow(line, cells)


def on_one_line(phone: str) -> str:
    """Return a telephone number that no cell breaks in two."""
    return phone.replace(" ", "\u00a0").replace("-", "\u2011")


def suits(entry: WaitingEntry) -> str:
    """Return which days and times suit: "Mon, Wed, mornings, from Dec 7, 2026"."""
    days = ", ".join(DAY_NAMES[each - 1] for each in entry.days)
    if entry.days == _WORKDAYS:
        days = "Mon to Fri"
    part = PARTS[entry.part_of_day]
    parts = [days, part[:1].lower() + part[1:] if days else part]
    if entry.not_before is not None:
        parts.append(f"from {write_date(entry.not_before)}")
    return ", ".join(each for each in parts if each)


def since(entry: WaitingEntry, today: date) -> str:
    """Return how long somebody has waited."""
    waited = (today - entry.added_at.astimezone().date()).days
    return write_count(waited, "day") if waited > 0 else "since today"


def coming_text(line: WaitingLine) -> str:
    """Return the appointment that somebody has already; a first one is waited for without."""
    if line.coming is None:
        return "none"
    moment = line.coming.starts_at
    return f"{write_date(moment.astimezone().date())}, {write_time(moment)}"


def waiting_facts(lines: Sequence[WaitingLine], today: date) -> list[Fact]:
    """Return what one patient waits for, as the chart lists it."""
    return [
        Fact(f"On the waiting list: {since(each.entry, today)}", f"{cells[2]}; {cells[3]}")
        for each in lines
        if (cells := waiting_row(each, today).cells)
    ]


def waiting_summary(lines: Sequence[WaitingLine]) -> str:
    """Return how many wait, and how many of them are urgent."""
    if not lines:
        return ""
    urgent = sum(each.entry.urgency is Urgency.URGENT for each in lines)
    told = write_count(len(lines), "waits", "wait")
    return f"{told}, {urgent} urgent" if urgent else told


def slot_text(line: WaitingLine) -> str:
    """Return one who could take free time, in one line to choose from."""
    entry = line.entry
    parts = (
        line.patient.display_name,
        line.patient.phone or "no phone number",
        URGENCIES[entry.urgency],
        f"{VISIT_WORDS[entry.visit]}, {entry.minutes} min",
        f"has now: {coming_text(line)}",
        entry.comment,
    )
    return " · ".join(part for part in parts if part)
