"""Measures and laboratory results as lines over time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.display_list import Box, Line, Rect, Sign
from practice_desk.domain.timeline import Bound, LaneKind, Reached, Reading, SeriesTrack
from practice_desk.domain.timeline_axis import Axis
from practice_desk.domain.timeline_lane import SMALL, Item, LaneDraft

_HEIGHTS: Final = {LaneKind.MEASURE: 92.0, LaneKind.LABORATORY: 56.0}
_MARGIN: Final = 9.0
"""Points kept free above the highest and below the lowest value."""
_DENSE: Final = 7.0
"""Readings nearer to each other than this, in points on average, are drawn without marks."""
_REACH: Final = 6.0
_INSET: Final = 5.0
_PLACES: Final = (0.92, 0.0, 0.5, 0.25, 0.75)
"""Where in its lane the name of a threshold may stand; the day of today is often at the right."""
_DARKEST: Final = 0.12
_SIGNS: Final = {
    Reached.NOTHING: Sign.RING,
    Reached.RESPONSE: Sign.DISC,
    Reached.REMISSION: Sign.DIAMOND,
}


class Series(NamedTuple):
    """A track made ready for drawing: the middle of each reading's day, its value, the scale.

    *flagged* are the numbers of the results that stand out.
    """

    track: SeriesTrack
    days: tuple[float, ...]
    values: tuple[float, ...]
    low: float
    high: float
    flagged: frozenset[int] = frozenset()

    @classmethod
    def of(cls, track: SeriesTrack) -> Series:
        """Make *track* ready."""
        days = tuple(each.on.toordinal() + 0.5 for each in track.readings)
        values = tuple(each.value for each in track.readings)
        shown = [*values, *(bound.value for bound in track.bounds)]
        low = min(shown, default=0.0) if track.lowest is None else track.lowest
        high = max(shown, default=1.0) if track.highest is None else track.highest
        if track.lowest is None:
            room = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
            low, high = low - room, high + room
        of_laboratory = track.kind is LaneKind.LABORATORY
        flagged = (n for n, each in enumerate(track.readings) if each.flag and of_laboratory)
        high = high if high > low else low + 1.0
        return cls(track, days, values, low, high, frozenset(flagged))

    @property
    def height(self) -> float:
        """How high its lane is."""
        return _HEIGHTS[self.track.kind]


def draw_series(lane: LaneDraft, series: Series, colour: str) -> None:
    """Draw a track: bands, bounds, its line, and a mark for every reading that has the room."""
    track = series.track
    lane.name(track.name, _below(track))
    for number, band in enumerate(track.bands):
        _draw_band(lane, series, number, band.low, band.high, band.name)
    for bound in track.bounds:
        y = _y(lane, series, bound.value)
        lane.shapes.append(Line(lane.axis.left, y, lane.axis.right, y, _tone(bound), 1.0, True))
    _name_bounds(lane, series, _draw_line(lane, series, colour))


def _tone(bound: Bound) -> str:
    return "accent" if bound.is_goal else "danger"


def _name_bounds(lane: LaneDraft, series: Series, points: Sequence[tuple[float, float]]) -> None:
    """Name the thresholds and goals, where there is room beside the readings.

    The highest has its name above it, the others below, if both places are free.
    """
    axis = lane.axis
    ordered = sorted(series.track.bounds, key=lambda bound: -bound.value)
    for number, bound in enumerate(ordered):
        y = _y(lane, series, bound.value)
        width = lane.measure(bound.name, SMALL, False)
        baselines = [y - 2.5, y + SMALL + 1.5]
        room = axis.width - width - 2 * _INSET
        for share in _PLACES:
            x = axis.left + _INSET + room * share
            if any(
                _is_clear(points, Box(x, baseline - SMALL, x + width, baseline))
                and lane.write(x, baseline, bound.name, _tone(bound), SMALL)
                for baseline in (baselines if number == 0 else reversed(baselines))
            ):
                break


def _is_clear(points: Sequence[tuple[float, float]], box: Box) -> bool:
    """Return whether the line through *points* stays away from *box*, at five places of it."""
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = _y_at(points, box.left + (box.right - box.left) * share)
        if y is not None and box.top - _REACH < y < box.bottom + _REACH:
            return False
    return True


def _y_at(points: Sequence[tuple[float, float]], x: float) -> float | None:
    """Return where the line through *points* is at *x*; None beside them."""
    after = bisect_left(points, (x,))
    if not 0 < after < len(points):
        near = points[:1] if after == 0 else points[-1:]
        return next((y for at, y in near if abs(at - x) < _REACH), None)
    (x1, y1), (x2, y2) = points[after - 1], points[after]
    return y1 if x2 == x1 else y1 + (y2 - y1) * (x - x1) / (x2 - x1)


def _below(track: SeriesTrack) -> list[str]:
    if not track.readings:
        return []
    last = track.readings[-1]
    return [last.text, last.flag]


def _y(lane: LaneDraft, series: Series, value: float) -> float:
    share = (min(max(value, series.low), series.high) - series.low) / (series.high - series.low)
    return lane.bottom - _MARGIN - share * (lane.height - 2 * _MARGIN)


def _draw_band(
    lane: LaneDraft, series: Series, number: int, low: float, high: float, name: str
) -> None:
    count = max(1, len(series.track.bands) - 1)
    top, bottom = _y(lane, series, high), _y(lane, series, low)
    axis = lane.axis
    if number:
        alpha = _DARKEST * number / count
        lane.rect(Rect(axis.left, top, axis.width, bottom - top, "text", alpha))
    text = lane.fitting(name, axis.left * 0.6, SMALL, False)
    width = lane.measure(text, SMALL, False)
    lane.write(axis.left - 5 - width, (top + bottom) / 2 + 2.5, text, "dim", SMALL)


def _draw_line(lane: LaneDraft, series: Series, colour: str) -> Sequence[tuple[float, float]]:
    """Draw the line with its marks; return the points of its readings."""
    axis, days, values = lane.axis, series.days, series.values
    begin, end = bisect_left(days, axis.view.first), bisect_right(days, axis.view.last)
    indices = thinned(days, values, begin, end, axis)
    left, scale, first = axis.left, axis.scale, axis.view.first
    room = lane.height - 2 * _MARGIN
    base, factor = lane.bottom - _MARGIN, room / (series.high - series.low)
    low, top = series.low, base - room
    points = [
        (
            left + (days[n] - first) * scale,
            min(base, max(top, base - (values[n] - low) * factor)),
        )
        for n in indices
    ]
    lane.polyline([*_entry(lane, series, begin), *points, *_exit(lane, series, end)], colour, 2.0)
    if (end - begin) * _DENSE <= axis.width:
        _draw_marks(lane, series, points, indices, colour)
    elif series.flagged:
        _draw_flagged(lane, series, points, indices)
    readings, name = series.track.readings, series.track.name
    lane.making.append(
        lambda: (_item(name, readings[n], point) for n, point in zip(indices, points, strict=True))
    )
    return points


def _draw_marks(
    lane: LaneDraft,
    series: Series,
    points: Sequence[tuple[float, float]],
    indices: Sequence[int],
    colour: str,
) -> None:
    """Draw a mark for each reading, and say at the first ones what was reached."""
    told: set[Reached] = set()
    for (x, y), n in zip(points, indices, strict=True):
        reading = series.track.readings[n]
        if n in series.flagged:
            lane.mark(x, y, 3.6, Sign.SQUARE, "danger")
        else:
            lane.mark(x, y, 3.6, _SIGNS[reading.reached], colour)
        if reading.reached and reading.reached not in told:
            told.update({reading.reached, Reached.RESPONSE})
            above, below = y - 5, y + SMALL + 4
            if not lane.write(x + 5, above, reading.reached, colour, SMALL):
                lane.write(x + 5, below, reading.reached, colour, SMALL)


def _draw_flagged(
    lane: LaneDraft,
    series: Series,
    points: Sequence[tuple[float, float]],
    indices: Sequence[int],
) -> None:
    for (x, y), n in zip(points, indices, strict=True):
        if n in series.flagged:
            lane.mark(x, y, 3.6, Sign.SQUARE, "danger")


def _item(name: str, reading: Reading, point: tuple[float, float]) -> Item:
    x, y = point
    words = [f"{name}, {write_date(reading.on)}: {reading.text}"]
    words += [text for text in (reading.flag, reading.reached) if text]
    box = Box(x - _REACH, y - _REACH, x + _REACH, y + _REACH)
    return Item(reading.on, box, ", ".join(words), reading.record)


def _entry(lane: LaneDraft, series: Series, begin: int) -> Iterator[tuple[float, float]]:
    """Yield where the line comes into view, if it does."""
    if 0 < begin < len(series.days):
        yield _crossing(lane, series, begin, lane.axis.view.first)


def _exit(lane: LaneDraft, series: Series, end: int) -> Iterator[tuple[float, float]]:
    """Yield where the line leaves the view, if it does."""
    if 0 < end < len(series.days):
        yield _crossing(lane, series, end, lane.axis.view.last)


def _crossing(lane: LaneDraft, series: Series, after: int, ordinal: float) -> tuple[float, float]:
    days, values = series.days, series.values
    span = days[after] - days[after - 1]
    share = (ordinal - days[after - 1]) / span if span else 1.0
    value = values[after - 1] + (values[after] - values[after - 1]) * share
    return lane.axis.clipped(ordinal), _y(lane, series, value)


def thinned(
    days: Sequence[float], values: Sequence[float], begin: int, end: int, axis: Axis
) -> list[int]:
    """Return which readings from *begin* to *end* to draw: all where there is the room.

    Where there are more, the lowest and the highest within every three points, in order.
    """
    if (end - begin) * 1.5 <= axis.width:
        return list(range(begin, end))
    found: list[int] = []
    low = high = begin
    first, scale = axis.view.first, axis.scale / 3
    at = int((days[begin] - first) * scale)
    for n in range(begin, end):
        here = int((days[n] - first) * scale)
        if here != at:
            found += (low, high) if low < high else (high, low) if high < low else (low,)
            low, high, at = n, n, here
        elif values[n] < values[low]:
            low = n
        elif values[n] > values[high]:
            high = n
    return found + sorted({low, high})
