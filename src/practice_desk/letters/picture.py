"""Draws a display list on a page in greys, which any printer and copier tells apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from reportlab.pdfbase.pdfmetrics import stringWidth

from practice_desk.domain.display_list import (
    Line,
    Mark,
    Pattern,
    Polyline,
    Rect,
    Shape,
    Sign,
    Text,
)
from practice_desk.letters.drawing import Pen
from practice_desk.letters.fonts import BOLD, REGULAR, printable_characters
from practice_desk.letters.mixed_text import line_width, needs_layout
from practice_desk.letters.shaping import Look
from practice_desk.letters.text import clean

_GRAYS: Final = {"line": 0.78, "dim": 0.3, "event": 0.35, "panel": 1.0, "accent": 0.15}
"""What is not here is drawn black."""
_HATCH: Final = 4.0
_HATCH_WIDTH: Final = 0.35
_LINE_SHARE: Final = 0.7
"""Lines are thinner on paper than on a screen."""


_FILL_SHARE: Final = 0.6
"""Areas are paler on paper, so that the words in them are read from a copy too."""


def text_width(text: str, size: float, bold: bool) -> float:
    """Return how wide *text* is in the letters' font, in points."""
    printable_characters()  # registers the fonts
    if needs_layout(text):
        return line_width(text, Look(bold, size))
    return float(stringWidth(text, BOLD if bold else REGULAR, size))


@dataclass(frozen=True, slots=True)
class PictureBlock:
    """A picture so many points high, as a block of a page."""

    shapes: tuple[Shape, ...]
    points: float

    def height(self, width: float) -> float:
        """Return the height; it was laid out for its width."""
        return self.points

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw with the upper left corner at (*x*, *top*)."""
        draw_shapes(pen, self.shapes, x, top)


def draw_shapes(pen: Pen, shapes: Iterable[Shape], left: float, top: float) -> None:
    """Draw *shapes* with their origin at (*left*, *top*) of the page.

    Raises LetterRefused for text that cannot be printed.
    """
    for shape in shapes:
        if isinstance(shape, Rect):
            _draw_rect(pen, shape, left, top)
        elif isinstance(shape, Line):
            _set_line(pen, shape.colour, shape.width, dashed=shape.dashed)
            pen.line(left + shape.x1, top - shape.y1, left + shape.x2, top - shape.y2)
        elif isinstance(shape, Polyline):
            _set_line(pen, shape.colour, shape.width, dashed=False)
            path = pen.beginPath()
            path.moveTo(left + shape.points[0][0], top - shape.points[0][1])
            for x, y in shape.points[1:]:
                path.lineTo(left + x, top - y)
            pen.drawPath(path)
        elif isinstance(shape, Text):
            pen.setFillGray(_gray(shape.colour))
            pen.setFont(BOLD if shape.bold else REGULAR, shape.size)
            pen.drawString(left + shape.x, top - shape.y, clean(shape.text, "timeline"))
        else:
            _draw_mark(pen, shape, left, top)
    pen.setDash([])
    pen.setFillGray(0)


def _gray(colour: str, alpha: float = 1.0) -> float:
    """Return the grey of a colour, on white where it is not opaque."""
    return 1 - alpha * (1 - _GRAYS.get(colour, 0.0))


def _set_line(pen: Pen, colour: str, width: float, *, dashed: bool) -> None:
    pen.setStrokeGray(_gray(colour))
    pen.setLineWidth(width * _LINE_SHARE)
    pen.setDash([2.5, 2.0] if dashed else [])


def _draw_rect(pen: Pen, shape: Rect, left: float, top: float) -> None:
    x, y = left + shape.x, top - shape.y - shape.height
    if shape.pattern is not Pattern.EMPTY:
        pen.setFillGray(_gray(shape.fill, shape.alpha * _FILL_SHARE))
        pen.rect(x, y, shape.width, shape.height, stroke=0, fill=1)
    if shape.pattern in (Pattern.HATCHED, Pattern.CROSSED):
        _set_line(pen, shape.fill, _HATCH_WIDTH, dashed=False)
        _hatch(pen, x, y, shape.width, shape.height, rising=True)
        if shape.pattern is Pattern.CROSSED:
            _hatch(pen, x, y, shape.width, shape.height, rising=False)
    if shape.border or shape.pattern is Pattern.EMPTY:
        dashed = shape.dashed or not shape.border
        _set_line(pen, shape.border or shape.fill, 1.0, dashed=dashed)
        pen.rect(x, y, shape.width, shape.height, stroke=1, fill=0)


def _hatch(pen: Pen, x: float, y: float, width: float, height: float, *, rising: bool) -> None:
    """Draw slanting lines that end at the edges of a rectangle."""
    offset = _HATCH - height
    while offset < width:
        begin, end = max(0.0, offset), min(width, offset + height)
        low, high = begin - offset, end - offset
        if end > begin:
            first, last = (low, high) if rising else (height - low, height - high)
            pen.line(x + begin, y + first, x + end, y + last)
        offset += _HATCH


def _draw_mark(pen: Pen, mark: Mark, left: float, top: float) -> None:
    x, y, size = left + mark.x, top - mark.y, mark.size * 0.85
    filled = mark.sign in (Sign.DISC, Sign.DIAMOND, Sign.SQUARE, Sign.FLAG)
    _set_line(pen, mark.colour, 1.3, dashed=False)
    pen.setFillGray(_gray(mark.colour) if filled else 1.0)
    if mark.sign is Sign.TICK:
        pen.line(x, y - size, x, y + size)
    elif mark.sign in (Sign.SQUARE, Sign.BOX):
        pen.rect(x - size, y - size, 2 * size, 2 * size, stroke=1, fill=1)
    elif mark.sign in (Sign.RING, Sign.DISC):
        pen.circle(x, y, size, stroke=1, fill=1)
    else:
        corners = [(x - size, y + size), (x + size, y), (x - size, y - size)]
        if mark.sign is Sign.DIAMOND:
            corners = [(x, y + size), (x + size, y), (x, y - size), (x - size, y)]
        path = pen.beginPath()
        path.moveTo(*corners[0])
        for _, corner in pairwise(corners):
            path.lineTo(*corner)
        path.close()
        pen.drawPath(path, stroke=1, fill=1)
