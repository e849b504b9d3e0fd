"""The page of a paper for the patient, in large print."""

from __future__ import annotations

from functools import cache
from itertools import zip_longest

from practice_desk.domain.errors import Problem
from practice_desk.letters import layout
from practice_desk.letters.blocks import Block, Box, Columns, Gap, Rule, Stack, Tick
from practice_desk.letters.checks import check_length, check_named
from practice_desk.letters.dates import long_date
from practice_desk.letters.drawing import TextBlock, TextStyle
from practice_desk.letters.kinds.patient_paper import PaperPart, PatientPaperContent
from practice_desk.letters.pages import Composition, Furniture
from practice_desk.letters.text import bold, clean, escape, fill, lines
from practice_desk.letters.wording import Wording, load_wording

_LARGE = TextStyle(size=13, leading=17)
_CHOICE = TextStyle(size=12, leading=15)
_SIDE_BY_SIDE = 60
"""Characters of all answers that stand in one row."""
_HALF = 36
"""Characters of an answer that takes half the width."""
_CRISIS = TextStyle(size=10.5, leading=13.5)
_LONGEST = 4000


class CrisisWording(Wording, frozen=True):
    """Whom to call."""

    title: str
    lines: tuple[str, ...]
    clinic: str
    sources: str


class PatientPaperWording(Wording, frozen=True):
    """`resources/letters/patient_paper.yaml`."""

    document_title: str
    answers: str
    open_steps: str
    crisis: CrisisWording
    continued: str


@cache
def _wording() -> PatientPaperWording:
    return load_wording("patient_paper", PatientPaperWording)


def problems(content: PatientPaperContent) -> tuple[Problem, ...]:
    """Return what is missing or too long, in the order of the page."""
    named = (
        (content.letterhead.name, "letterhead.name", "the clinic's name"),
        (content.patient.legal_name, "patient.legal_name", "the patient's name"),
        (content.title, "title", "the title"),
        (content.code, "code", "the paper's code"),
    )
    found = [*check_named(named)]
    for number, part in enumerate(content.parts):
        found += check_length(part.text, f"parts.{number}", "a part", _LONGEST)
    return tuple(found)


def compose(content: PatientPaperContent) -> Composition:
    """Return the paper ready for its pages; `problems` must have found none."""
    wording = _wording()
    title = TextBlock(escape(content.title, "title"), layout.TITLE)
    made = TextBlock(layout.plain(long_date(content.written_on)), layout.BODY)
    blocks: list[Block] = [
        layout.letterhead(content.letterhead),
        Gap(12),
        Columns([title, made], [0.72, 0.28], bottom=True),
        Gap(6),
        layout.patient_box(content.patient),
        Gap(8),
    ]
    if content.intro:
        blocks += [TextBlock(escape(content.intro, "introduction"), _LARGE), Gap(4)]
    if any(part.choices for part in content.parts):
        blocks.append(TextBlock(bold(layout.plain(wording.answers)), layout.BODY))
    for part in content.parts:
        blocks += [Gap(6), _part(part)]
    if content.crisis:
        blocks += [Gap(10), _crisis(content)]
    if content.closing:
        blocks += [Gap(10), TextBlock(escape(content.closing, "attribution"), layout.SMALL)]
    document = wording.document_title.replace("{code}", content.code)
    furniture = Furniture(_continued(content), layout.PageFooter(content.code))
    return Composition(
        clean(document, "paper's code"), tuple(blocks), furniture, layout.paper(content.letterhead)
    )


def _part(part: PaperPart) -> Block:
    rows: list[Block] = [TextBlock(bold(escape(part.heading, "heading")), _LARGE)]
    if part.text:
        said = lines([escape(line, "text") for line in part.text.splitlines()])
        rows += [Gap(2), TextBlock(said, _LARGE)]
    if part.choices:
        ticks = [Tick(TextBlock(escape(each, "answer"), _CHOICE), size=11) for each in part.choices]
        rows.append(Gap(4))
        if sum(len(each) + 6 for each in part.choices) <= _SIDE_BY_SIDE:
            widths = [len(each) + 8 for each in part.choices]
            shares = [width / sum(widths) for width in widths]
            rows.append(Columns(ticks, shares, gap=8))
        elif max(map(len, part.choices)) <= _HALF:
            for left, right in zip_longest(ticks[::2], ticks[1::2], fillvalue=Gap(0)):
                rows += [Columns([left, right], [0.5, 0.5]), Gap(3)]
        else:
            rows += [each for tick in ticks for each in (tick, Gap(2))]
        rows.append(Gap(4))
    return Stack([*rows, Rule(0.5, 0.7)])


def _crisis(content: PatientPaperContent) -> Block:
    """Return whom to call, in large print where nothing else is on the paper."""
    wording, phone = _wording().crisis, content.letterhead.phone
    style = _CRISIS if content.parts else _LARGE
    rows: list[Block] = [TextBlock(bold(layout.plain(wording.title)), _LARGE), Gap(3)]
    rows += [
        each for line in wording.lines for each in (TextBlock(layout.plain(line), style), Gap(1))
    ]
    if phone:
        told = fill(wording.clinic, phone=escape(phone, "clinic's phone number"))
        rows.append(TextBlock(bold(told), style))
    rows += [Gap(4), TextBlock(layout.plain(wording.sources), layout.FINE)]
    return Box(Stack(rows), weight=2)


def _continued(content: PatientPaperContent) -> Block:
    name = bold(escape(clean(content.patient.legal_name, "patient's name"), "patient's name"))
    told = fill(_wording().continued, name=name, title=escape(content.title, "title"))
    return Stack([TextBlock(told, layout.BODY), Gap(5), Rule(1), Gap(14)])
