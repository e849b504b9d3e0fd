"""Recording life events, hospital stays, milestones and homework."""

from __future__ import annotations

from dataclasses import replace

from practice_desk.domain.chart_event import ChartEvent, check_chart_event
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.services.health import retract_records, save_record, stored_record
from practice_desk.services.patients import Saved
from practice_desk.storage import follow_up

_RECORD = Operation.RECORD_EVENT


def save_chart_event(clinic: Clinic, value: ChartEvent) -> Saved:
    """Add or change an event; who adds it is kept. Raises Invalid, StaleRecord or NotFound."""
    if value.id is None:
        value = replace(value, recorded_by=clinic.session.user_name)
    problems = check_chart_event(value, clinic.today())
    return save_record(clinic, follow_up.chart_events, value, problems, operation=_RECORD)


def saved_chart_event(clinic: Clinic, value: ChartEvent) -> ChartEvent:
    """Return *value*, which was saved before, as it is stored now. Raises NotFound."""
    return stored_record(clinic, follow_up.chart_events, value)


def retract_chart_event(clinic: Clinic, value: ChartEvent, reason: str) -> Saved:
    """Take back an event entered in error; it stays readable. Raises Invalid, StaleRecord."""
    records, patient_id = follow_up.chart_events, value.patient_id
    return retract_records(clinic, records, patient_id, (value,), reason, _RECORD)
