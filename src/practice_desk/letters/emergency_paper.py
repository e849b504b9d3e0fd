"""Emergency paper: who comes, with medications, allergies and contacts, without a computer.

Black on white, one patient at a glance: the name largest, allergies in a frame, then what is taken
and whom to call. A patient is never spread over two pages who fits on one. The content types are
the whitelist of what may reach the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from practice_desk.letters.blocks import Block, Box, Columns, Gap, Landmark, Rule, Stack
from practice_desk.letters.dates import birth_date, long_date
from practice_desk.letters.drawing import Pen, TextBlock, TextStyle
from practice_desk.letters.fonts import BOLD, REGULAR
from practice_desk.letters.layout import BODY, LABEL, MEDIUM, SMALL, TITLE, plain
from practice_desk.letters.pages import (
    A4_AS_LETTER,
    BOTTOM,
    MARGIN,
    PAGE_ROOM,
    PAGE_WIDTH,
    US_LETTER,
    WIDTH,
    Composition,
    Furniture,
)
from practice_desk.letters.rendering import RenderedLetter, render_composition
from practice_desk.letters.table import Table
from practice_desk.letters.text import Clean, Markup, bold, clean, escape, fill, stand_in
from practice_desk.letters.wording import Wording, load_wording

_CONTINUATION_ROOM = 40.0  # points that the heading of later pages takes, at most
_ALLERGY = TextStyle(size=11, leading=14, bold=True)
_RIGHT = TextStyle(size=10, leading=13.5, align="right")
_FACTS = TextStyle(size=9, leading=11.5, align="right")


@dataclass(frozen=True, slots=True)
class PaperMedication:
    """One medication as it is taken: name, directions in plain English, and what to know of it."""

    name: str
    directions: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PaperContact:
    """Whom to call: "Emergency contact: Marta Díaz (sister)" and the number."""

    who: str
    phone: str


@dataclass(frozen=True, slots=True)
class PaperPatient:
    """One patient. `time` is when the visit begins ("9:30 AM"), `practitioner` whom it is with.

    Both are empty without a visit.
    `allergies` lists substances with their reactions; None where nobody has asked, empty for no
    known allergies. `side_effects` are the open ones. With `withheld` the chart holds
    more, which needs the patient's consent to leave it.
    """

    name: str
    birth_date: date | None
    chart_number: str
    preferred_name: str = ""
    phone: str = ""
    time: str = ""
    practitioner: str = ""
    alert: str = ""
    allergies: tuple[str, ...] | None = None
    medications: tuple[PaperMedication, ...] = ()
    contacts: tuple[PaperContact, ...] = ()
    side_effects: tuple[str, ...] = ()
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class EmergencyPaper:
    """The whole paper. *who* says who is on it; `left_out` counts restricted charts."""

    clinic_name: str
    who: str
    as_of: datetime
    printed_by: str
    patients: tuple[PaperPatient, ...]
    left_out: int = 0
    a4: bool = False


class PaperLabels(Wording, frozen=True):
    """Short labels."""

    born: str
    chart: str
    phone: str
    visit_with: str
    allergies: str
    medications: str
    directions: str
    since: str
    contacts: str
    alert: str
    side_effects: str


class PaperWording(Wording, frozen=True):
    """`resources/letters/emergency_paper.yaml`."""

    document_title: str
    title: str
    summary: str
    left_out: str
    labels: PaperLabels
    no_known_allergies: str
    not_asked: str
    no_medications: str
    withheld: str
    unknown: str
    footer: str
    page: str


@cache
def _wording() -> PaperWording:
    return load_wording("emergency_paper", PaperWording)


def render_emergency_paper(paper: EmergencyPaper) -> RenderedLetter:
    """Return the paper as a PDF; *paper.as_of* (aware) becomes its creation date.

    Characters that the fonts lack are printed as "?": on a bad day a name that is nearly right is
    better than no paper.
    """
    return render_composition(_compose(paper), made_at=paper.as_of)


def _compose(paper: EmergencyPaper) -> Composition:
    blocks: list[Block] = [_heading(paper)]
    for patient in paper.patients:
        mark = Landmark(stand_in(patient.name))
        blocks += [mark, _Together(_patient(patient)), Gap(10)]
    title = clean(_wording().document_title, "paper's title")
    sheet = A4_AS_LETTER if paper.a4 else US_LETTER
    return Composition(title, tuple(blocks), _furniture(paper), sheet)


def _heading(paper: EmergencyPaper) -> Block:
    wording = _wording()
    summary = fill(
        wording.summary,
        who=_text(paper.who),
        count=plain(f"{len(paper.patients):,}"),
        when=plain(_moment(paper.as_of)),
        by=_text(paper.printed_by),
    )
    rows: list[Block] = [
        Columns(
            [TextBlock(plain(wording.title), TITLE), TextBlock(_text(paper.clinic_name), _RIGHT)],
            [0.5, 0.5],
            bottom=True,
        ),
        Gap(4),
        TextBlock(summary, SMALL),
    ]
    if paper.left_out:
        charts = f"{paper.left_out:,} {'patient' if paper.left_out == 1 else 'patients'}"
        rows.append(TextBlock(bold(fill(wording.left_out, count=plain(charts))), SMALL))
    return Stack([*rows, Gap(6), Rule(1.5), Gap(12)])


def _patient(patient: PaperPatient) -> tuple[Block, ...]:
    parts: list[Block] = [_who(patient), Gap(4), _allergies(patient), Gap(5)]
    if patient.alert:
        alert = bold(plain(f"{_wording().labels.alert}: ")) + _text(patient.alert)
        parts += [TextBlock(alert, BODY), Gap(4)]
    parts.append(_medications(patient.medications, withheld=patient.withheld))
    if patient.withheld:
        parts += [Gap(3), TextBlock(bold(plain(_wording().withheld)), BODY)]
    parts.append(Gap(4))
    if patient.side_effects:
        open_ones = plain(f"{_wording().labels.side_effects}: ")
        parts += [TextBlock(open_ones + _text("; ".join(patient.side_effects)), BODY), Gap(4)]
    if patient.contacts:
        parts += [_contacts(patient.contacts), Gap(4)]
    return (*parts, Rule(1))


def _who(patient: PaperPatient) -> Block:
    labels, wording = _wording().labels, _wording()
    name = bold(_text(patient.name))
    if patient.preferred_name:
        name = name + plain(" “") + _text(patient.preferred_name) + plain("”")
    if patient.time:
        name = bold(_text(patient.time)) + plain("  ") + name
    born = birth_date(patient.birth_date) if patient.birth_date else wording.unknown
    facts = [f"{labels.born} {born} · {labels.chart} {patient.chart_number}"]
    if patient.phone:
        facts.append(f"{labels.phone} {patient.phone}")
    if patient.practitioner:
        facts.append(f"{labels.visit_with} {patient.practitioner}")
    right = TextBlock(_text("\n".join(facts)), _FACTS)
    return Columns([TextBlock(name, MEDIUM), right], [0.58, 0.42], bottom=True)


def _allergies(patient: PaperPatient) -> Block:
    wording = _wording()
    if patient.allergies is None:
        text = plain(wording.not_asked)
    elif not patient.allergies:
        text = plain(wording.no_known_allergies)
    else:
        listed = _text("; ".join(patient.allergies))
        text = plain(f"{wording.labels.allergies}: ") + listed
    weight = 0.75 if patient.allergies == () else 1.75
    return Box(TextBlock(text, _ALLERGY), pad_x=7, pad_y=4, weight=weight)


def _medications(medications: Sequence[PaperMedication], *, withheld: bool) -> Block:
    labels = _wording().labels
    if not medications:  # "no medications" would be untrue where some are withheld
        return Gap(0) if withheld else TextBlock(plain(_wording().no_medications), BODY)
    heads = (labels.medications, labels.directions, labels.since)
    rows = tuple(
        (
            TextBlock(bold(_text(each.name)), BODY),
            TextBlock(_text(each.directions), BODY),
            TextBlock(_text(each.note), SMALL),
        )
        for each in medications
    )
    heading = tuple(TextBlock(plain(head), LABEL) for head in heads)
    return Table(heading, rows, (0.25, 0.53, 0.22), pad_y=3)


def _contacts(contacts: Sequence[PaperContact]) -> Block:
    cells = [
        TextBlock(_text(contact.who) + plain("  ") + bold(_text(contact.phone)), SMALL)
        for contact in contacts
    ]
    if len(cells) % 2:
        cells.append(TextBlock.empty())
    pairs = [Columns(cells[at : at + 2], [0.5, 0.5]) for at in range(0, len(cells), 2)]
    return Stack([TextBlock(plain(_wording().labels.contacts), LABEL), *pairs])


@dataclass(frozen=True, slots=True)
class _Together:
    """The parts of one patient: on one page where they fit on one, else split between rows."""

    parts: tuple[Block, ...]

    def height(self, width: float) -> float:
        """Return the height when *width* wide."""
        return sum(part.height(width) for part in self.parts)

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw with the upper left corner at (*x*, *top*)."""
        Stack(self.parts).draw(pen, x, top, width)

    def split(self, width: float, available: float) -> tuple[Block, Block] | None:
        """Return what fits and the rest; None where all of it fits on the next page."""
        if self.height(width) <= PAGE_ROOM - _CONTINUATION_ROOM:
            return None
        upper: list[Block] = []
        for number, part in enumerate(self.parts):
            height = part.height(width)
            if height <= available:
                upper.append(part)
                available -= height
                continue
            cut = getattr(part, "split", None)
            halves = cut(width, available) if cut else None
            if halves is None:
                return (Stack(upper), _Together(self.parts[number:])) if upper else None
            return Stack([*upper, halves[0]]), _Together((halves[1], *self.parts[number + 1 :]))
        return None


