"""Draws a display list with Qt; pens, brushes and fonts are made once for a theme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import groupby, pairwise
from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from practice_desk.domain.display_list import Line, Mark, Pattern, Polyline, Rect, Shape, Sign, Text

_POINTS = 72
_PATTERNS = {
    Pattern.HATCHED: Qt.BrushStyle.BDiagPattern,
    Pattern.CROSSED: Qt.BrushStyle.DiagCrossPattern,
}
_HATCH_STRONGER = 1.6
_SHORT = 40
"""Points up to which a polyline is drawn whole, with round joints."""
_MARK_WIDTH = 1.6
_DASHES = (6.0, 3.0)
"""In widths of the line; a line across the whole picture has hundreds."""
_FILLED = (Sign.DIAMOND, Sign.SQUARE, Sign.FLAG)
_ROUND = (Sign.DISC, Sign.RING)


class _Look(NamedTuple):
    """What shapes that are drawn together share; *width* is a text's size, *flag* its weight."""

    kind: type[Shape]
    colour: str = ""
    width: float = 1.0
    flag: bool = False
    sign: Sign | None = None


_AREA = _Look(Rect)
"""Areas look each as they do; all that they share is their sharp edges."""


class TextSizes:
    """Fonts of a family by size and weight, and how wide texts are in them.

    *dots* is how many pixels of the picture's own, unscaled, make an inch.
    """

    def __init__(self, base: QFont, dots: int) -> None:
        self._base, self._dots = base, dots
        self.font = cache(self._font)
        self.measure = cache(self._width)

    def _font(self, size: float, bold: bool) -> QFont:
        font = QFont(self._base)
        font.setPointSizeF(size * _POINTS / self._dots)
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font

    def _width(self, text: str, size: float, bold: bool) -> float:
        return QFontMetricsF(self.font(size, bold)).horizontalAdvance(text)


class DisplayListPainter:
    """Draws shapes in the colours of one theme."""

    def __init__(self, colors: Mapping[str, str], sizes: TextSizes) -> None:
        self._colors = colors
        self._sizes = sizes
        self._pen = cache(self._new_pen)
        self._brush = cache(self._new_brush)

    def draw(self, painter: QPainter, shapes: Iterable[Shape]) -> None:
        """Draw *shapes* in their order; the painter is left with smooth edges.

        Those that follow one another and look the same are drawn together: to set a pen, and to
        call Qt for each of a thousand short lines, takes longer than the lines do.
        """
        for look, run in groupby(shapes, _look):
            self._take(painter, look)
            if look.kind is Line:
                painter.drawLines([_straight(shape) for shape in run])
            else:
                for shape in run:
                    self._draw_one(painter, shape)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)

    def _take(self, painter: QPainter, look: _Look) -> None:
        # Areas have sharp edges, and are quicker so.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, look.kind is not Rect)
        if look.kind is Rect:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            return
        painter.setPen(self._pen(look.colour, look.width, look.flag))
        if look.kind is Text:
            painter.setPen(self._pen(look.colour, 1.0, False))
            painter.setFont(self._sizes.font(look.width, look.flag))
        elif look.sign in _ROUND:
            painter.setPen(Qt.PenStyle.NoPen)
        elif look.kind is Mark:
            fill = look.colour if look.sign in _FILLED else "panel"
            painter.setBrush(self._brush(fill, 1.0, Pattern.PLAIN))

    def _draw_one(self, painter: QPainter, shape: Shape) -> None:
        if isinstance(shape, Text):
            painter.drawText(QPointF(shape.x, shape.y), shape.text)
        elif isinstance(shape, Rect):
            self._draw_rect(painter, shape)
        elif isinstance(shape, Polyline):
            _draw_polyline(painter, shape)
        elif isinstance(shape, Mark) and shape.sign in _ROUND:
            self._draw_round(painter, shape)
        elif isinstance(shape, Mark):
            _draw_mark(painter, shape)

    def _draw_round(self, painter: QPainter, shape: Mark) -> None:
        """Draw a disc, or a ring as disc on disc: to stroke a circle takes six times as long."""
        middle, outer = QPointF(shape.x, shape.y), shape.size + _MARK_WIDTH / 2
        painter.setBrush(self._brush(shape.colour, 1.0, Pattern.PLAIN))
        painter.drawEllipse(middle, outer, outer)
        if shape.sign is Sign.RING:
            inner = shape.size - _MARK_WIDTH / 2
            painter.setBrush(self._brush("panel", 1.0, Pattern.PLAIN))
            painter.drawEllipse(middle, inner, inner)

    def _draw_rect(self, painter: QPainter, shape: Rect) -> None:
        place = QRectF(shape.x, shape.y, shape.width, shape.height)
        if shape.pattern is not Pattern.EMPTY:
            painter.fillRect(place, self._brush(shape.fill, shape.alpha, Pattern.PLAIN))
        if shape.pattern in _PATTERNS:
            alpha = min(1.0, shape.alpha * _HATCH_STRONGER)
            painter.fillRect(place, self._brush(shape.fill, alpha, shape.pattern))
        border = shape.border or (shape.fill if shape.pattern is Pattern.EMPTY else "")
        if border:
            painter.setPen(self._pen(border, 1.0, shape.dashed or not shape.border))
            painter.drawRect(place)

    def _new_pen(self, colour: str, width: float, dashed: bool) -> QPen:
        pen = QPen(QColor(self._colors[colour]), width)
        if dashed:
            pen.setDashPattern(_DASHES)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        return pen

    def _new_brush(self, colour: str, alpha: float, pattern: Pattern) -> QBrush:
        color = QColor(self._colors[colour])
        color.setAlphaF(alpha)
        return QBrush(color, _PATTERNS.get(pattern, Qt.BrushStyle.SolidPattern))


