"""Step plan for the pharmacy: from when until when which dose, with the tablets that it takes.

Of a controlled medication the page says on which days the dose changes and the amount of one dose;
directions and numbers of tablets are on the prescription only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache

from practice_desk.domain.course import Stretch, steps_from
from practice_desk.domain.directions import joined, units_text
from practice_desk.domain.dose_form import form_name
from practice_desk.domain.errors import Problem
from practice_desk.domain.letter_choice import ItemSort, RecipientSort
from practice_desk.domain.medication import standing_events
from practice_desk.domain.quantity import exact
from practice_desk.domain.regimen import Piece
from practice_desk.domain.regimen_text import days_text, hold_text, piece_text, step_directions
from practice_desk.domain.supply_days import pieces_a_day, strengths_a_day
from practice_desk.letters.checks import check_length
from practice_desk.letters.controlled import ControlledRule, DeaSchedule
from practice_desk.letters.dates import long_date, short_date
from practice_desk.letters.facts import LetterFacts, ToldEvent
from practice_desk.letters.frame import CARRIED, frame_of, frame_problems
from practice_desk.letters.kind import ItemOffer, LetterKind, Offer
from practice_desk.letters.medication_lines import MedicationLine, line_problems
from practice_desk.letters.parties import LetterFrame
from practice_desk.letters.regimens import doses_text
from practice_desk.letters.sheet import (
    Acknowledgement,
    Bullets,
    Cell,
    Grid,
    Headline,
    Part,
    Sheet,
    Text,
)
from practice_desk.letters.wording import LetterWording, load_wording

CODE = "step_plan"
_NONE = Fraction(0)


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One step. `last` is its last day, None where it goes on; `count` the tablets that it takes.

    `directions` and `count` are empty for a controlled medication, `count` also where nobody can
    tell: for as-needed doses and steps that go on.
    """

    first: date
    last: date | None
    dose: str
    directions: str = ""
    count: str = ""

    @property
    def duration(self) -> str:
        """How long it lasts, where its tablets are counted: "2 weeks"."""
        if self.last is None or not self.count:
            return ""
        return f"for {days_text((self.last - self.first).days + 1)}"


@dataclass(frozen=True, slots=True)
class StepPlanContent:
    """Everything that the step plan may say. `ends_on` is the first day without the medication."""

    frame: LetterFrame
    medication: MedicationLine
    steps: tuple[PlanStep, ...]
    ends_on: date | None = None
    holds: tuple[str, ...] = ()


@cache
def _wording() -> LetterWording:
    return load_wording(CODE, LetterWording)


def build(facts: LetterFacts) -> StepPlanContent:
    """Return the steps of the chosen event that hold or are to come."""
    told = facts.told[0] if facts.told else None
    stretches = [] if told is None else _stretches(told, facts.today)
    schedule = DeaSchedule.strictest("" if told is None else told.medication.schedule)
    form = form_name(stretches[0].step.dosage.form) if stretches else ""
    name = "" if told is None else told.medication.name
    regimen = stretches[0].event.regimen if stretches else None
    rules = regimen.hold_rules if regimen is not None and not schedule.controlled else ()
    return StepPlanContent(
        frame_of(facts),
        MedicationLine(name, form, schedule),
        tuple(_step(each, schedule) for each in stretches),
        stretches[-1].end if stretches else None,
        tuple(hold_text(rule) for rule in rules),
    )


def problems(content: StepPlanContent) -> Iterator[Problem]:
    """Yield what is missing or may not be sent."""
    yield from frame_problems(content.frame)
    yield from line_problems([content.medication])
    if not content.steps:
        yield Problem(
            "steps", "No steps of this change are to come. Write a medication notice instead."
        )
    for step in content.steps:
        yield from check_length(step.directions, "steps", "the text of a step", 2000)
        if content.medication.schedule.controlled and (step.directions or step.count):
            yield Problem("steps", "A controlled medication: no directions, no tablet counts.")


