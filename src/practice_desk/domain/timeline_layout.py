"""Lays a timeline out as a display list: one geometry for the screen and for paper.

A layout is made once for the values and drawn for every view: what costs time, such as turning
days into numbers, is done once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from practice_desk.domain.display_list import Box, Line, Mark, Shape, Sign
from practice_desk.domain.record_key import RecordKey
from practice_desk.domain.timeline import EffectSpell, Happening, LaneKind, Timeline
from practice_desk.domain.timeline_axis import Axis, View, ticks
from practice_desk.domain.timeline_bars import (
    DOSE_HEIGHT,
    draw_doses,
    draw_effects,
    effects_height,
    rows_of,
)
from practice_desk.domain.timeline_happenings import HEIGHT, draw_happenings
from practice_desk.domain.timeline_lane import SMALL, Item, LaneDraft, LanePicture, Measure
from practice_desk.domain.timeline_series import Series, draw_series

GUTTER: Final = 138.0
"""Where the days begin; left of it stand the names."""
_RIGHT: Final = 14.0
_AXIS: Final = 22.0
_GAP: Final = 2.0
_TICK_ROOM: Final = 54.0
SERIES_COLOURS: Final = 5
_ROOMY: Final = 24.0
"""Points a day at which no reading is left out."""

Begun = tuple[EffectSpell, float, float]


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane that can be shown: what it is called, and how high it is."""

    key: str
    title: str
    kind: LaneKind
    height: float
    quiet: bool = False
    sensitive: bool = False

    @property
    def choice(self) -> str:
        """What it is shown or hidden with: all medications at once, a measure by its name."""
        is_series = self.kind in (LaneKind.MEASURE, LaneKind.LABORATORY)
        return f"{self.kind}:{self.title}" if is_series else str(self.kind)


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole display list: first `back`, then the lanes, then `front`, which crosses them."""

    width: float
    height: float
    axis: Axis
    back: tuple[Shape, ...]
    lanes: tuple[LanePicture, ...]
    front: tuple[Shape, ...]

    def shapes(self) -> Iterator[Shape]:
        """Yield every shape in the order in which they are drawn."""
        yield from self.back
        for lane in self.lanes:
            yield from lane.shapes
        yield from self.front

    def shapes_between(self, top: float, bottom: float) -> Iterator[Shape]:
        """Yield in the same order all that may be seen from *top* to *bottom*."""
        yield from self.back
        for lane in self.lanes:
            if lane.box.top <= bottom and top <= lane.box.bottom:
                yield from lane.shapes
        yield from self.front


class TimelineLayout:
    """A timeline made ready to be drawn in any view."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self._rows = rows_of(timeline.effects, timeline.today)
        self._series = {
            _series_key(track.kind, track.name, number): Series(track)
            for tracks in (timeline.measures, timeline.laboratory)
            for number, track in enumerate(tracks)
        }
        self._tracks = {_key(track.record): track for track in timeline.medications}
        self.lanes = tuple(self._all_lanes())

    @property
    def whole(self) -> View:
        """The view of everything there is, with a little room on both sides."""
        view = View.of(self.timeline.first_day, self.timeline.last_day)
        return View(view.first - view.days * 0.02, view.days * 1.04)

    def _all_lanes(self) -> Iterator[Lane]:
        timeline, kinds = self.timeline, LaneKind
        if timeline.life:
            yield Lane("life", "Life and hospital", kinds.LIFE, HEIGHT)
        for key, series in self._series.items():
            if series.track.kind is kinds.MEASURE:
                track = series.track
                height = series.height
                yield Lane(key, track.name, kinds.MEASURE, height, track.quiet, track.sensitive)
        for key, medication in self._tracks.items():
            yield Lane(key, medication.name, kinds.MEDICATION, DOSE_HEIGHT)
        if timeline.effects:
            height = effects_height(self._rows)
            yield Lane("effects", "Side effects", kinds.SIDE_EFFECT, height)
        for key, series in self._series.items():
            if series.track.kind is kinds.LABORATORY:
                track = series.track
                yield Lane(key, track.name, kinds.LABORATORY, series.height, track.quiet)
        if timeline.therapy:
            yield Lane("therapy", "Visits and therapy", kinds.THERAPY, HEIGHT)

    def draw(
        self, view: View, width: float, measure: Measure, shown: Callable[[Lane], bool]
    ) -> Picture:
        """Draw the lanes that are *shown*, *width* points wide. *measure* tells a text's width."""
        axis = Axis(view, GUTTER, max(40.0, width - GUTTER - _RIGHT))
        lanes: list[LanePicture] = []
        begun: list[Begun] = []
        flags: list[float] = []
        top = _AXIS
        for lane in self.lanes:
            if shown(lane):
                draft = LaneDraft(lane.key, lane.title, lane.kind, axis, top, lane.height, measure)
                self._draw_lane(draft, begun, flags)
                lanes.append(draft.finished())
                top += lane.height + _GAP
        back = list(_grid(axis, lanes, top))
        for place in (0.0, top):  # named above and below: a long picture is scrolled
            strip = LaneDraft("", "", LaneKind.LIFE, axis, place, _AXIS, measure)
            back += _named_days(strip, self.timeline)
        front = [*self._today(axis, top), *_event_lines(flags, lanes, top), *_links(begun, lanes)]
        return Picture(
            axis.right + _RIGHT, top + _AXIS, axis, tuple(back), tuple(lanes), tuple(front)
        )

    def items_between(self, lane: Lane, begin: date, end: date) -> tuple[Item, ...]:
        """Return what a lane holds from *begin* to *end*, every reading of it, for a table."""
        width = max(1.0, float((end - begin).days)) * _ROOMY
        axis = Axis(View(float(begin.toordinal()), float((end - begin).days + 1)), GUTTER, width)
        draft = LaneDraft(lane.key, lane.title, lane.kind, axis, 0, lane.height, _no_width)
        self._draw_lane(draft, [], [])
        return draft.finished().items()

    def _draw_lane(self, draft: LaneDraft, begun: list[Begun], flags: list[float]) -> None:
        timeline, key = self.timeline, draft.key
        if key in self._series:
            draw_series(draft, self._series[key], self._colour(key, tuple(self._series)))
        elif key in self._tracks:
            colour = self._colour(key, tuple(self._tracks), 2)
            draw_doses(draft, self._tracks[key], timeline.today, colour)
        elif key == "effects":
            begun += draw_effects(draft, timeline.effects, self._rows, timeline.today)
        else:
            life = draft.kind is LaneKind.LIFE
            what = timeline.life if life else timeline.therapy
            below = "" if life else _sessions(what)
            flags += draw_happenings(draft, what, below, timeline.today)

    @staticmethod
    def _colour(key: str, keys: tuple[str, ...], first: int = 0) -> str:
        return f"series_{(keys.index(key) + first) % SERIES_COLOURS + 1}"

    def _today(self, axis: Axis, bottom: float) -> Iterator[Shape]:
        x = axis.x(self.timeline.today.toordinal() + 1)
        if axis.left <= x <= axis.right:
            yield Line(x, _AXIS, x, bottom, "accent", 1.4)


