"""The check-in on paper: the same questions as on the screen, large, to be filled in with a pen.

It is no letter: nobody signs it and it goes to the patient alone. The page says whose it is by name
and chart number, since staff enters the answers later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from practice_desk.domain.check_in_sheet import Item, Page
from practice_desk.letters.blocks import Block, Box, Columns, Gap, Rule, Stack, Tick, WriteOn
from practice_desk.letters.drawing import Pen, TextBlock, TextStyle
from practice_desk.letters.fonts import REGULAR
from practice_desk.letters.layout import SMALL, TITLE, plain
from practice_desk.letters.pages import (
    A4_AS_LETTER,
    BOTTOM,
    MARGIN,
    PAGE_WIDTH,
    US_LETTER,
    WIDTH,
    Composition,
    Furniture,
)
from practice_desk.letters.picture import text_width
from practice_desk.letters.rendering import RenderedLetter, render_composition
from practice_desk.letters.text import Clean, Markup, bold, clean, escape, stand_in

_QUESTION = TextStyle(size=12.5, leading=16)
_HEADING = TextStyle(size=13.5, leading=17, bold=True)
_CHOICE = TextStyle(size=12, leading=15)
_RIGHT = TextStyle(size=10, leading=13.5, align="right")
_BOX, _LINE_ROOM = 12.0, 26.0
_LINES_OF_TALL = 4
_GAP, _TICK_GAP = 16.0, 7.0
"""Points between what stands side by side, and between a box and its words."""
_LEAST_QUESTION, _TICK_SHARE = 0.34, 0.16
"""What of the width a question needs at least with its choices to the right; what each gets."""
_MOST_BESIDE, _MOST_IN_A_ROW = 3, 4


@dataclass(frozen=True, slots=True)
class CheckInPaper:
    """What may reach the page. *words* are the screen's in the same language as *pages*."""

    clinic_name: str
    patient_name: str
    chart_number: str
    printed_on: date
    words: dict[str, str]
    pages: tuple[Page, ...]
    a4: bool = False
    language: str = "en"


def render_check_in_paper(paper: CheckInPaper, made_at: datetime) -> RenderedLetter:
    """Return the paper as a PDF; *made_at* (aware) becomes its creation date.

    Characters that the fonts lack are printed as "?".
    """
    return render_composition(_compose(paper), made_at=made_at)


def _compose(paper: CheckInPaper) -> Composition:
    words = paper.words
    crisis = bold(plain(words["crisis_title"])) + plain(". ") + plain(words["crisis_text"])
    box = Box(TextBlock(crisis, _CHOICE), pad_x=10, pad_y=8, weight=1.5)
    blocks: list[Block] = [_heading(paper), Stack([box, Gap(12)])]
    shown = ""
    for page in paper.pages:
        blocks += _page(page, with_title=page.title != shown)
        shown = page.title
    title = clean(words["paper_title"], "paper's title")
    sheet = A4_AS_LETTER if paper.a4 else US_LETTER
    return Composition(title, tuple(blocks), _furniture(paper), sheet, f"{paper.language}-US")


def _heading(paper: CheckInPaper) -> Block:
    words = paper.words
    day = paper.printed_on
    when = f"{day.month}/{day.day}/{day.year}"  # in figures, for every language
    who = f"{paper.patient_name}\n{paper.chart_number} · {when}"
    return Stack(
        [
            Columns(
                [TextBlock(plain(words["paper_title"]), TITLE), TextBlock(_text(who), _RIGHT)],
                [0.55, 0.45],
                bottom=True,
            ),
            Gap(4),
            TextBlock(plain(words["paper_how"]), SMALL),
            Gap(6),
            Rule(1.5),
            Gap(12),
        ]
    )


def _page(page: Page, *, with_title: bool) -> Iterator[Block]:
    """Yield the blocks of a page; a question is never torn from its choices."""
    head: list[Block] = []
    if with_title:
        head = [Gap(6), TextBlock(_text(page.title), _HEADING), Gap(4)]
        for said in (page.intro, page.note):
            if said:
                head += [TextBlock(_text(said), SMALL), Gap(4)]
        if page.foot:
            head += [TextBlock(_text(page.foot), SMALL), Gap(4)]
    for item in page.items:
        yield Stack([*head, *_item(item), Gap(9)])
        head = []
    if head:
        yield Stack(head)


