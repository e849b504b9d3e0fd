"""What goes before a letter or around it: fax cover, address sheet, envelope.

The value has no field of the patient, so that none can reach the page: a fax lies open in a room
full of people, and an envelope goes through many hands. The address stands on a sheet of its own,
because the frame with name and birth date of a letter would shift into the window.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from practice_desk.domain.errors import LetterRefused, Problem
from practice_desk.domain.letter_cover import CoverKind
from practice_desk.letters.blocks import Block, Box, Columns, Gap, Rule, Stack
from practice_desk.letters.checks import check_length, check_present
from practice_desk.letters.dates import long_date
from practice_desk.letters.drawing import Pen, TextBlock, TextStyle
from practice_desk.letters.layout import BODY, MEDIUM, SMALL, letterhead, plain
from practice_desk.letters.pages import (
    A4,
    MARGIN,
    US_LETTER,
    Composition,
    Furniture,
    PaperSize,
)
from practice_desk.letters.parties import Letterhead, Recipient
from practice_desk.letters.rendering import RenderedLetter, render_composition
from practice_desk.letters.text import Markup, bold, clean, escape, fill, lines
from practice_desk.letters.wording import Wording, load_wording

_INCH, _MM = 72.0, 72 / 25.4
NO_10 = PaperSize(9.5 * _INCH, 4.125 * _INCH)
DL = PaperSize(220 * _MM, 110 * _MM)
_ADDRESS = TextStyle(size=10, leading=11.4)
_ENVELOPE = TextStyle(size=12, leading=15)
_RETURN = TextStyle(size=8, leading=9.5)
_FAX_TITLE = TextStyle(size=44, leading=48, bold=True)
_FLAG = TextStyle(size=20, leading=24, bold=True, align="center")
_FACT = TextStyle(size=12, leading=16)
_FACT_LABEL = TextStyle(size=9, leading=16, gray=0.35)


_MOST_LINES = {CoverKind.WINDOW: 3, CoverKind.ENVELOPE: 6}  # of an address below the name


@dataclass(frozen=True, slots=True)
class Cover:
    """Everything that a cover may say. `pages` are the letter's own.

    A `discreet` one leaves the clinic's name off what goes through the mail: it tells what a
    person whose name is on the envelope is treated for.
    """

    kind: CoverKind
    code: str
    written_on: date
    letterhead: Letterhead
    recipient: Recipient
    pages: int
    urgent: bool = False
    discreet: bool = False
    a4: bool = False


class FaxWording(Wording, frozen=True, rename={"from_": "from"}):
    """The fax cover; `{number}`, `{pages}`, `{code}`, `{clinic}` and `{phone}` are filled in."""

    title: str
    urgent: str
    to: str
    from_: str
    fax: str
    phone: str
    date: str
    pages: str
    pages_text: str
    about: str
    about_text: str
    missing: str
    confidential_title: str
    confidential: str


class WindowWording(Wording, frozen=True):
    """The address sheet; `{code}` and `{pages}` are filled in."""

    inside: str
    one_page: str
    many_pages: str
    fold: str


class CoverWording(Wording, frozen=True):
    """`resources/letters/cover.yaml`."""

    document_title: str
    fax: FaxWording
    window: WindowWording


@cache
def _wording() -> CoverWording:
    return load_wording("cover", CoverWording)


def cover_problems(cover: Cover) -> Iterator[Problem]:
    """Yield what the cover lacks: a fax number, or an address that a window can show."""
    recipient = cover.recipient
    yield from check_present(recipient.name, "recipient.name", "the recipient's name")
    yield from check_length(recipient.name, "recipient.name", "the recipient's name", 120)
    if cover.kind is CoverKind.FAX:
        yield from check_present(recipient.fax, "recipient.fax", "the recipient's fax number")
        yield from check_present(cover.letterhead.phone, "callback", "the clinic's phone number")
        return
    address = recipient.address_lines
    yield from check_present("".join(address), "recipient.address", "the recipient's address")
    if len(address) > _MOST_LINES[cover.kind] or any(len(line) > 60 for line in address):
        yield Problem("recipient.address", "The recipient's address is too long for it.")


def render_cover(cover: Cover, *, made_at: datetime) -> RenderedLetter:
    """Return the page; *made_at* (aware) becomes its creation date. Raises LetterRefused."""
    found = tuple(cover_problems(cover))
    if found:
        raise LetterRefused(
            " ".join(problem.sentence for problem in found), "Add it in the directory."
        )
    paper, placed = _PAGES[cover.kind](cover)
    title = clean(_wording().document_title.replace("{code}", cover.code), "letter's code")
    composition = Composition(
        title, (_Page(placed, paper),), Furniture(Gap(0), _no_footer), paper=paper
    )
    return render_composition(composition, made_at=made_at)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A block at a place of the sheet, in points from its left and upper edges."""

    block: Block
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class _Page:
    """A whole sheet of placed blocks."""

    placed: Sequence[_Placed]
    paper: PaperSize

    def height(self, width: float) -> float:
        """Return all the room there is."""
        return self.paper.room

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw each block where it belongs, wherever the page begins."""
        for each in self.placed:
            each.block.draw(pen, each.x, self.paper.height - each.y, each.width)


def _fax(cover: Cover) -> tuple[PaperSize, list[_Placed]]:
    wording, paper = _wording().fax, A4 if cover.a4 else US_LETTER
    clinic = escape(clean(cover.letterhead.name, "clinic's name"), "clinic's name")
    phone = escape(clean(cover.letterhead.phone, "clinic's phone"), "clinic's phone number")
    title: Block = TextBlock(plain(wording.title), _FAX_TITLE)
    if cover.urgent:
        flag = Box(TextBlock(plain(wording.urgent), _FLAG), pad_x=6, pad_y=6, weight=2)
        title = Columns([title, flag], [0.7, 0.3])
    notice = Stack(
        [
            TextBlock(plain(wording.confidential_title), MEDIUM),
            Gap(4),
            TextBlock(fill(wording.confidential, clinic=clinic, phone=phone), BODY),
        ]
    )
    pages = wording.pages_text.replace("{pages}", str(cover.pages + 1))
    about = wording.about_text.replace("{code}", clean(cover.code, "letter's code"))
    rows = Stack(
        [
            letterhead(cover.letterhead),
            Gap(30),
            title,
            Gap(20),
            *_fact(wording.to, _party(cover.recipient)),
            *_fact(wording.from_, _party(_as_recipient(cover.letterhead))),
            *_fact(wording.date, plain(long_date(cover.written_on))),
            *_fact(wording.pages, bold(plain(pages))),
            *_fact(wording.about, escape(about, "letter's code")),
            Gap(26),
            Box(notice, pad_x=14, pad_y=12, weight=1.5),
            Gap(14),
            TextBlock(fill(wording.missing, clinic=clinic, phone=phone), BODY),
        ]
    )
    return paper, [_Placed(rows, MARGIN, paper.height - paper.top, paper.text_width)]


def _fact(label: str, value: Markup) -> list[Block]:
    cells = [TextBlock(plain(label), _FACT_LABEL), TextBlock(value, _FACT)]
    return [Columns(cells, [0.14, 0.86]), Gap(8), Rule(0.5, 0.55), Gap(8)]


def _party(who: Recipient) -> Markup:
    wording = _wording().fax
    numbers = [
        fill(label, number=escape(clean(number, "number"), "number"))
        for label, number in ((wording.fax, who.fax), (wording.phone, who.phone))
        if number
    ]
    return lines([bold(_text(who.name)), *numbers])


def _as_recipient(clinic: Letterhead) -> Recipient:
    return Recipient(clinic.name, clinic.address_lines, clinic.phone, clinic.fax)


def _window(cover: Cover) -> tuple[PaperSize, list[_Placed]]:
    """Place the address where the window shows it, however the sheet slides in its envelope.

    Letter, folded in three, in a #10 envelope whose window of 4 1/2 x 1 1/8 inches lies 7/8 inch
    from the left and 1/2 inch from the bottom: always to be seen is what lies 2 1/2 to 3 1/6
    inches below the upper edge. A4 by DIN 5008, form B, and DIN 680: 20 to 105 mm from the left,
    the address from 62.7 mm to 90 mm below the upper edge.
    """
    wording = _wording().window
    paper = A4 if cover.a4 else US_LETTER
    x, y = (25 * _MM, 63 * _MM) if cover.a4 else (0.98 * _INCH, 2.49 * _INCH)
    width = 80 * _MM if cover.a4 else 3.3 * _INCH
    folds = (105 * _MM, 210 * _MM) if cover.a4 else (paper.height / 3, paper.height * 2 / 3)
    many = wording.many_pages.replace("{pages}", str(cover.pages))
    pages = wording.one_page if cover.pages == 1 else many
    inside = wording.inside.replace("{code}", clean(cover.code, "letter's code"))
    note = Stack(
        [
            TextBlock(escape(inside.replace("{pages}", pages), "letter's code"), BODY),
            Gap(4),
            TextBlock(plain(wording.fold), SMALL),
        ]
    )
    return paper, [
        _Placed(_sender(cover), MARGIN, paper.height - paper.top, 3.3 * _INCH),
        _Placed(_addressee(cover, _ADDRESS), x, y, width),
        _Placed(note, MARGIN, folds[0] + 40, paper.text_width),
        *(_Placed(Rule(0.5, 0.4), 12, fold, 14) for fold in folds),
    ]


def _envelope(cover: Cover) -> tuple[PaperSize, list[_Placed]]:
    """Place sender and address as the USPS reads them: DMM 202, the address below the middle."""
    paper = DL if cover.a4 else NO_10
    return paper, [
        _Placed(_sender(cover), 0.4 * _INCH, 0.4 * _INCH, 3.2 * _INCH),
        _Placed(_addressee(cover, _ENVELOPE), paper.width * 0.44, paper.height * 0.46, 310),
    ]


def _sender(cover: Cover) -> Block:
    clinic = cover.letterhead
    name = [] if cover.discreet else [bold(_text(clinic.name))]
    return TextBlock(lines([*name, *(_text(line) for line in clinic.address_lines)]), _RETURN)


def _addressee(cover: Cover, style: TextStyle) -> Block:
    who = cover.recipient
    return TextBlock(lines([_text(who.name), *(_text(line) for line in who.address_lines)]), style)


def _text(value: str) -> Markup:
    return escape(clean(value, "address"), "address")


def _no_footer(_pen: Pen, _number: int, _pages: int) -> None:
    """Nothing stands at the foot of a cover."""


_PAGES = {CoverKind.FAX: _fax, CoverKind.WINDOW: _window, CoverKind.ENVELOPE: _envelope}
