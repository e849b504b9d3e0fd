"""Goals to begin a treatment plan with, from ``resources/goals``."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import msgspec

from practice_desk.assets import asset
from practice_desk.domain.care_plan import Goal, Horizon, Intervention, Objective, Track

Below = tuple[Goal, tuple[Objective, ...], tuple[Intervention, ...]]
"""A goal with what is below it, not kept yet: the ids of what is above are filled in."""


class _Objective(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: str
    instrument: str = ""
    at_most: int | None = None
    counted: str = ""


class _Therapy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: str
    how_often: str = ""


class _Goal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    goal: str
    objectives: tuple[_Objective, ...]
    long_term: bool = False
    therapy: tuple[_Therapy, ...] = ()
    medication: tuple[str, ...] = ()

    def below(self) -> Below:
        """Return the goal as values of the plan."""
        horizon = Horizon.LONG if self.long_term else Horizon.SHORT
        objectives = tuple(
            Objective(
                0,
                each.text,
                each.counted,
                each.instrument,
                target=None if each.at_most is None else Decimal(each.at_most),
            )
            for each in self.objectives
        )
        therapy = (
            Intervention(0, Track.THERAPY, each.text, how_often=each.how_often)
            for each in self.therapy
        )
        medication = (Intervention(0, Track.MEDICATION, each) for each in self.medication)
        return Goal(0, self.goal, horizon), objectives, (*therapy, *medication)


class GoalTemplate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A problem with goals that often suit it."""

    name: str
    problem: str
    goals: tuple[_Goal, ...]


@cache
def goal_templates() -> tuple[GoalTemplate, ...]:
    """Return every template, in the order in which they are offered."""
    content = asset("resources", "goals", "templates.yaml").read_bytes()
    return msgspec.yaml.decode(content, type=tuple[GoalTemplate, ...])
