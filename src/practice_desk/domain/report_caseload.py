"""Caseload: how many patients each clinician, condition and medication has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from practice_desk.domain.report import (
    Answer,
    Bars,
    CellKind,
    Counted,
    ReportColumn,
    ReportTable,
    StackedBars,
    counted,
    share,
)

NOBODY = "Nobody"


@dataclass(frozen=True, slots=True)
class CaseloadPatient:
    """An active patient: who prescribes for and treats them, and whether seen in the period."""

    patient_id: int
    prescriber_id: int | None
    therapist_id: int | None
    was_seen: bool


CLINICIAN_COLUMNS = (
    ReportColumn("clinician", "Clinician"),
    ReportColumn("role", "As"),
    ReportColumn("patients", "Patients", CellKind.COUNT),
    ReportColumn("seen", "Seen", CellKind.COUNT, part_of="patients"),
    ReportColumn("not_seen", "Not seen", CellKind.COUNT, part_of="patients"),
)


def by_clinician(patients: Iterable[CaseloadPatient], names: Mapping[int, str]) -> Answer:
    """Count patients by clinician; who has a prescriber and a therapist counts with both."""
    everybody = list(patients)
    found: dict[int | None, list[CaseloadPatient]] = {}
    for patient in everybody:
        clinicians = {patient.prescriber_id, patient.therapist_id} - {None} or {None}
        for clinician in clinicians:
            found.setdefault(clinician, []).append(patient)
    rows = [
        _clinician_row(NOBODY if each is None else names.get(each, str(each)), each, theirs)
        for each, theirs in found.items()
    ]
    rows.sort(key=lambda row: (row[0] == NOBODY, str(row[0]).casefold()))
    table = ReportTable(CLINICIAN_COLUMNS, tuple(rows), _total_row(everybody))
    picture = StackedBars("Patients by clinician", "clinician", ("seen", "not_seen"))
    return Answer(
        table,
        picture,
        (
            "Active patients by the prescriber and the therapist that their chart names.",
            "Who has both counts with both, and once in the total.",
            "Seen: a visit of the period is signed, or a note of one.",
            "Calls and discharge summaries are no visits.",
        ),
        len(everybody),
    )


def _clinician_row(
    name: str, clinician: int | None, patients: Iterable[CaseloadPatient]
) -> tuple[str | Counted, ...]:
    theirs = list(patients)
    return (name, _role(theirs, clinician), *_seen(theirs))


def _role(patients: Iterable[CaseloadPatient], clinician: int | None) -> str:
    """Return as what somebody has patients, without a number: it would tell of the others'."""
    if clinician is None:
        return ""
    theirs = list(patients)
    roles = {
        "prescriber": any(each.prescriber_id == clinician for each in theirs),
        "therapist": any(each.therapist_id == clinician for each in theirs),
    }
    return " and ".join(role for role, has in roles.items() if has)


def _total_row(patients: list[CaseloadPatient]) -> tuple[str | Counted, ...]:
    return ("All", "", *_seen(patients))


def _seen(patients: list[CaseloadPatient]) -> tuple[Counted, Counted, Counted]:
    return (
        counted({each.patient_id for each in patients}),
        counted({each.patient_id for each in patients if each.was_seen}),
        counted({each.patient_id for each in patients if not each.was_seen}),
    )


def by_group(
    groups: Mapping[str, set[int]], title: str, everybody: set[int], notes: tuple[str, ...]
) -> Answer:
    """Count patients by what they have, such as conditions; one patient may be in several."""
    rows = sorted(groups.items(), key=lambda row: (-len(row[1]), row[0].casefold()))
    columns = (
        ReportColumn("group", title),
        ReportColumn("patients", "Patients", CellKind.COUNT),
        ReportColumn("share", "Of all", CellKind.PERCENT, of=("patients",)),
    )
    table = ReportTable(
        columns,
        tuple((name, counted(ids), share(len(ids), len(everybody))) for name, ids in rows),
        by_size=True,
    )
    picture = Bars(f"Patients by {title.lower()}", "group", "patients")
    return Answer(table, picture, notes, len(everybody))
