"""One filling-in of a measure: who answered what, when and how. FHIR: QuestionnaireResponse.

Each answer keeps the words of its question and of what was chosen, so that it can be read when the
instrument has changed or is no longer there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from practice_desk.domain.checks import check_lengths, check_required
from practice_desk.domain.errors import Problem
from practice_desk.domain.instrument import SCORE, Instrument
from practice_desk.domain.observation import Observation, ObservationCategory
from practice_desk.domain.scoring import Score


class AnswerMode(StrEnum):
    """How the answers came in."""

    SCREEN = "screen"
    CHECK_IN = "check-in"
    PAPER = "paper"
    PHONE = "phone"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer in the words it was given to; `value` is None for a question left open."""

    item: str
    value: int | None
    question: str
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class QuestionnaireResponse:
    """The answers of one patient at one time (`authored_at`, aware), and what they came to.

    `meaning` is band and finding in words, `not_scored` why there is no total. `safety` holds the
    actions that answers called for, as they were shown; `needs_assessment` says that one of them
    is about self-harm. `observation_ids` are the observations that were made of it.
    """

    patient_id: int
    instrument_id: str
    instrument_name: str
    instrument_version: str
    authored_at: datetime
    mode: AnswerMode
    answered_by: str
    recorded_by: str
    answers: tuple[Answer, ...]
    total: Decimal | None = None
    meaning: str = ""
    not_scored: str = ""
    safety: tuple[str, ...] = ()
    needs_assessment: bool = False
    language: str = "en"
    note: str = ""
    observation_ids: tuple[int, ...] = ()
    retracted_reason: str = ""
    id: int | None = None
    version: int | None = None

    def values(self) -> dict[str, int]:
        """Return the chosen values by item."""
        return {each.item: each.value for each in self.answers if each.value is not None}


LENGTHS = {
    "instrument_id": 80,
    "instrument_name": 200,
    "instrument_version": 40,
    "answered_by": 120,
    "recorded_by": 64,
    "meaning": 300,
    "not_scored": 200,
    "language": 10,
    "note": 4000,
    "retracted_reason": 500,
}


def answers_of(instrument: Instrument, chosen: Mapping[str, int]) -> tuple[Answer, ...]:
    """Return *chosen* with the words of the instrument, every question in its order."""
    return tuple(
        Answer(item.id, value, item.text, "" if value is None else item.label(value))
        for item in instrument.items
        for value in [chosen.get(item.id)]
    )


def check_response(value: QuestionnaireResponse, now: datetime) -> tuple[Problem, ...]:
    """Return what is wrong with *value* at the time *now*."""
    problems = [
        *check_required(value, answered_by="Say who answered."),
        *check_lengths(value, LENGTHS),
    ]
    if value.authored_at > now:
        problems.append(Problem("authored_at", "The time is in the future. Check it."))
    if all(each.value is None for each in value.answers):
        problems.append(Problem("answers", "Answer at least one question."))
    return tuple(problems)


def observations_of(
    value: QuestionnaireResponse, instrument: Instrument, score: Score
) -> tuple[Observation, ...]:
    """Return what a response adds to the chart's measured facts.

    That is the total, or the finding of an instrument without a total, and each answer that a
    safety rule watches and LOINC has a code for, such as item 9 of the PHQ-9.
    """
    survey = ObservationCategory.SURVEY
    found = []
    if score.total is not None or score.finding:
        is_total = score.total is not None
        name = instrument.total_name if is_total else f"{instrument.short_name} result"
        found.append(
            Observation(
                value.patient_id, survey, name, value.authored_at, instrument.code, score.total,
                SCORE if is_total else "", "" if is_total else score.finding, note=value.note,
            )
        )  # fmt: skip
    watched = {trigger.item for trigger in instrument.safety}
    for number, item in enumerate(instrument.items, start=1):
        answer = value.values().get(item.id)
        if item.code and item.id in watched and answer is not None:
            name = f"{instrument.short_name} item {number}"
            found.append(
                Observation(
                    value.patient_id, survey, name, value.authored_at, item.code, Decimal(answer),
                    SCORE,
                )
            )  # fmt: skip
    return tuple(found)
