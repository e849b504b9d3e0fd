"""What somebody decided about a check that is due: not needed, declined, or done elsewhere.

A decision is dated, has its reason and ends: nothing is called off for ever by one click.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from practice_desk.domain.checks import check_lengths, check_required
from practice_desk.domain.errors import Problem

LATEST_YEARS = 5
LENGTHS = {"monitoring_id": 80, "reason": 500, "retracted_reason": 500}


class DecisionKind(StrEnum):
    """What was decided."""

    NOT_NEEDED = "not_needed"
    DECLINED = "declined"
    DONE_ELSEWHERE = "done_elsewhere"


@dataclass(frozen=True, slots=True)
class MonitoringDecision:
    """One decision about one check of the pack.

    `monitoring_id` is the check's id in the pack, `due_on` the date that was due then. `until` is
    when it is looked at again; for what was done elsewhere, when the result is expected.
    """

    patient_id: int
    monitoring_id: str
    kind: DecisionKind
    decided_on: date
    until: date
    reason: str
    recorded_at: datetime
    recorded_by: str
    due_on: date | None = None
    retracted_reason: str = ""
    id: int | None = None
    version: int | None = None


def check_decision(value: MonitoringDecision, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with a new decision on the day *today*."""
    problems = [*check_lengths(value, LENGTHS)]
    if value.kind is not DecisionKind.DONE_ELSEWHERE:
        problems += check_required(value, reason="Say why.")
    if value.decided_on > today:
        problems.append(Problem("decided_on", "The date is in the future. Check it."))
    if value.until <= today:
        problems.append(Problem("until", "Choose a day to come."))
    elif value.until.year > today.year + LATEST_YEARS:
        problems.append(Problem("until", f"At most {LATEST_YEARS} years ahead."))
    return tuple(problems)
