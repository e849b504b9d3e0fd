"""A recovery code on one page of paper, to be locked away: the clinic's, or one author's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cache, partial

from practice_desk.domain.errors import LetterRefused
from practice_desk.letters.blocks import Block, Box, Columns, Gap, Rule, Stack, WriteOn
from practice_desk.letters.dates import long_date
from practice_desk.letters.drawing import Pen, TextBlock, TextStyle
from practice_desk.letters.fonts import REGULAR
from practice_desk.letters.layout import BODY, LABEL, MEDIUM, SMALL, TITLE, labelled, plain
from practice_desk.letters.pages import MARGIN, Composition, Furniture
from practice_desk.letters.rendering import RenderedLetter, render_composition
from practice_desk.letters.text import Clean, bold, clean, escape
from practice_desk.letters.wording import Wording, load_wording

_GROUPS_PER_ROW = 3
_LONGEST = 200  # characters of a name
_LONG = 40  # characters; a longer name is set smaller so that the sheet stays one page
_CODE = TextStyle(size=26, leading=28, bold=True, align="center")


class SheetKind(StrEnum):
    """What the code opens; the wording is in the file of this name."""

    CLINIC = "emergency_sheet"
    OWN_NOTES = "own_code_sheet"


@dataclass(frozen=True, slots=True)
class EmergencySheet:
    """What the sheet says. `code_groups` are the recovery code's groups in order."""

    clinic_name: str
    user: str
    code_groups: tuple[str, ...] = field(repr=False)
    made_on: date
    kind: SheetKind = SheetKind.CLINIC


class SheetLabels(Wording, frozen=True):
    """Short labels."""

    clinic: str
    user: str
    made: str
    code: str


class SheetWording(Wording, frozen=True):
    """`resources/letters/emergency_sheet.yaml` and `own_code_sheet.yaml`."""

    document_title: str
    title: str
    summary: str
    labels: SheetLabels
    steps_title: str
    steps: tuple[str, ...]
    keep_title: str
    keep: tuple[str, ...]
    checked: str
    checked_name: str
    checked_date: str
    footer: str


@cache
def _wording(kind: SheetKind) -> SheetWording:
    return load_wording(kind.value, SheetWording)


def render_emergency_sheet(sheet: EmergencySheet, *, made_at: datetime) -> RenderedLetter:
    """Return the sheet as a PDF of one page; *made_at* (aware) becomes its creation date.

    Raises LetterRefused for an empty code, overlong names and characters that cannot be printed.
    """
    if not sheet.code_groups or not all(group.strip() for group in sheet.code_groups):
        raise LetterRefused("There is no recovery code to print.", "Make a new recovery code.")
    for text, what in ((sheet.clinic_name, "clinic's name"), (sheet.user, "user's name")):
        if len(text) > _LONGEST:
            raise LetterRefused(f"The {what} is too long for the emergency sheet.", "Shorten it.")
    return render_composition(_compose(sheet), made_at=made_at)


def _compose(sheet: EmergencySheet) -> Composition:
    wording = _wording(sheet.kind)
    checked = TextBlock(plain(wording.checked), SMALL)
    name = WriteOn(TextBlock(plain(wording.checked_name), LABEL))
    day = WriteOn(TextBlock(plain(wording.checked_date), LABEL))
    blocks: tuple[Block, ...] = (
        TextBlock(plain(wording.title), TITLE),
        Gap(8),
        Rule(1.5),
        Gap(14),
        TextBlock(plain(wording.summary), BODY),
        Gap(14),
        _whose(sheet),
        Gap(16),
        TextBlock(plain(wording.labels.code), LABEL),
        Gap(3),
        Box(_code(sheet.code_groups), pad_y=12, weight=1.5),
        Gap(22),
        *_list(wording.steps_title, [(f"{n}.", text) for n, text in enumerate(wording.steps, 1)]),
        Gap(14),
        *_list(wording.keep_title, [("•", text) for text in wording.keep]),
        Gap(20),
        Columns([checked, name, day], [0.4, 0.38, 0.22], bottom=True),
    )
    foot = partial(_draw_footer, Clean(wording.footer))
    return Composition(
        clean(wording.document_title, "sheet's title"), blocks, Furniture(Gap(0), foot)
    )


def _whose(sheet: EmergencySheet) -> Block:
    labels = _wording(sheet.kind).labels
    clinic = _name(sheet.clinic_name, "clinic's name")
    user = _name(sheet.user, "user's name")
    made = TextBlock(plain(long_date(sheet.made_on)), MEDIUM)
    return Columns(
        [
            labelled(labels.clinic, clinic),
            labelled(labels.user, user),
            labelled(labels.made, made),
        ],
        [0.44, 0.22, 0.34],
    )


def _name(name: str, field_name: str) -> Block:
    text = bold(escape(clean(name, field_name), field_name))
    return TextBlock(text, MEDIUM if len(name) <= _LONG else BODY)


def _code(groups: tuple[str, ...]) -> Block:
    rows = [groups[at : at + _GROUPS_PER_ROW] for at in range(0, len(groups), _GROUPS_PER_ROW)]
    blocks: list[Block] = [Gap(2)]
    for row in rows:
        blocks += [_code_row(row), Gap(8)]
    return Stack(blocks)


def _code_row(groups: Iterable[str]) -> Block:
    cells = [TextBlock(escape(group, "recovery code"), _CODE) for group in groups]
    cells += [TextBlock.empty() for _ in range(_GROUPS_PER_ROW - len(cells))]
    return Columns(cells, [1.0] * _GROUPS_PER_ROW)


def _list(title: str, entries: Iterable[tuple[str, str]]) -> list[Block]:
    blocks: list[Block] = [TextBlock(plain(title), MEDIUM), Gap(4)]
    for mark, text in entries:
        cells = [TextBlock(plain(mark), BODY), TextBlock(plain(text), BODY)]
        blocks += [Columns(cells, [0.035, 0.965], gap=4), Gap(4)]
    return blocks


def _draw_footer(footer: Clean, pen: Pen, number: int, pages: int) -> None:
    pen.setFont(REGULAR, 8.5)
    pen.setFillGray(0)
    pen.drawString(MARGIN, 36, footer)
