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
from practice_desk.letters.pages import BOTTOM, MARGIN, PAGE_WIDTH, WIDTH, Composition, Furniture
from practice_desk.letters.rendering import RenderedLetter, render_composition
from practice_desk.letters.text import Clean, Markup, bold, clean, escape, stand_in

_QUESTION = TextStyle(size=12.5, leading=16)
_HEADING = TextStyle(size=13.5, leading=17, bold=True)
_CHOICE = TextStyle(size=12, leading=15)
_RIGHT = TextStyle(size=10, leading=13.5, align="right")
_BOX, _LINE_ROOM = 12.0, 26.0
_LINES_OF_TALL = 4
_WIDEST_BESIDE = 14
"""Characters of a choice with which all still stand to the right of their question."""
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


def render_check_in_paper(paper: CheckInPaper, made_at: datetime) -> RenderedLetter:
    """Return the paper as a PDF; *made_at* (aware) becomes its creation date.

    Characters that the fonts lack are printed as "?".
    """
    return render_composition(_compose(paper), made_at=made_at)


def _compose(paper: CheckInPaper) -> Composition:
    words = paper.words
    blocks: list[Block] = [_heading(paper)]
    shown = ""
    for page in paper.pages:
        blocks += _page(page, with_title=page.title != shown)
        shown = page.title
    crisis = bold(plain(words["crisis_title"])) + plain(". ") + plain(words["crisis_text"])
    blocks.append(Box(TextBlock(crisis, _CHOICE), pad_x=10, pad_y=8, weight=1.5))
    title = clean(words["paper_title"], "paper's title")
    return Composition(title, tuple(blocks), _furniture(paper))


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
    if _stands_beside(item):
        ticks = [_tick(choice.words) for choice in item.choices]
        yield Columns([question, *ticks], [0.52, *[0.48 / len(ticks)] * len(ticks)])
    else:
        if item.words:
            yield question
            yield Gap(3)
        for start in range(0, len(item.choices), _MOST_IN_A_ROW):
            some = item.choices[start : start + _MOST_IN_A_ROW]
            cells: list[Block] = [_tick(choice.words) for choice in some]
            cells += [TextBlock.empty()] * (_MOST_IN_A_ROW - len(cells))
            yield Columns(cells, [1 / _MOST_IN_A_ROW] * _MOST_IN_A_ROW)
    if item.length:
        label = item.text_words or (item.shown if not item.choices else "")
        for number in range(_LINES_OF_TALL if item.is_tall else 1):
            yield WriteOn(TextBlock(_text("" if number else label), SMALL), _LINE_ROOM)


def _stands_beside(item: Item) -> bool:
    return 0 < len(item.choices) <= _MOST_BESIDE and all(
        len(choice.words) <= _WIDEST_BESIDE for choice in item.choices
    )


def _tick(words: str) -> Block:
    return Tick(TextBlock(_text(words), _CHOICE), size=_BOX)


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
