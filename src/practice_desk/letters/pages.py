"""Distributes blocks over pages and draws them with what every page carries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from practice_desk.letters.blocks import Block, Gap, KeptWithNext, Landmark
from practice_desk.letters.drawing import Pen
from practice_desk.letters.text import Clean

PAGE_WIDTH = 612.0  # US Letter, points
PAGE_HEIGHT = 792.0
MARGIN = 54.0
TOP = PAGE_HEIGHT - 38.0
BOTTOM = 68.0
WIDTH = PAGE_WIDTH - 2 * MARGIN
PAGE_ROOM = TOP - BOTTOM  # height for blocks on the first page


@dataclass(frozen=True, slots=True)
class PaperSize:
    """A sheet in points; margins are those of US Letter.

    What is laid out for the width of US Letter keeps it on another sheet, moved by `shift`.
    """

    width: float = PAGE_WIDTH
    height: float = PAGE_HEIGHT
    shift: float = 0.0

    @property
    def top(self) -> float:
        """Where the first block begins."""
        return self.height - (PAGE_HEIGHT - TOP)

    @property
    def text_width(self) -> float:
        """The width of every block."""
        return self.width - 2 * (MARGIN + self.shift)

    @property
    def room(self) -> float:
        """The height for blocks on the first page."""
        return self.top - BOTTOM


US_LETTER = PaperSize()
A4 = PaperSize(595.276, 841.89)
A4_AS_LETTER = PaperSize(A4.width, A4.height, (A4.width - PAGE_WIDTH) / 2)
"""A4 for layouts of the width of US Letter: its margins are 3 mm narrower, its pages longer."""


@dataclass(frozen=True, slots=True)
class Furniture:
    """What every page carries: heading of page 2 and later, and the footer (page, pages)."""

    continuation: Block
    footer: Callable[[Pen, int, int], None]


@dataclass(frozen=True, slots=True)
class Composition:
    """A letter ready to be distributed over pages. The title must not identify the patient.

    `language` is the text's, as PDF readers are told it: "en-US".
    """

    title: Clean
    blocks: tuple[Block, ...]
    furniture: Furniture
    paper: PaperSize = US_LETTER
    language: str = "en-US"


class DoesNotFit(Exception):
    """A block that cannot be split is taller than a page: a mistake in a letter kind."""


def paginate(composition: Composition) -> list[list[Block]]:
    """Return the blocks of each page in order; raises DoesNotFit."""
    pages: list[list[Block]] = [[]]
    paper = composition.paper
    width, room = paper.text_width, paper.room
    later_room = room - composition.furniture.continuation.height(width)
    waiting = list(reversed(composition.blocks))
    while waiting:
        block = waiting.pop()
        height = block.height(width)
        if height <= room:
            pages[-1].append(block)
            room -= height
            continue
        split = getattr(block, "split", None)
        parts = split(width, room) if split else None
        if parts is not None:
            pages[-1].append(parts[0])
            waiting.append(parts[1])
        elif pages[-1]:
            waiting.append(block)
        else:
            raise DoesNotFit(type(block).__name__)
        if parts is None:
            waiting += reversed(_headings_at_end(pages[-1]))
        pages.append([])
        room = later_room
    return pages


def _headings_at_end(page: list[Block]) -> list[Block]:
    """Take the headings off the end of a page whose next block did not fit any more."""
    end = len(page)
    while end and isinstance(page[end - 1], Gap | KeptWithNext | Landmark):
        end -= 1
    taken = page[end:]
    while taken and isinstance(taken[0], Gap):
        taken.pop(0)
    if end and taken:
        del page[end:]
        return taken
    return []


def draw_pages(
    pen: Pen,
    pages: Sequence[Sequence[Block]],
    furniture: Furniture,
    paper: PaperSize = US_LETTER,
) -> None:
    """Draw all pages, each with its footer."""
    width = paper.text_width
    for number, blocks in enumerate(pages, 1):
        top = paper.top
        if paper.shift:
            pen.translate(paper.shift, 0)
        if number > 1:
            furniture.continuation.draw(pen, MARGIN, top, width)
            top -= furniture.continuation.height(width)
        for block in blocks:
            block.draw(pen, MARGIN, top, width)
            top -= block.height(width)
        furniture.footer(pen, number, len(pages))
        pen.showPage()
