"""What the import page says, made from a report; no widgets here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from practice_desk.domain.import_report import ImportOutcome, ImportReport, KeptAside
from practice_desk.gui.wording import write_count

RECONCILE_NOTE = (
    "Imported medications are on each plan as “reported, not reconciled”. "
    "No plan of yours was changed."
)
READABLE_SUFFIXES = (".json", ".ndjson", ".jsonl")
_MEDICATIONS = frozenset({"MedicationRequest", "MedicationStatement"})


@dataclass(frozen=True, slots=True)
class ReasonGroup:
    """Resources kept aside for the same reason. `count` may exceed what is listed."""

    reason: str
    resource_type: str
    count: int
    listed: tuple[KeptAside, ...]


def headline(report: ImportReport) -> str:
    """Return the one sentence about how it went."""
    stopped = "Stopped early: what was imported until then is kept. " if report.stopped else ""
    if not report.read and report.unreadable:
        return f"{stopped}Nothing could be read."
    if not report.read:
        return f"{stopped}No records were found in what you chose."
    if not report.imported and report.already_here and not report.kept_aside:
        return f"{stopped}Everything was here already: nothing was added."
    charts = f", with {write_count(report.patients, 'new chart')}" if report.patients else ""
    return (
        f"{stopped}{write_count(report.imported, 'record')} imported "
        f"from {write_count(report.files, 'file')}{charts}."
    )


def figures(report: ImportReport) -> tuple[tuple[str, int], ...]:
    """Return the counts in the order in which they add up."""
    return (
        ("Read", report.read),
        ("Imported", report.imported),
        ("Already here", report.already_here),
        ("Kept aside", report.kept_aside),
    )


def note(report: ImportReport) -> str:
    """Return what the user must know about imported medications; empty without any."""
    imported = any(report.by_type[kind, ImportOutcome.IMPORTED] for kind in _MEDICATIONS)
    return RECONCILE_NOTE if imported else ""


def unreadable_lines(report: ImportReport) -> tuple[str, ...]:
    """Return one line for each file that could not be read to its end."""
    return tuple(f"{item.file_name}: {item.reason}" for item in report.unreadable)


def reason_groups(
    kept: Iterable[KeptAside], reasons: Counter[tuple[str, str]]
) -> tuple[ReasonGroup, ...]:
    """Return what was *kept* aside by reason, the most frequent first."""
    listed: dict[tuple[str, str], list[KeptAside]] = defaultdict(list)
    for item in kept:
        listed[item.resource_type, item.reason].append(item)
    return tuple(
        ReasonGroup(reason, kind, count, tuple(listed[kind, reason]))
        for (kind, reason), count in reasons.most_common()
    )


def unlisted_note(listed: int, count: int) -> str:
    """Say that only so many of all *count* resources are listed one by one; empty if all are."""
    if listed >= count:
        return ""
    return f"{listed:,} of {count:,} are listed one by one; the counts are of all."


def acceptable_paths(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return those of the dropped *paths* that an import can read: folders and JSON files."""
    return tuple(
        path for path in paths if path.is_dir() or path.suffix.lower() in READABLE_SUFFIXES
    )
