"""Keeping the account of an import as a file for whoever looks into it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from practice_desk.credentials.atomic_file import write_atomically
from practice_desk.domain.import_report import ImportReport
from practice_desk.exchange.safe_csv import safe_csv

_HEADERS = ("What", "Type", "Count", "File", "Position", "Id", "Reason")


def save_import_report(report: ImportReport, path: Path) -> None:
    """Write the totals and everything kept aside as CSV to *path*.

    Raises DiskFull, FolderReadOnly or StorageFailed; an older file then stays as it was.
    """
    write_atomically(path, safe_csv(_HEADERS, _rows(report)))


def _rows(report: ImportReport) -> Iterator[tuple[object, ...]]:
    for what, count in (
        ("read", report.read),
        ("imported", report.imported),
        ("already here", report.already_here),
        ("kept aside", report.kept_aside),
    ):
        yield (what, "all", count, "", "", "", "")
    for (kind, outcome), count in sorted(report.by_type.items()):
        yield (outcome.replace("_", " "), kind, count, "", "", "", "")
    for (kind, reason), count in report.reasons.most_common():
        yield ("kept aside because", kind, count, "", "", "", reason)
    for item in report.kept:
        yield (
            "kept aside",
            item.resource_type,
            1,
            item.file_name,
            item.position,
            item.resource_id,
            item.reason,
        )
    for item in report.unreadable:
        yield ("unreadable", "file", "", item.file_name, item.position, "", item.reason)
