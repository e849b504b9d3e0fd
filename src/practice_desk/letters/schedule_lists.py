"""Lists of a day for the clinic's own use: whom to call, and who comes to whom. Nothing clinical.

The content types are the whitelist of what may reach the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from practice_desk.domain.consent import Language
from practice_desk.letters.blocks import Block, Columns, Gap, Rule, Stack
from practice_desk.letters.dates import birth_date, clock_time, weekday_date
from practice_desk.letters.drawing import Pen, TextBlock, TextStyle
from practice_desk.letters.fonts import BOLD, REGULAR
from practice_desk.letters.layout import BODY, LABEL, SMALL, TITLE, plain
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
from practice_desk.letters.rendering import RenderedLetter, render_composition
from practice_desk.letters.table import Table
from practice_desk.letters.text import Clean, Markup, bold, clean, escape, fill, lines, stand_in
from practice_desk.letters.wording import Wording, load_wording

_RIGHT = TextStyle(size=10, leading=13.5, align="right")
_PHONE_SHARES = (0.14, 0.24, 0.17, 0.19, 0.26)
_DAY_SHARES = (0.14, 0.25, 0.13, 0.17, 0.13, 0.18)


@dataclass(frozen=True, slots=True)
class ListLine:
    """One appointment: local time, how many minutes, and the front desk's own comment.

    Other texts may be empty; `born` is None where it is not known.
    """

    starts_at: datetime
    minutes: int
    name: str
    born: date | None = None
    phone: str = ""
    who: str = ""
    room: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ListPart:
    """The appointments of one clinician on a day sheet; `who` is empty for nobody named."""

    who: str
    lines: tuple[ListLine, ...]


@dataclass(frozen=True, slots=True)
class DayList:
    """The whole paper; *as_of* is aware. A phone list has one part, a day sheet one for each."""

    clinic_name: str
    day: date
    parts: tuple[ListPart, ...]
    as_of: datetime
    printed_by: str
    a4: bool = False


class ListWording(Wording, frozen=True):
    """What one kind of list says."""

    title: str
    introduction: str
    columns: tuple[str, ...]
    note: str


class ListsWording(Wording, frozen=True):
    """`resources/letters/schedule_lists.yaml`."""

    phone: ListWording
    day: ListWording
    none: str
    footer: str
    page: str


@cache
def _wording() -> ListsWording:
    return load_wording("schedule_lists", ListsWording)


def render_phone_list(paper: DayList) -> RenderedLetter:
    """Return the list of whom to call, with room to write down what was said."""
    wording = _wording().phone
    called = [each for part in paper.parts for each in part.lines]
    rows = tuple(
        _row(
            bold(_text(clock_time(each.starts_at))),
            bold(_text(each.name)),
            _text(each.phone or "no number"),
            _text(each.who),
            plain(""),
        )
        for each in called
    )
    blocks = [
        *_heading(wording, paper, "", len(called)),
        _table(wording, rows, _PHONE_SHARES),
        Gap(8),
        TextBlock(plain(wording.note), SMALL),
    ]
    return _rendered(wording, paper, [tuple(blocks)])


def render_day_sheet(paper: DayList) -> RenderedLetter:
    """Return the day of each clinician, each on a page of its own."""
    wording, pages = _wording().day, list[tuple[Block, ...]]()
    for part in paper.parts:
        rows = tuple(
            _row(
                lines([bold(_text(clock_time(each.starts_at))), plain(f"{each.minutes} min")]),
                bold(_text(each.name)),
                plain(birth_date(each.born) if each.born else ""),
                _text(each.phone),
                _text(each.room),
                _text(each.comment),
            )
            for each in part.lines
        )
        head = _heading(wording, paper, part.who or "Nobody named", len(rows))
        pages.append((*head, _table(wording, rows, _DAY_SHARES)))
    return _rendered(wording, paper, pages)


def _heading(wording: ListWording, paper: DayList, who: str, count: int) -> list[Block]:
    told = fill(
        wording.introduction,
        who=_text(who),
        day=plain(weekday_date(paper.day, Language.ENGLISH)),
        count=plain(f"{count} {'appointment' if count == 1 else 'appointments'}"),
        when=plain(_moment(paper.as_of)),
        by=_text(paper.printed_by),
    )
    title = TextBlock(plain(wording.title), TITLE)
    clinic = TextBlock(_text(paper.clinic_name), _RIGHT)
    return [
        Columns([title, clinic], [0.5, 0.5], bottom=True),
        Gap(4),
        TextBlock(told, BODY),
        Gap(6),
        Rule(1.5),
        Gap(10),
    ]


def _row(*cells: Markup) -> tuple[TextBlock, ...]:
    return tuple(TextBlock(each, BODY) for each in cells)


def _table(
    wording: ListWording, rows: tuple[tuple[TextBlock, ...], ...], shares: tuple[float, ...]
) -> Block:
    if not rows:
        return TextBlock(plain(_wording().none), BODY)
    heading = tuple(TextBlock(plain(each), LABEL) for each in wording.columns)
    return Table(heading, rows, shares, pad_y=7, ruled=True)


def _rendered(
    wording: ListWording, paper: DayList, pages: list[tuple[Block, ...]]
) -> RenderedLetter:
    title = clean(wording.title, "title of a list")
    blocks: list[Block] = []
    for number, own in enumerate(pages):
        blocks += [*([_NewPage()] if number else []), *own]
    heading = TextBlock(bold(plain(wording.title)), BODY)
    continuation = Stack([heading, Gap(4), Rule(1), Gap(10)])
    sheet = A4_AS_LETTER if paper.a4 else US_LETTER
    furniture = Furniture(continuation, _Footer(paper.clinic_name))
    return render_composition(
        Composition(title, tuple(blocks), furniture, sheet), made_at=paper.as_of
    )


class _NewPage:
    """Room that no page has left, so that what follows begins on the next one."""

    def height(self, width: float) -> float:
        """Return more than is left anywhere."""
        return 10_000

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw nothing."""

    def split(self, width: float, available: float) -> tuple[Block, Block]:
        """Return nothing for this page and nothing for the next."""
        return Gap(0), Gap(0)


class _Footer:
    """What every page says: to shred it, and which page of how many."""

    def __init__(self, clinic_name: str) -> None:
        self._text = Clean(_wording().footer.replace("{clinic}", stand_in(clinic_name)))

    def __call__(self, pen: Pen, number: int, pages: int) -> None:
        Rule(0.75).draw(pen, MARGIN, BOTTOM - 18, WIDTH)
        pen.setFillGray(0)
        pen.setFont(BOLD, 8.5)
        pen.drawString(MARGIN, 38, self._text)
        page = _wording().page.replace("{number}", str(number)).replace("{pages}", str(pages))
        pen.setFont(REGULAR, 8.5)
        pen.drawRightString(PAGE_WIDTH - MARGIN, 38, Clean(page))


def _text(text: str) -> Markup:
    return escape(stand_in(text), "text of a list")


def _moment(moment: datetime) -> str:
    local = moment.astimezone()
    return f"{local.month}/{local.day}/{local.year}, {clock_time(local)}"
