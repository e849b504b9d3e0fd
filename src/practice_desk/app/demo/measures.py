"""Vital signs, scores and laboratory results that fit a demo patient's course."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal

from practice_desk.app.demo.person import DemoPerson
from practice_desk.app.demo.story import Lab, Points, Story
from practice_desk.domain.observation import (
    BLOOD_PRESSURE_CODE,
    VITAL_SIGNS,
    Observation,
    ObservationCategory,
    ObservationComponent,
    VitalSign,
)
from practice_desk.knowledge.laboratory import laboratory

Measure = Callable[[int, datetime], Observation]
"""Makes the observation of a patient's id, observed at an aware moment."""

_PHQ = ("44261-6", "PHQ-9 total score", 27)
_GAD = ("70274-6", "GAD-7 total score", 21)
_SIGNS = {sign.code: sign for sign in VITAL_SIGNS}
_SYSTOLIC, _DIASTOLIC = _SIGNS["8480-6"], _SIGNS["8462-4"]
_RESTING_PULSE = 70


def vital_signs(person: DemoPerson, week: float, chance: random.Random) -> Iterator[Measure]:
    """Yield one visit's blood pressure, pulse and weight."""
    systolic, diastolic = (Decimal(p + chance.randint(-6, 6)) for p in person.pressure)
    pulse = Decimal(_RESTING_PULSE + person.story.pulse + chance.randint(-6, 6))
    drift = person.story.pounds_a_year * min(week, 120) / 52
    weight = Decimal(round(person.weight + drift + chance.uniform(-1.5, 1.5)))

    def pressure(patient_id: int, now: datetime) -> Observation:
        parts = ((_SYSTOLIC, systolic), (_DIASTOLIC, diastolic))
        return Observation(
            patient_id,
            ObservationCategory.VITAL_SIGNS,
            "Blood pressure",
            now,
            BLOOD_PRESSURE_CODE,
            components=tuple(
                ObservationComponent(sign.code, sign.display, value, sign.unit)
                for sign, value in parts
            ),
        )

    yield pressure
    yield _vital(_SIGNS["8867-4"], pulse)
    yield _vital(_SIGNS["29463-7"], weight)


def scores(story: Story, week: float, chance: random.Random) -> Iterator[Measure]:
    """Yield the PHQ-9 and GAD-7 totals of one visit where the story has them."""
    for (code, display, highest), points in ((_PHQ, story.phq), (_GAD, story.gad)):
        if points:
            total = round(_between(points, week)) + chance.randint(-1, 1)
            yield _score(code, display, Decimal(max(0, min(highest, total))))


def lab_result(lab: Lab) -> Measure:
    """Return a laboratory result, or a measure of another kind that the table of tests knows."""
    test, value = laboratory().find(lab.code), Decimal(lab.value)
    category = ObservationCategory.LABORATORY if test is None else test.category
    return lambda patient_id, now: Observation(
        patient_id, category, lab.display, now, lab.code, value, lab.unit
    )


def _vital(sign: VitalSign, value: Decimal) -> Measure:
    category = ObservationCategory.VITAL_SIGNS
    return lambda patient_id, now: Observation(
        patient_id, category, sign.display, now, sign.code, value, sign.unit
    )


def _score(code: str, display: str, total: Decimal) -> Measure:
    category = ObservationCategory.SURVEY
    return lambda patient_id, now: Observation(
        patient_id, category, display, now, code, total, "{score}"
    )


def _between(points: Points, week: float) -> float:
    before = points[0]
    for point in points:
        if point[0] >= week:
            if point[0] == before[0]:
                return point[1]
            share = (week - before[0]) / (point[0] - before[0])
            return before[1] + (point[1] - before[1]) * share
        before = point
    return before[1]
