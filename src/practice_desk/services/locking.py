"""Locking: that somebody left is recorded; letting somebody in again while work goes on."""

from __future__ import annotations

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.lock_cause import LockCause
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic


def record_lock(clinic: Clinic, cause: LockCause) -> None:
    """Record that the person at the keyboard left, and why. Raises what writing raises.

    Their psychotherapy notes are sealed again first, whatever becomes of the record.
    """
    clinic.author_key.forget()
    with clinic.writing(Operation.LOCK, kind=AuditKind.LOCK) as work:
        work.detail = cause.value
    clinic.note_chain()
