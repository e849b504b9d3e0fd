"""Charts that only their care team may open, and the glass a clinician may break.

A restricted chart is closed to every clinician but the patient's own prescriber and therapist.
Another clinician may open it in an emergency, with a typed reason and for one hour, which an
administrator reviews afterwards (the emergency access procedure of 45 CFR 164.312(a)(2)(ii)).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from practice_desk.domain.errors import Problem

EMERGENCY_PERIOD = timedelta(hours=1)
SHORTEST_REASON = 10
LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class ChartRestriction:
    """A chart was closed to all but its care team; open again once `lifted_at` is set."""

    patient_id: int
    reason: str
    restricted_at: datetime
    restricted_by: str
    lifted_at: datetime | None = None
    lifted_by: str = ""
    id: int | None = None
    version: int | None = None

    @property
    def stands(self) -> bool:
        """True until it is lifted."""
        return self.lifted_at is None


@dataclass(frozen=True, slots=True)
class EmergencyAccess:
    """A clinician opened a restricted chart without being on its care team."""

    patient_id: int
    user_name: str
    reason: str
    opened_at: datetime
    ends_at: datetime
    reviewed_at: datetime | None = None
    reviewed_by: str = ""
    review_note: str = ""
    id: int | None = None
    version: int | None = None

    def is_open(self, now: datetime) -> bool:
        """Return whether it holds at *now*. A clock set back before it began closes it too."""
        return self.opened_at <= now < self.ends_at


def check_reason(reason: str, field: str = "reason") -> tuple[Problem, ...]:
    """Return what is wrong with a reason that somebody will have to judge later."""
    if len("".join(reason.split())) < SHORTEST_REASON:
        return (Problem(field, "Say why in a few words: somebody will review it."),)
    if len(reason) > LONGEST_REASON:
        return (Problem(field, f"At most {LONGEST_REASON:,} characters fit. Shorten it."),)
    return ()
