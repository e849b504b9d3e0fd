"""Referral to another clinician: for what, how urgent, and what was done so far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from practice_desk.domain.errors import Problem
from practice_desk.domain.letter_choice import YES, CareRole, RecipientSort
from practice_desk.domain.medication_trial import MedicationTrial, TrialResponse
from practice_desk.letters.chart_lines import (
    ALLERGIES,
    TAKEN,
    AllergyLines,
    TakenLine,
    allergy_lines,
    allergy_text,
    chart_problems,
    taken_grid,
    taken_lines,
)
from practice_desk.letters.checks import check_length, check_present
from practice_desk.letters.controlled import ControlledRule
from practice_desk.letters.facts import LetterFacts
from practice_desk.letters.frame import CARRIED, frame_of, frame_problems
from practice_desk.letters.kind import AnswerSort, LetterKind, Need, Offer, Passage, Question
from practice_desk.letters.parties import LetterFrame
from practice_desk.letters.sheet import (
    Acknowledgement,
    Bullets,
    Facts,
    Heading,
    Headline,
    Part,
    Sheet,
    Text,
)
from practice_desk.letters.wording import LetterWording, load_wording

CODE = "referral"
_LONGEST = 1500  # characters


@dataclass(frozen=True, slots=True)
class TriedLine:
    """A medication that was tried before, and what came of it."""

    name: str
    response: TrialResponse


@dataclass(frozen=True, slots=True)
class ReferralContent:
    """Everything that the referral may say. `service` is what the patient is referred for."""

    frame: LetterFrame
    service: str
    reason: str
    allergies: AllergyLines
    patient_phone: str = ""
    question: str = ""
    problems: tuple[str, ...] = ()
    medications: tuple[TakenLine, ...] = ()
    tried: tuple[TriedLine, ...] = ()


class ReferralWording(LetterWording, frozen=True, kw_only=True):
    """`resources/letters/referral.yaml`."""

    responses: dict[TrialResponse, str]


@cache
def _wording() -> ReferralWording:
    return load_wording(CODE, ReferralWording)


def build(facts: LetterFacts) -> ReferralContent:
    """Return the referral."""
    choices = facts.choices
    return ReferralContent(
        frame_of(facts),
        choices.answer("service"),
        choices.passage("reason") or "",
        allergy_lines(facts),
        (facts.patient.phone_mobile or facts.patient.phone) if choices.is_ticked("phone") else "",
        choices.passage("question") or "",
        tuple(each.display for each in facts.conditions) if choices.is_ticked("problems") else (),
        taken_lines(facts) if choices.is_ticked("medications") else (),
        tuple(map(_tried, facts.trials)) if choices.is_ticked("tried") else (),
    )


def _tried(trial: MedicationTrial) -> TriedLine:
    return TriedLine(trial.name, trial.response)


def problems(content: ReferralContent) -> Iterator[Problem]:
    """Yield what is missing or may not be sent."""
    yield from frame_problems(content.frame)
    yield from check_present(content.service, "answers.service", "what the referral is for")
    yield from chart_problems(content.medications, (), content.allergies)
    for text, field, what in (
        (content.reason, "reason", "the reason"),
        (content.question, "question", "the question"),
    ):
        yield from check_length(text, field, what, _LONGEST)
    for text in (content.service, content.patient_phone, *content.problems):
        yield from check_length(text, "problems", "a line of the referral")
    for line in content.tried:
        yield from check_length(line.name, "tried", "the name of a medication")


def page(content: ReferralContent) -> Sheet:
    """Return the referral in the parts of a sheet."""
    wording, labels, words = _wording(), _wording().labels, _wording().words
    parts: list[Part] = [
        Headline(words["headline"].replace("{service}", content.service), content.question),
        Facts(
            (
                (labels["phone"], content.patient_phone),
                (labels["problems"], "\n".join(content.problems)),
                (labels["allergies"], allergy_text(content.allergies, wording)),
            )
        ),
        Heading(labels["reason"]),
        Text(content.reason),
    ]
    if content.tried:
        tried = tuple(f"{each.name}: {wording.responses[each.response]}" for each in content.tried)
        parts += [Heading(labels["tried"]), Bullets(tried)]
    if content.medications:
        parts += [Heading(labels["medications"]), taken_grid(content.medications, wording)]
    return Sheet(
        wording.document_title,
        wording.title,
        content.frame,
        tuple(parts),
        urgent=wording.urgent,
        acknowledgement=Acknowledgement(wording.ticks, by_pharmacy=False),
    )


def name_of(facts: LetterFacts) -> str:
    """Return what the chart calls it: "Referral: cardiology"."""
    service = facts.choices.answer("service")
    return f"Referral: {service}" if service else "Referral"


KIND = LetterKind(
    CODE,
    "Referral",
    ReferralContent,
    Offer(
        recipients=(RecipientSort.CLINICIAN,),
        usual_roles=(CareRole.PRIMARY_CARE,),
        questions=(
            Question("service", "Referred for", AnswerSort.TEXT, required=True),
            Question("problems", "Problems by name", AnswerSort.TICK, default=YES),
            Question("medications", "Medications as taken", AnswerSort.TICK, default=YES),
            Question("tried", "Medications tried before", AnswerSort.TICK),
            Question("phone", "Patient’s phone number, to be called", AnswerSort.TICK),
        ),
        passages=(
            Passage("reason", "Why", _LONGEST, required=True),
            Passage("question", "Your question", 400),
        ),
        may_be_urgent=True,
        may_be_copied=True,
        answer_days=14,
        urgent_days=3,
    ),
    CARRIED
    | TAKEN
    | ALLERGIES
    | {"conditions.display", "trials.name", "patient.phone_mobile", "patient.phone"},
    build,
    problems,
    page,
    controlled=ControlledRule.DIRECTIONS,
    needs=frozenset({Need.PLAN, Need.ALLERGIES, Need.CONDITIONS, Need.TRIALS}),
    name=name_of,
    hint="Asks another clinician to see the patient; stays open until they answer.",
)
