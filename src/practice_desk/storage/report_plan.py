"""Who takes what on a day, over all charts at once: for reports, which can't open each chart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, exists, select

from practice_desk.domain.medication import PlanStatus, next_status, plan_item
from practice_desk.domain.patient import PatientStatus
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.storage import plan
from practice_desk.storage.people_rows import PATIENT
from practice_desk.storage.plan_rows import MEDICATION, PLAN_EVENT

TAKEN = frozenset({PlanStatus.ACTIVE, PlanStatus.REPORTED})
"""What counts as taken: also what was reported and is not reconciled yet."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A medication that an active patient takes. `concept_id` is the pack's, or empty."""

    patient_id: int
    medication_id: int
    concept_id: str
    name: str
    schedule: str
    prescriber_id: int | None


def taken_on(connection: Connection, day: date) -> list[Taken]:
    """Return what every active patient takes on *day*, by chart."""
    ids = _taken_ids(connection, day)
    m = MEDICATION.c
    query = (
        select(m.patient_id, m.id, m.concept_id, m.name, m.schedule, m.prescriber_id)
        .join(PATIENT, PATIENT.c.id == m.patient_id)
        .where(PATIENT.c.status == PatientStatus.ACTIVE.value)
        .order_by(m.patient_id, m.id)
    )
    return [Taken(*row) for row in connection.execute(query) if row[1] in ids]


def _taken_ids(connection: Connection, day: date) -> set[int]:
    """Return the medications that are taken: by their standing events up to *day* alone.

    Only those with steps, which may have run to their end, are rebuilt.
    """
    kinds = {kind.value: kind for kind in PlanEventKind}
    status: dict[int, PlanStatus] = {}
    for medication_id, kind in _standing_kinds(connection, day):
        status[medication_id] = next_status(status.get(medication_id), kinds[kind])
    taken = {each for each, found in status.items() if found in TAKEN}
    with_steps = select(PLAN_EVENT.c.medication_id).where(PLAN_EVENT.c.regimen.is_not(None))
    for medication_id in taken & set(connection.execute(with_steps.distinct()).scalars()):
        if _status_of_steps(connection, medication_id, day) not in TAKEN:
            taken.discard(medication_id)
    return taken


def _standing_kinds(connection: Connection, day: date) -> Iterator[tuple[int, str]]:
    """Yield medication and kind of each standing event up to *day*, in their order."""
    e, retraction = PLAN_EVENT.c, PLAN_EVENT.alias()
    taken_back = exists().where(retraction.c.retracts_event_id == e.id)
    query = (
        select(e.medication_id, e.kind)
        .where(e.kind != PlanEventKind.RETRACT.value, e.effective_on <= day, ~taken_back)
        .order_by(e.medication_id, e.effective_on, e.id)
    )
    for row in connection.execute(query):
        yield row[0], row[1]


def _status_of_steps(connection: Connection, medication_id: int, day: date) -> PlanStatus | None:
    """Return the status of a medication with steps, which may have run to their end."""
    medication = plan.medications.get(connection, medication_id)
    item = plan_item(medication, plan.plan_events.of_medication(connection, medication_id), day)
    return None if item is None else item.status
