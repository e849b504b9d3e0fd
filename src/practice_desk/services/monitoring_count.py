"""In how many charts monitoring is overdue, for who has not asked for the list.

Counting reads charts by the clinical pack. Where that would take long nothing is counted, and then
neither is the pack read nor what reads charts imported.
"""

from __future__ import annotations

from dataclasses import dataclass

from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.storage import coded_charts

FEW = 150
"""So many charts are looked through in a moment; more are counted where it can be stopped."""
LIST = "overdue monitoring"
"""Under what an open clinic keeps the list as last worked out."""


@dataclass(frozen=True, slots=True)
class OverdueCount:
    """In how many charts something is overdue, and in how many not all could be checked."""

    overdue: int
    unchecked: int


def count_overdue(clinic: Clinic) -> OverdueCount | None:
    """Return in how many charts something is overdue; None where counting would take long.

    What the list has counted today counts.
    """
    with clinic.viewing(Operation.LIST_MONITORING) as work:
        work.detail = "overdue monitoring"
        if LIST not in clinic.kept and coded_charts.are_more_than(work.connection, FEW):
            return None
        from practice_desk.services.monitoring_list import count_in

        return count_in(clinic, work)
