"""Sets a `Sheet`: the page that most letters share, from letterhead to the strip to send back."""

from __future__ import annotations

from practice_desk.letters import layout, sheet
from practice_desk.letters.blocks import (
    Block,
    Box,
    Columns,
    Gap,
    KeptWithNext,
    Landmark,
    Marked,
    Stack,
    Tick,
    WriteOn,
)
from practice_desk.letters.drawing import TextBlock, TextStyle
from practice_desk.letters.pages import PAGE_ROOM, WIDTH, Composition
from practice_desk.letters.sheet import Cell, Part, Sheet
from practice_desk.letters.table import Table, TableWithClosing
from practice_desk.letters.text import Markup, bold, clean, escape, fill, lines, small, strong
from practice_desk.letters.tightening import without_needless_page
from practice_desk.letters.wallet_card import wallet_cards
from practice_desk.letters.wording import common_wording

_HEADING = TextStyle(size=9, leading=11.5, bold=True)
_CELL = TextStyle(size=9.5, leading=12.5)
_HEADLINE = TextStyle(size=15, leading=19, bold=True)
_SUBHEAD = TextStyle(size=11, leading=14, bold=True)
_LABEL = TextStyle(size=10, leading=13.5, gray=0.35)
_PAD_Y, _FILLED_IN = 5.0, 8.0
"""Points above and below a row, and of one that is written into."""
_CARD_ROWS = 2
"""Rows of two panels of a card that the first page has room for."""
_APART = 8
"""Points between the parts."""
_LABELS = 0.27
"""The share of the width that labels of facts take."""


def compose(page: Sheet) -> Composition:
    """Return the letter ready for its pages. Raises LetterRefused for what cannot be printed."""
    frame = page.frame
    furniture = layout.furniture(
        frame.letterhead,
        frame.patient,
        frame.code,
        frame.signatory.callback_phone,
        page.language,
    )
    flag = layout.plain(page.urgent) if page.urgent and frame.is_urgent else None
    top: list[Block] = [
        layout.letterhead(frame.letterhead, common_wording(page.language).labels.phone),
        Gap(10),
        layout.addresses(frame.recipient, frame.written_on, frame.code, page.language),
        Gap(12),
        *layout.replaces_notice(frame.replaces, page.language),
        layout.title(escape(page.title, "letter's title"), flag),
        Gap(6),
        layout.patient_box(frame.patient, page.language),
        Gap(10),
    ]
    body = [block for part in page.parts for block in (*_set(part), Gap(_APART))]
    closing = _closing(page)
    last = body[-2] if body else None
    if isinstance(last, Table):  # its last row stands with the signature
        room = PAGE_ROOM - furniture.continuation.height(WIDTH)
        body[-2:] = [TableWithClosing(last, closing, room)]
    else:  # so does whatever else came last
        body[-2:] = [Stack([*body[-2:-1], closing])]
    title = clean(page.document_title.replace("{code}", frame.code), "letter's code")
    return without_needless_page(
        Composition(title, (*top, *body), furniture, layout.paper(frame.letterhead), page.language)
    )


def _closing(page: Sheet) -> Stack:
    """Return what stands together at the end: statement, notice, signature, strip to send back."""
    frame = page.frame
    blocks: list[Block] = [Gap(_APART + 2)]
    blocks += [block for part in page.closing for block in (*_set(part), Gap(_APART))]
    if page.prescription_notice:
        blocks.append(layout.not_a_prescription(page.language))
    blocks += layout.part2_notice(frame.part2)
    blocks.append(layout.sign_off(frame.signatory, page.language))
    if frame.copies:
        names = [escape(name, "name of who gets a copy") for name in frame.copies]
        told = fill(common_wording(page.language).labels.copies, names=_listed(names))
        blocks += [Gap(6), TextBlock(told, layout.SMALL)]
    if page.acknowledgement is not None:
        blocks += [Gap(12), layout.return_strip(frame.letterhead, frame.code, page.acknowledgement)]
    return Stack(blocks)


def _listed(names: list[Markup]) -> Markup:
    return Markup(", ".join(name.source for name in names))


