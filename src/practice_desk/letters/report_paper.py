"""A report on paper: what was asked and when, the table, the picture, how it is counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.clinic import ClinicProfile
from practice_desk.domain.report import Cell, CellKind, Report, ReportTable
from practice_desk.domain.report_picture import draw_picture
from practice_desk.domain.report_words import cell_text
from practice_desk.letters import layout
from practice_desk.letters.blocks import Block, Gap, KeptWithNext, Rule, Stack
from practice_desk.letters.drawing import TextBlock, TextStyle
from practice_desk.letters.pages import WIDTH, Composition, Furniture
from practice_desk.letters.parties import Letterhead
from practice_desk.letters.picture import PictureBlock, text_width
from practice_desk.letters.rendering import RenderedLetter, render_composition
from practice_desk.letters.table import Table
from practice_desk.letters.text import Markup, bold, clean, escape

_HEADING = TextStyle(size=9, leading=11.5, bold=True)
_CELL = TextStyle(size=9, leading=12)
_TITLES = TextStyle(size=8, leading=10, bold=True)
_ROOM = 8.6
"""The shares of a page within which no word of a title breaks."""
_NUMBERS = frozenset({CellKind.COUNT, CellKind.PERCENT, CellKind.DAYS})
_SHARES = {CellKind.PATIENT: 2.4, CellKind.DATE: 1.3}
_NOTHING = "Nothing was found for what was asked."


def render_report(report: Report, profile: ClinicProfile) -> RenderedLetter:
    """Return the pages; they look the same for the same report.

    Raises LetterRefused for text that cannot be printed.
    """
    head = Letterhead.of(profile)
    composition = Composition(
        clean(report.title, "report's title"),
        tuple(_blocks(report, head)),
        Furniture(_continued(report), layout.PageFooter("", _footer(report))),
        layout.paper(head),
    )
    return render_composition(composition, made_at=report.as_of.replace(microsecond=0))


def _blocks(report: Report, head: Letterhead) -> list[Block]:
    answer = report.answer
    blocks: list[Block] = [
        layout.letterhead(head),
        Gap(14),
        TextBlock(_words(report.title), layout.TITLE),
        Gap(4),
        TextBlock(_words(report.asked), layout.BODY),
        TextBlock(_words(_standing(report)), layout.SMALL),
        Gap(12),
    ]
    table = answer.table
    if not table.rows:
        blocks.append(TextBlock(bold(layout.plain(_NOTHING)), layout.BODY))
    elif answer.picture is not None:
        numbers = answer.picture_table or table
        drawn = draw_picture(answer.picture, numbers, WIDTH, text_width)
        title = TextBlock(_words(answer.picture.title), _HEADING)
        blocks += [KeptWithNext(title), Gap(6), PictureBlock(drawn.shapes, drawn.height), Gap(12)]
    if table.rows:
        blocks += _tables(table)
    blocks.append(Gap(2))
    blocks += [TextBlock(_words(note), layout.SMALL) for note in answer.notes]
    return blocks


def _standing(report: Report) -> str:
    moment = report.as_of.astimezone()
    told = f"As of {write_date(moment.date())}, {moment:%H:%M}."
    if report.answer.counted is None:
        return told
    return f"{told} {report.answer.counted:,} patients are behind it."


def _tables(table: ReportTable) -> Iterator[Block]:
    """Yield the table, in parts one below the other where its columns are too many for the page.

    Each part begins with what its rows are about.
    """
    columns = table.columns
    kinds = [column.kind in _NUMBERS for column in columns]
    lead = kinds.index(True) if True in kinds else len(columns)
    count = max(1, int(_ROOM - lead * _lead_share(lead)))
    rest = range(lead, len(columns))
    parts = max(1, -(-len(rest) // count))
    size = -(-len(rest) // parts)
    for part in range(parts):
        places = [*range(lead), *rest[part * size : (part + 1) * size]]
        yield _part(table, places)
        yield Gap(10)


def _part(table: ReportTable, places: Sequence[int]) -> Block:
    columns = [table.columns[place] for place in places]

    def cells(row: Sequence[Cell], *, strong: bool = False) -> tuple[TextBlock, ...]:
        own = [row[place] for place in places]
        pairs = zip(own, columns, strict=True)
        return tuple(_cell(cell_text(cell, c.kind), strong=strong) for cell, c in pairs)

    rows = [cells(row) for row in table.rows]
    if table.total is not None:
        rows.append(cells(table.total, strong=True))
    heading = tuple(TextBlock(_words(column.title), _TITLES) for column in columns)
    texts = sum(column.kind is CellKind.TEXT for column in columns)
    shares = [
        _lead_share(texts) if column.kind is CellKind.TEXT else _SHARES.get(column.kind, 1.0)
        for column in columns
    ]
    return Table(heading, tuple(rows), tuple(shares), pad_y=3.5)


def _lead_share(texts: int) -> float:
    """Return how wide each of so many columns of text is."""
    return 2.4 if texts == 1 else 1.7


def _cell(text: str, *, strong: bool = False) -> TextBlock:
    if not text:
        return TextBlock.empty()
    return TextBlock(bold(_words(text)) if strong else _words(text), _CELL)


def _continued(report: Report) -> Block:
    return Stack([TextBlock(bold(_words(report.title)), layout.BODY), Gap(5), Rule(1), Gap(14)])


def _footer(report: Report) -> str:
    return f"{report.title}, {write_date(report.as_of.astimezone().date())}"


def _words(text: str) -> Markup:
    return escape(clean(text, "report"), "report")
