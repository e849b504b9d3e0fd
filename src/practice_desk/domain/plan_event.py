"""The dated events that a medication plan is made of.

An event is never changed or deleted. A mistake is a further event of the kind RETRACT, which names
the event it takes back and stays visible.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from practice_desk.domain.dispense_request import DispenseRequest
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.regimen import Regimen


class PlanEventKind(StrEnum):
    """What happened to a plan item."""

    REPORT = "report"
    START = "start"
    CHANGE = "change"
    HOLD = "hold"
    RESUME = "resume"
    STOP = "stop"
    RETRACT = "retract"


@dataclass(frozen=True, slots=True)
class PlanEvent:
    """One event of one plan item.

    `effective_on` is when it holds for the patient, `recorded_at` (aware) when it was written down.
    `dosage` is what holds from then on: always for START and CHANGE, None for HOLD, RESUME,
    STOP and RETRACT; a REPORT may lack it. `retracts_event_id` is set for RETRACT only.

    A START or CHANGE may carry a whole *regimen*, whose first step begins on `effective_on`; a
    RESUME may, where it does not simply go on at the step at which it was held. `dosage` is then
    the first step's. `dispense_request` is what was entered of refills and days' supply, if any.

    `adverse_event_id` is the reported side effect that it is done for, if any.
    """

    kind: PlanEventKind
    effective_on: date
    reason_code: str
    recorded_at: datetime
    recorded_by: str
    dosage: Dosage | None = None
    comment: str = ""
    retracts_event_id: int | None = None
    medication_id: int | None = None
    id: int | None = None
    regimen: Regimen | None = None
    dispense_request: DispenseRequest | None = None
    adverse_event_id: int | None = None

    @property
    def order(self) -> tuple[date, int]:
        """Sort key: by effective day, and within a day as recorded."""
        return (self.effective_on, self.id if self.id is not None else 2**62)