def _look(shape: Shape) -> _Look:
    if isinstance(shape, Line):
        return _Look(Line, shape.colour, shape.width, shape.dashed)
    if isinstance(shape, Mark):
        if shape.sign is Sign.TICK:
            return _Look(Line, shape.colour, _MARK_WIDTH)
        return _Look(Mark, shape.colour, _MARK_WIDTH, sign=shape.sign)
    if isinstance(shape, Rect):
        return _AREA
    if isinstance(shape, Text):
        return _Look(Text, shape.colour, shape.size, shape.bold)
    return _Look(Polyline, shape.colour, shape.width)


def _straight(shape: Shape) -> QLineF:
    """Return the line of a line, or of a mark that is one."""
    if isinstance(shape, Line):
        return QLineF(shape.x1, shape.y1, shape.x2, shape.y2)
    assert isinstance(shape, Mark)  # `_look` calls nothing else a line
    return QLineF(shape.x, shape.y - shape.size, shape.x, shape.y + shape.size)


def _draw_polyline(painter: QPainter, shape: Polyline) -> None:
    """Draw a line; a long one piece by piece, which is a hundred times as fast.

    Qt strokes a polyline as one path, whose cost grows with the square of its turns.
    """
    if len(shape.points) <= _SHORT:
        painter.drawPolyline(_polygon(shape.points))
    else:
        painter.drawLines([QLineF(*a, *b) for a, b in pairwise(shape.points)])


def _draw_mark(painter: QPainter, shape: Mark) -> None:
    x, y, size = shape.x, shape.y, shape.size
    if shape.sign in (Sign.SQUARE, Sign.BOX):
        painter.drawRect(QRectF(x - size, y - size, 2 * size, 2 * size))
    elif shape.sign is Sign.DIAMOND:
        painter.drawPolygon(_polygon(((x, y - size), (x + size, y), (x, y + size), (x - size, y))))
    elif shape.sign is Sign.FLAG:
        painter.drawPolygon(_polygon(((x - size, y - size), (x + size, y), (x - size, y + size))))


def _polygon(points: Iterable[tuple[float, float]]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])
