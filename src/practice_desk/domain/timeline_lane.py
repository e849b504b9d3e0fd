"""One lane of a timeline while it is being laid out, and what it is when it is finished."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from practice_desk.domain.display_list import (
    ASCENT,
    DESCENT,
    Box,
    Mark,
    Polyline,
    Rect,
    Shape,
    Sign,
    Text,
)
from practice_desk.domain.record_key import RecordKey
from practice_desk.domain.timeline import LaneKind
from practice_desk.domain.timeline_axis import Axis

Measure = Callable[[str, float, bool], float]
"""Returns how wide a text is, of a size in points and bold or not."""

NAME_SIZE: Final = 9.5
SMALL: Final = 8.0
_LEADING: Final = 11.7
_TWO_LINES: Final = 9.5, 31.6
"""The baselines of a name's first line and of what stands below its second one."""
NEAR: Final = 3.0
"""Points kept free beside a text."""


class Item(NamedTuple):
    """Something that can be pointed at or walked to. *words* is all of it as a sentence."""

    on: date
    box: Box
    words: str
    record: RecordKey


MakeItems = Callable[[], Iterable[Item]]


@dataclass(frozen=True, slots=True)
class LanePicture:
    """A finished lane. All of its shapes lie in `box`."""

    key: str
    title: str
    kind: LaneKind
    box: Box
    shapes: tuple[Shape, ...]
    making: tuple[MakeItems, ...]

    def items(self) -> tuple[Item, ...]:
        """Make what can be pointed at, in the order of the days.

        A frame does not need it, and thousands of sentences take longer than drawing them.
        """
        return tuple(sorted((item for make in self.making for item in make()), key=_order))


@dataclass(slots=True)
class LaneDraft:
    """A lane under way: *axis* says where the days lie, the names stand left of it from 0."""

    key: str
    title: str
    kind: LaneKind
    axis: Axis
    top: float
    height: float
    measure: Measure
    shapes: list[Shape] = field(default_factory=list)
    making: list[MakeItems] = field(default_factory=list)
    _taken: list[Box] = field(default_factory=list)

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.top + self.height

    def finished(self) -> LanePicture:
        """Return the lane as it stands."""
        box = Box(0, self.top, self.axis.right, self.bottom)
        shapes, making = tuple(self.shapes), tuple(self.making)
        return LanePicture(self.key, self.title, self.kind, box, shapes, making)

    def name(self, title: str, below: Sequence[str] = ()) -> None:
        """Write the lane's name beside it, and lines below it in small type as far as they fit.

        A name that is too long goes on in a second line where the lane is high enough.
        """
        room = self.axis.left - 8
        lines = self._lines(title, room)
        first, under = (12.0, 23.0) if len(lines) == 1 else _TWO_LINES
        for number, text in enumerate(lines):
            shown = self.fitting(text, room, NAME_SIZE, True)
            self.write(4, self.top + first + _LEADING * number, shown, bold=True)
        under += self.top
        for number, text in enumerate(below):
            baseline = under + 10 * number
            if text and baseline + SMALL * DESCENT <= self.bottom:
                shown = self.fitting(text, room, SMALL, False)
                self.write(4, baseline, shown, "dim", SMALL)

    def _lines(self, title: str, room: float) -> list[str]:
        """Return *title* in one line, or in two broken between words."""
        first, rest = title, ""
        while " " in first and self.measure(first, NAME_SIZE, True) > room:
            first, _space, last = first.rpartition(" ")
            rest = f"{last} {rest}".rstrip()
        low = self.top + _TWO_LINES[0] + _LEADING + NAME_SIZE * DESCENT > self.bottom
        return [title] if low or not rest else [first, rest]

    def fitting(self, text: str, room: float, size: float, bold: bool) -> str:
        """Return *text*, or as much of it as *room* has place for with an ellipsis."""
        if self.measure(text, size, bold) <= room:
            return text
        while text and self.measure(f"{text}…", size, bold) > room:
            text = text[:-1]
        return f"{text.rstrip()}…" if text else ""

    def write(
        self,
        x: float,
        baseline: float,
        text: str,
        colour: str = "text",
        size: float = NAME_SIZE,
        *,
        bold: bool = False,
    ) -> bool:
        """Write *text* if no text of the lane is in its way and it lies in the lane.

        Return whether it was written.
        """
        width = self.measure(text, size, bold) if text else 0.0
        box = Box(x, baseline - size * ASCENT, x + width, baseline + size * DESCENT)
        apart = box._replace(left=box.left - NEAR, right=box.right + NEAR)
        whole = Box(0, self.top, self.axis.right, self.bottom)
        if not text or not box.is_within(whole) or any(apart.meets(each) for each in self._taken):
            return False
        self._taken.append(box)
        self.shapes.append(Text(x, baseline, text, colour, size, width, bold))
        return True

    def rect(self, shape: Rect) -> None:
        """Draw an area."""
        self.shapes.append(shape)

    def mark(self, x: float, y: float, size: float, sign: Sign, colour: str) -> None:
        """Draw a mark, if the whole of it lies beside the names and in the lane."""
        if self.axis.left + size <= x <= self.axis.right - size:
            y = min(max(y, self.top + size), self.bottom - size)
            self.shapes.append(Mark(x, y, size, sign, colour))

    def polyline(self, points: Sequence[tuple[float, float]], colour: str, width: float) -> None:
        """Join points, of which there must be two."""
        if len(points) > 1:
            self.shapes.append(Polyline(tuple(points), colour, width))

    def item(self, on: date, box: Box, words: Callable[[], str], record: RecordKey) -> None:
        """Let *box* be pointed at; *words* is asked for once somebody points or walks."""
        self.making.append(lambda: (Item(on, box, words(), record),))


def _order(item: Item) -> tuple[date, float]:
    return item.on, item.box.left
