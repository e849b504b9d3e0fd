"""Rebuilds a patient's plan from its events, inside a running unit of work."""

from __future__ import annotations

from datetime import date, datetime

from practice_desk.domain.medication import PlanItem, plan_item
from practice_desk.domain.plan_event import PlanEvent
from practice_desk.storage import plan
from practice_desk.storage.unit_of_work import UnitOfWork


def read_plan(
    work: UnitOfWork, patient_id: int, as_of: date, known_at: datetime | None = None
) -> list[PlanItem]:
    """Rebuild the plan inside a running unit of work."""
    events: dict[int, list[PlanEvent]] = {}
    for event in plan.plan_events.of_patient(work.connection, patient_id):
        events.setdefault(event.medication_id or 0, []).append(event)
    items = (
        plan_item(medication, events.get(medication.id or 0, []), as_of, known_at)
        for medication in plan.medications.for_patient(work.connection, patient_id)
    )
    return [item for item in items if item is not None]
