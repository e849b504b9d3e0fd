"""The audit trail as tests look at it."""

from __future__ import annotations

from practice_desk.domain.audit_event import AuditEvent, AuditFilter
from practice_desk.services.clinic import Clinic
from practice_desk.storage import audit_log


def audit_rows(clinic: Clinic) -> list[AuditEvent]:
    """Return every entry, the oldest first."""
    with clinic.store.read() as work:
        return audit_log.entries(work.connection, AuditFilter(), limit=100_000)[::-1]
