"""Notice to the pharmacy where a prior authorization stands: no diagnosis, no trials, no dose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from practice_desk.domain.errors import Problem
from practice_desk.domain.letter_choice import ItemSort, RecipientSort
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
from practice_desk.letters.sheet import Acknowledgement, Facts, Headline, Sheet
from practice_desk.letters.wording import LetterWording, load_wording

CODE = "prior_authorization_notice"
_NOTHING = MedicationLine("", "")


class Stands(StrEnum):
    """Where the authorization stands."""

    REQUESTED = "requested"
    APPROVED = "approved"
    DENIED = "denied"
    APPEALED = "appealed"


@dataclass(frozen=True, slots=True)
class PriorAuthorizationNoticeContent:
    """Everything that the notice may say. `reference` is the payer's number."""

    frame: LetterFrame
    medication: MedicationLine
    stands: Stands
    payer: str = ""
    reference: str = ""
    valid_until: date | None = None


class PriorAuthorizationNoticeWording(LetterWording, frozen=True, kw_only=True):
    """`resources/letters/prior_authorization_notice.yaml`."""

    headlines: dict[Stands, str]
    explained: dict[Stands, str]


@cache
def _wording() -> PriorAuthorizationNoticeWording:
    return load_wording(CODE, PriorAuthorizationNoticeWording)


def build(facts: LetterFacts) -> PriorAuthorizationNoticeContent:
    """Return the notice about the chosen medication."""
    choices = facts.choices
    stands = Stands(choices.answer("stands"))
    approved = stands is Stands.APPROVED
    return PriorAuthorizationNoticeContent(
        frame_of(facts),
        name_line(facts.medications[0].item) if facts.medications else _NOTHING,
        stands,
        choices.answer("payer"),
        choices.answer("reference"),
        choices.day("valid_until") if approved else None,
    )


def check(facts: LetterFacts) -> Iterator[Problem]:
    """Yield a medication that is not in the plan any more."""
    yield from gone_problems(each.item for each in facts.medications)


def problems(content: PriorAuthorizationNoticeContent) -> Iterator[Problem]:
    """Yield what is missing or may not be sent."""
    yield from frame_problems(content.frame)
    yield from line_problems([content.medication])
    yield from check_length(content.payer, "payer", "the payer's name")
    yield from check_length(content.reference, "reference", "the authorization number")


def page(content: PriorAuthorizationNoticeContent) -> Sheet:
    """Return the notice in the parts of a sheet."""
    wording, labels = _wording(), _wording().labels
    headline = wording.headlines[content.stands]
    until = "" if content.valid_until is None else long_date(content.valid_until)
    return Sheet(
        wording.document_title,
        wording.title,
        content.frame,
        (
            Headline(
                headline.replace("{medication}", content.medication.name),
                wording.explained[content.stands],
            ),
            Facts(
                (
                    (labels["medication"], content.medication.named),
                    (labels["payer"], content.payer),
                    (labels["reference"], content.reference),
                    (labels["until"], until),
                )
            ),
        ),
        urgent=wording.urgent,
        acknowledgement=Acknowledgement(wording.ticks),
    )


def name_of(facts: LetterFacts) -> str:
    """Return what the chart calls it: "Prior authorization approved: aripiprazole"."""
    names = ", ".join(each.item.medication.name for each in facts.medications)
    return f"Prior authorization {facts.choices.answer('stands')}: {names}"


KIND = LetterKind(
    CODE,
    "Prior authorization: notice to the pharmacy",
    PriorAuthorizationNoticeContent,
    Offer(
        recipients=(RecipientSort.PHARMACY,),
        items=(ItemOffer(ItemSort.MEDICATION, "Medication", most=1),),
        questions=(
            Question(
                "stands",
                "It is",
                AnswerSort.CHOICE,
                (
                    ("requested", "Requested"),
                    ("approved", "Approved"),
                    ("denied", "Denied"),
                    ("appealed", "Denied and appealed"),
                ),
                default="requested",
                required=True,
            ),
            Question("payer", "Payer", AnswerSort.TEXT),
            Question("reference", "Authorization number", AnswerSort.TEXT, longest=40),
            Question("valid_until", "Valid until", AnswerSort.DAY),
        ),
        may_be_urgent=True,
    ),
    CARRIED
    | {
        "medications.item.medication.name",
        "medications.item.medication.schedule",
    },
    build,
    problems,
    page,
    check=check,
    name=name_of,
    hint="Requested, approved, denied or appealed: so that the claim is run again, or not.",
)
