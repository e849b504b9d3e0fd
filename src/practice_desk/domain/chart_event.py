"""What happened beside the treatment: life events, hospital stays, steps of therapy, homework.

FHIR: Encounter for hospital stays, Observation and Goal for the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from practice_desk.domain.checks import check_lengths, check_required
from practice_desk.domain.errors import Problem


class ChartEventKind(StrEnum):
    """What happened."""

    LIFE_EVENT = "life event"
    HOSPITAL_STAY = "hospital stay"
    MILESTONE = "milestone"
    HOMEWORK = "homework"


@dataclass(frozen=True, slots=True)
class ChartEvent:
    """Something that happened on a day or over a time, in a few words.

    `ended_on` is its last day. Without it a life event or a milestone is of one day, and a hospital
    stay or homework goes on.
    """

    patient_id: int
    kind: ChartEventKind
    words: str
    began_on: date
    ended_on: date | None = None
    note: str = ""
    recorded_by: str = ""
    retracted_reason: str = ""
    id: int | None = None
    version: int | None = None

    @property
    def goes_on(self) -> bool:
        """Whether it has not ended yet."""
        return self.ended_on is None and self.kind in _LASTING


LENGTHS = {"words": 120, "note": 4000, "recorded_by": 64, "retracted_reason": 500}
_LASTING = frozenset({ChartEventKind.HOSPITAL_STAY, ChartEventKind.HOMEWORK})


def check_chart_event(value: ChartEvent, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with *value* on the day *today*."""
    problems = [
        *check_required(value, words="Say in a few words what happened."),
        *check_lengths(value, LENGTHS),
    ]
    if value.began_on > today:
        problems.append(Problem("began_on", "The date is in the future. Check it."))
    if value.ended_on is not None and value.ended_on < value.began_on:
        problems.append(Problem("ended_on", "It ended before it began. Check the dates."))
    elif value.ended_on is not None and value.ended_on > today:
        problems.append(Problem("ended_on", "The date is in the future. Leave it empty."))
    return tuple(problems)
