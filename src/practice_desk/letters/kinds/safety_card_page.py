"""The sheet with a safety plan for the wallet: panels of the size of a bank card.

What does not fit one panel goes on in the next, and what does not fit a sheet on a further one.
The card is 6.75 inches wide, so it fits US Letter and A4.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from practice_desk.domain.errors import Problem
from practice_desk.letters import layout
from practice_desk.letters.blocks import BLACK, RULE_GRAY, Block, Gap, Stack
from practice_desk.letters.checks import check_length, check_present
from practice_desk.letters.dates import long_date
from practice_desk.letters.drawing import Pen, TextBlock, TextStyle
from practice_desk.letters.fonts import REGULAR
from practice_desk.letters.kinds.safety_card import CardStep, SafetyCardContent
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
from practice_desk.letters.text import Clean, bold, clean, escape, fill, lines
from practice_desk.letters.wording import Wording, load_wording

if TYPE_CHECKING:
    from collections.abc import Sequence

CARD_WIDTH, CARD_HEIGHT = 3.375 * 72, 2.125 * 72
"""Points of a card that fits a wallet (ISO/IEC 7810 ID-1, in round inches)."""
ROWS = 4
"""Rows of two panels on one sheet."""
_PAD_X, _PAD_TOP, _FOOT = 11.0, 9.0, 16.0
_INNER_WIDTH, _INNER_HEIGHT = CARD_WIDTH - 2 * _PAD_X, CARD_HEIGHT - _PAD_TOP - _FOOT
_TITLE = TextStyle(size=12, leading=15, bold=True, align="center")
_TEXT = TextStyle(size=8.5, leading=10.8)
_BETWEEN = 4.0
_LONGEST = 4000


class SafetyCardWording(Wording, frozen=True):
    """`resources/letters/safety_card.yaml`."""

    document_title: str
    title: str
    how: str
    for_patient: str
    card_title: str
    crisis: tuple[str, ...]
    clinic: str
    panel: str


@cache
def _wording() -> SafetyCardWording:
    return load_wording("safety_card", SafetyCardWording)


def problems(content: SafetyCardContent) -> tuple[Problem, ...]:
    """Return what is missing or too long, in the order of the page."""
    named = (
        (content.patient.legal_name, "patient.legal_name", "the patient's name"),
        (content.code, "code", "the paper's code"),
    )
    found: list[Problem] = []
    for text, field, what in named:
        found += check_present(text, field, what)
        found += check_length(text, field, what)
    found += check_length(content.letterhead.phone, "letterhead.phone", "the clinic's phone number")
    for number, step in enumerate(content.steps):
        found += check_length(step.text, f"steps.{number}", "a step", _LONGEST)
    if not content.steps:
        found.append(Problem("steps", "The chart has no safety plan yet. Write one first."))
    return tuple(found)


def compose(content: SafetyCardContent) -> Composition:
    """Return the sheets ready for the printer; `problems` must have found none."""
    wording = _wording()
    panels = _panels(content)
    sheets = [panels[at : at + 2 * ROWS] for at in range(0, len(panels), 2 * ROWS)]
    cards: list[Block] = []
    for number, own in enumerate(sheets):
        cards.append(_Card(tuple(own), number * 2 * ROWS, len(panels)))
    name = bold(escape(content.patient.legal_name, "patient's name"))
    day = layout.plain(long_date(content.written_on))
    head = Stack(
        [
            TextBlock(bold(layout.plain(wording.title)), layout.BODY),
            TextBlock(fill(wording.for_patient, name=name, date=day), layout.SMALL),
            Gap(2),
            TextBlock(layout.plain(wording.how), layout.SMALL),
            Gap(8),
        ]
    )
    blocks = (head, *cards)
    title = clean(wording.document_title.replace("{code}", content.code), "paper's code")
    furniture = Furniture(head, layout.PageFooter(content.code))
    return Composition(title, blocks, furniture, layout.paper(content.letterhead))


def _panels(content: SafetyCardContent) -> list[list[Block]]:
    """Return what stands on each panel: whom to call first, then the steps one after another."""
    wording, phone = _wording(), content.letterhead.phone
    told = [layout.plain(line) for line in wording.crisis]
    if phone:
        told.append(bold(fill(wording.clinic, phone=escape(phone, "clinic's phone number"))))
    front = (TextBlock(layout.plain(wording.card_title), _TITLE), Gap(3))
    first = _poured((*front, TextBlock(lines(told), _TEXT)))
    return first + _poured(tuple(_steps(content.steps)))


def _steps(steps: Sequence[CardStep]) -> Iterator[Block]:
    """Yield each step; what fits one panel is not torn apart."""
    for step in steps:
        said = [escape(line, "safety plan") for line in step.text.splitlines()]
        text = TextBlock(lines([bold(escape(step.heading, "heading")), *said]), _TEXT)
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
        text = _wording().panel.replace("{number}", str(self.before + number + 1))
        pen.setFillGray(0.25)
        pen.setFont(REGULAR, 6.5)
        label = Clean(text.replace("{panels}", str(self.total)))
        pen.drawRightString(x + CARD_WIDTH - _PAD_X, top - CARD_HEIGHT + 6, label)
