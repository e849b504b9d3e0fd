"""An exported chart as one PDF: title page, contents with page numbers, and a part after another.

The pages of the parts are laid out first, since the contents need their numbers; the contents take
as many pages whatever the numbers are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from itertools import groupby

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.errors import LetterRefused
from practice_desk.letters import layout
from practice_desk.letters.blocks import (
    Block,
    Columns,
    Gap,
    KeptWithNext,
    Landmark,
    Marked,
    Rule,
    Stack,
)
from practice_desk.letters.chart_export import (
    Cell,
    ChartExportContent,
    ExportEntry,
    ExportSection,
    ExportTable,
)
from practice_desk.letters.dates import birth_date
from practice_desk.letters.drawing import PdfDocument, Pen, TextBlock, TextStyle
from practice_desk.letters.fonts import BOLD, REGULAR
from practice_desk.letters.layout import BODY, LABEL, MEDIUM, SMALL, TITLE, plain
from practice_desk.letters.pages import (
    MARGIN,
    PAGE_WIDTH,
    Composition,
    DoesNotFit,
    Furniture,
    draw_pages,
    paginate,
)
from practice_desk.letters.rendering import RenderedLetter
from practice_desk.letters.shaping import MissingGlyph
from practice_desk.letters.table import Table
from practice_desk.letters.text import Clean, Markup, bold, clean, escape, stand_in
from practice_desk.letters.wording import common_wording

_HEADING = TextStyle(size=14, leading=18, bold=True)
_SUBHEAD = TextStyle(size=11, leading=14, bold=True)
_COLUMN = TextStyle(size=8.5, leading=11, bold=True)
_CELL = TextStyle(size=8.5, leading=11.5)
_FACTS = TextStyle(size=8.5, leading=11.5, gray=0.25)
_LINE = TextStyle(size=10, leading=14)
_RIGHT = TextStyle(size=10, leading=14, align="right")
_TITLE = "Chart export"
_SHARES_OF_CONTENTS = (0.9, 0.1)
_MUCH = 40
"""Rows and texts of a part from which on it begins a page of its own."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the contents: a part, or with `of_part` what of it begins on a page."""

    title: str
    page: int
    of_part: bool = False


