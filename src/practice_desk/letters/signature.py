"""The strokes of a signature as vectors on a page."""

from __future__ import annotations

from dataclasses import dataclass

from practice_desk.domain.consent import Stroke
from practice_desk.domain.consent_rules import FIELD_HEIGHT, FIELD_WIDTH
from practice_desk.letters.drawing import Pen

_INK_WIDTH = 1.1
_WIDEST = 230.0
"""Points that the whole field is wide on paper, at most."""


@dataclass(frozen=True, slots=True)
class StrokesBlock:
    """What was drawn, in the proportions of the field that it was drawn in."""

    strokes: tuple[Stroke, ...]

    def height(self, width: float) -> float:
        """Return the height when *width* wide."""
        return min(width, _WIDEST) * FIELD_HEIGHT / FIELD_WIDTH

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw with the upper left corner at (*x*, *top*)."""
        scale = min(width, _WIDEST) / FIELD_WIDTH
        pen.setStrokeGray(0)
        pen.setLineWidth(_INK_WIDTH)
        for stroke in self.strokes:
            points = [(x + across * scale, top - down * scale) for across, down, _ in stroke]
            path = pen.beginPath()
            path.moveTo(*points[0])
            for point in points[1:] or [(points[0][0] + _INK_WIDTH, points[0][1])]:
                path.lineTo(*point)
            pen.drawPath(path)
