"""The use cases about the audit trail."""

from __future__ import annotations

from functools import partial

from practice_desk.domain.audit_event import AuditFilter
from practice_desk.domain.permission import Operation
from practice_desk.services import audit_reader, trail
from tests.stage import UseCases

_OP = Operation
AUDIT: UseCases = {
    "audit_reader.read_trail": (
        _OP.VIEW_AUDIT_TRAIL,
        lambda s: partial(audit_reader.read_trail, s.clinic, AuditFilter(patient_id=s.patient_id)),
    ),
    "audit_reader.people_in_trail": (
        _OP.VIEW_AUDIT_TRAIL,
        lambda s: partial(audit_reader.people_in_trail, s.clinic),
    ),
    "audit_reader.chart_access": (
        _OP.VIEW_CHART_ACCESS,
        lambda s: partial(audit_reader.chart_access, s.clinic, s.patient_id),
    ),
    "audit_reader.export_trail": (
        _OP.EXPORT_AUDIT_TRAIL,
        lambda s: partial(
            audit_reader.export_trail,
            s.clinic,
            AuditFilter(user_name="nobody"),
            s.made.root.parent / "trail.csv",
        ),
    ),
    "trail.take_note": (
        _OP.TAKE_NOTE_OF_TRAIL,
        lambda s: partial(trail.take_note, s.clinic, "The disk was replaced."),
    ),
}
