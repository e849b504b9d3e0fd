"""Controlled substances: who takes which, and what has been looked at for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from practice_desk.domain.report import (
    Answer,
    Cell,
    CellKind,
    ReportColumn,
    ReportTable,
    StackedBars,
    counted,
)
from practice_desk.domain.report_monitoring import Standing

COLUMNS = (
    ReportColumn("medication", "Medication"),
    ReportColumn("schedule", "Schedule"),
    ReportColumn("patients", "Patients", CellKind.COUNT),
    ReportColumn("checked", "PDMP on time", CellKind.COUNT, part_of="patients"),
    ReportColumn("unchecked", "PDMP overdue", CellKind.COUNT, part_of="patients"),
    ReportColumn("agreed", "Agreement", CellKind.COUNT, within="patients"),
    ReportColumn("screened", "Screen overdue", CellKind.COUNT, within="patients"),
    ReportColumn("several", "With another", CellKind.COUNT, within="patients"),
)
_NOTES = (
    "Active patients whose plan has a controlled medication as active today, or reported.",
    "PDMP: the prescription drug monitoring program, as often as the clinical pack asks for it.",
    "Agreement: signed, and its day of renewal has not come. Screen: a drug screen past its day.",
    "With another: takes a second controlled medication beside it.",
)


@dataclass(frozen=True, slots=True)
class ControlledUse:
    """One controlled medication that a patient takes; None where the pack asks for no check."""

    patient_id: int
    medication: str
    schedule: str
    pdmp: Standing | None
    screen: Standing | None
    is_agreed: bool


def by_medication(found: Iterable[ControlledUse]) -> Answer:
    """Count patients by medication, the stricter schedules first; who takes two counts with both.

    In the total everybody counts once.
    """
    everything = list(found)
    several: dict[int, set[str]] = {}
    groups: dict[tuple[str, str], list[ControlledUse]] = {}
    for each in everything:
        several.setdefault(each.patient_id, set()).add(each.medication)
        groups.setdefault((each.schedule, each.medication), []).append(each)
    more = {patient for patient, names in several.items() if len(names) > 1}
    rows = tuple(
        _row(name, schedule, uses, more) for (schedule, name), uses in sorted(groups.items())
    )
    total = _row("All", "", everything, more) if everything else None
    picture = StackedBars(
        "Patients by controlled medication", "medication", ("checked", "unchecked")
    )
    return Answer(ReportTable(COLUMNS, rows, total), picture, _NOTES, len(several))


def _row(
    name: str, schedule: str, uses: Iterable[ControlledUse], several: set[int]
) -> tuple[Cell, ...]:
    found = list(uses)
    patients = {use.patient_id for use in found}
    late = {use.patient_id for use in found if use.pdmp in (Standing.OVERDUE, Standing.MISSED)}
    on_time = {use.patient_id for use in found if use.pdmp is Standing.ON_TIME} - late
    screens = (Standing.OVERDUE, Standing.MISSED)
    return (
        name,
        schedule,
        counted(patients),
        counted(on_time),
        counted(late),
        counted({use.patient_id for use in found if use.is_agreed}),
        counted({use.patient_id for use in found if use.screen in screens}),
        counted(patients & several),
    )
