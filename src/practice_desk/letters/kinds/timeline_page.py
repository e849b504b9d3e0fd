"""The pages of a timeline: its lanes in one or more pictures on the same axis, and a legend."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from practice_desk.domain.errors import Problem
from practice_desk.domain.timeline_axis import View
from practice_desk.domain.timeline_layout import Lane, TimelineLayout
from practice_desk.letters import layout
from practice_desk.letters.blocks import Block, Box, Columns, Gap, Rule, Stack
from practice_desk.letters.checks import check_named
from practice_desk.letters.dates import birth_date, long_date, short_date
from practice_desk.letters.drawing import TextBlock, TextStyle
from practice_desk.letters.kinds.timeline import TimelineContent
from practice_desk.letters.pages import WIDTH, Composition, Furniture
from practice_desk.letters.picture import PictureBlock, text_width
from practice_desk.letters.text import bold, clean, escape, fill
from practice_desk.letters.wording import Statement, Wording, common_wording, load_wording

_FIRST_ROOM, _ROOM = 448.0, 538.0
"""How high the pictures on the first page and on later ones may be, in points."""
_SMALL = TextStyle(size=8.5, leading=11)


class TimelineWording(Wording, frozen=True):
    """`resources/letters/timeline.yaml`."""

    document_title: str
    title: str
    period: str
    period_label: str
    legend_title: str
    legend: str
    not_a_prescription: Statement
    continued: str


@cache
def _wording() -> TimelineWording:
    return load_wording("timeline", TimelineWording)


def problems(content: TimelineContent) -> tuple[Problem, ...]:
    """Return what is missing or may not be given, in the order of the page."""
    named = (
        (content.letterhead.name, "letterhead.name", "the clinic's name"),
        (content.patient.legal_name, "patient.legal_name", "the patient's name"),
        (content.signatory.callback_phone, "signatory.callback_phone", "the callback number"),
        (content.code, "code", "the letter's code"),
    )
    found = [*check_named(named)]
    if not content.lanes:
        found.append(Problem("lanes", "Show at least one lane on the timeline."))
    return tuple(found)


def compose(content: TimelineContent) -> Composition:
    """Return the paper ready for its pages; `problems` must have found none."""
    wording = _wording()
    pictures: list[Block] = []
    for block in _pictures(content):
        pictures += [block, Gap(8)]
    return Composition(
        clean(wording.document_title.replace("{code}", content.code), "letter's code"),
        (
            layout.letterhead(content.letterhead),
            Gap(10),
            _whose(content),
            Gap(10),
            *pictures,
            _closing(content),
        ),
        Furniture(
            _continued(content),
            layout.StatementFooter(content.code, _wording().not_a_prescription.title),
        ),
        layout.paper(content.letterhead),
    )


def _pictures(content: TimelineContent) -> Iterator[PictureBlock]:
    made = TimelineLayout(content.timeline)
    view = View.of(content.first, content.last)
    shown = [lane for lane in made.lanes if lane.key in content.lanes]
    for lanes in _grouped(shown):
        keys = frozenset(lane.key for lane in lanes)
        picture = made.draw(view, WIDTH, text_width, _among(keys))
        yield PictureBlock(tuple(picture.shapes()), picture.height)


def _among(keys: frozenset[str]) -> Callable[[Lane], bool]:
    return lambda lane: lane.key in keys


def _grouped(lanes: Sequence[Lane]) -> Iterator[list[Lane]]:
    """Yield the lanes that go into one picture, each with an axis of its own."""
    group: list[Lane] = []
    height, room = 0.0, _FIRST_ROOM
    for lane in lanes:
        if group and height + lane.height > room:
            yield group
            group, height, room = [], 0.0, _ROOM
        group.append(lane)
        height += lane.height + 2
    if group:
        yield group


def _whose(content: TimelineContent) -> Block:
    labels, patient, wording = common_wording().labels, content.patient, _wording()
    shown = patient.preferred_name or patient.legal_name
    name = [TextBlock(escape(shown, "patient's name"), layout.MEDIUM)]
    if patient.preferred_name:
        name.append(TextBlock(escape(patient.legal_name, "patient's name"), layout.SMALL))
    days = fill(
        wording.period,
        first=layout.plain(short_date(content.first)),
        last=layout.plain(short_date(content.last)),
    )
    born = TextBlock(layout.plain(birth_date(patient.birth_date)), layout.BODY)
    made = TextBlock(layout.plain(long_date(content.written_on)), layout.BODY)
    who = Columns(
        [
            layout.labelled(labels.patient, Stack(name)),
            layout.labelled(labels.birth_date, born),
            layout.labelled(wording.period_label, TextBlock(days, layout.BODY)),
            layout.labelled(labels.date, made),
        ],
        [0.32, 0.17, 0.28, 0.23],
    )
    title = TextBlock(layout.plain(wording.title), layout.TITLE)
    return Stack([title, Gap(6), Box(who, weight=1.5)])


def _closing(content: TimelineContent) -> Block:
    wording = _wording()
    statement = wording.not_a_prescription
    name = escape(content.signatory.name, "prescriber's name")
    phone = escape(content.signatory.callback_phone, "callback number")
    return Stack(
        [
            TextBlock(bold(layout.plain(wording.legend_title)), _SMALL),
            TextBlock(layout.plain(wording.legend), _SMALL),
            Gap(8),
            Box(
                Columns(
                    [
                        TextBlock(bold(layout.plain(statement.title)), _SMALL),
                        TextBlock(layout.plain(statement.text), _SMALL),
                        Stack([TextBlock(name, _SMALL), TextBlock(bold(phone), _SMALL)]),
                    ],
                    [0.22, 0.5, 0.28],
                ),
                pad_y=5,
                shade=True,
            ),
        ]
    )


def _continued(content: TimelineContent) -> Block:
    name = bold(escape(clean(content.patient.legal_name, "patient's name"), "patient's name"))
    line = TextBlock(fill(_wording().continued, name=name), layout.BODY)
    return Stack([line, Gap(5), Rule(1), Gap(14)])
