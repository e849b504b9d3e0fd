"""Transfer of pharmacy: where the patient's prescriptions go from now on.

Source for what a pharmacy may hand on of controlled substances: 21 CFR 1306.25 (refills of C-III
to C-V once, between pharmacists) and 1306.12(a) (C-II have no refills).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from practice_desk.domain.errors import Problem
from practice_desk.domain.letter_choice import ItemSort, RecipientSort
from practice_desk.letters.checks import check_length, check_present
from practice_desk.letters.controlled import DeaSchedule
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
from practice_desk.letters.parties import LetterFrame, Recipient
from practice_desk.letters.sheet import Acknowledgement, Cell, Facts, Grid, Headline, Sheet
from practice_desk.letters.wording import LetterWording, load_wording

CODE = "pharmacy_transfer"


@dataclass(frozen=True, slots=True)
class PharmacyTransferContent:
    """Everything that the letter may say. `to` is the new pharmacy, `starts_on` its first day."""

    frame: LetterFrame
    to: Recipient
    medications: tuple[MedicationLine, ...]
    starts_on: date | None = None


class PharmacyTransferWording(LetterWording, frozen=True, kw_only=True):
    """`resources/letters/pharmacy_transfer.yaml`."""

    asked: dict[DeaSchedule, str]


@cache
def _wording() -> PharmacyTransferWording:
    return load_wording(CODE, PharmacyTransferWording)


def build(facts: LetterFacts) -> PharmacyTransferContent:
    """Return the letter about the chosen medications."""
    new = dict(facts.named).get("to")
    to = Recipient("") if new is None else Recipient(new.name, new.address, new.phone, new.fax)
    lines = tuple(name_line(each.item) for each in facts.medications)
    return PharmacyTransferContent(frame_of(facts), to, lines, facts.choices.day("starts_on"))


def check(facts: LetterFacts) -> Iterator[Problem]:
    """Yield what can't be transferred."""
    yield from gone_problems(each.item for each in facts.medications)
    new = dict(facts.named).get("to")
    if new is not None and facts.recipient is not None and new.name == facts.recipient.name:
        yield Problem("answers.to", "That is the pharmacy that you write to. Choose the new one.")


def problems(content: PharmacyTransferContent) -> Iterator[Problem]:
    """Yield what is missing or may not be sent."""
    yield from frame_problems(content.frame)
    yield from check_present(content.to.name, "to", "the new pharmacy")
    for text in (content.to.name, *content.to.address_lines, content.to.phone, content.to.fax):
        yield from check_length(text, "to", "the new pharmacy")
    yield from line_problems(content.medications)


def page(content: PharmacyTransferContent) -> Sheet:
    """Return the letter in the parts of a sheet."""
    wording, labels, words = _wording(), _wording().labels, _wording().words
    to = content.to
    starts_on = "" if content.starts_on is None else long_date(content.starts_on)
    return Sheet(
        wording.document_title,
        wording.title,
        content.frame,
        (
            Headline(words["headline"].replace("{pharmacy}", to.name), words["ask"]),
            Facts(
                (
                    (labels["to"], to.name),
                    (labels["address"], "\n".join(to.address_lines)),
                    (labels["phone"], to.phone),
                    (labels["fax"], to.fax),
                    (labels["from"], starts_on),
                )
            ),
            Grid(
                (labels["medication"], labels["asked"]),
                tuple(
                    (Cell(strong=each.name, beside=each.form), Cell(wording.asked[each.schedule]))
                    for each in content.medications
                ),
                (0.42, 0.58),
            ),
        ),
        urgent=wording.urgent,
        acknowledgement=Acknowledgement(wording.ticks),
    )


def name_of(facts: LetterFacts) -> str:
    """Return what the chart calls it: "Transfer to Hilltop Drugs"."""
    new = dict(facts.named).get("to")
    return f"Transfer to {'another pharmacy' if new is None else new.name}"


KIND = LetterKind(
    CODE,
    "Transfer to another pharmacy",
    PharmacyTransferContent,
    Offer(
        recipients=(RecipientSort.PHARMACY,),
        items=(ItemOffer(ItemSort.MEDICATION, "Medications to transfer"),),
        questions=(
            Question("to", "New pharmacy", AnswerSort.ORGANIZATION, required=True),
            Question("starts_on", "From", AnswerSort.DAY),
        ),
        may_be_urgent=True,
        may_be_copied=True,
        answer_days=3,
        urgent_days=1,
    ),
    CARRIED
    | {
        "named.name",
        "named.phone",
        "named.fax",
        "named.address_line",
        "named.city",
        "named.state",
        "named.postal_code",
        "medications.item.medication.name",
        "medications.item.medication.schedule",
    },
    build,
    problems,
    page,
    check=check,
    name=name_of,
    hint="The patient changes pharmacies: ask the old one to transfer what remains.",
)
