"""The accounting of disclosures for a patient: who was told what, when and why.

Its columns are what 45 CFR 164.528(b)(2) asks for: the date, the name of who received it and the
address if known, a brief description of what was disclosed, and a brief statement of the purpose.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from practice_desk.letters import layout
from practice_desk.letters.blocks import Block, Columns, Gap, Rule, Stack
from practice_desk.letters.dates import birth_date, long_date, short_date
from practice_desk.letters.drawing import Pen, TextBlock, TextStyle
from practice_desk.letters.fonts import REGULAR
from practice_desk.letters.pages import MARGIN, PAGE_WIDTH, Composition, Furniture
from practice_desk.letters.parties import Letterhead
from practice_desk.letters.rendering import RenderedLetter, render_composition
from practice_desk.letters.table import Table
from practice_desk.letters.text import Clean, bold, clean, escape, fill
from practice_desk.letters.wording import Wording, common_wording, load_wording

_SHARES = (0.14, 0.3, 0.32, 0.24)
_HEADING = TextStyle(size=9, leading=11.5, bold=True)
_CELL = TextStyle(size=9, leading=12)


@dataclass(frozen=True, slots=True)
class AccountingLine:
    """One disclosure, as the patient reads it."""

    day: date
    recipient: str
    what: str
    purpose: str


@dataclass(frozen=True, slots=True)
class AccountingContent:
    """All that the pages say. `since` and `until` are both included."""

    letterhead: Letterhead
    patient_name: str
    birth_date: date | None
    chart_number: str
    since: date
    until: date
    made_on: date
    required_only: bool
    lines: tuple[AccountingLine, ...]


class AccountingColumns(Wording, frozen=True):
    """Column headings."""

    day: str
    recipient: str
    what: str
    purpose: str


class AccountingLabels(Wording, frozen=True):
    """Short labels."""

    patient: str
    birth_date: str
    chart: str
    period: str
    made: str


class AccountingWording(Wording, frozen=True):
    """`resources/letters/accounting.yaml`."""

    document_title: str
    title: str
    summary: str
    labels: AccountingLabels
    period: str
    unknown: str
    columns: AccountingColumns
    none: str
    all_told: str
    required_only: str
    rights: str
    continued: str
    footer: str


@cache
def _wording() -> AccountingWording:
    return load_wording("accounting", AccountingWording)


def render_accounting(content: AccountingContent, *, made_at: datetime) -> RenderedLetter:
    """Return the pages; *made_at* (aware) becomes their creation date.

    Raises LetterRefused for text that cannot be printed.
    """
    return render_composition(_compose(content), made_at=made_at)


def _compose(content: AccountingContent) -> Composition:
    wording = _wording()
    told = wording.required_only if content.required_only else wording.all_told
    blocks: tuple[Block, ...] = (
        layout.letterhead(content.letterhead),
        Gap(14),
        TextBlock(layout.plain(wording.title), layout.TITLE),
        Gap(6),
        TextBlock(layout.plain(wording.summary), layout.BODY),
        Gap(12),
        _whose(content),
        Gap(12),
        _table(content.lines) if content.lines else _none(),
        Gap(12),
        TextBlock(layout.plain(told), layout.SMALL),
        Gap(5),
        TextBlock(layout.plain(wording.rights), layout.SMALL),
    )
    return Composition(
        clean(wording.document_title, "document's title"),
        blocks,
        Furniture(_continued(content), _Footer(content)),
        layout.paper(content.letterhead),
    )


def _whose(content: AccountingContent) -> Block:
    wording = _wording()
    labels = wording.labels
    born = wording.unknown if content.birth_date is None else birth_date(content.birth_date)
    period = fill(
        wording.period,
        since=layout.plain(long_date(content.since)),
        until=layout.plain(long_date(content.until)),
    )
    name = bold(escape(clean(content.patient_name, "patient's name"), "patient's name"))
    chart = escape(clean(content.chart_number, "chart number"), "chart number")
    who = [
        layout.labelled(labels.patient, TextBlock(name, layout.MEDIUM)),
        layout.labelled(labels.birth_date, TextBlock(layout.plain(born), layout.BODY)),
        layout.labelled(labels.chart, TextBlock(chart, layout.BODY)),
    ]
    when = [
        layout.labelled(labels.period, TextBlock(period, layout.BODY)),
        layout.labelled(
            labels.made, TextBlock(layout.plain(long_date(content.made_on)), layout.BODY)
        ),
    ]
    shares = [0.52, 0.24, 0.24]
    return Stack([Columns(who, shares), Gap(8), Columns([*when, TextBlock.empty()], shares)])


def _table(lines: tuple[AccountingLine, ...]) -> Block:
    columns = _wording().columns
    names = (columns.day, columns.recipient, columns.what, columns.purpose)
    return Table(
        tuple(TextBlock(layout.plain(name), _HEADING) for name in names),
        tuple(_row(line) for line in lines),
        _SHARES,
    )


def _row(line: AccountingLine) -> tuple[TextBlock, ...]:
    cells = (
        bold(layout.plain(short_date(line.day))),
        escape(line.recipient, "recipient"),
        escape(line.what, "description of what was told"),
        escape(line.purpose, "purpose"),
    )
    return tuple(TextBlock(cell, _CELL) for cell in cells)


def _none() -> Block:
    return TextBlock(bold(layout.plain(_wording().none)), layout.BODY)


def _continued(content: AccountingContent) -> Block:
    name = bold(escape(clean(content.patient_name, "patient's name"), "patient's name"))
    line = fill(_wording().continued, name=name)
    return Stack([TextBlock(line, layout.BODY), Gap(5), Rule(1), Gap(14)])


class _Footer:
    """Clinic and "Page x of y", as pages get separated."""

    def __init__(self, content: AccountingContent) -> None:
        label = _wording().footer.replace("{clinic}", content.letterhead.name)
        self._label = clean(label, "clinic's name")

    def __call__(self, pen: Pen, number: int, pages: int) -> None:
        text = common_wording().labels.page
        page = Clean(text.replace("{number}", str(number)).replace("{pages}", str(pages)))
        pen.setFont(REGULAR, 8.5)
        pen.setFillGray(0)
        pen.drawString(MARGIN, 36, self._label)
        pen.drawRightString(PAGE_WIDTH - MARGIN, 36, page)
