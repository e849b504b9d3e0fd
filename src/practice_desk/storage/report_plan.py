"""Who takes what on a day, over all charts at once: for reports, which can't open each chart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import Connection, select

from practice_desk.domain.medication import PlanStatus, plan_item, status_after
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


class _Event(NamedTuple):
    """What of an event tells whether a medication is taken. `has_steps` means that it may end."""

    id: int
    medication_id: int
    kind: PlanEventKind
    effective_on: date
    retracts_event_id: int | None
    has_steps: bool


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
    return [Taken(*row) for row in connection.execute(query) if row.id in ids]


def _taken_ids(connection: Connection, day: date) -> set[int]:
    found: set[int] = set()
    for medication_id, run in groupby(_events(connection), attrgetter("medication_id")):
        events = list(run)
        status = _status(events, day)
        if status in TAKEN and any(event.has_steps for event in events):
            status = _status_of_steps(connection, medication_id, day)
        if status in TAKEN:
            found.add(medication_id)
    return found


def _status(events: Sequence[_Event], day: date) -> PlanStatus | None:
    past = [event.kind for event in _standing(events) if event.effective_on <= day]
    return status_after(past) if past else None


def _standing(events: Iterable[_Event]) -> Iterator[_Event]:
    known = list(events)
    taken_back = {each.retracts_event_id for each in known if each.retracts_event_id is not None}
    for event in known:
        if event.kind is not PlanEventKind.RETRACT and event.id not in taken_back:
            yield event


def _status_of_steps(connection: Connection, medication_id: int, day: date) -> PlanStatus | None:
    """Return the status of a medication with steps, which may have run to their end."""
    medication = plan.medications.get(connection, medication_id)
    item = plan_item(medication, plan.plan_events.of_medication(connection, medication_id), day)
    return None if item is None else item.status


def _events(connection: Connection) -> Iterator[_Event]:
    """Yield the events of all medications, by medication in the order in which they took effect."""
    e = PLAN_EVENT.c
    query = select(
        e.id, e.medication_id, e.kind, e.effective_on, e.retracts_event_id, e.regimen.is_not(None)
    ).order_by(e.medication_id, e.effective_on, e.id)
    kinds = {kind.value: kind for kind in PlanEventKind}
    for number, medication_id, kind, on, retracts, steps in connection.execute(query):
        yield _Event(number, medication_id, kinds[kind], on, retracts, bool(steps))
