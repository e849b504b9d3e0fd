"""Slips that remind of appointments: one on a sheet, or six to be cut apart. Nothing clinical.

The content types are the whitelist of what may reach a slip: not even the kind of visit does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from practice_desk.domain.consent import Language
from practice_desk.letters.blocks import RULE_GRAY, Block, Gap, Stack
from practice_desk.letters.dates import clock_time, weekday_date
from practice_desk.letters.drawing import Pen, TextBlock, TextStyle
from practice_desk.letters.layout import plain
from practice_desk.letters.pages import A4_AS_LETTER, US_LETTER, Composition, Furniture
from practice_desk.letters.rendering import RenderedLetter, render_composition
from practice_desk.letters.text import Markup, bold, clean, escape, fill, lines, stand_in
from practice_desk.letters.wording import LetterWording, PatientWording, load_wording

ROWS, COLUMNS = 3, 2
"""Slips on a sheet that is cut apart."""
MOST = 3
"""Appointments on one slip."""
_SLIP_HEIGHT = 218.0
_PAD = 14.0
_MARK = 7.0
_CLINIC = TextStyle(size=9.5, leading=12, bold=True)
_TITLE = TextStyle(size=8.5, leading=11, gray=0.3)
_NAME = TextStyle(size=11, leading=14)
_WHEN = TextStyle(size=13, leading=16.5, bold=True)
_SMALLER = TextStyle(size=10, leading=13, bold=True)
_WITH = TextStyle(size=9.5, leading=12)
_FOOT = TextStyle(size=8.5, leading=11)
_LONGEST = 60  # characters of a name or address line


@dataclass(frozen=True, slots=True)
class SlipAppointment:
    """One appointment in the clinic's own time; `who` is empty where nobody is named."""

    starts_at: datetime
    who: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """What one patient is reminded of, the next appointment first."""

    name: str
    appointments: tuple[SlipAppointment, ...]
    language: Language = Language.ENGLISH


@dataclass(frozen=True, slots=True)
class SlipPaper:
    """All slips, and the clinic as it stands on them; *as_of* is aware."""

    clinic_name: str
    address_lines: tuple[str, ...]
    phone: str
    slips: tuple[Slip, ...]
    as_of: datetime
    several: bool = True
    a4: bool = False


@cache
def _wording() -> PatientWording:
    return load_wording("appointment_slip", PatientWording)


def render_slips(paper: SlipPaper) -> RenderedLetter:
    """Return the slips as a PDF: six on a sheet with marks to cut at, or each on its own."""
    first = paper.slips[0].language if paper.slips else Language.ENGLISH
    title = clean(_wording().of(first).document_title, "title of the slips")
    nothing = Furniture(Gap(0), lambda _pen, _number, _pages: None)
    sheet = A4_AS_LETTER if paper.a4 else US_LETTER
    composition = Composition(title, tuple(_sheets(paper)), nothing, sheet)
    return render_composition(composition, made_at=paper.as_of)


def _sheets(paper: SlipPaper) -> list[Block]:
    made = [_slip(paper, each) for each in paper.slips]
    step = ROWS * COLUMNS if paper.several else 1
    return [_Sheet(tuple(made[at : at + step])) for at in range(0, len(made), step)]


def _slip(paper: SlipPaper, slip: Slip) -> Block:
    wording = _wording().of(slip.language)
    several = len(slip.appointments) > 1
    rows: list[Block] = [
        TextBlock(_text(paper.clinic_name), _CLINIC),
        Gap(6),
        TextBlock(_text(slip.name), _NAME),
        TextBlock(plain(wording.labels["several"] if several else wording.title), _TITLE),
        Gap(3),
    ]
    for number, each in enumerate(slip.appointments[:MOST]):
        rows += _appointment(each, slip.language, wording, is_next=number == 0)
    rows += [Gap(5), TextBlock(plain(wording.words["cannot"]), _FOOT)]
    phone = bold(plain(f"{wording.labels['phone']} ") + _text(paper.phone))
    place = [_text(each) for each in paper.address_lines]
    rows.append(TextBlock(lines([*([phone] if paper.phone else []), *place]), _FOOT))
    return Stack(rows)


def _appointment(
    each: SlipAppointment, language: Language, wording: LetterWording, *, is_next: bool
) -> list[Block]:
    day = weekday_date(each.starts_at.date(), language)
    begins, style = clock_time(each.starts_at).replace(" ", "\u00a0"), _SMALLER
    when = [plain(f"{day[:1].upper()}{day[1:]}, {begins}")]
    if is_next:
        when, style = [plain(f"{day[:1].upper()}{day[1:]}"), plain(begins)], _WHEN
    rows: list[Block] = [TextBlock(each_line, style) for each_line in when]
    if each.who:
        rows.append(TextBlock(fill(wording.words["with"], who=_text(each.who)), _WITH))
    return [*rows, Gap(3)]


def _text(text: str) -> Markup:
    """Return a value as it can be printed: a slip with a "?" is better than none."""
    return escape(stand_in(text), "text of a slip")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Slips in rows of two, with marks at the corners to cut at; one alone stands at the top."""

    slips: Sequence[Block]

    @property
    def _rows(self) -> int:
        return (len(self.slips) + COLUMNS - 1) // COLUMNS

    def height(self, width: float) -> float:
        """Return the height when *width* wide: a sheet of its own."""
        return ROWS * _SLIP_HEIGHT

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw with the upper left corner at (*x*, *top*)."""
        own = width / COLUMNS
        for number, slip in enumerate(self.slips):
            row, column = divmod(number, COLUMNS)
            left, upper = x + column * own, top - row * _SLIP_HEIGHT
            slip.draw(pen, left + _PAD, upper - _PAD, own - 2 * _PAD)
        columns = min(COLUMNS, len(self.slips))
        for row in range(self._rows + 1):
            for column in range(columns + 1):
                _mark(pen, x + column * own, top - row * _SLIP_HEIGHT)


def _mark(pen: Pen, x: float, y: float) -> None:
    pen.setStrokeGray(RULE_GRAY)
    pen.setLineWidth(0.6)
    pen.line(x - _MARK, y, x + _MARK, y)
    pen.line(x, y - _MARK, x, y + _MARK)