def _no_width(_text: str, _size: float, _bold: bool) -> float:
    return 1.0


def _key(record: RecordKey) -> str:
    return f"{record.noun}:{record.id}"


def _series_key(kind: LaneKind, name: str, number: int) -> str:
    return f"{kind}:{name}:{number}"


def _sessions(happenings: tuple[Happening, ...]) -> str:
    count = sum(each.kind.value == "therapy session" for each in happenings)
    return f"{count} session{'' if count == 1 else 's'}" if count else ""


def _grid(axis: Axis, lanes: list[LanePicture], bottom: float) -> Iterator[Shape]:
    for lane in lanes:
        y = lane.box.bottom + _GAP / 2
        yield Line(0, y, axis.right, y, "line", 0.6)
    for tick in ticks(axis, _TICK_ROOM):
        x = axis.x(tick.day.toordinal())
        yield Line(x, _AXIS - 4, x, bottom + 4, "line", 1.0 if tick.major else 0.6)


def _named_days(strip: LaneDraft, timeline: Timeline) -> list[Shape]:
    axis, baseline = strip.axis, strip.top + 15
    x = axis.x(timeline.today.toordinal() + 1)
    if axis.left <= x <= axis.right:
        width = strip.measure("Today", SMALL, True)
        at = min(max(axis.left, x - width / 2), axis.right - width)
        strip.write(at, baseline, "Today", "accent", SMALL, bold=True)
    for tick in ticks(axis, _TICK_ROOM):
        at = axis.x(tick.day.toordinal()) + 2
        colour = "text" if tick.major else "dim"
        strip.write(at, baseline, tick.label, colour, SMALL, bold=tick.major)
    return strip.shapes


def _event_lines(flags: list[float], lanes: list[LanePicture], bottom: float) -> Iterator[Shape]:
    top = next((lane.box.bottom for lane in lanes if lane.kind is LaneKind.LIFE), 0.0)
    for x in flags:
        yield Line(x, top, x, bottom, "event", 0.9, True)


def _links(begun: list[Begun], lanes: list[LanePicture]) -> Iterator[Shape]:
    """Lead from the onset of a side effect up to the suspected dose."""
    boxes: dict[str, Box] = {lane.key: lane.box for lane in lanes}
    ends: list[Shape] = []
    for effect, x, y in begun:
        box = None if effect.suspect is None else boxes.get(_key(effect.suspect))
        if box is not None:
            yield Line(x, box.bottom - 4, x, y, "danger", 1.2, True)
            ends.append(Mark(x, box.bottom - 4, 2.6, Sign.DISC, "danger"))
    yield from ends
