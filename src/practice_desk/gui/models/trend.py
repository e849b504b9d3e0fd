"""A result over time beside the doses that were taken: what the picture shows. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.course import Stretch
from practice_desk.domain.laboratory import LabTest
from practice_desk.domain.medication import PlanItem
from practice_desk.domain.quantity import amount_text
from practice_desk.domain.units import rounded, shown_unit
from practice_desk.services.monitoring_state import (
    JudgedResult,
    MonitoringState,
    in_usual_unit,
    threshold_in_usual_unit,
    thresholds_of,
)

_TONES = {"emergency": "danger", "contraindicated": "danger", "major": "danger"}
_LEAST_SPAN = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Point:
    """One result in the test's usual unit. `tone` is empty where nothing was flagged."""

    on: date
    value: float
    text: str
    tone: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """A threshold: beyond `value`, upwards or downwards, lies what `tone` marks."""

    value: float
    upwards: bool
    tone: str
    label: str


@dataclass(frozen=True, slots=True)
class DoseStep:
    """From `start` until the day before `end` one dose; `amount` is what the height shows."""

    start: date
    end: date
    amount: float
    text: str


@dataclass(frozen=True, slots=True)
class DoseTrack:
    """The doses of one medication."""

    name: str
    steps: tuple[DoseStep, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """One picture. `undrawn` says what has no place in it."""

    title: str
    unit: str
    points: tuple[Point, ...]
    bounds: tuple[Bound, ...]
    tracks: tuple[DoseTrack, ...]
    first: date
    last: date
    undrawn: str = ""

    def doses_on(self, day: date) -> list[str]:
        """Return what was taken on a day: "lithium 900 mg a day"."""
        return [
            f"{track.name} {step.text}"
            for track in self.tracks
            for step in track.steps
            if step.start <= day < step.end and step.text
        ]

    def in_words(self, point: Point) -> str:
        """Return one result with its flag and the doses of its day."""
        parts = [f"{write_date(point.on)}: {point.text}"]
        if point.words:
            parts.append(point.words)
        parts += self.doses_on(point.on)
        return " · ".join(parts)

    @property
    def summary(self) -> str:
        """All of it in words, for who does not see the picture."""
        told = "; ".join(self.in_words(point) for point in self.points)
        return f"{self.title} over time. {told or 'No result to draw'}."


def trend_of(
    test: LabTest,
    state: MonitoringState,
    judged: Iterable[JudgedResult],
    plan: Sequence[PlanItem],
    today: date,
) -> Trend:
    """Return the picture of *test*: its results, the thresholds that hold, and the doses."""
    mine = [each for each in judged if each.test.code == test.code]
    points = sorted(filter(None, (_point(each) for each in mine)), key=lambda point: point.on)
    undrawn = sum(1 for each in mine if in_usual_unit(test, each.result) is None)
    tracks = tuple(_tracks(test, state, plan, today))
    days = [point.on for point in points] + [s.start for t in tracks for s in t.steps]
    first = min(min(days, default=today), today - _LEAST_SPAN)
    noted = f"Not drawn: {undrawn} without a number in a unit that converts." if undrawn else ""
    return Trend(
        test.name,
        shown_unit(test.unit),
        tuple(points),
        tuple(_bounds(test, state, today)),
        tracks,
        first,
        today,
        noted,
    )


def _point(each: JudgedResult) -> Point | None:
    value = in_usual_unit(each.test, each.result)
    if value is None:
        return None
    flag = next(iter(each.judgement.flags), None)
    tone = "" if flag is None else _TONES.get(flag.severity, "caution")
    sign = each.result.comparator
    text = f"{sign}{amount_text(rounded(value))} {shown_unit(each.test.unit)}".strip()
    return Point(each.result.on, float(value), text, tone, "" if flag is None else flag.words)


def _bounds(test: LabTest, state: MonitoringState, today: date) -> Iterator[Bound]:
    seen: set[tuple[Decimal, bool]] = set()
    for each in thresholds_of(state, test, today):
        for bound, upwards in ((each.low, False), (each.high, True)):
            value = None if bound is None else threshold_in_usual_unit(test, bound, each.unit)
            if value is None or (value, upwards) in seen:
                continue
            seen.add((value, upwards))
            tone = _TONES.get(each.severity, "caution")
            yield Bound(float(value), upwards, tone, amount_text(rounded(value)))


def _tracks(
    test: LabTest, state: MonitoringState, plan: Sequence[PlanItem], today: date
) -> Iterator[DoseTrack]:
    ids = {
        watch.treatment.medication_id
        for watch in state.watches
        if test.code in {each.code for each in watch.watched.tests}
    }
    yield from dose_tracks((item for item in plan if item.medication.id in ids), today)


def dose_tracks(plan: Iterable[PlanItem], today: date) -> tuple[DoseTrack, ...]:
    """Return the doses of *plan* up to today; what was never taken is left out."""
    tracks = []
    for item in plan:
        steps = tuple(_step(stretch, today) for stretch in item.course)
        drawn = tuple(step for step in steps if step.start < step.end)
        if drawn:
            tracks.append(DoseTrack(item.medication.name, drawn))
    return tuple(tracks)


def _step(stretch: Stretch, today: date) -> DoseStep:
    tomorrow = today + timedelta(days=1)
    end = min(stretch.end or tomorrow, tomorrow)
    dose = stretch.step.mean_daily_dose
    if stretch.is_held:
        return DoseStep(stretch.start, end, 0.0, "on hold")
    if dose is None:
        return DoseStep(stretch.start, end, 0.0, "dose not known")
    return DoseStep(stretch.start, end, float(dose.amount), f"{dose} a day")