def _item(item: Item) -> Iterator[Block]:
    question = TextBlock(_text(item.words), _QUESTION)
    if (shares := _shares_beside(item)) is not None:
        ticks = [_tick(choice.words) for choice in item.choices]
        yield Columns([question, *ticks], shares, gap=_GAP)
    else:
        if item.words:
            yield question
            yield Gap(3)
        columns = _in_a_row(item)
        for start in range(0, len(item.choices), columns):
            some = item.choices[start : start + columns]
            cells: list[Block] = [_tick(choice.words) for choice in some]
            cells += [TextBlock.empty()] * (columns - len(cells))
            yield Columns(cells, [1 / columns] * columns, gap=_GAP)
    if item.length:
        label = item.text_words or (item.shown if not item.choices else "")
        for number in range(_LINES_OF_TALL if item.is_tall else 1):
            yield WriteOn(TextBlock(_text("" if number else label), SMALL), _LINE_ROOM)


def _shares_beside(item: Item) -> list[float] | None:
    """Return what of the width the question and each choice get on one line; None if too little."""
    ticks = [_tick_width(choice.words) for choice in item.choices]
    gaps = _GAP * len(ticks)
    left = WIDTH - gaps - sum(ticks)
    if not 0 < len(ticks) <= _MOST_BESIDE or left < _LEAST_QUESTION * WIDTH:
        return None
    each = max(max(ticks), _TICK_SHARE * (WIDTH - gaps))
    question = WIDTH - gaps - each * len(ticks)
    if question < _LEAST_QUESTION * WIDTH:
        return [left, *ticks]
    return [question, *[each] * len(ticks)]


def _in_a_row(item: Item) -> int:
    """Return how many choices stand in a row: two or three long ones share all of its width."""
    quarter = (WIDTH - _GAP * (_MOST_IN_A_ROW - 1)) / _MOST_IN_A_ROW
    count = len(item.choices)
    is_long = any(_tick_width(choice.words) > quarter for choice in item.choices)
    words = (word for choice in item.choices for word in choice.words.split())
    if is_long and count < _MOST_IN_A_ROW:
        return count
    return _MOST_IN_A_ROW if all(_tick_width(word) <= quarter for word in words) else 2


def _tick_width(words: str) -> float:
    """Return how wide a box with its words is on one line, in points."""
    return _BOX + _TICK_GAP + text_width(stand_in(words), _CHOICE.size, bold=False) + 1


def _tick(words: str) -> Block:
    return Tick(TextBlock(_text(words), _CHOICE), size=_BOX, gap=_TICK_GAP)


def _furniture(paper: CheckInPaper) -> Furniture:
    who = bold(_text(paper.patient_name)) + _text(f", {paper.chart_number}")
    clinic = TextBlock(_text(paper.clinic_name), _RIGHT)
    line = Columns([TextBlock(who, _CHOICE), clinic], [0.6, 0.4])
    continuation = Stack([line, Gap(4), Rule(1), Gap(10)])
    return Furniture(continuation, _Footer(paper))


class _Footer:
    """Where the paper goes, and which page of how many it is."""

    def __init__(self, paper: CheckInPaper) -> None:
        self._text = stand_in(paper.words["paper_back"])
        self._page = paper.words["progress"]

    def __call__(self, pen: Pen, number: int, pages: int) -> None:
        Rule(0.75).draw(pen, MARGIN, BOTTOM - 18, WIDTH)
        pen.setFillGray(0)
        pen.setFont(REGULAR, 8.5)
        pen.drawString(MARGIN, 38, self._text)
        page = self._page.replace("{number}", str(number)).replace("{count}", str(pages))
        pen.drawRightString(PAGE_WIDTH - MARGIN, 38, Clean(page))


def _text(text: str) -> Markup:
    return escape(stand_in(text), "paper's text")
