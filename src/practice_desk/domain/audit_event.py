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


class AuditKind(StrEnum):
    """What sort of act it was. Later kinds are added here and need no other change.

    Stored as text: entries written before there were kinds have none.
    """

    UNLOCK = "unlock"
    LOCK = "lock"
    VIEW = "view"
    CREATE = "create"
    CHANGE = "change"
    RETRACT = "retract"
    PRINT = "print"
    EXPORT = "export"
    IMPORT = "import"
    BACKUP = "backup"
    CHECK = "check"
    ACKNOWLEDGE = "acknowledge"
    BREAK_GLASS = "break_glass"


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries somebody wants to see; what is empty or None does not narrow.

    `since` and `until` are aware, `until` itself is out. `kind` is a kind of act, or how it ended:
    refused or failed.
    """

    user_name: str = ""
    patient_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    kind: AuditKind | Outcome | None = None


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
    kind: AuditKind | None = None
    id: int | None = None
