"""What was measured at one visit, saved and taken back together."""

from __future__ import annotations

from collections.abc import Sequence

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid, NotFound, Problem
from practice_desk.domain.observation import Observation, check_observation
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.services.health import retract_records
from practice_desk.services.patients import Saved
from practice_desk.storage import health


def save_visit(clinic: Clinic, patient_id: int, measured: Sequence[Observation]) -> Saved:
    """Add the observations of one visit, all or none. Raises Invalid or NotFound."""
    now = clinic.now()
    problems = tuple(problem for each in measured for problem in check_observation(each, now))
    if not measured:
        problems = (Problem("value", "Enter at least one value."),)
    if any(each.patient_id != patient_id for each in measured):
        raise NotFound("These values belong to another chart.", "Open the chart again.")
    if problems:
        raise Invalid(problems)
    with clinic.writing(Operation.EDIT_HEALTH_RECORD, patient_id, kind=AuditKind.CREATE) as work:
        ids = [health.observations.put(work.connection, each) for each in measured]
        work.detail = f"observation {' '.join(map(str, ids))}"
    return Saved(ids[0], Changes.of(patient_id, "observation"))


def retract_visit(
    clinic: Clinic, patient_id: int, measured: Sequence[Observation], reason: str
) -> Saved:
    """Take back what was entered in error, all or none; it stays readable.

    Raises Invalid, StaleRecord or NotFound.
    """
    return retract_records(clinic, health.observations, patient_id, measured, reason)