def _set(part: Part) -> list[Block]:
    match part:
        case sheet.Headline():
            return [_headline(part)]
        case sheet.Facts():
            return [_facts(part)]
        case sheet.Text():
            return [_text(part)]
        case sheet.Heading():
            heading = TextBlock(escape(part.text, "heading"), _SUBHEAD)
            mark = Landmark(clean(part.text, "heading"))
            return [KeptWithNext(Stack([mark, Gap(4), heading]))]
        case sheet.Bullets():
            return [_point(each) for each in part.points]
        case sheet.Grid():
            return [_grid(part)]
        case sheet.Ticks():
            return [_ticks(part)]
        case sheet.Notice():
            return [_notice(part)]
        case sheet.WalletCard():
            return _wallet_card(part)


def _headline(part: sheet.Headline) -> Block:
    rows: list[Block] = [TextBlock(escape(part.text, "letter's message"), _HEADLINE)]
    if part.beside:
        rows.append(TextBlock(escape(part.beside, "letter's message"), layout.BODY))
    return Box(Stack(rows), pad_x=10, pad_y=7, weight=2)


def _facts(part: sheet.Facts) -> Block:
    rows: list[Block] = []
    for label, value in part.rows:
        if not value.strip():
            continue
        told = TextBlock(bold(escape(value, label.lower())), layout.BODY)
        named = TextBlock(layout.plain(label), _LABEL)
        rows += [Columns([named, told], [_LABELS, 1 - _LABELS], gap=10), Gap(2)]
    return Stack(rows)


def _text(part: sheet.Text) -> Block:
    said = escape(part.text, "letter's text")
    style = layout.SMALL if part.small else layout.BODY
    return TextBlock(bold(said) if part.bold else said, style)


def _point(text: str) -> Block:
    mark = TextBlock(layout.plain("•"), layout.BODY)
    return Marked(mark, TextBlock(escape(text, "point"), layout.BODY))


def _grid(part: sheet.Grid) -> Block:
    return Table(
        tuple(TextBlock(layout.plain(name), _HEADING) for name in part.columns),
        tuple(tuple(TextBlock(_cell(cell), _CELL) for cell in row) for row in part.rows),
        part.shares,
        arrow_before=part.arrow_before,
        pad_y=_FILLED_IN if part.to_fill_in else _PAD_Y,
        ruled=part.to_fill_in,
    )


def _cell(cell: Cell) -> Markup:
    label = small(bold(escape(cell.label, "table"))) if cell.label else Markup("")
    first = strong(escape(cell.strong, "table")) if cell.strong else Markup("")
    if cell.beside:
        first = first + Markup(" ") + escape(cell.beside, "table")
    said = escape(cell.text, "table") if cell.text else Markup("")
    explained = small(escape(cell.small, "table")) if cell.small else Markup("")
    return lines([label, first, said, explained])


def _ticks(part: sheet.Ticks) -> Block:
    rows: list[Block] = []
    if part.question:
        rows += [TextBlock(bold(escape(part.question, "question")), layout.BODY), Gap(4)]
    ticks = [Tick(TextBlock(escape(each, "answer"), layout.BODY)) for each in part.choices]
    if part.side_by_side and ticks:
        rows += [Columns(ticks, [1] * len(ticks)), Gap(3)]
    else:
        rows += [block for tick in ticks for block in (tick, Gap(3))]
    for label in part.write_on:
        rows.append(WriteOn(TextBlock(layout.plain(label), layout.LABEL)))
    return Stack(rows)


def _notice(part: sheet.Notice) -> Block:
    heading = TextBlock(escape(part.title, "notice"), _SUBHEAD)
    said = TextBlock(escape(part.text, "notice"), layout.SMALL)
    return Box(Columns([heading, said], [0.3, 0.7]), pad_y=6)


def _wallet_card(part: sheet.WalletCard) -> list[Block]:
    front = [
        bold(layout.plain(label)) + Markup(" ") + escape(value, label.lower())
        for label, value in part.front
    ]
    entries = (
        [bold(escape(name, "card")), *(escape(line, "card") for line in said.splitlines())]
        for name, said in part.entries
    )
    return wallet_cards(layout.plain(part.title), front, entries, part.panel, rows=_CARD_ROWS)