def render_chart(
    content: ChartExportContent,
    *,
    made_at: datetime,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> RenderedLetter:
    """Return the pages; *made_at* (aware) becomes their creation date.

    *progress* is told how much is laid out and drawn of all, and may raise `Cancelled`. A sign
    that no font has is printed as "?". Raises LetterRefused where a text can't be set at all.
    """
    try:
        pages, furniture = _pages(content, _Meter(content, progress))
        paper = layout.paper(content.letterhead)
        document = PdfDocument(
            title=Clean(_TITLE),
            made_at=made_at,
            page_size=(paper.width, paper.height),
            has_bookmarks=True,
        )
        draw_pages(document.pen, pages, furniture, paper)
        pdf = document.finish()
    except (DoesNotFit, MissingGlyph) as error:
        raise LetterRefused(
            "A text of this chart can't be set on a page.",
            "Choose fewer parts, or shorten names and addresses in the chart.",
        ) from error
    return RenderedLetter(pdf, len(pages), sha256(pdf).hexdigest())


def _pages(content: ChartExportContent, meter: _Meter) -> tuple[list[list[Block]], Furniture]:
    furniture = Furniture(_continued(content), _Footer(content))
    paper = layout.paper(content.letterhead)

    def set_pages(blocks: list[Block]) -> list[list[Block]]:
        return paginate(Composition(Clean(_TITLE), tuple(blocks), furniture, paper))

    front = set_pages(_front(content))
    body: list[list[Block]] = []
    lines: list[_Line] = []
    for group in _groups(content.sections):
        set_blocks = [_section(section, meter) for section in group]
        pages = set_pages([block for blocks in set_blocks for block in blocks])
        for section, blocks in zip(group, set_blocks, strict=True):
            lines += _lines(section, blocks, pages, len(body) + 1)
        body += pages
    contents = set_pages(_contents(lines, 0))
    before = len(front) + len(contents)
    contents = set_pages(_contents(lines, before))
    return [*front, *contents, *body], furniture


def _groups(sections: tuple[ExportSection, ...]) -> Iterator[list[ExportSection]]:
    """Yield parts that follow each other on a page; one with much in it begins a page."""
    group: list[ExportSection] = []
    for section in sections:
        is_long = len(section.entries) + sum(len(t.rows) for t in section.tables) > _MUCH
        if group and is_long:
            yield group
            group = []
        group.append(section)
        if is_long:
            yield group
            group = []
    if group:
        yield group


def _lines(
    section: ExportSection, blocks: list[Block], pages: list[list[Block]], first: int
) -> Iterator[_Line]:
    """Yield on which page a part begins, and where the texts of each year in it do."""
    own = {id(block) for block in blocks}
    placed = [(first + n, b) for n, page in enumerate(pages) for b in page if id(b) in own]
    yield _Line(section.title, placed[0][0])
    starts = [number for number, block in placed if _begins(block)]
    dated = list(zip(section.entries, starts, strict=True))
    for year, group in groupby(dated, key=lambda each: each[0].day.year):
        entries = list(group)
        count = f"{len(entries)} entries" if len(entries) > 1 else "1 entry"
        yield _Line(f"{year}: {count}", entries[0][1], of_part=True)


def _begins(block: Block) -> bool:
    return isinstance(block, KeptWithNext) and isinstance(block.inner, _EntryHeading)


def _contents(lines: list[_Line], before: int) -> list[Block]:
    blocks: list[Block] = [Landmark(Clean("Contents")), TextBlock(plain("Contents"), _HEADING)]
    blocks.append(Gap(8))
    for line in lines:
        number = str(line.page + before)
        said = _said(line.title)
        if line.of_part:
            indented = Marked(TextBlock.empty(), TextBlock(said, _LINE))
            blocks.append(_contents_row(indented, number))
        else:
            blocks += [Gap(4), _contents_row(TextBlock(bold(said), _LINE), number)]
    return blocks


def _contents_row(said: Block, number: str) -> Block:
    page = TextBlock(plain(number), _RIGHT)
    row = Columns([said, page], _SHARES_OF_CONTENTS)
    return Stack([row, Rule(0.3, gray=0.8)])


def _front(content: ChartExportContent) -> list[Block]:
    blocks: list[Block] = [
        layout.letterhead(content.letterhead),
        Gap(26),
        Landmark(Clean(_TITLE)),
        TextBlock(plain(_TITLE), TITLE),
        Gap(10),
        _whose(content),
        Gap(14),
        TextBlock(plain("What is in it"), _SUBHEAD),
        Gap(3),
        TextBlock(_said(", ".join(section.title for section in content.sections)), BODY),
        Gap(12),
        TextBlock(plain("What is not in it"), _SUBHEAD),
        Gap(3),
    ]
    for sentence in content.left_out:
        blocks += [TextBlock(plain("•\u2002") + _said(sentence), BODY), Gap(2)]
    blocks += layout.part2_notice(content.part2)
    if content.redisclosure:
        blocks += [Gap(8), TextBlock(plain(content.redisclosure), SMALL)]
    return blocks


def _whose(content: ChartExportContent) -> Block:
    born = "not known" if content.birth_date is None else birth_date(content.birth_date)
    rows = [
        [("Patient", content.patient_name, MEDIUM), ("Date of birth", born, BODY)],
        [("For", content.recipient, BODY), ("Chart number", content.chart_number, BODY)],
        [("Purpose", content.purpose, BODY), ("Period", content.period, BODY)],
        [("Ground", content.basis, BODY), ("Made on", write_date(content.made_on), BODY)],
        [("Made by", content.made_by, BODY), ("Number", content.code, BODY)],
    ]
    blocks: list[Block] = []
    for row in rows:
        cells = [
            Stack([TextBlock(plain(label), LABEL), TextBlock(_said(text), style)])
            for label, text, style in row
        ]
        blocks += [Columns(cells, [0.64, 0.36]), Gap(6)]
    return Stack(blocks)


class _Meter:
    """Tells how many parts and texts were laid out, and then drawn."""

    def __init__(self, content: ChartExportContent, progress: Callable[[int, int], None]) -> None:
        self._progress, self._done = progress, 0
        self._total = sum(2 * len(each.entries) + 1 for each in content.sections)

    def step(self) -> None:
        """Count one more. Raises what the progress does."""
        self._done += 1
        self._progress(min(self._done, self._total), self._total)


class _EntryHeading:
    """The heading of one text, with its bookmark; it counts when it is laid out and drawn."""

    def __init__(self, entry: ExportEntry, meter: _Meter) -> None:
        self._meter, self._is_set = meter, False
        rows: list[Block] = [
            Landmark(stand_in_line(entry.heading), level=1),
            Gap(10),
            TextBlock(_said(entry.heading), _SUBHEAD),
        ]
        rows += [TextBlock(_said(fact), _FACTS) for fact in entry.facts]
        self._stack = Stack([*rows, Gap(3)])

    def height(self, width: float) -> float:
        """Return the height when *width* wide."""
        if not self._is_set:
            self._is_set = True
            self._meter.step()
        return self._stack.height(width)

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw with the upper left corner at (*x*, *top*)."""
        self._meter.step()
        self._stack.draw(pen, x, top, width)


def _section(section: ExportSection, meter: _Meter) -> list[Block]:
    meter.step()
    blocks: list[Block] = [
        Landmark(stand_in_line(section.title)),
        KeptWithNext(TextBlock(_said(section.title), _HEADING)),
        Gap(6),
    ]
    if section.intro:
        blocks += [TextBlock(_said(section.intro), SMALL), Gap(8)]
    for table in section.tables:
        if not table.rows:
            continue
        if table.title:
            blocks.append(KeptWithNext(Stack([TextBlock(_said(table.title), _SUBHEAD), Gap(4)])))
        blocks += [_table(table), Gap(12)]
    for entry in section.entries:
        blocks.append(KeptWithNext(_EntryHeading(entry, meter)))
        for heading, text in entry.paragraphs:
            if heading:
                blocks.append(KeptWithNext(TextBlock(bold(_said(heading)), BODY)))
            blocks += [TextBlock(_said(line), BODY) for line in text.split("\n") if line.strip()]
            blocks.append(Gap(4))
    if section.is_empty:
        blocks.append(TextBlock(plain("No entries in this export."), BODY))
    blocks.append(Gap(16))
    return blocks


def _table(whole: ExportTable) -> Block:
    table = whole.printed
    return Table(
        tuple(TextBlock(plain(name), _COLUMN) for name in table.columns),
        tuple(tuple(TextBlock(_said(_text(cell)), _CELL) for cell in row) for row in table.rows),
        table.shares,
        pad_y=3,
    )


def _text(cell: Cell) -> str:
    return write_date(cell) if isinstance(cell, date) else cell


def _said(text: str) -> Markup:
    """Return a value as markup, with "?" for what no font has: a chart is printed in any case."""
    return escape(stand_in(text), "chart")


def stand_in_line(text: str) -> Clean:
    """Return *text* on one line, with "?" for what can't be printed."""
    return clean(stand_in(text), "chart")


def _continued(content: ChartExportContent) -> Block:
    who = bold(_said(content.patient_name))
    born = "" if content.birth_date is None else f", born {birth_date(content.birth_date)}"
    left = TextBlock(who + _said(f"{born} · chart {content.chart_number}"), SMALL)
    right = TextBlock(_said(f"{_TITLE} {content.code}"), replace(SMALL, align="right"))
    return Stack([Columns([left, right], [0.72, 0.28]), Gap(4), Rule(0.75), Gap(10)])


class _Footer:
    """Whose chart it is and "Page x of y", as pages get separated."""

    def __init__(self, content: ChartExportContent) -> None:
        self._clinic = stand_in_line(content.letterhead.name)
        self._chart = stand_in_line(f"Chart {content.chart_number}")

    def __call__(self, pen: Pen, number: int, pages: int) -> None:
        text = common_wording().labels.page
        page = Clean(text.replace("{number}", str(number)).replace("{pages}", str(pages)))
        pen.setFillGray(0)
        pen.setFont(REGULAR, 8.5)
        pen.drawString(MARGIN, 36, self._clinic)
        pen.setFont(BOLD, 8.5)
        pen.drawCentredString(PAGE_WIDTH / 2, 36, self._chart)
        pen.setFont(REGULAR, 8.5)
        pen.drawRightString(PAGE_WIDTH - MARGIN, 36, page)
