"""The page of a dose calendar: checks its content and composes it in large print."""

from __future__ import annotations

from functools import cache

from practice_desk.domain.errors import Problem
from practice_desk.domain.timing import Moment
from practice_desk.letters import layout
from practice_desk.letters.blocks import Block, Box, Columns, Gap, Rule, Stack
from practice_desk.letters.checks import check_named, check_present
from practice_desk.letters.dates import birth_date, long_date, short_date
from practice_desk.letters.drawing import TextBlock, TextStyle
from practice_desk.letters.kinds.dose_calendar import (
    NAMED_DAYS,
    CalendarLine,
    CalendarRule,
    DoseCalendarContent,
)
from practice_desk.letters.pages import (
    PAGE_ROOM,
    WIDTH,
    Composition,
    Furniture,
)
from practice_desk.letters.table import Table, TableWithClosing
from practice_desk.letters.text import Markup, bold, clean, escape, fill, lines, unbroken
from practice_desk.letters.wording import (
    Statement,
    Wording,
    common_wording,
    load_wording,
)

_SHARES = (0.27, 0.27, 0.46)
_HEADING = TextStyle(size=11, leading=14, bold=True)
_CELL = TextStyle(size=13, leading=17)
_LARGE = TextStyle(size=13, leading=17)


class CalendarColumns(Wording, frozen=True):
    """Column headings."""

    days: str
    medication: str
    take: str


class DoseCalendarWording(Wording, frozen=True):
    """`resources/letters/dose_calendar.yaml`."""

    document_title: str
    title: str
    intro: str
    columns: CalendarColumns
    until: str
    from_on: str
    moments: dict[Moment, str]
    stops: str
    hold_title: str
    hold_of: str
    call: str
    emergency: str
    not_a_prescription: Statement
    continued: str


@cache
def _wording() -> DoseCalendarWording:
    return load_wording("dose_calendar", DoseCalendarWording)


def problems(content: DoseCalendarContent) -> tuple[Problem, ...]:
    """Return what is missing or may not be given, in the order of the page."""
    named = (
        (content.letterhead.name, "letterhead.name", "the clinic's name"),
        (content.patient.legal_name, "patient.legal_name", "the patient's name"),
        (content.signatory.callback_phone, "signatory.callback_phone", "the callback number"),
        (content.code, "code", "the letter's code"),
    )
    found = [*check_named(named)]
    if not content.lines:
        found.append(Problem("lines", "Choose at least one medication for the calendar."))
    for number, line in enumerate(content.lines):
        field = f"lines.{number}"
        found += check_present(line.medication, field, "the medication's name")
        if not (line.doses or line.directions.strip() or line.stops):
            found.append(Problem(field, f"What to take of {line.medication} is missing."))
    return tuple(found)


def compose(content: DoseCalendarContent) -> Composition:
    """Return the calendar ready for its pages; `problems` must have found none."""
    wording = _wording()
    closing = Stack([Gap(12), *_rules(content.rules), *_closing(content)])
    continuation = _continued(content)
    return Composition(
        clean(wording.document_title.replace("{code}", content.code), "letter's code"),
        (
            layout.letterhead(content.letterhead),
            Gap(12),
            _whose(content),
            Gap(8),
            TextBlock(layout.plain(wording.intro), _LARGE),
            Gap(8),
            TableWithClosing(
                _table(content.lines), closing, PAGE_ROOM - continuation.height(WIDTH)
            ),
        ),
        Furniture(
            continuation, layout.StatementFooter(content.code, _wording().not_a_prescription.title)
        ),
        layout.paper(content.letterhead),
    )


