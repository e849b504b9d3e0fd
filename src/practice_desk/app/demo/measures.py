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

_HIGHEST = {"phq9": 27, "gad7": 21}
_HARM_FROM = 19
"""From this PHQ-9 total on a demo patient tells of thoughts of self-harm, in item 9."""
_WORST_FIRST = {
    "phq9": ("q2", "q4", "q1", "q3", "q7", "q6", "q5", "q8"),
    "gad7": ("q2", "q1", "q4", "q3", "q7", "q6", "q5"),
}
_MOVEMENTS: tuple[dict[str, int], ...] = ({}, {}, {"q2": 1}, {"q2": 1, "q5": 1})
"""Ratings of the AIMS above 0, from one examination to the next."""
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


def filled_in(
    story: Story, week: float, chance: random.Random
) -> Iterator[tuple[str, dict[str, int]]]:
    """Yield the answers to the PHQ-9 and GAD-7 of one visit where the story has them."""
    for name, points in (("phq9", story.phq), ("gad7", story.gad)):
        if points:
            total = round(_between(points, week)) + chance.randint(-1, 1)
            yield name, _answers(name, max(0, min(_HIGHEST[name], total)))


def movements(examination: int) -> dict[str, int]:
    """Return the ratings of an AIMS, the first examination being 0."""
    ratings = {f"q{number}": 0 for number in range(1, 13)}
    return ratings | _MOVEMENTS[min(examination, len(_MOVEMENTS) - 1)]


def _answers(name: str, total: int) -> dict[str, int]:
    """Return answers that come to *total*, the usual complaints first."""
    items = _WORST_FIRST[name]
    answers = dict.fromkeys(items, 0)
    rest = total
    if name == "phq9":
        answers["q9"] = 1 if total >= _HARM_FROM else 0
        answers["q9"] += max(0, total - answers["q9"] - 3 * len(items))
        rest -= answers["q9"]
    for place in range(rest):
        answers[items[place % len(items)]] += 1
    return answers | {"difficulty": min(3, total // 7)}


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
