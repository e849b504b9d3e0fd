"""Reading the audit trail: who did what, and who has seen a chart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from practice_desk.domain.audit_event import AuditEvent, AuditFilter, AuditKind
from practice_desk.domain.permission import Operation
from practice_desk.exchange.safe_csv import safe_csv
from practice_desk.services.clinic import Clinic
from practice_desk.services.copies import undone_on_failure, write_copy
from practice_desk.storage import audit_log, patient_search, registry
from practice_desk.storage.unit_of_work import UnitOfWork

PAGE = 200
_HEADERS = (
    "Entry", "When (UTC)", "User name", "Name", "Roles", "Workstation", "Kind", "Operation",
    "Outcome", "Chart number", "Patient", "Detail", "Reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry with the names that go with it; empty where person or chart are gone."""

    event: AuditEvent
    person: str
    patient: str
    chart_number: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some entries, the newest first; `more` where older ones follow.

    The next page begins before the number of the last entry here.
    """

    lines: tuple[AuditLine, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class AuditPerson:
    """Somebody who is in the trail; `name` is empty for who has no account any more."""

    user_name: str
    name: str


def read_trail(clinic: Clinic, wanted: AuditFilter, before: int | None = None) -> AuditPage:
    """Return the newest entries that are *wanted*, or those *before* an entry's number."""
    with clinic.viewing(Operation.VIEW_AUDIT_TRAIL, wanted.patient_id) as work:
        return _page(work, wanted, before)


def people_in_trail(clinic: Clinic) -> list[AuditPerson]:
    """Return everybody who is in the trail, by user name."""
    with clinic.viewing(Operation.VIEW_AUDIT_TRAIL) as work:
        names = _names(work)
        found = audit_log.user_names(work.connection)
    return [AuditPerson(user_name, names.get(user_name, "")) for user_name in found]


def chart_access(clinic: Clinic, patient_id: int, before: int | None = None) -> AuditPage:
    """Return who has seen or changed a chart, the newest first, or *before* an entry's number."""
    with clinic.viewing(Operation.VIEW_CHART_ACCESS, patient_id) as work:
        return _page(work, AuditFilter(patient_id=patient_id), before)


def export_trail(clinic: Clinic, wanted: AuditFilter, path: Path) -> int:
    """Write all *wanted* entries as CSV that no spreadsheet runs; return how many.

    Written all or nothing, and taken away again where the export can't be recorded. Raises
    DiskFull, FolderReadOnly or StorageFailed.
    """
    count = 0

    def counted(lines: Iterable[AuditLine]) -> Iterator[tuple[object, ...]]:
        nonlocal count
        for line in lines:
            count += 1
            yield _cells(line)

    operation, patient_id = Operation.EXPORT_AUDIT_TRAIL, wanted.patient_id
    with clinic.reading(operation, patient_id) as work:
        content = safe_csv(_HEADERS, counted(_every_line(work, wanted)))
    with (
        undone_on_failure() as undo,
        clinic.writing(operation, patient_id, kind=AuditKind.EXPORT) as work,
    ):
        work.detail = f"{count} entries of the audit trail"
        write_copy(path, content, undo)
    return count


def _page(work: UnitOfWork, wanted: AuditFilter, before: int | None) -> AuditPage:
    found = audit_log.entries(work.connection, wanted, before=before, limit=PAGE + 1)
    lines = _lines(work, found[:PAGE], _names(work))
    return AuditPage(tuple(lines), len(found) > PAGE)


def _every_line(work: UnitOfWork, wanted: AuditFilter) -> Iterator[AuditLine]:
    names = _names(work)
    for page in audit_log.pages(work.connection, wanted):
        yield from _lines(work, page, names)


def _lines(
    work: UnitOfWork, events: list[AuditEvent], names: dict[str, str]
) -> Iterator[AuditLine]:
    ids = sorted({event.patient_id for event in events if event.patient_id is not None})
    patients = {found.id: found for found in patient_search.summaries(work.connection, ids)}
    for event in events:
        patient = patients.get(event.patient_id or 0)
        yield AuditLine(
            event,
            names.get(event.user_name, ""),
            "" if patient is None else patient.display_name,
            "" if patient is None else patient.chart_number,
        )


def _names(work: UnitOfWork) -> dict[str, str]:
    accounts = registry.accounts.listed(work.connection)
    return {account.user_name: account.display_name for account in accounts}


def _cells(line: AuditLine) -> tuple[object, ...]:
    event = line.event
    return (
        event.id or 0,
        event.occurred_at.isoformat(sep=" ", timespec="seconds"),
        event.user_name,
        line.person,
        event.roles,
        event.workstation,
        str(event.kind or ""),
        event.operation,
        str(event.outcome),
        line.chart_number,
        line.patient,
        event.detail,
        event.reason,
    )
