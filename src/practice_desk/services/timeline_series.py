"""The measures and laboratory results of a chart as a timeline shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from practice_desk.domain.instrument import Instrument
from practice_desk.domain.laboratory import LabTest
from practice_desk.domain.measure_series import MeasureSeries, ScorePoint
from practice_desk.domain.medication import Horizon, Origin, PlanItem, PlanStatus
from practice_desk.domain.quantity import amount_text
from practice_desk.domain.record_key import RecordKey
from practice_desk.domain.scoring import change
from practice_desk.domain.timeline import Band, Bound, LaneKind, Reached, Reading, SeriesTrack
from practice_desk.domain.units import rounded, shown_unit
from practice_desk.services.monitoring_state import (
    JudgedResult,
    MonitoringState,
    in_usual_unit,
    threshold_in_usual_unit,
    thresholds_of,
)

_ITEM = " item "
"""How a single question is named among scores; one answered 0 is drawn on request."""
_LEVEL = " level"
"""How the names of drug levels end, which are always drawn."""
_TAKEN = frozenset({PlanStatus.ACTIVE, PlanStatus.ON_HOLD})


def treated_since(plan: Iterable[PlanItem]) -> date | None:
    """Return the day on which the present treatment began; None without one.

    That is the earliest start among the clinic's long-term medications that are taken now.
    """
    starts = [
        item.started_on
        for item in plan
        if item.status in _TAKEN
        and item.medication.origin is Origin.CLINIC
        and item.medication.horizon is Horizon.LONG_TERM
        and item.started_on is not None
    ]
    return min(starts, default=None)


def measure_track(series: MeasureSeries, since: date | None) -> SeriesTrack:
    """Return a measure with its bands, and with response and remission against its baseline.

    The baseline is the last total up to *since*, else the first there is.
    """
    instrument, baseline = series.instrument, series.baseline(since)
    readings = tuple(_reading(series, point, baseline) for point in series.points)
    if instrument is None:
        is_item = _ITEM in series.name  # one that a safety rule watches: no other is kept
        settled = is_item and series.latest.total == 0
        return SeriesTrack(
            series.name, LaneKind.MEASURE, readings, quiet=settled, sensitive=is_item
        )
    return SeriesTrack(
        series.name,
        LaneKind.MEASURE,
        readings,
        lowest=float(instrument.lowest),
        highest=float(instrument.highest),
        bands=tuple(_bands(instrument)),
        bounds=tuple(_goals(instrument, baseline.total)),
        sensitive=instrument.sensitive,
    )


def _reading(series: MeasureSeries, point: ScorePoint, baseline: ScorePoint) -> Reading:
    instrument = series.instrument
    text = amount_text(point.total)
    if instrument is not None:
        text = f"{text} of {instrument.highest}"
    meaning = series.meaning(point)
    return Reading(
        point.on,
        float(point.total),
        f"{text}, {meaning}" if meaning else text,
        RecordKey("score", point.observation.id or 0),
        reached=_reached(instrument, point, baseline),
    )


def _reached(instrument: Instrument | None, point: ScorePoint, baseline: ScorePoint) -> Reached:
    if instrument is None or point.at <= baseline.at:
        return Reached.NOTHING
    found = change(instrument, baseline.total, point.total)
    if found.remission:
        return Reached.REMISSION
    return Reached.RESPONSE if found.response else Reached.NOTHING


def _bands(instrument: Instrument) -> Iterator[Band]:
    bands = instrument.bands
    for number, band in enumerate(bands):
        following = bands[number + 1].lowest if number + 1 < len(bands) else instrument.highest
        yield Band(float(band.lowest), float(following), band.label)


def _goals(instrument: Instrument, baseline: Decimal) -> Iterator[Bound]:
    rule = instrument.change
    if rule.response_percent is not None and rule.lower_is_better:
        value = baseline * (100 - rule.response_percent) // 100  # totals are whole numbers
        if rule.judges_from(baseline):
            yield Bound(float(value), f"response: {amount_text(value)} or less", True)
    elif rule.response_at_most is not None:
        yield Bound(
            float(rule.response_at_most), f"response: {rule.response_at_most} or less", True
        )
    if rule.remission_below is not None:
        below = rule.remission_below
        yield Bound(float(below), f"remission: under {below}", True)


def laboratory_tracks(
    state: MonitoringState, judged: Iterable[JudgedResult], today: date
) -> tuple[SeriesTrack, ...]:
    """Return the tests that the plan's medications ask for, and those with a flagged result.

    The other results are on the Monitoring page: a panel of twenty would bury the doses.
    """
    by_test: dict[str, list[JudgedResult]] = {}
    for each in judged:
        by_test.setdefault(each.test.code, []).append(each)
    asked = {test.code for test in state.tests}
    tracks = []
    for code, found in by_test.items():
        if code in asked or any(each.judgement.flags for each in found):
            readings = sorted(_results(found), key=lambda reading: reading.on)
            test = found[0].test
            if readings:
                level = test.name.casefold().endswith(_LEVEL)
                quiet = not level and not any(reading.flag for reading in readings)
                bounds = tuple(_thresholds(state, test, today))
                unit = shown_unit(test.unit)
                tracks.append(
                    SeriesTrack(
                        test.name,
                        LaneKind.LABORATORY,
                        tuple(readings),
                        unit,
                        bounds=bounds,
                        quiet=quiet,
                    )
                )
    return tuple(sorted(tracks, key=lambda track: track.name.casefold()))


def _results(found: Sequence[JudgedResult]) -> Iterator[Reading]:
    for each in found:
        value = in_usual_unit(each.test, each.result)
        if value is None or each.result.observation_id is None:
            continue
        number = amount_text(rounded(value))
        text = f"{each.result.comparator}{number} {shown_unit(each.test.unit)}".strip()
        flag = next((flag.words for flag in each.judgement.flags), "")
        key = RecordKey("result", each.result.observation_id)
        yield Reading(each.result.on, float(value), text, key, flag)


def _thresholds(state: MonitoringState, test: LabTest, today: date) -> Iterator[Bound]:
    seen: set[Decimal] = set()
    for each in thresholds_of(state, test, today):
        for bound, sign in ((each.low, "below"), (each.high, "above")):
            value = None if bound is None else threshold_in_usual_unit(test, bound, each.unit)
            if value is not None and value not in seen:
                seen.add(value)
                yield Bound(float(value), f"{sign} {amount_text(rounded(value))}")
