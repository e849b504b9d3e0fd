"""Monitoring on time: how many patients of each check have had it when it was due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from practice_desk.domain.monitoring import DueItem, DueStatus
from practice_desk.domain.report import (
    Answer,
    Cell,
    CellKind,
    Counted,
    ReportColumn,
    ReportTable,
    StackedBars,
    counted,
    median,
    share,
)

COLUMNS = (
    ReportColumn("check", "Check"),
    ReportColumn("patients", "Patients", CellKind.COUNT),
    ReportColumn("on_time", "On time", CellKind.COUNT, part_of="patients"),
    ReportColumn("overdue", "Overdue", CellKind.COUNT, part_of="patients"),
    ReportColumn("missed", "Missed", CellKind.COUNT, part_of="patients"),
    ReportColumn("share", "On time, share", CellKind.PERCENT, of=("on_time", "patients")),
    ReportColumn("days", "Days overdue", CellKind.DAYS, of=("overdue",)),
)
_NOTES = (
    "As charts stand today, by the checks that the clinical pack, a draft, has for what is taken.",
    "On time: done, or not past its day, with results up to then. Overdue: past its day.",
    "Missed: was not recorded in the weeks that it is meant for. Days overdue: the median.",
    "Checks that somebody decided not to need, or that may not concern the patient, do not count.",
)


class Standing(StrEnum):
    """Where a check stands in one chart."""

    ON_TIME = "on time"
    OVERDUE = "overdue"
    MISSED = "missed"


_STANDING = {
    DueStatus.OVERDUE: Standing.OVERDUE,
    DueStatus.MISSED: Standing.MISSED,
    DueStatus.DUE: Standing.ON_TIME,
    DueStatus.WAITING: Standing.ON_TIME,
    DueStatus.LATER: Standing.ON_TIME,
    DueStatus.VISIT: Standing.ON_TIME,
    DueStatus.DONE: Standing.ON_TIME,
}


_WORST_FIRST = (Standing.OVERDUE, Standing.MISSED, Standing.ON_TIME)


@dataclass(frozen=True, slots=True)
class ChartCheck:
    """One check in one chart. `days` are those past its day."""

    patient_id: int
    name: str
    standing: Standing
    days: int = 0


def chart_checks(patient_id: int, items: Iterable[DueItem], today: date) -> Iterator[ChartCheck]:
    """Yield the checks of a chart that count."""
    for item in items:
        standing = standing_of(item)
        if standing is not None:
            late = standing is Standing.OVERDUE and item.due_on is not None
            days = (today - item.due_on).days if late and item.due_on is not None else 0
            yield ChartCheck(patient_id, item.name, standing, days)


def standing_of(item: DueItem) -> Standing | None:
    """Return where a check stands; None for one that does not count."""
    return _STANDING.get(item.status)


def by_check(found: Iterable[ChartCheck]) -> Answer:
    """Count patients by check, the one that is overdue most often first."""
    everything = list(found)
    checks: dict[str, list[ChartCheck]] = {}
    for each in everything:
        checks.setdefault(each.name, []).append(each)
    rows = [_row(name, theirs) for name, theirs in checks.items()]
    rows.sort(key=lambda row: (-_number(row[3]), -_number(row[1]), str(row[0]).casefold()))
    picture = StackedBars("Patients by check", "check", ("on_time", "overdue", "missed"))
    patients = {each.patient_id for each in everything}
    return Answer(ReportTable(COLUMNS, tuple(rows), by_size=True), picture, _NOTES, len(patients))


def _row(name: str, found: list[ChartCheck]) -> tuple[Cell, ...]:
    by = _once_each(found)
    whole = {each.patient_id for each in found}
    late = [each.days for each in found if each.standing is Standing.OVERDUE]
    return (
        name,
        counted(whole),
        *(counted(by[standing]) for standing in Standing),
        share(len(by[Standing.ON_TIME]), len(whole)),
        median(late),
    )


def _once_each(found: list[ChartCheck]) -> dict[Standing, set[int]]:
    """Return the patients of each standing, each at the worst: one may have a check twice."""
    by: dict[Standing, set[int]] = {}
    left = {each.patient_id for each in found}
    for standing in _WORST_FIRST:
        by[standing] = left & {each.patient_id for each in found if each.standing is standing}
        left -= by[standing]
    return by


def _number(cell: Cell) -> int:
    return cell.number if isinstance(cell, Counted) else 0
