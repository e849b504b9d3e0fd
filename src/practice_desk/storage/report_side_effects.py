"""Side effects told in a period, and what is suspected, over all charts at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, func, select

from practice_desk.domain.adverse_event import AdverseEvent
from practice_desk.domain.adverse_event_review import AdverseEventReview
from practice_desk.storage.adverse_event import adverse_event_reviews, adverse_events
from practice_desk.storage.adverse_event_rows import ADVERSE_EVENT
from practice_desk.storage.plan_rows import MEDICATION

_AT_ONCE = 500


def told_between(
    connection: Connection, first: date, last: date
) -> tuple[list[AdverseEvent], list[AdverseEventReview]]:
    """Return the reports told from *first* to *last*, and all that followed them."""
    a = ADVERSE_EVENT.c
    lowest = select(func.min(a.id)).where(a.told_on.between(first, last))
    begin: int | None = connection.execute(lowest).scalar()
    if begin is None:
        return [], []
    reports = [
        each
        for each in adverse_events.beginning_with(connection, begin)
        if first <= each.told_on <= last
    ]
    return reports, adverse_event_reviews.beginning_with(connection, begin)


def suspected(connection: Connection, medication_ids: Collection[int]) -> dict[int, str]:
    """Return the pack's ids of these medications of plans; empty for one that was typed."""
    m, ids = MEDICATION.c, sorted(medication_ids)
    found: dict[int, str] = {}
    for begin in range(0, len(ids), _AT_ONCE):
        some = m.id.in_(ids[begin : begin + _AT_ONCE])
        rows = connection.execute(select(m.id, m.concept_id).where(some))
        found.update({row.id: row.concept_id for row in rows})
    return found
