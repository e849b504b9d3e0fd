"""Which total of a measure counts as the one before, where a person chose it.

A choice is never changed: the newest one of a measure counts, and one without a total goes back to
the rule (`MeasureSeries.baseline`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from practice_desk.domain.checks import check_lengths, check_required
from practice_desk.domain.errors import Problem

LENGTHS = {"instrument_id": 80, "reason": 500}


@dataclass(frozen=True, slots=True)
class MeasureBaseline:
    """That one total, or none, is what later totals of a measure are compared with; aware time."""

    patient_id: int
    instrument_id: str
    observation_id: int | None
    reason: str
    chosen_at: datetime
    chosen_by: str
    id: int | None = None


def check_baseline(value: MeasureBaseline) -> tuple[Problem, ...]:
    """Return what is wrong with a new choice."""
    return (*check_required(value, reason="Say why."), *check_lengths(value, LENGTHS))


def standing_baselines(choices: Iterable[MeasureBaseline]) -> dict[str, MeasureBaseline]:
    """Return the choice that counts for each measure, of choices in the order they were made."""
    newest = {each.instrument_id: each for each in choices}
    return {name: each for name, each in newest.items() if each.observation_id is not None}
