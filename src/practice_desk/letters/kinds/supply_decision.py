"""Decision about an early fill or a replacement: lost, stolen, travel.

It carries what was decided and not what the patient told, or the reason in the prescriber's words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from practice_desk.domain.errors import Problem
from practice_desk.domain.letter_choice import ItemSort, RecipientSort
from practice_desk.domain.supply import EventKind, SupplyEvent, decision_on
from practice_desk.letters.checks import check_length
from practice_desk.letters.dates import long_date
from practice_desk.letters.facts import LetterFacts
from practice_desk.letters.frame import CARRIED, frame_of, frame_problems
from practice_desk.letters.kind import AnswerSort, ItemOffer, LetterKind, Offer, Passage, Question
from practice_desk.letters.medication_lines import (
    MedicationLine,
    gone_problems,
    line_problems,
    name_line,
)
from practice_desk.letters.parties import LetterFrame
from practice_desk.letters.sheet import Acknowledgement, Facts, Headline, Notice, Part, Sheet
from practice_desk.letters.wording import LetterWording, load_wording

CODE = "supply_decision"
_NOTHING = MedicationLine("", "")


class Outcome(StrEnum):
    """What the prescriber decided."""

    APPROVED = "approved"
    IN_PART = "in_part"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class SupplyDecisionContent:
    """Everything that the decision may say. `note` is written to the pharmacy.

    `decided` is None as long as nobody decided, and then there is no letter.
    """

    frame: LetterFrame
    medication: MedicationLine
    event: EventKind
    told_on: date
    decided: Outcome | None = None
    not_before: date | None = None
    note: str = ""


class SupplyDecisionWording(LetterWording, frozen=True, kw_only=True):
    """`resources/letters/supply_decision.yaml`."""

    headlines: dict[Outcome, str]
    explained: dict[Outcome, str]
    controlled: str


@cache
def _wording() -> SupplyDecisionWording:
    return load_wording(CODE, SupplyDecisionWording)


def build(facts: LetterFacts) -> SupplyDecisionContent:
    """Return the decision about the chosen event."""
    frame, choices = frame_of(facts), facts.choices
    if not facts.supply_events:
        return SupplyDecisionContent(frame, _NOTHING, EventKind.OTHER, facts.today)
    told = facts.supply_events[0]
    decision = decision_on(told.event, (told.event, *told.entries))
    details = told.event.details
    return SupplyDecisionContent(
        frame,
        name_line(told.item),
        details.kind if isinstance(details, SupplyEvent) else EventKind.OTHER,
        told.event.happened_on,
        None if decision is None else Outcome(decision.decision),
        choices.day("not_before"),
        choices.passage("note") or "",
    )


def check(facts: LetterFacts) -> Iterator[Problem]:
    """Yield the medication that is not in the plan any more."""
    yield from gone_problems(each.item for each in facts.supply_events)


def problems(content: SupplyDecisionContent) -> Iterator[Problem]:
    """Yield what is missing or may not be sent."""
    yield from frame_problems(content.frame)
    yield from line_problems([content.medication])
    yield from check_length(content.note, "note", "the note")
    if content.decided is None:
        yield Problem("decided", "Nothing is decided yet. Decide on the Supply page first.")


def page(content: SupplyDecisionContent) -> Sheet:
    """Return the decision in the parts of a sheet."""
    wording, labels = _wording(), _wording().labels
    decided = content.decided
    assert decided is not None  # `problems` refuses it
    what = wording.words["what"].replace("{event}", wording.words[content.event])
    not_before = "" if content.not_before is None else long_date(content.not_before)
    headline = wording.headlines[decided]
    parts: list[Part] = [
        Headline(
            headline.replace("{medication}", content.medication.name),
            wording.explained[decided],
        ),
        Facts(
            (
                (labels["medication"], content.medication.named),
                (labels["what"], what),
                (labels["told_on"], long_date(content.told_on)),
                (labels["not_before"], not_before),
                (labels["note"], content.note),
            )
        ),
    ]
    if content.medication.schedule.controlled and decided is not Outcome.DECLINED:
        schedule = f"Schedule {content.medication.schedule.name}"
        parts.append(Notice(schedule, wording.controlled))
    return Sheet(
        wording.document_title,
        wording.title,
        content.frame,
        tuple(parts),
        urgent=wording.urgent,
        acknowledgement=Acknowledgement(wording.ticks),
    )


def name_of(facts: LetterFacts) -> str:
    """Return what the chart calls it: "Decision about supply: clonazePAM"."""
    names = (each.item.medication.name for each in facts.supply_events)
    return f"Decision about supply: {', '.join(names)}"


KIND = LetterKind(
    CODE,
    "Early fill or replacement: decision",
    SupplyDecisionContent,
    Offer(
        recipients=(RecipientSort.PHARMACY,),
        items=(ItemOffer(ItemSort.SUPPLY_EVENT, "What happened to the supply", most=1),),
        questions=(Question("not_before", "Not to be filled before", AnswerSort.DAY),),
        passages=(Passage("note", "Note to the pharmacy", longest=300),),
        may_be_urgent=True,
    ),
    CARRIED
    | {
        "supply_events.item.medication.name",
        "supply_events.item.medication.schedule",
        "supply_events.event.happened_on",
    },
    build,
    problems,
    page,
    check=check,
    name=name_of,
    hint="Lost, stolen, travel or early: tell the pharmacy what you decided.",
)
