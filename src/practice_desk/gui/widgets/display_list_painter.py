"""Draws a display list with Qt; pens, brushes and fonts are made once for a theme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import pairwise

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
        """Draw *shapes* in their order; the painter is left with smooth edges."""
        smooth = QPainter.RenderHint.Antialiasing
        is_smooth = False
        painter.setRenderHint(smooth, False)
        for shape in shapes:
            if is_smooth is isinstance(shape, Rect):  # areas have sharp edges, and are quicker so
                is_smooth = not is_smooth
                painter.setRenderHint(smooth, is_smooth)
            if isinstance(shape, Line):
                painter.setPen(self._pen(shape.colour, shape.width, shape.dashed))
                painter.drawLine(QPointF(shape.x1, shape.y1), QPointF(shape.x2, shape.y2))
            elif isinstance(shape, Text):
                painter.setPen(self._pen(shape.colour, 1.0, False))
                painter.setFont(self._sizes.font(shape.size, shape.bold))
                painter.drawText(QPointF(shape.x, shape.y), shape.text)
            elif isinstance(shape, Rect):
                self._draw_rect(painter, shape)
            elif isinstance(shape, Polyline):
                self._draw_polyline(painter, shape)
            else:
                self._draw_mark(painter, shape)
        painter.setRenderHint(smooth, True)

    def _draw_polyline(self, painter: QPainter, shape: Polyline) -> None:
        """Draw a line; a long one piece by piece, which is a hundred times as fast.

        Qt strokes a polyline as one path, whose cost grows with the square of its turns.
        """
        painter.setPen(self._pen(shape.colour, shape.width, False))
        if len(shape.points) <= _SHORT:
            painter.drawPolyline(_polygon(shape.points))
        else:
            painter.drawLines([QLineF(*a, *b) for a, b in pairwise(shape.points)])

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
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(place)

    def _draw_mark(self, painter: QPainter, shape: Mark) -> None:
        x, y, size = shape.x, shape.y, shape.size
        filled = shape.sign in (Sign.DISC, Sign.DIAMOND, Sign.SQUARE, Sign.FLAG)
        painter.setPen(self._pen(shape.colour, 1.6, False))
        fill = shape.colour if filled else "panel"
        painter.setBrush(self._brush(fill, 1.0, Pattern.PLAIN))
        if shape.sign is Sign.TICK:
            painter.drawLine(QPointF(x, y - size), QPointF(x, y + size))
        elif shape.sign in (Sign.SQUARE, Sign.BOX):
            painter.drawRect(QRectF(x - size, y - size, 2 * size, 2 * size))
        elif shape.sign is Sign.DIAMOND:
            painter.drawPolygon(
                _polygon(((x, y - size), (x + size, y), (x, y + size), (x - size, y)))
            )
        elif shape.sign is Sign.FLAG:
            painter.drawPolygon(
                _polygon(((x - size, y - size), (x + size, y), (x - size, y + size)))
            )
        else:
            painter.drawEllipse(QPointF(x, y), size, size)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _new_pen(self, colour: str, width: float, dashed: bool) -> QPen:
        style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
        pen = QPen(QColor(self._colors[colour]), width, style)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        return pen

    def _new_brush(self, colour: str, alpha: float, pattern: Pattern) -> QBrush:
        color = QColor(self._colors[colour])
        color.setAlphaF(alpha)
        return QBrush(color, _PATTERNS.get(pattern, Qt.BrushStyle.SolidPattern))


def _polygon(points: Iterable[tuple[float, float]]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])
