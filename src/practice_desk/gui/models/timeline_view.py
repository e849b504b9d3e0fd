"""What of a timeline is in view, which lanes are shown, and what is marked. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.record_key import RecordKey
from practice_desk.domain.timeline import Timeline
from practice_desk.domain.timeline_axis import View
from practice_desk.domain.timeline_lane import Item, LanePicture, Measure
from practice_desk.domain.timeline_layout import Lane, Picture, TimelineLayout

PRESETS = (("10 years", 3653), ("1 year", 365), ("3 months", 91), ("10 days", 10))
"""How many days each choice shows, up to a little after today."""
FIRST_DAYS = 365
"""How many days are shown first, where there is so much."""
_AHEAD = 0.06
"""The share of a view that lies after today."""
MOST_ROWS = 400
_NEAR = 5.0


@dataclass(frozen=True, slots=True)
class TableRow:
    """One item as the table tells it."""

    on: date
    lane: str
    words: str
    record: RecordKey


class TimelineView:
    """A timeline as somebody looks at it. `set_room` before `picture`; lengths in its points.

    `chosen` are the lanes that somebody chose to show ("+measure:PHQ-9") or to hide ("-life").
    """

    def __init__(self, timeline: Timeline, chosen: Iterable[str] = ()) -> None:
        self.layout = TimelineLayout(timeline)
        self.timeline = timeline
        self.chosen = set(chosen)
        self._first_day, self._last_day = timeline.first_day, timeline.last_day
        self.view = self._first_view()
        self._width, self._measure = 0.0, None
        self._made: Picture | None = None
        self._items: dict[str, tuple[Item, ...]] = {}
        self._lane, self._number = "", -1

    _measure: Measure | None

    def set_room(self, width: float, measure: Measure) -> None:
        """Draw *width* points wide from now on."""
        if (width, measure) != (self._width, self._measure):
            self._width, self._measure = width, measure
            self._forget()

    @property
    def picture(self) -> Picture:
        """The display list of what is in view."""
        if self._made is None:
            assert self._measure is not None  # set_room comes first
            self._made = self.layout.draw(self.view, self._width, self._measure, self.is_shown)
        return self._made

    @property
    def choices(self) -> tuple[tuple[str, str, bool], ...]:
        """What can be shown or hidden: its key, its title, and whether it is shown; each once."""
        titles = {"medication": "Medications", "side effect": "Side effects"}
        found = {
            lane.choice: (titles.get(lane.choice, lane.title), self.is_shown(lane))
            for lane in self.layout.lanes
        }
        return tuple((choice, title, shown) for choice, (title, shown) in found.items())

    def is_shown(self, lane: Lane) -> bool:
        """Return whether a lane is shown."""
        if f"-{lane.choice}" in self.chosen:
            return False
        return not lane.quiet or f"+{lane.choice}" in self.chosen

    def toggle(self, choice: str, shown: bool) -> None:
        """Show or hide the lanes of a choice."""
        self.chosen -= {f"+{choice}", f"-{choice}"}
        self.chosen.add(f"{'+' if shown else '-'}{choice}")
        self._forget()

    def show_days(self, days: int) -> None:
        """Show so many days up to a little after today."""
        last = self.timeline.today.toordinal() + 1 + days * _AHEAD
        self._show(View(last - days, float(days)))

    def show_all(self) -> None:
        """Show everything there is."""
        self._show(self.layout.whole)

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Show *factor* times the days; what lies at *x*, else in the middle, stays there."""
        axis = self.picture.axis
        share = 0.5 if x is None else min(1.0, max(0.0, (x - axis.left) / axis.width))
        self._show(self.view.zoomed(factor, share))

    def move(self, share: float) -> None:
        """Move by a share of the days in view, onwards for a positive one."""
        self._show(self.view.moved(share))

    def drag(self, points: float) -> None:
        """Move as a hand does that pulls the picture by so many points to the right."""
        self.move(-points / self.picture.axis.width)

    def day_at(self, x: float) -> date | None:
        """Return the day at *x*; None beside the axis."""
        axis = self.picture.axis
        return axis.day_at(x) if axis.left <= x <= axis.right else None

    def item_at(self, x: float, y: float) -> Item | None:
        """Return what lies at a point, of several the one whose middle is nearest."""
        lane = next((each for each in self.picture.lanes if _has(each, y)), None)
        if lane is None:
            return None
        found = [
            item
            for item in self.items(lane)
            if item.box.left - _NEAR <= x <= item.box.right + _NEAR
            and item.box.top - _NEAR <= y <= item.box.bottom + _NEAR
        ]
        return min(found, key=lambda item: _distance(item, x, y), default=None)

    def told_at(self, x: float, y: float) -> str:
        """Return what a pointer there is told: the day, the item, and what else held that day."""
        day = self.day_at(x)
        if day is None:
            return ""
        item = self.item_at(x, y)
        lines = [write_date(day)] if item is None else [item.words, "", write_date(day)]
        return "\n".join([*lines, *self.timeline.told_on(day)])

    def items(self, lane: LanePicture) -> tuple[Item, ...]:
        """Return what a lane of the picture holds, made once for each picture."""
        if lane.key not in self._items:
            self._items[lane.key] = lane.items()
        return self._items[lane.key]

    @property
    def marked(self) -> Item | None:
        """The item that the keyboard is at."""
        lane = self._marked_lane()
        items = () if lane is None else self.items(lane)
        return items[self._number] if 0 <= self._number < len(items) else None

    def mark(self, item: Item) -> None:
        """Bring the keyboard to an item in view."""
        for lane in self.picture.lanes:
            if item in self.items(lane):
                self._lane, self._number = lane.key, self.items(lane).index(item)

    def walk(self, step: int) -> Item | None:
        """Go to the item so many further in the lane; the view follows at its ends."""
        lane = self._marked_lane() or self._first_lane()
        if lane is None:
            return None
        former = self.marked if lane.key == self._lane else None
        items = self.items(lane)
        if former is None:
            self._lane, self._number = lane.key, len(items) - 1
            return self.marked
        wanted = self._number + step
        if not 0 <= wanted < len(items):
            self.move(0.5 if step > 0 else -0.5)
            return self._nearest(lane.key, former, step)
        self._number = wanted
        return self.marked

    def walk_lane(self, step: int) -> Item | None:
        """Go to the next lane that has something in view, to the item nearest in time."""
        lanes = [lane for lane in self.picture.lanes if self.items(lane)]
        keys = [lane.key for lane in lanes]
        if not lanes:
            return None
        if self._lane not in keys:
            return self.walk(0)
        place = min(len(lanes) - 1, max(0, keys.index(self._lane) + step))
        former, lane = self.marked, lanes[place]
        items = self.items(lane)
        days = former.on.toordinal() if former is not None else self.timeline.today.toordinal()
        nearest = min(range(len(items)), key=lambda n: abs(items[n].on.toordinal() - days))
        self._lane, self._number = lane.key, nearest
        return self.marked

    def walk_to(self, *, last: bool) -> Item | None:
        """Go to the first or the last item of the lane in view."""
        lane = self._marked_lane() or self._first_lane()
        if lane is None:
            return None
        self._lane, self._number = lane.key, len(self.items(lane)) - 1 if last else 0
        return self.marked

    def rows(self) -> tuple[list[TableRow], int]:
        """Return what is in view as rows, the newest first, and how many more there are.

        Of a medication that is every dose, of a measure every score, also where the picture has
        room for fewer.
        """
        begin = date.fromordinal(max(1, int(self.view.first)))
        end = begin + timedelta(days=int(self.view.days) + 1)
        shown = {lane.key: lane for lane in self.layout.lanes if self.is_shown(lane)}
        rows = [
            TableRow(item.on, lane.title, item.words, item.record)
            for lane in shown.values()
            for item in self.layout.items_between(lane, begin, end)
        ]
        rows.sort(key=lambda row: row.on, reverse=True)
        return rows[:MOST_ROWS], max(0, len(rows) - MOST_ROWS)

    @property
    def days_in_view(self) -> tuple[date, date]:
        """The first and the last day in view."""
        first = max(1, int(self.view.first))
        return date.fromordinal(first), date.fromordinal(max(first, int(self.view.last)))

    @property
    def shown_keys(self) -> tuple[str, ...]:
        """The keys of the lanes that are shown."""
        return tuple(lane.key for lane in self.layout.lanes if self.is_shown(lane))

    @property
    def sensitive_lanes(self) -> dict[str, str]:
        """The titles of the lanes shown that paper leaves out unless asked for, by their keys."""
        shown = (lane for lane in self.layout.lanes if self.is_shown(lane))
        return {lane.key: lane.title for lane in shown if lane.sensitive}

    @property
    def in_words(self) -> str:
        """What is in view, for who does not see the picture."""
        first, last = self.days_in_view
        lanes = ", ".join(lane.title for lane in self.layout.lanes if self.is_shown(lane))
        return f"{write_date(first)} to {write_date(last)}. Lanes: {lanes or 'none'}."

    def _first_view(self) -> View:
        whole = self.layout.whole
        last = self.timeline.today.toordinal() + 1 + FIRST_DAYS * _AHEAD
        return whole if whole.days <= FIRST_DAYS else View(last - FIRST_DAYS, float(FIRST_DAYS))

    def _show(self, view: View) -> None:
        self.view = view.kept_near(self._first_day, self._last_day)
        self._forget()

    def _forget(self) -> None:
        former = self.marked if self._made is not None else None
        self._made = None
        self._items = {}
        if former is not None and self._measure is not None:
            lane = self._marked_lane()
            items = () if lane is None else self.items(lane)
            same = [n for n, item in enumerate(items) if _is_same(item, former)]
            self._number = same[0] if same else -1

    def _nearest(self, key: str, former: Item, step: int) -> Item | None:
        """Return the item after or before *former* in the moved view, *former* at the very end."""
        lane = next((each for each in self.picture.lanes if each.key == key), None)
        items = () if lane is None else self.items(lane)
        beyond: Iterator[int] = (
            n
            for n in (range(len(items)) if step > 0 else reversed(range(len(items))))
            if (items[n].on > former.on if step > 0 else items[n].on < former.on)
        )
        same = [n for n, item in enumerate(items) if _is_same(item, former)]
        self._lane, self._number = key, next(beyond, same[0] if same else -1)
        return self.marked

    def _marked_lane(self) -> LanePicture | None:
        return next((each for each in self.picture.lanes if each.key == self._lane), None)

    def _first_lane(self) -> LanePicture | None:
        return next((lane for lane in self.picture.lanes if self.items(lane)), None)


def _has(lane: LanePicture, y: float) -> bool:
    return lane.box.top <= y < lane.box.bottom


def _distance(item: Item, x: float, y: float) -> float:
    box = item.box
    across = max(box.left - x, 0.0, x - box.right)
    return across + abs((box.left + box.right) / 2 - x) * 0.01 + abs((box.top + box.bottom) / 2 - y)


def _is_same(item: Item, other: Item) -> bool:
    return (item.on, item.record, item.words) == (other.on, other.record, other.words)
