"""How many are due for a visit and not booked, for who has not asked for the list.

Counting reads charts by the clinical pack. Where that would take long nothing is counted, and then
neither is the pack read nor what reads charts imported.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.storage import coded_charts

if TYPE_CHECKING:
    from practice_desk.services.recalls import RecallLine

FEW = 150
"""So many charts are looked through in a moment."""
COUNT = "recalls"
"""Under what an open clinic keeps how many the list found last."""


@dataclass(frozen=True, slots=True)
class CountedRecalls:
    """How many were due and not booked when the list was last worked out."""

    counted_on: date
    due: int


def recalls_due(clinic: Clinic) -> tuple[RecallLine, ...] | CountedRecalls | None:
    """Return who is due within a week and not booked; of a large clinic only how many.

    None where that was not worked out today and would take long: the list's own page does it.
    """
    with clinic.viewing(Operation.LIST_RECALLS) as work:
        work.detail = "recalls"
        if not coded_charts.are_more_than(work.connection, FEW):
            from practice_desk.services.recalls import due_in

            return due_in(clinic, work)
        kept = clinic.kept.get(COUNT)
        is_new = isinstance(kept, CountedRecalls) and kept.counted_on == clinic.today()
        return kept if isinstance(kept, CountedRecalls) and is_new else None