def _furniture(paper: EmergencyPaper) -> Furniture:
    wording = _wording()
    heading = TextBlock(bold(plain(wording.title)) + plain(f", {_moment(paper.as_of)}"), BODY)
    clinic = TextBlock(_text(paper.clinic_name), _RIGHT)
    continuation = Stack([Columns([heading, clinic], [0.6, 0.4]), Gap(4), Rule(1), Gap(10)])
    footer = wording.footer.replace("{clinic}", stand_in(paper.clinic_name))
    return Furniture(continuation, _Footer(Clean(footer.replace("{when}", _moment(paper.as_of)))))


class _Footer:
    """What every page says: to shred it, of when it is, and which page of how many."""

    def __init__(self, text: Clean) -> None:
        self._text = text

    def __call__(self, pen: Pen, number: int, pages: int) -> None:
        Rule(0.75).draw(pen, MARGIN, BOTTOM - 18, WIDTH)
        pen.setFillGray(0)
        pen.setFont(BOLD, 8.5)
        pen.drawString(MARGIN, 38, self._text)
        page = _wording().page.replace("{number}", str(number)).replace("{pages}", str(pages))
        pen.setFont(REGULAR, 8.5)
        pen.drawRightString(PAGE_WIDTH - MARGIN, 38, Clean(page))


def _text(text: str) -> Markup:
    return escape(stand_in(text), "paper's text")


def _moment(moment: datetime) -> str:
    local = moment.astimezone()
    half = "AM" if local.hour < 12 else "PM"
    return f"{long_date(local.date())}, {local.hour % 12 or 12}:{local.minute:02d} {half}"
