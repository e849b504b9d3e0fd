"""What a change of the plan is done for: a reported side effect. No widgets."""

from __future__ import annotations

from dataclasses import dataclass

from practice_desk.domain.adverse_event_review import Action


@dataclass(frozen=True, slots=True)
class PlanCause:
    """The report that a change refers to, and the comment that it begins with."""

    report_id: int
    comment: str


@dataclass(frozen=True, slots=True)
class WantedChange:
    """A decision about a side effect that still has to be made in the plan."""

    action: Action
    medication_id: int | None
    cause: PlanCause


IN_PLAN = frozenset(
    {Action.LOWER, Action.SPLIT, Action.MOVE, Action.SWITCH, Action.STOP, Action.ADD}
)
"""The decisions that are made in the plan."""
