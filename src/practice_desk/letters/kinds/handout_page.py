"""The page of a handout: checks its content and composes it, in large type where asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from itertools import zip_longest

from practice_desk.domain.errors import Problem
from practice_desk.domain.handout import LANGUAGES, MOST_OWN_WORDS, HandoutPart, HandoutSection
from practice_desk.domain.timing import Moment
from practice_desk.letters import layout
from practice_desk.letters.blocks import (
    Block,
    Box,
    Columns,
    Gap,
    Landmark,
    Marked,
    Rule,
    Stack,
    WriteOn,
)
from practice_desk.letters.checks import check_length, check_named, check_present
from practice_desk.letters.dates import birth_date
from practice_desk.letters.drawing import Pen, TextBlock, TextStyle
from practice_desk.letters.fonts import REGULAR
from practice_desk.letters.kinds.handout import HandoutContent, HandoutDay, HandoutDays
from practice_desk.letters.pages import A4, MARGIN, US_LETTER, Composition, Furniture, PaperSize
from practice_desk.letters.table import Table
from practice_desk.letters.text import Clean, Markup, bold, clean, escape, fill, lines, unbroken
from practice_desk.letters.weeks import Weeks
from practice_desk.letters.wording import Wording, load_wording

_HALF = 38
"""Characters of a point that takes half the width."""
_BOXED = 9
"""Points in one frame, so that a frame fits on a page in large type too."""
_LONGEST = 600
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=(?:mg|mcg|g|mL)\b)")
_MOST_OF_PAGE = 500
"""Points of a calendar that stays on one page."""


class LanguageWording(Wording, frozen=True):
    """The words of one language."""

    document_title: str
    for_name: str
    given: str
    schedule: str
    until: str
    from_on: str
    stops: str
    moments: dict[Moment, str]
    calendar: str
    calendar_note: str
    as_written: str
    visit_here: str
    weekdays_short: tuple[str, ...]
    own_words: str
    own_words_by: str
    label: str
    pharmacy: str
    next_visit: str
    phone: str
    crisis: str
    questions: str
    own_questions: str
    draft: str
    sources: str
    continued: str
    page: str
    code: str
    months: tuple[str, ...]
    date: str
    day: str
    weekdays: tuple[str, ...]
    visit: str


class HandoutWording(Wording, frozen=True):
    """`resources/letters/handout.yaml`."""

    en: LanguageWording
    es: LanguageWording


@cache
def _wording() -> HandoutWording:
    return load_wording("handout", HandoutWording)


def problems(content: HandoutContent) -> tuple[Problem, ...]:
    """Return what is missing or too long, in the order of the page."""
    named = (
        (content.letterhead.name, "letterhead.name", "the clinic's name"),
        (content.patient.legal_name, "patient.legal_name", "the patient's name"),
        (content.title, "title", "the title"),
        (content.code, "code", "the handout's code"),
    )
    found = [*check_named(named)]
    if content.language not in LANGUAGES:
        found.append(Problem("language", "There is no handout in this language."))
    for section in content.sections:
        for part in section.parts:
            for point in part.points:
                found += check_length(point, f"sections.{section.key}", "a point", _LONGEST)
    if content.own_words is not None:
        text = content.own_words.text
        found += check_present(text, "own_words", "the clinic's own words")
        found += check_length(text, "own_words", "the clinic's own words", MOST_OWN_WORDS)
    return tuple(found)


def compose(content: HandoutContent) -> Composition:
    """Return the handout ready for its pages; `problems` must have found none."""
    return _Page(content).composition()


class _Page:
    """The blocks of one handout, in its language and size."""

    def __init__(self, content: HandoutContent) -> None:
        self._content = content
        words = _wording()
        self._words = words.es if content.language == "es" else words.en
        size = 18.0 if content.large else 12.0
        self._body = TextStyle(size=size, leading=size * 1.32)
        self._lead = TextStyle(size=size, leading=size * 1.32, bold=True)
        self._heading = TextStyle(size=size * 1.2, leading=size * 1.5, bold=True)
        self._title = TextStyle(size=size * 1.65, leading=size * 1.95, bold=True)
        small = 11.0 if content.large else 8.5
        self._small = TextStyle(size=small, leading=small * 1.35, gray=0.2)
        self._indent = size * 1.2
        self._paper: PaperSize = A4 if content.a4 else US_LETTER

    def composition(self) -> Composition:
        """Return everything in its order."""
        content, words = self._content, self._words
        blocks: list[Block] = [
            layout.letterhead(content.letterhead),
            Gap(12),
            TextBlock(escape(content.title, "title"), self._title),
            Gap(3),
            self._whose(),
            Gap(4),
            *self._schedule(),
            *self._calendar(),
            *self._own_words(),
            *(block for section in content.sections for block in self._section(section)),
            *self._contacts(),
            *self._questions(),
            Gap(12),
            *self._foot(),
        ]
        document = words.document_title.replace("{code}", content.code)
        return Composition(
            clean(document, "handout's code"),
            tuple(blocks),
            Furniture(self._continued(), _Footer(self._paper, words, content.code)),
            self._paper,
            "es-US" if content.language == "es" else "en-US",
        )

    def _whose(self) -> Block:
        patient, words = self._content.patient, self._words
        name = bold(escape(patient.legal_name, "patient's name"))
        told = fill(words.for_name, name=name, born=layout.plain(birth_date(patient.birth_date)))
        made = layout.plain(words.given.replace("{date}", self._day(self._content.written_on)))
        style = TextStyle(size=self._small.size + 1.5, leading=self._small.leading + 2)
        right = TextStyle(size=style.size, leading=style.leading, align="right")
        return Columns([TextBlock(told, style), TextBlock(made, right)], [0.72, 0.28])

    def _schedule(self) -> Iterator[Block]:
        content, words = self._content, self._words
        if not content.schedule:
            return
        rows: list[Block] = [TextBlock(layout.plain(words.schedule), self._heading), Gap(3)]
        for stretch in content.schedule:
            when = TextBlock(bold(self._days(stretch)), self._body)
            rows += [Columns([when, self._take(stretch)], [0.36, 0.64]), Gap(4)]
        rows.append(TextBlock(layout.plain(words.label), self._small))
        yield Gap(8)
        yield Box(Stack(rows), weight=1.5, shade=True)

    def _calendar(self) -> Iterator[Block]:
        content, words = self._content, self._words
        if not content.calendar:
            return
        size = 10.5 if content.large else 8.5
        cell = TextStyle(size=size, leading=size * 1.25)
        head = TextStyle(size=size, leading=size * 1.25, bold=True)
        days = [TextBlock(self._calendar_day(each), cell) for each in content.calendar]
        days += [TextBlock.empty()] * (-len(days) % 7)
        weeks = tuple(tuple(days[at : at + 7]) for at in range(0, len(days), 7))
        heading = tuple(TextBlock(layout.plain(each), head) for each in words.weekdays_short)
        title = Columns(
            [
                TextBlock(layout.plain(words.calendar), self._heading),
                TextBlock(layout.plain(words.calendar_note), replace(self._small, align="right")),
            ],
            [0.4, 0.6],
            bottom=True,
        )
        grid = Weeks(Table(heading, weeks, (1.0,) * 7, pad_y=3))
        first = Weeks(Table(heading, weeks[:1], (1.0,) * 7, pad_y=3))
        yield Gap(8)
        if grid.height(self._paper.width - 2 * MARGIN) < _MOST_OF_PAGE:
            yield Stack([title, Gap(4), grid])
        else:  # large type: the first week keeps its heading company
            yield Stack([title, Gap(4), first])
            yield Weeks(Table(heading, weeks[1:], (1.0,) * 7, pad_y=3))

    def _calendar_day(self, each: HandoutDay) -> Markup:
        content, words = self._content, self._words
        month = words.months[each.day.month - 1]
        day = words.day.replace("{month}", month).replace("{day}", str(each.day.day))
        said = [bold(layout.plain(day))]
        if content.next_visit is not None and content.next_visit.date() == each.day:
            hour = words.visit_here.replace("{hour}", self._hour(content.next_visit))
            said.append(bold(layout.plain(hour)))
        if each.stops:
            said.append(layout.plain(words.stops))
        for dose in each.doses:
            if dose.moment is None:
                said.append(layout.plain(words.as_written))
            else:
                amount = _BEFORE_UNIT.sub("\N{NO-BREAK SPACE}", dose.amount)
                said += [layout.plain(f"{words.moments[dose.moment]}:"), escape(amount, "dose")]
        return lines(said)

    def _own_words(self) -> Iterator[Block]:
        content, words, own = self._content, self._words, self._content.own_words
        if own is None:
            return
        name = escape(content.letterhead.name, "clinic's name")
        paragraphs = [line.strip() for line in own.text.splitlines() if line.strip()]
        by = fill(
            words.own_words_by,
            name=escape(own.written_by, "author"),
            date=layout.plain(self._day(own.written_on)),
        )
        yield Gap(self._body.size * 0.8)
        heading = TextBlock(bold(fill(words.own_words, clinic=name)), self._heading)
        first, *rest = (
            TextBlock(escape(each, "clinic's words"), self._body) for each in paragraphs
        )
        yield Stack([Rule(0.6, 0.6), Gap(3), heading, Gap(3), first])
        for each in rest:
            yield Stack([Gap(3), each])
        yield TextBlock(by, self._small)

    def _days(self, stretch: HandoutDays) -> Markup:
        words, first = self._words, self._day(stretch.first)
        if stretch.stops or stretch.last == stretch.first:
            return layout.plain(first)
        if stretch.last is None:
            return layout.plain(words.from_on.replace("{first}", first))
        text = words.until.replace("{first}", first).replace("{last}", self._day(stretch.last))
        return layout.plain(text)

    def _take(self, stretch: HandoutDays) -> Block:
        words = self._words
        if stretch.stops:
            return TextBlock(bold(layout.plain(words.stops)), self._body)
        said = []
        for dose in stretch.doses:
            amount = escape(unbroken(dose.amount), "dose")
            moment = f"{words.moments[dose.moment]}: " if dose.moment is not None else ""
            said.append(bold(layout.plain(moment)) + amount if moment else amount)
        said += [escape(each, "note") for each in (stretch.days, stretch.note) if each]
        return TextBlock(lines(said), self._body)

    def _section(self, section: HandoutSection) -> Iterator[Block]:
        heading = TextBlock(escape(section.heading, "heading"), self._heading)
        yield Gap(self._body.size * 0.8)
        yield Landmark(clean(section.heading, "heading"))
        first = True
        for part in section.parts:
            blocks = list(self._part(part, numbered=section.in_order))
            if section.stands_out:
                for start in range(0, len(blocks), _BOXED):
                    inner = blocks[start : start + _BOXED]
                    head: list[Block] = [heading, Gap(3)] if first else []
                    yield Box(Stack([*head, *inner]), pad_y=6, weight=1.5)
                    first = False
                continue
            if first and blocks:
                yield Stack([Rule(0.6, 0.6), Gap(3), heading, Gap(3), blocks[0]])
                blocks, first = blocks[1:], False
            yield from blocks

    def _part(self, part: HandoutPart, *, numbered: bool) -> Iterator[Block]:
        """Yield the points, each with its bullet; short ones side by side."""
        marks = [f"{number}." if numbered else "•" for number in range(1, len(part.points) + 1)]
        points: list[Block] = [
            Marked(
                TextBlock(layout.plain(mark), self._lead if numbered else self._body),
                TextBlock(escape(point, "point"), self._body),
                self._indent * (1.3 if numbered else 1),
            )
            for mark, point in zip(marks, part.points, strict=True)
        ]
        short = not self._content.large and max(map(len, part.points)) <= _HALF
        if short and len(points) > 3:
            half = (len(points) + 1) // 2
            pairs = zip_longest(points[:half], points[half:], fillvalue=Gap(0))
            points = [Columns([left, right], [0.5, 0.5]) for left, right in pairs]
        spaced: list[Block] = [Stack([point, Gap(2.5)]) for point in points]
        if part.lead:
            lead = TextBlock(escape(part.lead, "lead"), self._lead)
            spaced[0] = Stack([Gap(2), lead, Gap(2), spaced[0]])
        yield from spaced

    def _contacts(self) -> Iterator[Block]:
        content, words = self._content, self._words
        told: list[tuple[str, Markup]] = []
        if phone := content.letterhead.phone:
            told.append((words.phone, escape(phone, "clinic's phone number")))
        if content.next_visit is not None:
            told.append((words.next_visit, layout.plain(self._visit())))
        if content.pharmacy[0]:
            parts = [escape(each, "pharmacy") for each in content.pharmacy if each]
            told.append((words.pharmacy, lines(parts)))
        cells: list[Block] = [
            Stack([TextBlock(layout.plain(label), self._small), TextBlock(bold(text), self._body)])
            for label, text in told
        ]
        crisis = TextBlock(bold(layout.plain(words.crisis)), self._body)
        row: list[Block] = [Columns(cells, [1.0] * len(cells)), Gap(5)] if cells else []
        yield Gap(14)
        yield Box(Stack([*row, crisis]), weight=1)

    def _questions(self) -> Iterator[Block]:
        content, words = self._content, self._words
        heading = TextBlock(layout.plain(words.questions), self._heading)
        points = list(self._part(HandoutPart("", content.questions), numbered=False))
        own = TextBlock(layout.plain(words.own_questions), self._small)
        yield Gap(self._body.size)
        room = self._body.size * 1.6
        to_write_on: list[Block] = [WriteOn(Gap(0), room), WriteOn(Gap(0), room)]
        yield Stack([heading, Gap(3), *points, Gap(4), own, *to_write_on])

    def _foot(self) -> Iterator[Block]:
        content, words = self._content, self._words
        if not content.reviewed:
            draft = TextBlock(bold(layout.plain(words.draft)), self._small)
            yield draft
            yield Gap(3)
        sources = dict.fromkeys(each for one in content.sections for each in one.sources)
        named = escape("; ".join(sources), "sources")
        yield TextBlock(fill(words.sources, sources=named), layout.FINE)

    def _continued(self) -> Block:
        content = self._content
        name = bold(escape(clean(content.patient.legal_name, "patient's name"), "patient's name"))
        told = fill(self._words.continued, name=name, title=escape(content.title, "title"))
        return Stack([TextBlock(told, layout.BODY), Gap(5), Rule(1), Gap(8)])

    def _day(self, day: date) -> str:
        words = self._words
        month = words.months[day.month - 1]
        made = words.date.replace("{month}", month).replace("{day}", str(day.day))
        return unbroken(made.replace("{year}", str(day.year)))

    def _visit(self) -> str:
        visit, words = self._content.next_visit, self._words
        assert visit is not None  # asked for only then
        said = words.visit.replace("{weekday}", words.weekdays[visit.weekday()])
        said = said.replace("{date}", self._day(visit.date()))
        return said.replace("{hour}", unbroken(self._hour(visit)))

    @staticmethod
    def _hour(visit: datetime) -> str:
        return f"{visit.hour % 12 or 12}:{visit.minute:02} {'a.m.' if visit.hour < 12 else 'p.m.'}"


class _Footer:
    """Code and "Page x of y", as pages get separated."""

    def __init__(self, paper: PaperSize, words: LanguageWording, code: str) -> None:
        self._paper, self._page = paper, words.page
        self._code = clean(words.code.replace("{code}", code), "handout's code")

    def __call__(self, pen: Pen, number: int, pages: int) -> None:
        page = Clean(self._page.replace("{number}", str(number)).replace("{pages}", str(pages)))
        pen.setFillGray(0)
        pen.setFont(REGULAR, 9)
        pen.drawString(MARGIN, 36, self._code)
        pen.drawRightString(self._paper.width - MARGIN, 36, page)
