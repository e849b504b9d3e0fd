"""A picture as a list of shapes, which a screen and a page draw alike.

Lengths are in points of the picture, y grows downwards from its upper left corner. A colour is the
name of what it stands for ("text", "series_1", "severe"); who draws looks it up in a theme of
its own. Shapes are named tuples, not dataclasses: a frame makes thousands of them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Pattern(StrEnum):
    """How an area is filled, so that it is told apart without its colour."""

    PLAIN = "plain"
    HATCHED = "hatched"
    CROSSED = "crossed"
    EMPTY = "empty"


class Sign(StrEnum):
    """The shape of a mark."""

    RING = "ring"
    DISC = "disc"
    DIAMOND = "diamond"
    SQUARE = "square"
    BOX = "box"
    TICK = "tick"
    FLAG = "flag"


class Rect(NamedTuple):
    """An area; `alpha` holds for its fill only. Without *border* it has none."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    alpha: float = 1.0
    pattern: Pattern = Pattern.PLAIN
    border: str = ""
    dashed: bool = False


class Line(NamedTuple):
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str
    width: float = 1.0
    dashed: bool = False


class Polyline(NamedTuple):
    """Points joined by straight lines."""

    points: tuple[tuple[float, float], ...]
    colour: str
    width: float = 2.0


class Mark(NamedTuple):
    """A sign with its centre at a point, *size* to each side."""

    x: float
    y: float
    size: float
    sign: Sign
    colour: str


class Text(NamedTuple):
    """A line of text, its baseline beginning at a point; *width* is what it takes."""

    x: float
    y: float
    text: str
    colour: str
    size: float
    width: float
    bold: bool = False


Shape = Rect | Line | Polyline | Mark | Text
ASCENT = 0.95
"""The share of a text's size that it may reach above its baseline."""
DESCENT = 0.28
"""The share of a text's size that it may reach below its baseline."""


class Box(NamedTuple):
    """An upright rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Return whether the two share an area."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def is_within(self, other: Box, slack: float = 0.01) -> bool:
        """Return whether no more than *slack* of it lies outside *other*."""
        return (
            self.left >= other.left - slack
            and self.right <= other.right + slack
            and self.top >= other.top - slack
            and self.bottom <= other.bottom + slack
        )


def box_of(shape: Shape) -> Box:
    """Return the room that a shape takes, without the width of its lines."""
    if isinstance(shape, Rect):
        return Box(shape.x, shape.y, shape.x + shape.width, shape.y + shape.height)
    if isinstance(shape, Line):
        xs, ys = sorted((shape.x1, shape.x2)), sorted((shape.y1, shape.y2))
        return Box(xs[0], ys[0], xs[1], ys[1])
    if isinstance(shape, Polyline):
        across, down = zip(*shape.points, strict=True)
        return Box(min(across), min(down), max(across), max(down))
    if isinstance(shape, Mark):
        size = shape.size
        return Box(shape.x - size, shape.y - size, shape.x + size, shape.y + size)
    top, bottom = shape.y - shape.size * ASCENT, shape.y + shape.size * DESCENT
    return Box(shape.x, top, shape.x + shape.width, bottom)
