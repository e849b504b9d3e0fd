"""Reports as files: exact inside the clinic, and outside without names and small numbers."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.permission import Operation
from practice_desk.domain.report import PatientCell, Report
from practice_desk.domain.report_words import cell_value
from practice_desk.domain.small_numbers import hide_small
from practice_desk.exchange.safe_csv import safe_csv
from practice_desk.services.clinic import Clinic
from practice_desk.services.copies import undone_on_failure, write_copy
from practice_desk.services.directory import read_profile

if TYPE_CHECKING:
    from practice_desk.domain.clinic import ClinicProfile


class ReportFormat(StrEnum):
    """What kind of file."""

    CSV = "csv"
    PDF = "pdf"


class Audience(StrEnum):
    """For whom: those of the clinic see it exact, others without names and small numbers."""

    INSIDE = "inside"
    OUTSIDE = "outside"


def file_name(report: Report, form: ReportFormat, audience: Audience) -> str:
    """Return a name for the file; nothing of a patient or of a filter is in it."""
    words = "-".join(report.title.lower().split())
    outside = "-outside" if audience is Audience.OUTSIDE else ""
    return f"{words}-{report.as_of.astimezone():%Y-%m-%d}{outside}.{form}"


def for_audience(report: Report, audience: Audience) -> Report:
    """Return *report* as *audience* may have it."""
    return hide_small(report) if audience is Audience.OUTSIDE else report


def export_report(
    clinic: Clinic, report: Report, form: ReportFormat, audience: Audience, path: Path
) -> None:
    """Save *report* to *path*, all or nothing, and record that.

    Patients who are named in it get a row each. Outside nobody is named, so that it is no
    disclosure of anybody's (45 CFR 164.528). Raises DiskFull, FolderReadOnly or StorageFailed, and
    LetterRefused for text that can't be printed.
    """
    shown = for_audience(report, audience)
    operation = Operation.EXPORT_REPORT
    with undone_on_failure() as undo, clinic.writing(operation, kind=AuditKind.EXPORT) as work:
        profile = read_profile(work)
        content = _csv(shown) if form is ReportFormat.CSV else _pdf(shown, profile)
        work.patient_ids = named_in(shown)
        work.detail = f"report {report.name} {form} {audience}"
        write_copy(path, content, undo)


def named_in(report: Report) -> frozenset[int]:
    """Return the patients whom a report names."""
    return frozenset(
        cell.patient_id
        for row in report.answer.table.all_rows
        for cell in row
        if isinstance(cell, PatientCell)
    )


def _csv(report: Report) -> bytes:
    table = report.answer.table
    rows = [[cell_value(cell) for cell in row] for row in table.all_rows]
    told = [
        ["Report", report.title],
        ["Asked", report.asked],
        ["As of", report.as_of.astimezone().isoformat(timespec="minutes")],
        *(["Note", note] for note in report.answer.notes),
    ]
    return safe_csv([column.title for column in table.columns], [*rows, [], *told])


def _pdf(report: Report, profile: ClinicProfile) -> bytes:
    from practice_desk.letters.report_paper import render_report  # slow ReportLab

    return render_report(report, profile).pdf
