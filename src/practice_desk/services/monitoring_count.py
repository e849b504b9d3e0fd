"""In which charts monitoring is overdue, for who has not asked for the list.

Counting reads charts by the clinical pack. Where that would take long nothing is counted, and then
neither is the pack read nor what reads charts imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.storage import coded_charts, patient_search

if TYPE_CHECKING:
    from practice_desk.services.monitoring_list import OverdueList

FEW = 150
"""So many charts are looked through in a moment; more are counted where it can be stopped."""
LIST = "overdue monitoring"
"""Under what an open clinic keeps the list as last worked out."""


def kept_as(user_name: str) -> str:
    """Return under what the list of one person is kept: others see other charts."""
    return f"{LIST} of {user_name}"


@dataclass(frozen=True, slots=True)
class OverdueNow:
    """The list, with the names by their ids of the first whose charts could not be checked."""

    listed: OverdueList
    unchecked: Mapping[int, str]


def overdue_now(clinic: Clinic) -> OverdueNow | None:
    """Return in which charts something is overdue; None where counting would take long.

    What the list has counted today counts.
    """
    with clinic.viewing(Operation.LIST_MONITORING) as work:
        work.detail = "overdue monitoring"
        if kept_as(clinic.session.user_name) not in clinic.kept and coded_charts.are_more_than(
            work.connection, FEW
        ):
            return None
        from practice_desk.services.monitoring_list import listed_in

        found = listed_in(clinic, work)
        if found is None:
            return None
        few = sorted(found.incomplete)[:FEW]
        work.patient_ids = frozenset((*(chart.patient_id for chart in found.charts), *few))
        named = patient_search.summaries(work.connection, few)
    return OverdueNow(found, {each.id: each.display_name for each in named})
