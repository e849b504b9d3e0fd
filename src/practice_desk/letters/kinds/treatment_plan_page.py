"""The pages of a treatment plan for the patient."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from practice_desk.domain.care_plan import Agreed
from practice_desk.domain.errors import Problem
from practice_desk.letters import layout
from practice_desk.letters.blocks import Block, Columns, Gap, Landmark, Rule, Stack, WriteOn
from practice_desk.letters.checks import check_named
from practice_desk.letters.dates import long_date
from practice_desk.letters.drawing import TextBlock, TextStyle
from practice_desk.letters.kinds.treatment_plan import (
    PaperGoal,
    PaperObjective,
    PaperProblem,
    PaperSigning,
    TreatmentPlanContent,
)
from practice_desk.letters.pages import US_LETTER, WIDTH, Composition, Furniture
from practice_desk.letters.signature import StrokesBlock
from practice_desk.letters.table import Table
from practice_desk.letters.text import Markup, bold, clean, escape, fill, lines
from practice_desk.letters.wording import Wording, load_wording

_LARGE = TextStyle(size=11.5, leading=15)
_PROBLEM = TextStyle(size=13.5, leading=17, bold=True)
_HEADING = TextStyle(size=9.5, leading=12.5, bold=True)
_CELL = TextStyle(size=10.5, leading=13.5)
_TALLEST = US_LETTER.room / 2
"""Points that what stays together may take; taller texts break over pages."""


class TreatmentPlanWording(Wording, frozen=True):
    """`resources/letters/treatment_plan.yaml`."""

    document_title: str
    title: str
    intro: str
    words: str
    horizons: dict[str, str]
    lifecycles: dict[str, str]
    by_day: str
    objective: str
    measured: str
    until: str
    therapy: str
    medication: str
    nothing: str
    no_goal: str
    doses: str
    review: str
    review_open: str
    replaced: str
    agreement: str
    patient_signature: str
    clinician_signature: str
    printed_name: str
    date: str
    signed_by: str
    agreements: dict[str, str]
    continued: str


@cache
def _wording() -> TreatmentPlanWording:
    return load_wording("treatment_plan", TreatmentPlanWording)


def problems(content: TreatmentPlanContent) -> tuple[Problem, ...]:
    """Return what is missing or too long, in the order of the page."""
    named = (
        (content.letterhead.name, "letterhead.name", "the clinic's name"),
        (content.patient.legal_name, "patient.legal_name", "the patient's name"),
        (content.code, "code", "the paper's code"),
    )
    found = [*check_named(named)]
    if not content.signed_text and not any(problem.goals for problem in content.problems):
        found.append(Problem("problems", "The plan has no goal yet. Add one first."))
    return tuple(found)


def compose(content: TreatmentPlanContent) -> Composition:
    """Return the paper ready for its pages; `problems` must have found none."""
    wording = _wording()
    title = TextBlock(layout.plain(wording.title), layout.TITLE)
    made = TextBlock(layout.plain(long_date(content.written_on)), layout.BODY)
    blocks: list[Block] = [
        layout.letterhead(content.letterhead),
        Gap(12),
        Columns([title, made], [0.72, 0.28], bottom=True),
        Gap(6),
        layout.patient_box(content.patient),
        Gap(8),
        TextBlock(layout.plain(wording.intro), _LARGE),
    ]
    if content.replaced_on is not None:
        replaced = fill(wording.replaced, date=_day(content.replaced_on))
        blocks += [Gap(6), TextBlock(bold(replaced), _LARGE)]
    if content.signed_text:
        blocks += [Gap(10), *_as_signed(content.signed_text)]
    for problem in content.problems:
        blocks += _problem(problem)
    if any(goal.medication for problem in content.problems for goal in problem.goals):
        blocks += [Gap(8), TextBlock(layout.plain(wording.doses), layout.SMALL)]
    blocks.append(_signatures(content))
    document = clean(wording.document_title.replace("{code}", content.code), "paper's code")
    furniture = Furniture(_continued(content), layout.PageFooter(content.code))
    sheet = layout.paper(content.letterhead)
    return Composition(document, tuple(blocks), furniture, sheet)


def _as_signed(text: str) -> Iterator[Block]:
    """Yield the lines of the words that were signed, each as a block that may break."""
    for line in text.splitlines():
        yield TextBlock(escape(line, "treatment plan"), _LARGE) if line.strip() else Gap(8)


def _problem(problem: PaperProblem) -> Iterator[Block]:
    """Yield a problem with its goals; its heading is never alone at the foot of a page."""
    wording = _wording()
    head: list[Block] = [
        Landmark(clean(problem.title, "problem")),
        Gap(12),
        Rule(1),
        Gap(5),
        TextBlock(escape(problem.title, "problem"), _PROBLEM),
    ]
    if problem.patient_words:
        head += [Gap(2), _words(problem.patient_words)]
    if not problem.goals:
        head += [Gap(4), TextBlock(layout.plain(wording.no_goal), _LARGE)]
    for goal in problem.goals:
        yield from _together([*head, Gap(8), *_goal(goal)])
        head = []
    if head:
        yield from _together(head)


def _together(blocks: list[Block]) -> list[Block]:
    """Return the blocks as one that does not break, or as they are where that is too tall."""
    whole = Stack(blocks)
    return [whole] if whole.height(WIDTH) <= _TALLEST else blocks


def _goal(goal: PaperGoal) -> list[Block]:
    wording = _wording()
    parts = [wording.horizons[goal.horizon]]
    if goal.due_on is not None:
        parts.append(wording.by_day.replace("{date}", long_date(goal.due_on)))
    if goal.lifecycle in wording.lifecycles:
        parts.append(wording.lifecycles[goal.lifecycle])
    told = lines([layout.plain(" · ".join(parts)), bold(escape(goal.description, "goal"))])
    blocks: list[Block] = [TextBlock(told, _LARGE)]
    if goal.patient_words:
        blocks += [Gap(2), _words(goal.patient_words)]
    if goal.objectives:
        blocks += [Gap(5), _objectives(goal.objectives)]
    if goal.therapy or goal.medication:
        blocks += [Gap(5), _interventions(goal)]
    return blocks


def _words(text: str) -> Block:
    return TextBlock(fill(_wording().words, words=escape(text, "patient's words")), _CELL)


def _objectives(objectives: tuple[PaperObjective, ...]) -> Block:
    wording = _wording()
    rows = tuple(
        (
            TextBlock(escape(each.description, "objective"), _CELL),
            TextBlock(escape(each.measured, "measure"), _CELL),
            TextBlock(_day(each.due_on), _CELL),
        )
        for each in objectives
    )
    heading = (_heading(wording.objective), _heading(wording.measured), _heading(wording.until))
    return Table(heading, rows, (0.46, 0.33, 0.21))


def _interventions(goal: PaperGoal) -> Block:
    """Return therapy and medication side by side."""
    wording = _wording()
    sides = (goal.therapy, goal.medication)
    cells = tuple(TextBlock(_each(side), _CELL) for side in sides)
    return Table((_heading(wording.therapy), _heading(wording.medication)), (cells,), (0.5, 0.5))


def _each(texts: tuple[str, ...]) -> Markup:
    if not texts:
        return layout.plain(_wording().nothing)
    return lines([layout.plain("• ") + escape(each, "intervention") for each in texts])


def _heading(text: str) -> TextBlock:
    return TextBlock(layout.plain(text), _HEADING)


def _day(day: date | None) -> Markup:
    return layout.plain(_wording().nothing if day is None else long_date(day))


def _signatures(content: TreatmentPlanContent) -> Block:
    """Return how the plan was signed, or the lines to sign it; they stay on one page."""
    wording, signing = _wording(), content.signing
    agreement = TextBlock(bold(layout.plain(wording.agreement)), _LARGE)
    blocks: list[Block] = [Gap(12), Rule(1), Gap(6)]
    if signing is None:
        review = TextBlock(layout.plain(wording.review_open), _LARGE)
        blocks += [
            Columns([review, WriteOn(TextBlock.empty(), room=14)], [0.5, 0.5], bottom=True),
            Gap(4),
            agreement,
            _line(wording.patient_signature),
            _line(wording.clinician_signature),
        ]
        return Stack(blocks)
    review = TextBlock(fill(wording.review, date=_day(signing.review_on)), _LARGE)
    blocks += [review, Gap(4)]
    if signing.strokes:
        label = TextBlock(layout.plain(wording.patient_signature), layout.FINE)
        drawn = Stack([StrokesBlock(signing.strokes), Rule(0.8), label])
        blocks += [agreement, Gap(4), Columns([drawn, Gap(0)], [0.5, 0.5])]
    elif signing.agreed is not Agreed.SPOKEN:
        blocks += [agreement, _line(wording.patient_signature)]
    blocks += [Gap(6), TextBlock(_signed(signing), layout.BODY)]
    return Stack(blocks)


def _signed(signing: PaperSigning) -> Markup:
    wording, day = _wording(), _day(signing.signed_on)
    who = ", ".join(part for part in (signing.name, signing.credentials) if part)
    clinician = fill(wording.signed_by, name=bold(escape(who, "clinician's name")), date=day)
    return lines([clinician, fill(wording.agreements[signing.agreed], date=day)])


def _line(signature: str) -> Block:
    wording = _wording()
    labels = (signature, wording.printed_name, wording.date)
    cells = [WriteOn(TextBlock(layout.plain(label), layout.FINE), room=28) for label in labels]
    return Columns(cells, [0.45, 0.35, 0.2], gap=10)


def _continued(content: TreatmentPlanContent) -> Block:
    name = bold(escape(clean(content.patient.legal_name, "patient's name"), "patient's name"))
    told = fill(_wording().continued, name=name)
    return Stack([TextBlock(told, layout.BODY), Gap(5), Rule(1), Gap(14)])
