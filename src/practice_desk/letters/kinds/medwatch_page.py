"""The page for FDA's Form 3500: checks its content and composes it block by block."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from practice_desk.domain.errors import Problem
from practice_desk.letters import layout
from practice_desk.letters.blocks import Block, Box, Columns, Gap, Rule, Stack
from practice_desk.letters.checks import check_length, check_present
from practice_desk.letters.dates import short_date
from practice_desk.letters.drawing import TextBlock, TextStyle
from practice_desk.letters.kinds.medwatch import (
    MedwatchAnswer,
    MedwatchContent,
    MedwatchOutcome,
    MedwatchProduct,
)
from practice_desk.letters.pages import (
    PAGE_ROOM,
    WIDTH,
    Composition,
    Furniture,
)
from practice_desk.letters.table import Table, TableWithClosing
from practice_desk.letters.text import Markup, bold, clean, escape, fill, lines
from practice_desk.letters.wording import Wording, load_wording

_SHARES = (0.09, 0.33, 0.58)
_HEADING = TextStyle(size=9, leading=12, bold=True)
NARRATIVE_LENGTH = 4000
_LINES = 60

Row = tuple[str, str, Markup]


class MedwatchColumns(Wording, frozen=True):
    """Column headings."""

    block: str
    asks: str
    answer: str


class MedwatchWording(Wording, frozen=True):
    """`resources/letters/medwatch.yaml`."""

    document_title: str
    title: str
    intro: str
    confidential: str
    columns: MedwatchColumns
    by_hand: str
    none: str
    blocks: dict[str, str]
    kind: str
    health_professional: str
    until: str
    since: str
    outcomes: dict[MedwatchOutcome, str]
    answers: dict[MedwatchAnswer, str]
    footer: str
    continued: str


@cache
def _wording() -> MedwatchWording:
    return load_wording("medwatch", MedwatchWording)


def problems(content: MedwatchContent) -> tuple[Problem, ...]:
    """Return what is missing or may not be given, in the order of the page."""
    named = (
        (content.letterhead.name, "letterhead.name", "the clinic's name"),
        (content.identifier, "identifier", "the patient's identifier"),
        (content.narrative, "narrative", "what happened"),
        (content.signatory.name, "signatory.name", "the reporter's name"),
        (content.signatory.callback_phone, "signatory.callback_phone", "the callback number"),
    )
    found: list[Problem] = []
    for text, field, what in named:
        found += check_present(text, field, what)
        longest = NARRATIVE_LENGTH if field == "narrative" else 400
        found += check_length(text, field, what, longest)
    if not content.outcomes:
        sentence = "The review names nothing that makes it serious; MedWatch asks for that."
        found.append(Problem("outcomes", sentence))
    if not content.suspects:
        found.append(Problem("suspects", "The review names no medication as suspect."))
    return tuple(found)


def compose(content: MedwatchContent) -> Composition:
    """Return the page; `problems` must have found none."""
    wording = _wording()
    continuation = _continued(content)
    head = Columns(
        [
            TextBlock(layout.plain(wording.title), layout.TITLE),
            Box(
                TextBlock(
                    layout.plain(wording.confidential),
                    TextStyle(size=11, leading=14, bold=True, align="center"),
                ),
                pad_y=4,
                weight=1.5,
            ),
        ],
        [0.74, 0.26],
    )
    return Composition(
        clean(wording.document_title.replace("{code}", content.code), "letter's code"),
        (
            layout.letterhead(content.letterhead),
            Gap(12),
            head,
            Gap(4),
            TextBlock(layout.plain(wording.intro), layout.BODY),
            Gap(8),
            TableWithClosing(
                _table(content),
                Stack([Gap(14), layout.sign_off(content.signatory)]),
                PAGE_ROOM - continuation.height(WIDTH),
            ),
        ),
        Furniture(continuation, layout.StatementFooter(content.code, _wording().footer)),
        layout.paper(content.letterhead),
    )


def _table(content: MedwatchContent) -> Table:
    columns = _wording().columns
    rows = []
    for block, asks, answer in _rows(content):
        cells = (bold(layout.plain(block)), layout.plain(asks), answer)
        rows.append(tuple(TextBlock(cell, layout.BODY) for cell in cells))
    names = (columns.block, columns.asks, columns.answer)
    heading = tuple(TextBlock(layout.plain(name), _HEADING) for name in names)
    return Table(heading, tuple(rows), _SHARES)


def _rows(content: MedwatchContent) -> Iterator[Row]:
    wording = _wording()
    asks = wording.blocks
    yield "A1", asks["a1"], escape(content.identifier, "patient's identifier")
    yield "A2", asks["a2"], _or_by_hand(content.age)
    yield "A3", asks["a3"], _or_by_hand(content.sex)
    yield "A4", asks["a4"], _or_by_hand(content.weight)
    yield "B1", asks["b1"], layout.plain(wording.kind)
    outcomes = [layout.plain(wording.outcomes[each]) for each in content.outcomes]
    yield "B2", asks["b2"], lines(outcomes)
    event = "" if content.event_on is None else short_date(content.event_on)
    yield "B3", asks["b3"], _or_by_hand(event)
    yield "B4", asks["b4"], layout.plain(short_date(content.written_on))
    yield "B5", asks["b5"], _lines(content.narrative.splitlines(), "what happened")
    yield "B6", asks["b6"], _lines(content.tests, "tests")
    yield "B7", asks["b7"], _lines(content.history, "history")
    yield "C1", asks["c1"], layout.plain(wording.by_hand)
    for number, product in enumerate(content.suspects, 1):
        yield from _suspect(number, product)
    yield "F", asks["f"], _lines(content.others, "other products")
    yield "G1", asks["g1"], _reporter(content)
    yield (
        "G2",
        asks["g2"],
        fill(
            wording.health_professional,
            credentials=escape(
                content.signatory.credentials or content.signatory.name, "credentials"
            ),
        ),
    )
    yield "G4", asks["g4"], layout.plain(wording.by_hand)


def _suspect(number: int, product: MedwatchProduct) -> Iterator[Row]:
    wording, asks = _wording(), _wording().blocks

    def asked(key: str) -> str:
        return asks[key].replace("{number}", str(number))

    yield "D1", asked("d1"), bold(escape(product.name, "medication's name"))
    yield "D1, 6", asked("d1_maker"), layout.plain(wording.by_hand)
    use = " · ".join(part for part in (product.use, product.route) if part)
    yield "D2", asked("d2"), _or_by_hand(use)
    yield "D3", asked("d3"), _dates(product)
    yield "D4", asked("d4"), _or_by_hand(product.indication)
    yield "D7", asked("d7"), layout.plain(wording.answers[product.abated])
    yield "D8", asked("d8"), layout.plain(wording.answers[product.reappeared])


def _dates(product: MedwatchProduct) -> Markup:
    wording = _wording()
    if product.first is None:
        return layout.plain(wording.by_hand)
    first = layout.plain(short_date(product.first))
    if product.last is None:
        return fill(wording.since, first=first)
    return fill(wording.until, first=first, last=layout.plain(short_date(product.last)))


def _reporter(content: MedwatchContent) -> Markup:
    who, clinic = content.signatory, content.letterhead
    texts = [who.name, clinic.name, *clinic.address_lines, who.callback_phone]
    return lines([escape(clean(text, "reporter"), "reporter") for text in texts if text])


def _lines(texts: tuple[str, ...] | list[str] | None, field: str) -> Markup:
    if texts is None:
        return layout.plain(_wording().by_hand)
    shown = [escape(text, field) for text in texts[:_LINES]]
    return lines(shown) if shown else layout.plain(_wording().none)


def _or_by_hand(text: str) -> Markup:
    return escape(text, "answer") if text else layout.plain(_wording().by_hand)


def _continued(content: MedwatchContent) -> Block:
    who = bold(escape(content.identifier, "patient's identifier"))
    line = TextBlock(fill(_wording().continued, identifier=who), layout.BODY)
    return Stack([line, Gap(5), Rule(1), Gap(14)])
