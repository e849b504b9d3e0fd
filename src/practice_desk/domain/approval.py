"""What takes two people: purging or merging charts, lifting a restriction, a safeguard put off."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from practice_desk.domain.account import Role
from practice_desk.domain.chart_access import check_reason
from practice_desk.domain.errors import Problem
from practice_desk.domain.safeguard import Safeguard

LONGEST_NOTE = 1000


class ApprovalKind(StrEnum):
    """What is asked for."""

    PURGE_CHART = "purge_chart"
    MERGE_CHARTS = "merge_charts"
    LIFT_RESTRICTION = "lift_restriction"
    PUT_OFF_SAFEGUARD = "put_off_safeguard"


class ApprovalState(StrEnum):
    """How far it has come."""

    WAITING = "waiting"
    DONE = "done"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Approval:
    """One request of one person, which another one decides.

    `patient_id` is the chart it is about; for a merge, the chart whose records move into
    `into_patient_id`. No foreign keys: the row outlives a purged chart.
    """

    kind: ApprovalKind
    reason: str
    asked_by: str
    asked_at: datetime
    patient_id: int | None = None
    into_patient_id: int | None = None
    safeguard: Safeguard | None = None
    state: ApprovalState = ApprovalState.WAITING
    decided_by: str = ""
    decided_at: datetime | None = None
    note: str = ""
    id: int | None = None
    version: int | None = None


NEEDS_PATIENT = frozenset(
    {ApprovalKind.PURGE_CHART, ApprovalKind.MERGE_CHARTS, ApprovalKind.LIFT_RESTRICTION}
)


def check_approval(approval: Approval) -> tuple[Problem, ...]:
    """Return what is wrong with a request."""
    problems = list(check_reason(approval.reason))
    if approval.kind in NEEDS_PATIENT and approval.patient_id is None:
        problems.append(Problem("patient_id", "Choose the chart."))
    if approval.kind is ApprovalKind.MERGE_CHARTS:
        if approval.into_patient_id is None:
            problems.append(Problem("into_patient_id", "Choose the chart that is kept."))
        elif approval.into_patient_id == approval.patient_id:
            problems.append(Problem("into_patient_id", "Choose another chart than this one."))
    if approval.kind is ApprovalKind.PUT_OFF_SAFEGUARD and approval.safeguard is None:
        problems.append(Problem("safeguard", "Choose the safeguard."))
    return tuple(problems)


def may_decide(
    asked_by: str, asker_roles: AbstractSet[Role], decider: str, decider_roles: AbstractSet[Role]
) -> bool:
    """Return whether *decider* is a second person, and one of the two an administrator."""
    return decider != asked_by and Role.ADMINISTRATOR in (asker_roles | decider_roles)
