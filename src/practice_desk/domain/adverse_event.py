"""Side effects as they were told or seen. FHIR: AdverseEvent.

A report stays as it was taken down. What is told, judged and decided later are entries of their
own (`adverse_event_review`), and where a side effect stands is read from all of them
(`side_effect_case`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from practice_desk.domain.checks import check_lengths, check_required
from practice_desk.domain.errors import Problem

HIGHEST_GRADE = 6
"""The top of the scales of severity, bother and limits, which begin at 0."""


class ToldBy(StrEnum):
    """From whom the clinic knows."""

    PATIENT = "patient"
    FAMILY = "family"
    SEEN = "seen"
    OTHER = "other"


class ReportSource(StrEnum):
    """By which way the report came. EARLIER is of before the clinic kept that."""

    CHECK_IN = "check_in"
    THERAPIST = "therapist"
    PRESCRIBER = "prescriber"
    CALL = "call"
    PAPER = "paper"
    EARLIER = "earlier"


class Frequency(StrEnum):
    """How often it is there."""

    UNKNOWN = "unknown"
    ONCE = "once"
    NOW_AND_THEN = "now_and_then"
    MOST_DAYS = "most_days"
    DAILY = "daily"
    ALWAYS = "always"
    AFTER_DOSES = "after_doses"


class Course(StrEnum):
    """Where it is going."""

    UNKNOWN = "unknown"
    NEW = "new"
    SAME = "same"
    BETTER = "better"
    WORSE = "worse"
    GONE = "gone"
    LONG_LASTING = "long_lasting"


class Coping(StrEnum):
    """What the patient did about it."""

    UNKNOWN = "unknown"
    NOTHING = "nothing"
    SKIPPED_DOSES = "skipped_doses"
    TOOK_LESS = "took_less"
    STOPPED = "stopped"
    REMEDY = "remedy"
    SOUGHT_CARE = "sought_care"


class Urgency(StrEnum):
    """How soon somebody who may decide has to look at it."""

    ROUTINE = "routine"
    SOON = "soon"
    TODAY = "today"
    NOW = "now"

    @property
    def rank(self) -> int:
        """0 for routine, rising."""
        return list(Urgency).index(self)


@dataclass(frozen=True, slots=True)
class AdverseEvent:
    """One side effect, as told on a day. It is never changed.

    `words` are the patient's own, or what was seen. `effect` is the clinical term or the clinic's
    own, with `effect_id` where it is the pack's; both are empty until somebody codes the words.
    `severity`, `bother` and `limits` are 0 to 6, None where nobody asked.
    `suspected_medication_id` is the plan item that whoever reported it suspects. `owner` is the
    user name of whom it waits for, empty for anybody who may decide. `reported_at` (aware) is None
    in reports from before it was kept.
    """

    patient_id: int
    words: str
    told_on: date
    effect: str = ""
    effect_id: str = ""
    told_by: ToldBy = ToldBy.PATIENT
    source: ReportSource = ReportSource.PRESCRIBER
    onset_on: date | None = None
    ended_on: date | None = None
    frequency: Frequency = Frequency.UNKNOWN
    severity: int | None = None
    bother: int | None = None
    limits: int | None = None
    course: Course = Course.UNKNOWN
    coping: Coping = Coping.UNKNOWN
    coping_note: str = ""
    suspected_medication_id: int | None = None
    urgency: Urgency = Urgency.ROUTINE
    owner: str = ""
    reported_by: str = ""
    reported_at: datetime | None = None
    id: int | None = None

    @property
    def title(self) -> str:
        """The coded term, else the words."""
        return self.effect or " ".join(self.words.split())


LENGTHS = {
    "words": 4000,
    "effect": 200,
    "effect_id": 80,
    "coping_note": 500,
    "owner": 64,
    "reported_by": 64,
}
GRADES = ("severity", "bother", "limits")


def check_adverse_event(value: AdverseEvent, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with *value* on the day *today*."""
    problems = [
        *check_required(value, words="Write what was said, in the patient's own words."),
        *check_lengths(value, LENGTHS),
        *check_grades(value),
    ]
    for field in ("told_on", "onset_on", "ended_on"):
        day = getattr(value, field)
        if day is not None and day > today:
            problems.append(Problem(field, "The date is in the future. Check it."))
    if value.onset_on and value.ended_on and value.ended_on < value.onset_on:
        problems.append(Problem("ended_on", "It ended before it began. Check the dates."))
    return tuple(problems)


def check_grades(value: object) -> Iterator[Problem]:
    """Yield a problem for each of the scales of *value* that is out of its range."""
    for field in GRADES:
        grade = getattr(value, field)
        if grade is not None and not 0 <= grade <= HIGHEST_GRADE:
            yield Problem(field, f"The scale goes from 0 to {HIGHEST_GRADE}.")
