"""Reporting side effects: first what was told; assessing and deciding build on it."""

from __future__ import annotations

from dataclasses import replace

from practice_desk.domain.adverse_event import AdverseEvent, check_adverse_event
from practice_desk.domain.errors import NotFound
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.services.health import retract_records, save_record, stored_record
from practice_desk.services.patients import Saved
from practice_desk.storage import follow_up, plan
from practice_desk.storage.unit_of_work import UnitOfWork

_REPORT = Operation.REPORT_SIDE_EFFECT


def save_side_effect(clinic: Clinic, value: AdverseEvent) -> Saved:
    """Add or change a side effect; who adds it is kept as who reported it.

    Raises Invalid, StaleRecord, or NotFound where the suspected medication is in another chart.
    """
    if value.id is None:
        value = replace(value, reported_by=clinic.session.user_name)
    problems = check_adverse_event(value, clinic.today())
    return save_record(
        clinic, follow_up.adverse_events, value, problems, operation=_REPORT, also=_check_suspect
    )


def saved_side_effect(clinic: Clinic, value: AdverseEvent) -> AdverseEvent:
    """Return *value*, which was saved before, as it is stored now. Raises NotFound."""
    return stored_record(clinic, follow_up.adverse_events, value)


def retract_side_effect(clinic: Clinic, value: AdverseEvent, reason: str) -> Saved:
    """Take back an entry made in error; it stays readable. Raises Invalid, StaleRecord."""
    records = follow_up.adverse_events
    return retract_records(clinic, records, value.patient_id, (value,), reason, _REPORT)


def _check_suspect(clinic: Clinic, work: UnitOfWork, value: AdverseEvent) -> None:
    suspect = value.suspected_medication_id
    if suspect is None:
        return
    if plan.medications.get(work.connection, suspect).patient_id != value.patient_id:
        raise NotFound("This medication is not in this chart.", "Open the chart again.")
