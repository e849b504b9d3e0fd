"""The vital signs of one visit, saved and taken back together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid, NotFound, Problem
from practice_desk.domain.observation import Observation, check_observation
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import Saved
from practice_desk.storage import health


def save_visit(clinic: Clinic, patient_id: int, measured: Sequence[Observation]) -> Saved:
    """Add the observations of one visit, all or none. Raises Invalid."""
    now = clinic.now()
    problems = tuple(problem for each in measured for problem in check_observation(each, now))
    if not measured:
        problems = (Problem("value", "Enter at least one value."),)
    if any(each.patient_id != patient_id for each in measured):
        raise NotFound("These values belong to another chart.", "Open the chart again.")
    if problems:
        raise Invalid(problems)
    with clinic.writing(Operation.EDIT_HEALTH_RECORD, patient_id) as work:
        ids = [health.observations.put(work.connection, each) for each in measured]
        work.detail = f"observation {' '.join(map(str, ids))}"[:500]
    return Saved(ids[0], Changes.of(patient_id, "observation"))


def retract_visit(
    clinic: Clinic, patient_id: int, measured: Sequence[Observation], reason: str
) -> Saved:
    """Take back what was entered in error, all or none; it stays readable.

    Raises Invalid or StaleRecord.
    """
    if not reason.strip():
        raise Invalid((Problem("retracted_reason", "Say why it was entered in error."),))
    if any(each.patient_id != patient_id for each in measured):
        raise NotFound("These values belong to another chart.", "Open the chart again.")
    with clinic.writing(Operation.EDIT_HEALTH_RECORD, patient_id, reason=reason) as work:
        text = reason.strip()[:500]
        ids = [
            health.observations.put(work.connection, replace(each, retracted_reason=text))
            for each in measured
        ]
        work.detail = f"observation {' '.join(map(str, ids))} retracted"[:500]
    return Saved(ids[0], Changes.of(patient_id, "observation"))