def _whose(content: DoseCalendarContent) -> Block:
    labels, patient = common_wording().labels, content.patient
    shown = patient.preferred_name or patient.legal_name
    name = [TextBlock(escape(shown, "patient's name"), layout.MEDIUM)]
    if patient.preferred_name:
        name.append(TextBlock(escape(patient.legal_name, "patient's name"), layout.SMALL))
    title = TextBlock(layout.plain(_wording().title), layout.TITLE)
    born = TextBlock(layout.plain(birth_date(patient.birth_date)), layout.BODY)
    made = TextBlock(layout.plain(long_date(content.written_on)), layout.BODY)
    who = Columns(
        [
            layout.labelled(labels.patient, Stack(name)),
            layout.labelled(labels.birth_date, born),
            layout.labelled(labels.date, made),
        ],
        [0.5, 0.22, 0.28],
    )
    return Stack([title, Gap(6), Box(who, weight=1.5)])


def _table(calendar_lines: tuple[CalendarLine, ...]) -> Table:
    columns = _wording().columns
    names = (columns.days, columns.medication, columns.take)
    return Table(
        tuple(TextBlock(layout.plain(name), _HEADING) for name in names),
        tuple(_row(line) for line in calendar_lines),
        _SHARES,
        pad_y=7,
    )


def _row(line: CalendarLine) -> tuple[TextBlock, ...]:
    medication = escape(clean(line.medication, "medication's name"), "medication's name")
    cells = (bold(_days(line)), bold(medication), _take(line))
    return tuple(TextBlock(cell, _CELL) for cell in cells)


def _days(line: CalendarLine) -> Markup:
    wording, first = _wording(), layout.plain(unbroken(short_date(line.first)))
    days = escape(unbroken(line.days), "days")
    if line.last == line.first or line.stops:
        return lines([first, days])
    if line.last is None and line.days.startswith(NAMED_DAYS):
        return days  # they say from when
    if line.last is None:
        return lines([fill(wording.from_on, first=first), days])
    last = layout.plain(unbroken(short_date(line.last)))
    return lines([fill(wording.until, first=first, last=last), days])


def _take(line: CalendarLine) -> Markup:
    wording = _wording()
    if line.stops:
        return bold(layout.plain(wording.stops))
    parts = [
        bold(layout.plain(f"{wording.moments[dose.moment]}: "))
        + escape(unbroken(dose.amount), "dose")
        for dose in line.doses
    ]
    directions = escape(unbroken(line.directions), "directions")
    return lines([*parts, directions, escape(unbroken(line.note), "note")])


def _rules(rules: tuple[CalendarRule, ...]) -> list[Block]:
    if not rules:
        return []
    wording = _wording()
    parts: list[Block] = [TextBlock(bold(layout.plain(wording.hold_title)), _LARGE), Gap(3)]
    for rule in rules:
        text = fill(
            wording.hold_of,
            medication=bold(escape(rule.medication, "medication's name")),
            trigger=escape(rule.trigger, "hold rule"),
            action=escape(rule.action, "hold rule"),
        )
        parts.append(TextBlock(text, _LARGE))
    return [Box(Stack(parts), weight=2), Gap(12)]


def _closing(content: DoseCalendarContent) -> list[Block]:
    wording = _wording()
    statement = wording.not_a_prescription
    phone = TextBlock(escape(content.signatory.callback_phone, "callback number"), layout.LARGE)
    name = escape(content.signatory.name, "prescriber's name")
    return [
        Columns(
            [
                Stack([TextBlock(layout.plain(wording.call), _LARGE), phone]),
                Stack(
                    [
                        TextBlock(layout.plain(wording.emergency), _LARGE),
                        Gap(3),
                        TextBlock(name, layout.BODY),
                    ]
                ),
            ],
            [0.46, 0.54],
        ),
        Gap(10),
        Box(
            Columns(
                [
                    TextBlock(
                        layout.plain(statement.title), TextStyle(size=11, leading=14, bold=True)
                    ),
                    TextBlock(layout.plain(statement.text), layout.BODY),
                ],
                [0.3, 0.7],
            ),
            pad_y=6,
            shade=True,
        ),
    ]


def _continued(content: DoseCalendarContent) -> Block:
    name = bold(escape(clean(content.patient.legal_name, "patient's name"), "patient's name"))
    line = TextBlock(fill(_wording().continued, name=name), layout.BODY)
    return Stack([line, Gap(5), Rule(1), Gap(14)])
