"""Medication reconciliation as the windows write it. No widgets."""

from __future__ import annotations

from collections.abc import Iterable

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.directions import directions
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.domain.reconciliation import (
    ComparedLine,
    ListLine,
    ListSource,
    MedicationsListed,
    ReconciliationEntry,
    Resolution,
    Resolved,
)
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.wording import write_count
from practice_desk.services.reconciliation import Comparison

SOURCES = {ListSource.PHARMACY: "The pharmacy’s list", ListSource.PATIENT: "What the patient takes"}
HEADERS = ("Medication", "Our plan", "From elsewhere", "Pharmacy’s list", "Patient", "Resolved")
DECIDED = {
    Resolved.CONTINUE: "Continue",
    Resolved.CHANGE: "Changed",
    Resolved.EXTERNAL: "By others",
    Resolved.STOP: "Stopped",
}
TO_CANCEL = "the letter asks the pharmacy to cancel it"
EMPTY = (
    "Nothing to compare yet: no medication is in the plan, and no list was typed. Type the"
    " pharmacy’s list or what the patient takes."
)
_STATES = {
    PlanStatus.REPORTED: "reported",
    PlanStatus.ON_HOLD: "on hold",
    PlanStatus.PLANNED: "planned",
}


def rows(comparison: Comparison) -> list[RecordRow]:
    """Return a row for each line, with the line as its record."""
    return [
        RecordRow(
            (
                line.name,
                _items(line.ours) or "not in our plan",
                _items((*line.reported, *line.others)),
                _side(line.pharmacy, ListSource.PHARMACY, comparison),
                _side(line.patient, ListSource.PATIENT, comparison),
                _resolved(line, comparison),
            ),
            line,
        )
        for line in comparison.lines
    ]


def progress(comparison: Comparison) -> str:
    """Return how far it is: "2 of 5 lines are resolved. Pharmacy’s list: Nov 25, 2026. …"."""
    count = len(comparison.lines)
    done = count - comparison.open_lines
    lines = f"{done} of {count} {'line is' if count == 1 else 'lines are'} resolved."
    waiting = sum(line.to_cancel for line in comparison.lines)
    if waiting:
        verb = "waits" if waiting == 1 else "wait"
        lines += f" {write_count(waiting, 'stop')} {verb} for the letter to the pharmacy."
    told = [f"{words}: {list_day(comparison, source)}." for source, words in SOURCES.items()]
    return " ".join((lines, *told)) if count else " ".join(told)


def list_day(comparison: Comparison, source: ListSource) -> str:
    """Return when a source's list was told, or that none was typed."""
    entry = comparison.lists.get(source)
    return "not typed yet" if entry is None else f"as of {write_date(entry.happened_on)}"


def list_text(entry: ReconciliationEntry | None) -> str:
    """Return a list as it was typed; empty without one."""
    details = None if entry is None else entry.details
    if not isinstance(details, MedicationsListed):
        return ""
    return "\n".join(line.told for line in details.lines)


def still_going_on(line: ComparedLine) -> str:
    """Return that a line is not resolved, because a part of it was not stopped."""
    return (
        f"{line.name} is not resolved yet: {_items(line.going_on)} goes on. Stop that too, or"
        " decide otherwise."
    )


def _items(items: Iterable[PlanItem]) -> str:
    return "; ".join(map(_item, items))


def _item(item: PlanItem) -> str:
    how = directions(item.dosage) if item.dosage is not None else "dose not known"
    state = _STATES.get(item.status, "")
    return f"{how} ({state})" if state else how


def _told(lines: Iterable[ListLine]) -> str:
    return "; ".join(line.told for line in lines)


def _side(lines: tuple[ListLine, ...], source: ListSource, comparison: Comparison) -> str:
    if lines:
        return _told(lines)
    return "not on the list" if source in comparison.lists else ""


def _resolved(line: ComparedLine, comparison: Comparison) -> str:
    entry = line.resolution
    if entry is None or not isinstance(entry.details, Resolution):
        return ""
    who = comparison.people.get(entry.recorded_by, entry.recorded_by)
    words = f"{DECIDED[entry.details.resolved]}, {write_date(entry.happened_on)}, {who}"
    return f"{words}; {TO_CANCEL}" if line.to_cancel else words
