"""A side effect told to the pharmacy, with a question that its records can answer.

It says the effect's term and not the patient's words, and of the suspected medications the names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from practice_desk.domain.adverse_event_review import Action, Causality
from practice_desk.domain.consent import Language
from practice_desk.domain.errors import Problem
from practice_desk.domain.letter_asking import Expects
from practice_desk.domain.letter_choice import ItemSort, RecipientSort
from practice_desk.domain.side_effect_case import SideEffectCase
from practice_desk.letters.checks import check_length, check_present
from practice_desk.letters.dates import long_date
from practice_desk.letters.facts import LetterFacts
from practice_desk.letters.frame import CARRIED, frame_of, frame_problems
from practice_desk.letters.kind import ItemOffer, LetterKind, Offer, Passage
from practice_desk.letters.medication_lines import MedicationLine, line_problems, name_line
from practice_desk.letters.parties import LetterFrame
from practice_desk.letters.sheet import Acknowledgement, Facts, Headline, Sheet, Text, Ticks
from practice_desk.letters.wording import LetterWording, load_wording

CODE = "adverse_effect"
_QUESTION = 400  # characters


@dataclass(frozen=True, slots=True)
class SuspectedLine:
    """A suspected medication, how likely it is the cause, and what was done about it."""

    medication: MedicationLine
    causality: Causality = Causality.NOT_ASSESSED
    done: Action | None = None


@dataclass(frozen=True, slots=True)
class AdverseEffectContent:
    """Everything that the report may say; `question` is what the pharmacy is asked."""

    frame: LetterFrame
    effect: str
    suspected: tuple[SuspectedLine, ...]
    question: str
    since: date | None = None
    serious: bool = False


class AdverseEffectWording(LetterWording, frozen=True, kw_only=True):
    """`resources/letters/adverse_effect.yaml`."""

    causality: dict[Causality, str]
    done: dict[Action, str]
    answers: tuple[str, ...]
    question: str


@cache
def _wording() -> AdverseEffectWording:
    return load_wording(CODE, AdverseEffectWording)


def build(facts: LetterFacts) -> AdverseEffectContent:
    """Return the report of the chosen side effect."""
    case = facts.side_effects[0] if facts.side_effects else None
    suspected = (
        _suspected(name_line(each.item), each.item.medication.id, case)
        for each in facts.medications
    )
    return AdverseEffectContent(
        frame_of(facts),
        "" if case is None else case.effect,
        tuple(suspected),
        facts.choices.passage("question") or "",
        None if case is None else case.onset_on,
        case is not None and case.is_serious,
    )


def _suspected(
    line: MedicationLine, medication_id: int | None, case: SideEffectCase | None
) -> SuspectedLine:
    wording, suspects = _wording(), () if case is None else case.suspects
    judged = next((each for each in suspects if each.medication_id == medication_id), None)
    review = None if case is None else case.review
    done = (
        each.action
        for each in (() if review is None else review.decisions)
        if each.action in wording.done and each.medication_id == medication_id
    )
    causality = Causality.NOT_ASSESSED if judged is None else judged.causality
    return SuspectedLine(line, causality, next(done, None))


def check(facts: LetterFacts) -> Iterator[Problem]:
    """Yield what is not coded or judged yet."""
    if facts.side_effects and not facts.side_effects[0].effect.strip():
        yield Problem(
            "items", "Say first which side effect it is: it has the patient's words only."
        )
    if facts.side_effects and not facts.medications:
        yield Problem(
            "items", "No medication is suspected yet. Judge that on the Side effects page."
        )


def problems(content: AdverseEffectContent) -> Iterator[Problem]:
    """Yield what is missing or may not be sent."""
    yield from frame_problems(content.frame)
    yield from check_present(content.effect, "effect", "the side effect")
    yield from check_length(content.effect, "effect", "the side effect")
    yield from check_length(content.question, "question", "the question", _QUESTION)
    yield from line_problems(each.medication for each in content.suspected)


def page(content: AdverseEffectContent) -> Sheet:
    """Return the report in the parts of a sheet."""
    wording, labels, words = _wording(), _wording().labels, _wording().words
    names = ", ".join(
        f"{each.medication.named} ({wording.causality[each.causality]})"
        for each in content.suspected
    )
    suspected = words["suspected"].replace("{names}", names)
    done = "\n".join(
        f"{each.medication.name}: {wording.done[each.done]}"
        for each in content.suspected
        if each.done in wording.done
    )
    since = words["unknown"] if content.since is None else long_date(content.since)
    rows = (
        (labels["since"], since),
        (labels["done"], done),
        (labels["serious"], words["serious"] if content.serious else ""),
    )
    return Sheet(
        wording.document_title,
        wording.title,
        content.frame,
        (
            Headline(words["headline"].replace("{effect}", content.effect), suspected),
            Facts(rows),
            Text(content.question),
            Ticks(words["ask"], wording.answers, (words["details"],)),
        ),
        urgent=wording.urgent,
        acknowledgement=Acknowledgement(wording.ticks),
    )


def name_of(facts: LetterFacts) -> str:
    """Return what the chart calls it: "Side effect told: tremor"."""
    return f"Side effect told: {', '.join(each.effect for each in facts.side_effects)}"


def _question(_language: Language) -> str:
    return _wording().question


KIND = LetterKind(
    CODE,
    "Side effect: report and question",
    AdverseEffectContent,
    Offer(
        recipients=(RecipientSort.PHARMACY,),
        items=(ItemOffer(ItemSort.SIDE_EFFECT, "Side effect", most=1),),
        passages=(Passage("question", "Your question", _QUESTION, _question, required=True),),
        may_be_urgent=True,
        may_be_copied=True,
        answer_days=2,
        expects=Expects.ANSWER,
        urgent_days=1,
    ),
    CARRIED
    | {
        "side_effects.effect",
        "side_effects.report.onset_on",
        "side_effects.review.onset_on",
        "medications.item.medication.name",
        "medications.item.medication.schedule",
    },
    build,
    problems,
    page,
    check=check,
    name=name_of,
    hint="Tell the pharmacy of a side effect and ask what its records say.",
)
