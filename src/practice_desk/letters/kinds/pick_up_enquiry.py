"""Question to the pharmacy: when were these medications last picked up?

It names the medications and the last fill that the clinic knows of, and says nothing of the patient
beyond that: neither a suspicion nor a score.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from practice_desk.domain.errors import Problem
from practice_desk.domain.letter_asking import Expects
from practice_desk.domain.letter_choice import ItemSort, RecipientSort
from practice_desk.domain.supply import SupplyKind, newest
from practice_desk.letters.checks import check_length
from practice_desk.letters.dates import short_date
from practice_desk.letters.facts import LetterFacts, MedicationFacts
from practice_desk.letters.frame import CARRIED, frame_of, frame_problems
from practice_desk.letters.kind import ItemOffer, LetterKind, Need, Offer, Passage
from practice_desk.letters.medication_lines import MedicationLine, line_problems, name_line
from practice_desk.letters.parties import LetterFrame
from practice_desk.letters.sheet import Acknowledgement, Cell, Grid, Headline, Part, Sheet, Text
from practice_desk.letters.wording import LetterWording, load_wording

CODE = "pick_up_enquiry"
_NOTE = 300  # characters


@dataclass(frozen=True, slots=True)
class AskedLine:
    """A medication, and the day of the last fill that the clinic knows of."""

    medication: MedicationLine
    filled_on: date | None = None


@dataclass(frozen=True, slots=True)
class PickUpContent:
    """Everything that the question may say. `note` is what is asked besides."""

    frame: LetterFrame
    lines: tuple[AskedLine, ...]
    note: str = ""


@cache
def _wording() -> LetterWording:
    return load_wording(CODE, LetterWording)


def build(facts: LetterFacts) -> PickUpContent:
    """Return the question about the chosen medications."""
    lines = tuple(map(_line, facts.medications))
    return PickUpContent(frame_of(facts), lines, facts.choices.passage("note") or "")


def _line(facts: MedicationFacts) -> AskedLine:
    fill = newest(facts.supply, SupplyKind.FILL)
    return AskedLine(name_line(facts.item), None if fill is None else fill.happened_on)


def problems(content: PickUpContent) -> Iterator[Problem]:
    """Yield what is missing or may not be sent."""
    yield from frame_problems(content.frame)
    yield from line_problems(each.medication for each in content.lines)
    yield from check_length(content.note, "note", "the note", _NOTE)


def page(content: PickUpContent) -> Sheet:
    """Return the question in the parts of a sheet."""
    wording, labels, words = _wording(), _wording().labels, _wording().words
    count = len(content.lines)
    headline = words["headline_one" if count == 1 else "headline"].replace("{count}", str(count))
    if count == 1:
        headline = headline.replace("{medication}", content.lines[0].medication.named)
    parts: list[Part] = [Headline(headline, words["ask"]), Text(words["keep"])]
    if content.note.strip():
        parts.append(Text(content.note))
    names = ("medication", "known", "picked_up", "days", "waiting")
    rows = (
        (
            Cell(strong=each.medication.name, beside=each.medication.form),
            Cell(words["unknown"] if each.filled_on is None else short_date(each.filled_on)),
            Cell(),
            Cell(),
            Cell(),
        )
        for each in content.lines
    )
    shares = (0.3, 0.19, 0.19, 0.14, 0.18)
    columns = tuple(labels[name] for name in names)
    parts.append(Grid(columns, tuple(rows), shares, to_fill_in=True))
    return Sheet(
        wording.document_title,
        wording.title,
        content.frame,
        tuple(parts),
        urgent=wording.urgent,
        acknowledgement=Acknowledgement(wording.ticks),
    )


def name_of(facts: LetterFacts) -> str:
    """Return what the chart calls it: "Question about fills: sertraline"."""
    names = (each.item.medication.name for each in facts.medications)
    return f"Question about fills: {', '.join(names)}"


KIND = LetterKind(
    CODE,
    "Question about fills and pick-up",
    PickUpContent,
    Offer(
        recipients=(RecipientSort.PHARMACY,),
        items=(ItemOffer(ItemSort.MEDICATION, "Medications to ask about"),),
        passages=(Passage("note", "Also ask", _NOTE),),
        may_be_urgent=True,
        answer_days=3,
        expects=Expects.ANSWER,
        urgent_days=1,
    ),
    CARRIED
    | {
        "medications.item.medication.name",
        "medications.item.medication.schedule",
        "medications.supply.happened_on",
    },
    build,
    problems,
    page,
    needs=frozenset({Need.SUPPLY}),
    name=name_of,
    hint="Ask when medications were last picked up, before you judge that they do not work.",
)
