"""One line of the audit trail. FHIR: AuditEvent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """How the audited call ended."""

    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """Who did what to which patient, when, from where and why.

    `detail` names ids and counts, never clinical values. `reason` is what the person typed.
    """

    occurred_at: datetime
    user_name: str
    roles: str
    workstation: str
    operation: str
    patient_id: int | None = None
    detail: str = ""
    reason: str = ""
    outcome: Outcome = Outcome.DONE
    id: int | None = None
