"""Every report, one import line and one place in the list each, in the order of the page."""

from __future__ import annotations

from practice_desk.services.reports import (
    caseload,
    controlled,
    letters,
    monitoring,
    no_shows,
    outcomes,
    overrides,
    productivity,
    side_effects,
)
from practice_desk.services.reports.kind import ReportKind

REPORTS: tuple[ReportKind, ...] = (
    *caseload.KINDS,
    *outcomes.KINDS,
    *side_effects.KINDS,
    *monitoring.KINDS,
    *controlled.KINDS,
    *overrides.KINDS,
    *letters.KINDS,
    *no_shows.KINDS,
    *productivity.KINDS,
)


def report_kind(name: str) -> ReportKind:
    """Return the report of this name. Raises KeyError."""
    return {kind.name: kind for kind in REPORTS}[name]
