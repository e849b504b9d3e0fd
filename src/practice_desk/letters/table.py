"""A table of text that breaks over pages, repeats its heading and never leaves its tail alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from practice_desk.letters.blocks import BLACK, RULE_GRAY, SHADE, Block
from practice_desk.letters.drawing import Pen, TextBlock

_PAD_X = 6
_PAD_Y = 5
_ARROW_DROP = 6.5  # points below the top of the first line


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under a heading row; *shares* divide the width among the columns.

    *pad_y* are the points above and below the text of a row. A small arrow points from the column
    before into column *arrow_before*, in every row. With *ruled* lines stand between the columns,
    for what is to be written in.
    """

    heading: tuple[TextBlock, ...]
    rows: tuple[tuple[TextBlock, ...], ...]
    shares: tuple[float, ...]
    arrow_before: int | None = None
    pad_y: float = _PAD_Y
    ruled: bool = False

    def height(self, width: float) -> float:
        """Return the height when *width* wide."""
        return sum(self._row_height(row, width) for row in (self.heading, *self.rows))

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw with the upper left corner at (*x*, *top*)."""
        full = self.height(width)
        upper = top
        head = self._row_height(self.heading, width)
        pen.setFillGray(SHADE)
        pen.rect(x, top - head, width, head, stroke=0, fill=1)
        for number, row in enumerate((self.heading, *self.rows)):
            self._draw_row(pen, row, x, upper, width)
            upper -= self._row_height(row, width)
            pen.setStrokeGray(BLACK if number == 0 else RULE_GRAY)
            pen.setLineWidth(0.75 if number == 0 else 0.5)
            pen.line(x, upper, x + width, upper)
        if self.ruled:
            self._draw_rules(pen, x, top, width, full)
        pen.setStrokeGray(BLACK)
        pen.setLineWidth(1)
        pen.rect(x, top - full, width, full)

    def _draw_rules(self, pen: Pen, x: float, top: float, width: float, full: float) -> None:
        pen.setStrokeGray(RULE_GRAY)
        pen.setLineWidth(0.5)
        for own in self._widths(width)[:-1]:
            x += own + 2 * _PAD_X
            pen.line(x, top, x, top - full)

    def split(self, width: float, available: float) -> tuple[Block, Block] | None:
        """Return the rows that fit and the rest, both headed; a row too tall for a page is cut."""
        return self.split_rows(width, available)

    def split_rows(self, width: float, available: float) -> tuple[Table, Table] | None:
        """Return the table cut at *available* points, or None where not even one row starts."""
        left = available - self._row_height(self.heading, width)
        for number, row in enumerate(self.rows):
            left -= self._row_height(row, width)
            if left < 0 and number:
                return self._cut(self.rows[:number], self.rows[number:])
            if left < 0:
                return self._split_first_row(width, left + self._row_height(row, width))
        return None

    def without_last_row(self, width: float) -> float:
        """Return the height of all but the last row."""
        return self.height(width) - self._row_height(self.rows[-1], width)

    def _split_first_row(self, width: float, available: float) -> tuple[Table, Table] | None:
        upper: list[TextBlock] = []
        lower: list[TextBlock] = []
        room = available - 2 * self.pad_y
        for column, (cell, own) in enumerate(zip(self.rows[0], self._widths(width), strict=True)):
            if cell.height(own) <= room:
                upper.append(cell)  # the first column says what the row is about: repeat it
                lower.append(TextBlock.empty() if column else cell)
                continue
            parts = cell.split(own, room)
            if parts is None:
                return None
            upper.append(parts[0])
            lower.append(parts[1])
        return self._cut((tuple(upper),), (tuple(lower), *self.rows[1:]))

    def _cut(
        self, upper: Sequence[tuple[TextBlock, ...]], lower: Sequence[tuple[TextBlock, ...]]
    ) -> tuple[Table, Table]:
        return replace(self, rows=tuple(upper)), replace(self, rows=tuple(lower))

    def _draw_row(
        self, pen: Pen, row: tuple[TextBlock, ...], x: float, top: float, width: float
    ) -> None:
        for column, (cell, own) in enumerate(zip(row, self._widths(width), strict=True)):
            cell.draw(pen, x + _PAD_X, top - self.pad_y, own)
            if column == self.arrow_before:
                _draw_arrow(pen, x, top - self.pad_y - _ARROW_DROP)
            x += own + 2 * _PAD_X

    def _row_height(self, row: tuple[TextBlock, ...], width: float) -> float:
        cells = zip(row, self._widths(width), strict=True)
        return max(cell.height(own) for cell, own in cells) + 2 * self.pad_y

    def _widths(self, width: float) -> list[float]:
        return [width * share / sum(self.shares) - 2 * _PAD_X for share in self.shares]


def _draw_arrow(pen: Pen, x: float, y: float) -> None:
    pen.setStrokeGray(BLACK)
    pen.setLineWidth(1)
    left, right = x - 7, x + 3
    pen.line(left, y, right, y)
    pen.line(right - 3, y + 3, right, y)
    pen.line(right - 3, y - 3, right, y)


@dataclass(frozen=True, slots=True)
class TableWithClosing:
    """A table and what follows it; the last row always stands on the page of the closing."""

    table: Table
    closing: Block
    page_height: float

    def height(self, width: float) -> float:
        """Return the height when *width* wide."""
        return self.table.height(width) + self.closing.height(width)

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw with the upper left corner at (*x*, *top*)."""
        self.table.draw(pen, x, top, width)
        self.closing.draw(pen, x, top - self.table.height(width), width)

    def split(self, width: float, available: float) -> tuple[Block, Block] | None:
        """Return what fits and the rest with the closing; None if it all fits on the next page."""
        if len(self.table.rows) > 1:
            room = min(available, self.table.without_last_row(width))
        elif self.height(width) <= self.page_height:
            return None
        else:  # one row taller than a page with the closing: its end goes with the closing
            room = min(available, self.table.height(width) - 4 * _PAD_Y)
        parts = self.table.split_rows(width, room)
        if parts is None:
            return None
        return parts[0], replace(self, table=parts[1])