def page(content: StepPlanContent) -> Sheet:
    """Return the plan in the parts of a sheet."""
    wording, medication = _wording(), content.medication
    words, count = wording.words, len(content.steps)
    headline = words["headline_one" if count == 1 else "headline"].replace("{count}", str(count))
    ends = words["goes_on"]
    if content.ends_on is not None:
        ends = words["ends"].replace("{date}", long_date(content.ends_on))
    controlled = medication.schedule.controlled
    parts: list[Part] = [
        Headline(
            headline.replace("{medication}", medication.named).replace(
                "{date}", short_date(content.steps[0].first)
            ),
            f"{ends} {words['ask']}",
        ),
    ]
    if content.holds:
        parts.append(Bullets(content.holds))
    if controlled:
        parts.append(Text(words["controlled"], bold=True))
    parts.append(_grid(content))
    return Sheet(
        wording.document_title,
        wording.title,
        content.frame,
        tuple(parts),
        urgent=wording.urgent,
        acknowledgement=Acknowledgement(wording.ticks),
    )


def _grid(content: StepPlanContent) -> Grid:
    labels, words = _wording().labels, _wording().words

    def days(step: PlanStep) -> tuple[Cell, Cell]:
        last = words["open"] if step.last is None else short_date(step.last)
        return Cell(strong=short_date(step.first)), Cell(last)

    if content.medication.schedule.controlled:
        return Grid(
            (labels["from"], labels["until"], labels["dose"]),
            tuple((*days(step), Cell(strong=step.dose)) for step in content.steps),
            (0.3, 0.3, 0.4),
        )
    return Grid(
        (labels["from"], labels["until"], labels["directions"], labels["count"]),
        tuple(
            (
                *days(step),
                Cell(strong=step.dose, text=step.directions),
                Cell(strong=step.count, small=step.duration),
            )
            for step in content.steps
        ),
        (0.18, 0.17, 0.44, 0.21),
    )


def _stretches(told: ToldEvent, today: date) -> list[Stretch]:
    """Return the step that holds and those to come; what is over needs no telling."""
    if told.event.regimen is None:
        return []
    steps = steps_from(told.event, standing_events(told.events))
    return [each for each in steps if not each.is_held and (each.end is None or each.end > today)]


def _step(stretch: Stretch, schedule: DeaSchedule) -> PlanStep:
    last = None if stretch.end is None else stretch.end - timedelta(days=1)
    dose = doses_text(stretch.step.dosages)
    if schedule.controlled:
        return PlanStep(stretch.start, last, dose)
    return PlanStep(stretch.start, last, dose, step_directions(stretch.step), _count(stretch))


def _count(stretch: Stretch) -> str:
    """Return what a step takes: "14 tablets"; empty where nobody can tell.

    Where doses are made of several strengths, each has its number.
    """
    words = stretch.step.dosage.unit_words()
    if stretch.end is None or words is None:
        return ""
    days = (stretch.end - stretch.start).days
    dosages = stretch.step.dosages
    made = [strengths_a_day(dosage, stretch.step) for dosage in dosages]
    strengths = dict.fromkeys(strength for each in made if each for strength in each)
    if len(strengths) > 1:
        totals = (
            (each, _total([None if one is None else one.get(each, _NONE) for one in made], days))
            for each in strengths
        )
        pieces = [Piece(strength, number) for strength, number in totals if number]
        told = len(pieces) == len(strengths)
        return joined([piece_text(piece, words) for piece in pieces]) if told else ""
    number = _total([pieces_a_day(dosage, stretch.step) for dosage in dosages], days)
    return f"{units_text(number)} {words[0] if number <= 1 else words[1]}" if number else ""


def _total(turns: Sequence[Fraction | None], days: int) -> Decimal | None:
    """Return the pieces of so many days that take *turns*; None where it can't be told."""
    known = [each for each in turns if each is not None]
    if len(known) < len(turns):
        return None
    return exact(sum((known[day % len(known)] for day in range(days)), _NONE))


def name_of(facts: LetterFacts) -> str:
    """Return what the chart calls it: "Step plan: sertraline"."""
    return f"Step plan: {', '.join(told.medication.name for told in facts.told)}"


KIND = LetterKind(
    CODE,
    "Step plan for the pharmacy",
    StepPlanContent,
    Offer(
        recipients=(RecipientSort.PHARMACY,),
        items=(ItemOffer(ItemSort.STEP_PLAN, "Change in steps", most=1),),
        may_be_urgent=True,
        may_be_copied=True,
        answer_days=3,
        urgent_days=1,
    ),
    CARRIED
    | {
        "told.medication.name",
        "told.medication.schedule",
        "told.event.effective_on",
        "told.event.regimen",
        "told.event.dosage",
    },
    build,
    problems,
    page,
    controlled=ControlledRule.DOSE,
    name=name_of,
    hint="The dated steps of a titration or taper, with the tablets that each takes.",
)
