"""What became of every resource of an import: accepted + reported = input."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


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


@dataclass(slots=True)
class ImportReport:
    """Counts in resources. `read` is always the sum of the three outcomes."""

    files: int = 0
    read: int = 0
    imported: int = 0
    already_here: int = 0
    kept_aside: int = 0
    patients: int = 0
    by_type: Counter[tuple[str, ImportOutcome]] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    kept: list[KeptAside] = field(default_factory=list)
    unreadable: list[KeptAside] = field(default_factory=list)

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
