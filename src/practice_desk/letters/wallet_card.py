"""Cards for the wallet: panels of the size of a bank card, to be cut out and folded.

What does not fit one panel goes on in the next, and what does not fit a sheet on a further one.
Two panels are 6.75 inches wide, so they fit US Letter and A4.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from practice_desk.letters.blocks import BLACK, RULE_GRAY, Block, Gap, Stack
from practice_desk.letters.drawing import Pen, TextBlock, TextStyle
from practice_desk.letters.fonts import REGULAR
from practice_desk.letters.pages import (
    BOTTOM,
    MARGIN,
    PAGE_HEIGHT,
    TOP,
    Composition,
    Furniture,
    PaperSize,
    paginate,
)
from practice_desk.letters.text import Clean, Markup, clean, lines

CARD_WIDTH, CARD_HEIGHT = 3.375 * 72, 2.125 * 72
"""Points of a card that fits a wallet (ISO/IEC 7810 ID-1, in round inches)."""
ROWS = 4
"""Rows of two panels on one sheet."""
_PAD_X, _PAD_TOP, _FOOT = 11.0, 9.0, 16.0
_INNER_WIDTH, _INNER_HEIGHT = CARD_WIDTH - 2 * _PAD_X, CARD_HEIGHT - _PAD_TOP - _FOOT
_TITLE = TextStyle(size=12, leading=15, bold=True, align="center")
_TEXT = TextStyle(size=8.5, leading=10.8)
_BETWEEN = 4.0


def wallet_cards(
    title: Markup,
    front: Sequence[Markup],
    entries: Iterable[Sequence[Markup]],
    label: str,
    rows: int = ROWS,
) -> list[Block]:
    """Return the cards, one for each sheet: a *title* over the lines of *front*, then *entries*.

    Each entry is some lines. *label* numbers the panels ("{number} of {panels}"); *rows* is how
    many rows of two panels a sheet has room for.
    """
    first = _poured((TextBlock(title, _TITLE), Gap(3), TextBlock(lines(front), _TEXT)))
    panels = first + _poured(tuple(_entries(entries)))
    cards: list[Block] = []
    for before in range(0, len(panels), 2 * rows):
        own = tuple(panels[before : before + 2 * rows])
        cards.append(_Card(own, before, len(panels), label))
    return cards


def _entries(entries: Iterable[Sequence[Markup]]) -> Iterator[Block]:
    """Yield each entry; what fits one panel is not torn apart."""
    for each in entries:
        text = TextBlock(lines(each), _TEXT)
        whole = Stack([Gap(_BETWEEN), text])
        if whole.height(_INNER_WIDTH) <= _INNER_HEIGHT:
            yield whole
        else:
            yield from (Gap(_BETWEEN), text)


def _poured(blocks: tuple[Block, ...]) -> list[list[Block]]:
    """Return the blocks distributed over panels, as others are over pages."""
    paper = PaperSize(_INNER_WIDTH + 2 * MARGIN, _INNER_HEIGHT + BOTTOM + PAGE_HEIGHT - TOP)
    nothing = Furniture(Gap(0), lambda _pen, _number, _pages: None)
    return paginate(Composition(Clean(""), blocks, nothing, paper))


@dataclass(frozen=True, slots=True)
class _Card:
    """Panels two by two, with a line to cut around them and lines to fold between them.

    The first is the panel after *before* of *total*.
    """

    panels: tuple[Sequence[Block], ...]
    before: int
    total: int
    label: str

    @property
    def rows(self) -> int:
        return (len(self.panels) + 1) // 2

    def height(self, width: float) -> float:
        """Return the height when *width* wide."""
        return self.rows * CARD_HEIGHT

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw in the middle, with the upper edge at *top*."""
        left, full = x + (width - 2 * CARD_WIDTH) / 2, self.height(width)
        pen.setStrokeGray(RULE_GRAY)
        pen.setLineWidth(0.5)
        pen.setDash([3, 3])
        pen.line(left + CARD_WIDTH, top, left + CARD_WIDTH, top - full)
        for row in range(1, self.rows):
            fold = top - row * CARD_HEIGHT
            pen.line(left, fold, left + 2 * CARD_WIDTH, fold)
        pen.setDash([])
        pen.setStrokeGray(BLACK)
        pen.setLineWidth(0.8)
        pen.rect(left, top - full, 2 * CARD_WIDTH, full)
        for number, blocks in enumerate(self.panels):
            row, column = divmod(number, 2)
            self._draw_panel(
                pen, blocks, number, left + column * CARD_WIDTH, top - row * CARD_HEIGHT
            )

    def _draw_panel(
        self, pen: Pen, blocks: Sequence[Block], number: int, x: float, top: float
    ) -> None:
        at = top - _PAD_TOP
        for block in blocks:
            block.draw(pen, x + _PAD_X, at, _INNER_WIDTH)
            at -= block.height(_INNER_WIDTH)
        text = self.label.replace("{number}", str(self.before + number + 1))
        pen.setFillGray(0.25)
        pen.setFont(REGULAR, 6.5)
        label = clean(text.replace("{panels}", str(self.total)), "number of a panel")
        pen.drawRightString(x + CARD_WIDTH - _PAD_X, top - CARD_HEIGHT + 6, label)
