"""Totals of measures over time, recorded here or imported, one series for each measure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol, TypeVar

from practice_desk.domain.instrument import Instrument
from practice_desk.domain.measure_baseline import MeasureBaseline, standing_baselines
from practice_desk.domain.observation import Observation
from practice_desk.domain.questionnaire_response import QuestionnaireResponse
from practice_desk.domain.scoring import ScoreChange, change


@dataclass(frozen=True, slots=True)
class ScorePoint:
    """One total, with the answers that it comes from where they were kept."""

    at: datetime
    total: Decimal
    observation: Observation
    response: QuestionnaireResponse | None = None

    @property
    def on(self) -> date:
        """Its day by the clock here."""
        return self.at.astimezone().date()


@dataclass(frozen=True, slots=True)
class MeasureSeries:
    """The standing totals of one measure, the oldest first; `instrument` is None where unknown.

    `chosen` is a person's choice of the baseline; it counts as long as its total stands.
    """

    name: str
    instrument: Instrument | None
    points: tuple[ScorePoint, ...]
    chosen: MeasureBaseline | None = None

    @property
    def latest(self) -> ScorePoint:
        """The newest total."""
        return self.points[-1]

    def baseline(self, since: date | None = None) -> ScorePoint:
        """Return the total to compare with: the last one up to *since*, else the first there is.

        What a person chose comes before both.
        """
        chosen = self.chosen_point
        if chosen is not None:
            return chosen
        return baseline_among(self.points, since)

    @property
    def chosen_point(self) -> ScorePoint | None:
        """The total that a person chose as the baseline; None without one that stands."""
        if self.chosen is None:
            return None
        number = self.chosen.observation_id
        return next((each for each in self.points if each.observation.id == number), None)

    def change(self, since: date | None = None) -> ScoreChange | None:
        """Compare the newest total with the baseline; None with fewer than two or no rules."""
        first = self.baseline(since)
        if self.instrument is None or first is self.latest:
            return None
        return change(self.instrument, first.total, self.latest.total)

    def meaning(self, point: ScorePoint) -> str:
        """Return what a total means, in words, which may be empty."""
        if self.instrument is None:
            return ""
        if point.response is not None:
            return point.response.meaning
        band = self.instrument.band_of(point.total)
        return "" if band is None else band.label


class OnDay(Protocol):
    """What is of a day."""

    @property
    def on(self) -> date:
        """The day at the clinic."""


P = TypeVar("P", bound=OnDay)


def baseline_among(points: Sequence[P], since: date | None) -> P:
    """Return which of *points*, the oldest first, is the baseline where nobody chose one."""
    before = [] if since is None else [each for each in points if each.on <= since]
    return before[-1] if before else points[0]


def totals_among(
    results: Iterable[Observation], instruments: Iterable[Instrument]
) -> tuple[Observation, ...]:
    """Return the laboratory *results* that are totals of measures, by their code, as they stand.

    Imports have filed them as scores since totals were told apart; the earlier ones stay as they
    were recorded, and count all the same.
    """
    codes = frozenset(each.total_code for each in instruments if each.total_code)
    return tuple(each for each in results if each.code in codes)


def is_single_answer(observation: Observation, instruments: Iterable[Instrument]) -> bool:
    """Whether *observation* is one answer of a measure and not its total."""
    return any(each.answered_in(observation.code) is not None for each in instruments)


def series_of(
    scores: Iterable[Observation],
    responses: Iterable[QuestionnaireResponse],
    instruments: Iterable[Instrument],
    choices: Iterable[MeasureBaseline] = (),
    *,
    with_answers: bool = False,
) -> tuple[MeasureSeries, ...]:
    """Return the series of the standing totals among *scores*, the measure filled in last first.

    What is no total of a known measure comes after those. A single answer, such as item 9 of the
    PHQ-9, is no measure of its own and left out but *with_answers*. *choices* are those of
    baselines, in the order in which they were made.
    """
    chosen = standing_baselines(choices)
    by_observation = {number: each for each in responses for number in each.observation_ids}
    known = tuple(instruments)
    found: dict[str, tuple[str, Instrument | None, list[ScorePoint]]] = {}
    for each in scores:
        if each.retracted_reason or each.value is None:
            continue
        if not with_answers and is_single_answer(each, known):
            continue
        instrument = next((one for one in known if one.measures(each)), None)
        key = each.display if instrument is None else instrument.id
        name = each.display if instrument is None else instrument.short_name
        _, _, points = found.setdefault(key, (name, instrument, []))
        points.append(
            ScorePoint(each.observed_at, each.value, each, by_observation.get(each.id or 0))
        )
    made = [
        MeasureSeries(
            name, instrument, tuple(sorted(points, key=lambda each: each.at)), chosen.get(key)
        )
        for key, (name, instrument, points) in found.items()
    ]
    return tuple(
        sorted(made, key=lambda each: (each.instrument is not None, each.latest.at), reverse=True)
    )
