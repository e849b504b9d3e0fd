"""A report on paper: what was asked and when, the table, the picture, how it is counted."""

from __future__ import annotations

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.clinic import ClinicProfile
from practice_desk.domain.report import CellKind, Report, ReportColumn
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
_SHARES = {CellKind.TEXT: 2.4, CellKind.PATIENT: 2.4, CellKind.DATE: 1.3}
_NOTHING = "Nothing was found for what was asked."


def render_report(report: Report, profile: ClinicProfile) -> RenderedLetter:
    """Return the pages; they look the same for the same report.

    Raises LetterRefused for text that cannot be printed.
    """
    head = Letterhead.of(profile)
    composition = Composition(
        clean(report.title, "report's title"),
        tuple(_blocks(report, head)),
        Furniture(_continued(report), layout.PageFooter(clean(_footer(report), "report"))),
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
        blocks.append(_table(report))
    blocks.append(Gap(12))
    blocks += [TextBlock(_words(note), layout.SMALL) for note in answer.notes]
    return blocks


def _standing(report: Report) -> str:
    moment = report.as_of.astimezone()
    told = f"As of {write_date(moment.date())}, {moment:%H:%M}."
    if report.answer.counted is None:
        return told
    return f"{told} {report.answer.counted:,} patients are behind it."


def _table(report: Report) -> Block:
    table = report.answer.table
    columns = table.columns
    rows = [
        tuple(_cell(cell_text(cell, c.kind)) for cell, c in zip(row, columns, strict=True))
        for row in table.rows
    ]
    if table.total is not None:
        pairs = zip(table.total, columns, strict=True)
        rows.append(tuple(_cell(cell_text(cell, c.kind), strong=True) for cell, c in pairs))
    heading = tuple(TextBlock(_words(column.title), _HEADING) for column in columns)
    return Table(heading, tuple(rows), tuple(map(_share, columns)), pad_y=3.5)


def _share(column: ReportColumn) -> float:
    return _SHARES.get(column.kind, 1.0)


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
