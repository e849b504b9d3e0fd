"""A calendar of weeks on paper: a ruled table of seven columns, a week a row."""

from __future__ import annotations

from dataclasses import dataclass

from practice_desk.letters.blocks import RULE_GRAY, Block
from practice_desk.letters.drawing import Pen
from practice_desk.letters.table import Table


@dataclass(frozen=True, slots=True)
class Weeks:
    """*table* with lines between its columns; it breaks over pages between two weeks."""

    table: Table

    def height(self, width: float) -> float:
        """Return the height when *width* wide."""
        return self.table.height(width)

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw with the upper left corner at (*x*, *top*)."""
        self.table.draw(pen, x, top, width)
        pen.setStrokeGray(RULE_GRAY)
        pen.setLineWidth(0.5)
        columns, full = len(self.table.shares), self.height(width)
        for column in range(1, columns):
            across = x + width * sum(self.table.shares[:column]) / sum(self.table.shares)
            pen.line(across, top, across, top - full)

    def split(self, width: float, available: float) -> tuple[Block, Block] | None:
        """Return the weeks that fit and the rest, both headed; None where not one starts."""
        parts = self.table.split_rows(width, available)
        return None if parts is None else (Weeks(parts[0]), Weeks(parts[1]))
