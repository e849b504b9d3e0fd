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
_ROOM: Final = 1.5
"""Points that a reading needs, on average, for all of them to be drawn."""
_COLUMN: Final = 4.0
"""Of a long line, the lowest and the highest reading within so many points are drawn."""
_DENSE: Final = 7.0
"""Readings nearer to each other than this, in points on average, are drawn without marks."""
_REACH: Final = 6.0
_INSET: Final = 5.0
_PLACES: Final = (0.92, 0.0, 0.5, 0.25, 0.75, 1.0)
"""Where in its lane the name of a threshold may stand; the day of today is often at the right."""
_DARKEST: Final = 0.12
_SIGNS: Final = {
    Reached.NOTHING: Sign.RING,
    Reached.RESPONSE: Sign.DISC,
    Reached.REMISSION: Sign.DIAMOND,
}


class Drawn(NamedTuple):
    """The readings drawn at one scale: their numbers, days, and places in the lane, from 0 to 1."""

    numbers: Sequence[int]
    days: Sequence[float]
    shares: Sequence[float]

    def between(self, first: float, last: float) -> Drawn:
        """Return those of the days from *first* to *last*."""
        part = slice(bisect_left(self.days, first), bisect_right(self.days, last))
        return Drawn(self.numbers[part], self.days[part], self.shares[part])


class Series:
    """A track made ready for drawing: the middle of each reading's day, its value, the scale.

    `flagged` are the numbers of the results that stand out. What is drawn at a scale is kept until
    another scale is asked for, so that moving on costs little and the line does not shimmer.
    """

    def __init__(self, track: SeriesTrack) -> None:
        self.track = track
        self.days = tuple(each.on.toordinal() + 0.5 for each in track.readings)
        self.values = tuple(each.value for each in track.readings)
        shown = [*self.values, *(bound.value for bound in track.bounds)]
        low = min(shown, default=0.0) if track.lowest is None else track.lowest
        high = max(shown, default=1.0) if track.highest is None else track.highest
        if track.lowest is None:
            room = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
            low, high = low - room, high + room
        self.low, self.high = low, high if high > low else low + 1.0
        of_laboratory = track.kind is LaneKind.LABORATORY
        flagged = (n for n, each in enumerate(track.readings) if each.flag and of_laboratory)
        self.flagged = frozenset(flagged)
        self._shares = tuple(self.share(value) for value in self.values)
        self._whole = Drawn(range(len(self.days)), self.days, self._shares)
        self._thinned: tuple[float, Drawn] = 0.0, self._whole

    @property
    def height(self) -> float:
        """How high its lane is."""
        return _HEIGHTS[self.track.kind]

    def share(self, value: float) -> float:
        """Return how far up the scale *value* is, from 0 to 1."""
        return (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)

    def drawn(self, axis: Axis) -> Drawn:
        """Return the readings to draw in a view: all where there is the room, else the thinned."""
        first, last = axis.view.first, axis.view.last
        found = self._whole.between(first, last)
        if len(found.numbers) * _ROOM <= axis.width:
            return found
        if self._thinned[0] != axis.scale:
            kept = thinned(self.days, self.values, axis.scale)
            days, shares = self.days, self._shares
            drawn = Drawn(kept, [days[n] for n in kept], [shares[n] for n in kept])
            self._thinned = axis.scale, drawn
        return self._thinned[1].between(first, last)


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
    ordered = sorted(series.track.bounds, key=lambda bound: -bound.value)
    lines = [_y(lane, series, bound.value) for bound in ordered]
    for number, (bound, y) in enumerate(zip(ordered, lines, strict=True)):
        others = [*lines[:number], *lines[number + 1 :]]
        baselines = [y - 2.5, y + SMALL + 1.5]
        preferred = baselines if number == 0 else baselines[::-1]
        if not _name_bound(lane, bound, preferred, points, others):
            _name_bound(lane, bound, preferred, points, [])


def _name_bound(
    lane: LaneDraft,
    bound: Bound,
    baselines: Sequence[float],
    points: Sequence[tuple[float, float]],
    lines: Sequence[float],
) -> bool:
    """Name a bound at the first place away from the readings and from *lines*, if there is one."""
    width = lane.measure(bound.name, SMALL, False)
    room = lane.axis.width - width - 2 * _INSET
    for share in _PLACES:
        x = lane.axis.left + _INSET + room * share
        for baseline in baselines:
            box = Box(x, baseline - SMALL, x + width, baseline)
            crossed = any(box.top < line < box.bottom for line in lines)
            if crossed or not _is_clear(points, box):
                continue
            if lane.write(x, baseline, bound.name, _tone(bound), SMALL):
                return True
    return False


def _is_clear(points: Sequence[tuple[float, float]], box: Box, reach: float = _REACH) -> bool:
    """Return whether the line through *points* stays away from *box*, at five places of it."""
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = _y_at(points, box.left + (box.right - box.left) * share)
        if y is not None and box.top - reach < y < box.bottom + reach:
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
    return lane.bottom - _MARGIN - series.share(value) * (lane.height - 2 * _MARGIN)


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
    axis, days = lane.axis, series.days
    begin, end = bisect_left(days, axis.view.first), bisect_right(days, axis.view.last)
    drawn = series.drawn(axis)
    indices = drawn.numbers
    left, scale, first = axis.left, axis.scale, axis.view.first
    base, room = lane.bottom - _MARGIN, lane.height - 2 * _MARGIN
    points = [
        (left + (day - first) * scale, base - share * room)
        for day, share in zip(drawn.days, drawn.shares, strict=True)
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
            _say_reached(lane, series, points, (x, y), reading.reached, colour)


def _say_reached(
    lane: LaneDraft,
    series: Series,
    points: Sequence[tuple[float, float]],
    place: tuple[float, float],
    text: str,
    colour: str,
) -> None:
    """Write it above or below its reading, on no line and no threshold, or not at all."""
    x, y = place
    left, width = x + 5, lane.measure(text, SMALL, False)
    lines = [_y(lane, series, bound.value) for bound in series.track.bounds]
    for step in (5.0, 11.0, 17.0):
        for baseline in (y - step, y + SMALL + step - 1):
            box = Box(left, baseline - SMALL, left + width, baseline + 2)
            crossed = any(box.top < line < box.bottom for line in lines)
            clear = not crossed and _is_clear(points, box, 2.0)
            if clear and lane.write(left, baseline, text, colour, SMALL):
                return


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


def thinned(days: Sequence[float], values: Sequence[float], scale: float) -> list[int]:
    """Return the lowest and the highest reading within every four points, in order.

    *scale* is points a day. The points are counted from the first day of all days, not of a view:
    the same readings are kept wherever one looks.
    """
    if not days:
        return []
    found: list[int] = []
    low = high = 0
    first, columns = days[0], scale / _COLUMN
    at = 0
    for n, day in enumerate(days):
        here = int((day - first) * columns)
        if here != at:
            found += (low, high) if low < high else (high, low) if high < low else (low,)
            low, high, at = n, n, here
        elif values[n] < values[low]:
            low = n
        elif values[n] > values[high]:
            high = n
    return found + sorted({low, high})
