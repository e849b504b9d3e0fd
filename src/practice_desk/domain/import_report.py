"""What became of every resource of an import: accepted + reported = input."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from practice_desk.domain.errors import ExpectedError

MAX_LISTED = 1000
"""Resources kept aside that a report lists one by one; the counts go on."""


class ImportOutcome(StrEnum):
    """What became of one resource."""

    IMPORTED = "imported"
    ALREADY_HERE = "already_here"
    KEPT_ASIDE = "kept_aside"


@dataclass(frozen=True, slots=True)
class KeptAside:
    """A resource that was not filed into the chart, and why."""

    file_name: str
    position: int
    resource_type: str
    resource_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class KeptAsideList:
    """What waits outside the charts: the newest resources, and the counts of all by reason.

    The keys of `reasons` are a resource type and a reason.
    """

    listed: tuple[KeptAside, ...]
    reasons: Counter[tuple[str, str]]


@dataclass(slots=True)
class ImportReport:
    """Counts in resources. `read` is always the sum of the three outcomes.

    `patients` counts the charts that the import opened, `stopped` says that the user ended it
    early, `kept` lists the first `MAX_LISTED` resources kept aside. `unreadable` names the files
    that could not be read, or not to their end; what is in there was never counted.
    """

    files: int = 0
    read: int = 0
    imported: int = 0
    already_here: int = 0
    kept_aside: int = 0
    patients: int = 0
    stopped: bool = False
    by_type: Counter[tuple[str, ImportOutcome]] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    kept: list[KeptAside] = field(default_factory=list)
    unreadable: list[KeptAside] = field(default_factory=list)
    patient_ids: set[int] = field(default_factory=set)

    def count(self, resource_type: str, outcome: ImportOutcome) -> None:
        """Account for one resource."""
        self.read += 1
        self.by_type[resource_type, outcome] += 1
        if outcome is ImportOutcome.IMPORTED:
            self.imported += 1
        elif outcome is ImportOutcome.ALREADY_HERE:
            self.already_here += 1
        else:
            self.kept_aside += 1

    def keep_aside(self, kept: KeptAside) -> None:
        """Account for one resource that was not filed into the chart."""
        self.count(kept.resource_type, ImportOutcome.KEPT_ASIDE)
        if len(self.kept) < MAX_LISTED:
            self.kept.append(kept)
        key = (kept.resource_type, kept.reason)
        if len(self.reasons) < MAX_LISTED or key in self.reasons:
            self.reasons[key] += 1

    def file_unreadable(self, file_name: str, entries_before: int, error: ExpectedError) -> None:
        """Note a file that could not be read, or only *entries_before* resources of it."""
        before = f" {entries_before:,} resources before that were read." if entries_before else ""
        reason = f"{error.sentence}{before} {error.next_step}".strip()
        self.unreadable.append(KeptAside(file_name, entries_before + 1, "", "", reason))

    def to_plain(self) -> dict[str, object]:
        """Return the report as plain data, for `--json`."""
        return {
            "read": self.read,
            "imported": self.imported,
            "already_here": self.already_here,
            "kept_aside": self.kept_aside,
            "patients": self.patients,
            "files": self.files,
            "stopped": self.stopped,
            "kept": [asdict(item) for item in self.kept],
            "unreadable": [asdict(item) for item in self.unreadable],
            "reasons": [
                {"resource_type": kind, "reason": reason, "count": count}
                for (kind, reason), count in self.reasons.most_common()
            ],
        }
