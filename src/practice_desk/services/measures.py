"""Recording the total scores of measures."""

from __future__ import annotations

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid
from practice_desk.domain.instrument import Instrument
from practice_desk.domain.observation import Observation, ObservationCategory, check_observation
from practice_desk.domain.permission import Operation
from practice_desk.knowledge import follow_up
from practice_desk.services.clinic import Clinic
from practice_desk.services.health import retract_records
from practice_desk.services.patients import Saved
from practice_desk.storage import health


def measures() -> tuple[Instrument, ...]:
    """Return the measures whose totals can be recorded."""
    return follow_up.instruments()


def save_score(clinic: Clinic, value: Observation) -> Saved:
    """Add the total of one measure, made by `Instrument.observation`. Raises Invalid.

    Raises ValueError for an observation that is no score.
    """
    if value.category is not ObservationCategory.SURVEY:
        raise ValueError(value.category)
    problems = check_observation(value, clinic.now())
    if problems:
        raise Invalid(problems)
    kind = AuditKind.CREATE
    with clinic.writing(Operation.RECORD_MEASURE, value.patient_id, kind=kind) as work:
        record_id = health.observations.add(work.connection, value)
        work.detail = f"observation {record_id}"
    return Saved(record_id, Changes.of(value.patient_id, "observation"))


def retract_score(clinic: Clinic, value: Observation, reason: str) -> Saved:
    """Take back a score entered in error; it stays readable. Raises Invalid, StaleRecord."""
    records, operation = health.observations, Operation.RECORD_MEASURE
    return retract_records(clinic, records, value.patient_id, (value,), reason, operation)
