"""Request to pack medications by time of day: blister cards or pouches.

Of a controlled medication it says the name alone: how it is taken is on the prescription.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from practice_desk.domain.directions import counted
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.errors import Problem
from practice_desk.domain.letter_choice import ItemSort, RecipientSort
from practice_desk.domain.medication import PlanItem
from practice_desk.domain.quantity import Quantity
from practice_desk.domain.timing import MOMENT_ORDER, Moment
from practice_desk.letters.checks import check_length
from practice_desk.letters.dates import long_date
from practice_desk.letters.facts import LetterFacts
from practice_desk.letters.frame import CARRIED, frame_of, frame_problems
from practice_desk.letters.kind import AnswerSort, ItemOffer, LetterKind, Offer, Question
from practice_desk.letters.medication_lines import (
    MedicationLine,
    gone_problems,
    line_problems,
    name_line,
)
from practice_desk.letters.parties import LetterFrame
from practice_desk.letters.sheet import Acknowledgement, Cell, Facts, Grid, Headline, Sheet
from practice_desk.letters.wording import LetterWording, load_wording

CODE = "blister_pack"


class Pack(StrEnum):
    """How it is packed."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    POUCHES = "pouches"


class HandedOut(StrEnum):
    """How the patient gets it."""

    PICK_UP = "pick_up"
    DELIVERY = "delivery"


class Beside(StrEnum):
    """What is said where no amounts by time of day are."""

    NOTHING = "every"
    CONTROLLED = "controlled"
    AS_NEEDED = "as_needed"
    AS_FILED = "as_filed"


@dataclass(frozen=True, slots=True)
class PackedDose:
    """What goes into the pack for one time of day: "1½ tablets"."""

    moment: Moment
    amount: str


@dataclass(frozen=True, slots=True)
class PackedLine:
    """A medication with its doses by time of day, none for a controlled one."""

    medication: MedicationLine
    doses: tuple[PackedDose, ...] = ()
    beside: Beside = Beside.NOTHING


@dataclass(frozen=True, slots=True)
class BlisterPackContent:
    """Everything that the request may say."""

    frame: LetterFrame
    lines: tuple[PackedLine, ...]
    pack: Pack
    handed_out: HandedOut
    starts_on: date | None = None


class BlisterPackWording(LetterWording, frozen=True, kw_only=True):
    """`resources/letters/blister_pack.yaml`."""

    packs: dict[Pack, str]
    handed_out: dict[HandedOut, str]


@cache
def _wording() -> BlisterPackWording:
    return load_wording(CODE, BlisterPackWording)


def build(facts: LetterFacts) -> BlisterPackContent:
    """Return the request about the chosen medications."""
    return BlisterPackContent(
        frame_of(facts),
        tuple(_line(each.item) for each in facts.medications),
        Pack(facts.choices.answer("pack")),
        HandedOut(facts.choices.answer("handed_out")),
        facts.choices.day("starts_on"),
    )


def _line(item: PlanItem) -> PackedLine:
    line, dosage = name_line(item), item.dosage
    if line.schedule.controlled:
        return PackedLine(line, beside=Beside.CONTROLLED)
    if dosage is not None and dosage.as_needed:
        return PackedLine(line, beside=Beside.AS_NEEDED)
    doses = () if dosage is None or not dosage.timing.is_daily else tuple(_doses(dosage))
    return PackedLine(line, doses, Beside.NOTHING if doses else Beside.AS_FILED)


def _doses(dosage: Dosage) -> Iterator[PackedDose]:
    for part in dosage.split:
        yield PackedDose(part.moment, _amount(dosage, part.dose))
    if dosage.dose is not None:
        for moment in dosage.timing.moments:
            yield PackedDose(moment, _amount(dosage, dosage.dose))


def _amount(dosage: Dosage, dose: Quantity) -> str:
    return counted(dosage, dose) or str(dose)


def check(facts: LetterFacts) -> Iterator[Problem]:
    """Yield what can't be packed any more."""
    yield from gone_problems(each.item for each in facts.medications)


def problems(content: BlisterPackContent) -> Iterator[Problem]:
    """Yield what is missing or may not be sent."""
    yield from frame_problems(content.frame)
    yield from line_problems(each.medication for each in content.lines)
    for line in content.lines:
        for dose in line.doses:
            yield from check_length(dose.amount, "amount", "an amount", 60)
        if line.medication.schedule.controlled and line.doses:
            name = line.medication.name
            yield Problem("doses", f"{name} is a controlled medication: name it alone.")


def page(content: BlisterPackContent) -> Sheet:
    """Return the request in the parts of a sheet."""
    wording, labels, words = _wording(), _wording().labels, _wording().words
    used = {dose.moment for line in content.lines for dose in line.doses}
    moments = [moment for moment in MOMENT_ORDER if moment in used]
    columns = (labels["medication"], *(labels[moment] for moment in moments))
    wide = 0.34 if moments else 1.0
    narrow = (1 - wide) / (len(moments) or 1)
    return Sheet(
        wording.document_title,
        wording.title,
        content.frame,
        (
            Headline(
                words["headline"].replace("{pack}", wording.packs[content.pack]), words["ask"]
            ),
            Facts(
                (
                    (labels["from"], _day(content.starts_on)),
                    (labels["handed_out"], wording.handed_out[content.handed_out]),
                )
            ),
            Grid(
                columns,
                tuple(_row(line, moments) for line in content.lines),
                (wide, *[narrow] * len(moments)),
            ),
        ),
        urgent=wording.urgent,
        acknowledgement=Acknowledgement(wording.ticks),
    )


def _row(line: PackedLine, moments: list[Moment]) -> tuple[Cell, ...]:
    said = "" if line.beside is Beside.NOTHING else _wording().words[line.beside]
    first = Cell(strong=line.medication.name, beside=line.medication.form, small=said)
    amounts = {dose.moment: dose.amount for dose in line.doses}
    return (first, *(Cell(strong=amounts.get(moment, "")) for moment in moments))


def _day(day: date | None) -> str:
    return "" if day is None else long_date(day)


def name_of(_facts: LetterFacts) -> str:
    """Return what the chart calls it."""
    return "Request for packaging by time of day"


KIND = LetterKind(
    CODE,
    "Blister pack request",
    BlisterPackContent,
    Offer(
        recipients=(RecipientSort.PHARMACY,),
        items=(ItemOffer(ItemSort.MEDICATION, "Medications to pack"),),
        questions=(
            Question(
                "pack",
                "Packed in",
                AnswerSort.CHOICE,
                (
                    ("weekly", "Weekly blister cards"),
                    ("monthly", "Monthly blister cards"),
                    ("pouches", "Dose pouches"),
                ),
                default="weekly",
                required=True,
            ),
            Question(
                "handed_out",
                "Handed out",
                AnswerSort.CHOICE,
                (("pick_up", "Picked up"), ("delivery", "Delivered")),
                default="pick_up",
                required=True,
            ),
            Question("starts_on", "From", AnswerSort.DAY),
        ),
        may_be_copied=True,
        answer_days=5,
    ),
    CARRIED
    | {
        "medications.item.medication.name",
        "medications.item.medication.schedule",
        "medications.item.dosage",
    },
    build,
    problems,
    page,
    check=check,
    name=name_of,
    hint="Ask the pharmacy to pack medications by time of day.",
)
