"""Request to compare lists: ours, with empty columns for what the pharmacy has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from practice_desk.domain.errors import Problem
from practice_desk.domain.letter_asking import Expects
from practice_desk.domain.letter_choice import RecipientSort
from practice_desk.domain.medication import Origin, PlanItem, PlanStatus
from practice_desk.letters.controlled import ControlledRule
from practice_desk.letters.facts import LetterFacts
from practice_desk.letters.frame import CARRIED, frame_of, frame_problems
from practice_desk.letters.kind import LetterKind, Need, Offer
from practice_desk.letters.medication_lines import MedicationLine, directed_line, line_problems
from practice_desk.letters.parties import LetterFrame
from practice_desk.letters.sheet import Acknowledgement, Cell, Grid, Headline, Sheet
from practice_desk.letters.wording import LetterWording, load_wording

CODE = "reconciliation_request"
_ROOM_FOR_OTHERS = 2
"""Empty rows at the end."""


class Mark(StrEnum):
    """What is said beside a medication."""

    NONE = "none"
    HOLD = "hold"
    PLANNED = "planned"
    OUTSIDE = "outside"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class ListedLine:
    """One medication of our list."""

    medication: MedicationLine
    mark: Mark = Mark.NONE


@dataclass(frozen=True, slots=True)
class ReconciliationRequestContent:
    """Everything that the request may say."""

    frame: LetterFrame
    lines: tuple[ListedLine, ...]


@cache
def _wording() -> LetterWording:
    return load_wording(CODE, LetterWording)


def build(facts: LetterFacts) -> ReconciliationRequestContent:
    """Return our list, by name."""
    items = sorted(
        (each.item for each in facts.medications), key=lambda item: item.medication.name.casefold()
    )
    lines = tuple(ListedLine(directed_line(item), _mark(item)) for item in items)
    return ReconciliationRequestContent(frame_of(facts), lines)


def _mark(item: PlanItem) -> Mark:
    if item.status is PlanStatus.ON_HOLD:
        return Mark.HOLD
    if item.status is PlanStatus.PLANNED:
        return Mark.PLANNED
    origins = {Origin.OUTSIDE: Mark.OUTSIDE, Origin.OWN: Mark.OWN}
    return origins.get(item.medication.origin, Mark.NONE)


def problems(content: ReconciliationRequestContent) -> Iterator[Problem]:
    """Yield what is missing or may not be sent."""
    yield from frame_problems(content.frame)
    yield from line_problems(each.medication for each in content.lines)
    if not content.lines:
        yield Problem("medications", "The plan has no medication to compare.")


def page(content: ReconciliationRequestContent) -> Sheet:
    """Return the request in the parts of a sheet."""
    wording, labels, words = _wording(), _wording().labels, _wording().words
    count = len(content.lines)
    headline = words["headline_one" if count == 1 else "headline"].replace("{count}", str(count))
    empty = (Cell(small=words["others"]), Cell(), Cell())
    return Sheet(
        wording.document_title,
        wording.title,
        content.frame,
        (
            Headline(headline, f"{words['ask']} {words['incomplete']}"),
            Grid(
                (labels["ours"], labels["theirs"], labels["filled"]),
                (
                    *((_cell(each), Cell(), Cell()) for each in content.lines),
                    *[empty] * _ROOM_FOR_OTHERS,
                ),
                (0.46, 0.36, 0.18),
                to_fill_in=True,
            ),
        ),
        urgent=wording.urgent,
        acknowledgement=Acknowledgement(wording.ticks),
    )


def _cell(line: ListedLine) -> Cell:
    words, medication = _wording().words, line.medication
    controlled = medication.schedule.controlled
    return Cell(
        medication.dose if controlled or not medication.directions else medication.directions,
        medication.name,
        "" if line.mark is Mark.NONE else words[line.mark],
        words["controlled"] if controlled else "",
        medication.form,
    )


def name_of(_facts: LetterFacts) -> str:
    """Return what the chart calls it."""
    return "Request to compare medication lists"


KIND = LetterKind(
    CODE,
    "Request to compare medication lists",
    ReconciliationRequestContent,
    Offer(
        recipients=(RecipientSort.PHARMACY,),
        may_be_urgent=True,
        answer_days=5,
        expects=Expects.ANSWER,
        urgent_days=1,
    ),
    CARRIED
    | {
        "medications.item.medication.name",
        "medications.item.medication.schedule",
        "medications.item.dosage",
        "medications.item.present",
        "medications.item.course",
    },
    build,
    problems,
    page,
    controlled=ControlledRule.DOSE,
    needs=frozenset({Need.PLAN}),
    name=name_of,
    hint="Our list with empty columns for the pharmacy’s, to be sent back.",
)
