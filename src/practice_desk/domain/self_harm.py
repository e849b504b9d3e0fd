"""Whether the newest screen for self-harm was positive, from scores or from a statement.

Source of the item: PHQ-9 item 9, "thoughts that you would be better off dead or of hurting
yourself in some way"; any answer but "not at all" (0) is positive (Kroenke, Spitzer 2001). A
C-SSRS screener is recorded as a statement, as the chart keeps no answers of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from practice_desk.domain.observation import Observation
from practice_desk.domain.quantity import amount_text
from practice_desk.domain.supply import Answer, SelfHarmScreen, SupplyEntry, SupplyKind, of_kind

PHQ9_ITEM_9 = "44260-8"
"""LOINC: PHQ-9, thoughts of self-harm."""


@dataclass(frozen=True, slots=True)
class SelfHarmAnswer:
    """One screen: the day, what was asked, and whether the answer was positive."""

    on: date
    asked: str
    positive: bool


def newest_answer(
    scores: Iterable[Observation], entries: Iterable[SupplyEntry]
) -> SelfHarmAnswer | None:
    """Return the newest screen for self-harm; of one day a positive one. None without any."""
    found = [*_scored(scores), *_stated(entries)]
    return max(found, key=lambda answer: (answer.on, answer.positive), default=None)


def _scored(scores: Iterable[Observation]) -> Iterable[SelfHarmAnswer]:
    for observation in scores:
        if observation.retracted_reason:
            continue
        answers = [(observation.code, observation.value)]
        answers += [(part.code, part.value) for part in observation.components]
        for code, value in answers:
            if code == PHQ9_ITEM_9 and value is not None:
                day = observation.observed_at.astimezone().date()
                yield SelfHarmAnswer(day, f"PHQ-9 item 9: {amount_text(value)}", value > 0)


def _stated(entries: Iterable[SupplyEntry]) -> Iterable[SelfHarmAnswer]:
    for entry in of_kind(entries, SupplyKind.SELF_HARM):
        if isinstance(entry.details, SelfHarmScreen):
            positive = entry.details.positive is Answer.YES
            yield SelfHarmAnswer(entry.happened_on, entry.details.instrument, positive)
