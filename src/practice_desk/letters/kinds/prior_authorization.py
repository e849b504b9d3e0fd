"""Prior authorization support for a payer: what is asked for, for what, what was tried before.

Minimum necessary (45 CFR 164.502(b)) is what the author chooses: one medication, the diagnosis it
is for, and of trials and measures those that argue for it. No notes, no other medications.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache

from practice_desk.domain.errors import Problem
from practice_desk.domain.letter_asking import Expects
from practice_desk.domain.letter_choice import ItemSort, RecipientSort
from practice_desk.domain.medication_trial import MedicationTrial, TrialResponse
from practice_desk.domain.observation import Observation
from practice_desk.domain.quantity import amount_text
from practice_desk.letters.checks import check_length, check_present
from practice_desk.letters.controlled import ControlledRule
from practice_desk.letters.dates import short_date
from practice_desk.letters.facts import LetterFacts
from practice_desk.letters.frame import CARRIED, frame_of, frame_problems
from practice_desk.letters.kind import AnswerSort, ItemOffer, LetterKind, Offer, Passage, Question
from practice_desk.letters.medication_lines import (
    MedicationLine,
    directed_line,
    gone_problems,
    line_problems,
)
from practice_desk.letters.parties import LetterFrame
from practice_desk.letters.sheet import (
    Cell,
    Facts,
    Grid,
    Headline,
    Part,
    Sheet,
    Text,
)
from practice_desk.letters.wording import LetterWording, load_wording

CODE = "prior_authorization"
_REASON = 1200  # characters
_NOTHING = MedicationLine("", "")


class Asked(StrEnum):
    """What is asked for."""

    START = "start"
    CONTINUE = "continue"


@dataclass(frozen=True, slots=True)
class TrialLine:
    """A medication that was tried before; `highest_dose` is per day: "40 mg"."""

    name: str
    began_on: date | None = None
    ended_on: date | None = None
    highest_dose: str = ""
    weeks: int | None = None
    response: TrialResponse = TrialResponse.NOT_JUDGED
    side_effects: str = ""


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """The total of a measure on a day."""

    name: str
    total: str
    day: date


@dataclass(frozen=True, slots=True)
class PriorAuthorizationContent:
    """Everything that the request may say. `diagnosis` is one, with its ICD-10-CM code."""

    frame: LetterFrame
    asked: Asked
    medication: MedicationLine
    diagnosis: str
    reason: str
    npi: str = ""
    member: str = ""
    reference: str = ""
    trials: tuple[TrialLine, ...] = ()
    scores: tuple[ScoreLine, ...] = ()


class PriorAuthorizationWording(LetterWording, frozen=True, kw_only=True):
    """`resources/letters/prior_authorization.yaml`."""

    asked: dict[Asked, str]
    response: dict[TrialResponse, str]
    side_effects: str


@cache
def _wording() -> PriorAuthorizationWording:
    return load_wording(CODE, PriorAuthorizationWording)


def build(facts: LetterFacts) -> PriorAuthorizationContent:
    """Return the request for the chosen medication."""
    choices = facts.choices
    condition = facts.conditions[0] if facts.conditions else None
    said = () if condition is None else (condition.display, condition.icd10cm)
    return PriorAuthorizationContent(
        frame_of(facts),
        Asked(choices.answer("asked")),
        directed_line(facts.medications[0].item) if facts.medications else _NOTHING,
        " · ".join(part for part in said if part),
        choices.passage("reason") or "",
        facts.author.npi,
        choices.answer("member"),
        choices.answer("reference"),
        tuple(map(_trial, facts.trials)),
        tuple(map(_score, facts.scores)),
    )


def _trial(trial: MedicationTrial) -> TrialLine:
    dose = trial.highest_dose
    return TrialLine(
        trial.name,
        trial.began_on,
        trial.ended_on,
        "" if dose is None else f"{amount_text(dose)} {trial.dose_unit}",
        trial.weeks,
        trial.response,
        trial.side_effects,
    )


def _score(score: Observation) -> ScoreLine:
    total = score.value_text if score.value is None else amount_text(Decimal(score.value))
    return ScoreLine(score.display, total, score.observed_at.astimezone().date())


def check(facts: LetterFacts) -> Iterator[Problem]:
    """Yield what can't be asked for."""
    yield from gone_problems(each.item for each in facts.medications)
    if not facts.author.npi.strip():
        yield Problem("npi", "Your account has no NPI, which payers ask for. Add it in Settings.")


def problems(content: PriorAuthorizationContent) -> Iterator[Problem]:
    """Yield what is missing or may not be sent."""
    yield from frame_problems(content.frame)
    yield from line_problems([content.medication])
    yield from check_present(content.diagnosis, "diagnosis", "the diagnosis")
    yield from check_length(content.diagnosis, "diagnosis", "the diagnosis")
    yield from check_present(content.reason, "reason", "the reason")
    yield from check_length(content.reason, "reason", "the reason", _REASON)
    for text, field in (
        (content.npi, "npi"),
        (content.member, "member"),
        (content.reference, "reference"),
        *((each.name, "trials") for each in content.trials),
        *((each.side_effects, "trials") for each in content.trials),
        *((each.name, "scores") for each in content.scores),
        *((each.total, "scores") for each in content.scores),
    ):
        yield from check_length(text, field, "a text of the request")


def page(content: PriorAuthorizationContent) -> Sheet:
    """Return the request in the parts of a sheet."""
    wording, labels, words = _wording(), _wording().labels, _wording().words
    medication, urgent = content.medication, content.frame.is_urgent
    headline = words["headline"].replace("{asked}", wording.asked[content.asked])
    controlled = medication.schedule.controlled
    taken = medication.dose if controlled or not medication.directions else medication.directions
    parts: list[Part] = [
        Headline(
            headline.replace("{medication}", medication.named), words["urgent"] if urgent else ""
        ),
        Facts(
            (
                (labels["directions"], taken),
                (labels["diagnosis"], content.diagnosis),
                (labels["member"], content.member),
                (labels["reference"], content.reference),
                (labels["npi"], content.npi),
                (labels["measures"], "\n".join(map(_score_text, content.scores))),
            )
        ),
        Text(words["reason"], bold=True),
        Text(content.reason),
    ]
    if controlled:
        parts.append(Text(words["controlled"], small=True))
    if content.trials:
        parts.append(_trials(content.trials))
    return Sheet(
        wording.document_title,
        wording.title,
        content.frame,
        tuple(parts),
        urgent=wording.urgent,
        closing=(Text(_answer(content.frame)),),
    )


def _answer(frame: LetterFrame) -> str:
    """Return how the payer answers: payers do not tick other people's forms."""
    words, fax = _wording().words, frame.letterhead.fax
    told = words["answer_by_fax" if fax else "answer"].replace("{fax}", fax)
    return told.replace("{code}", frame.code)


def _score_text(line: ScoreLine) -> str:
    return f"{line.name}: {line.total} ({short_date(line.day)})"


def _trials(trials: tuple[TrialLine, ...]) -> Grid:
    labels = _wording().labels
    return Grid(
        (labels["trial"], labels["when"], labels["dose"], labels["came"]),
        tuple(_trial_row(each) for each in trials),
        (0.26, 0.27, 0.19, 0.28),
    )


def _trial_row(line: TrialLine) -> tuple[Cell, ...]:
    wording, words = _wording(), _wording().words
    days = [short_date(day) for day in (line.began_on, line.ended_on) if day is not None]
    weeks = ""
    if line.weeks is not None:
        weeks = words["week" if line.weeks == 1 else "weeks"].replace("{count}", str(line.weeks))
    dose = words["a_day"].replace("{dose}", line.highest_dose) if line.highest_dose else ""
    effects = wording.side_effects.replace("{words}", line.side_effects)
    return (
        Cell(strong=line.name),
        Cell(" – ".join(days) or words["no_day"]),
        Cell(dose, small=weeks),
        Cell(wording.response[line.response], small=effects if line.side_effects else ""),
    )


def name_of(facts: LetterFacts) -> str:
    """Return what the chart calls it: "Prior authorization: aripiprazole"."""
    names = (each.item.medication.name for each in facts.medications)
    return f"Prior authorization: {', '.join(names)}"


KIND = LetterKind(
    CODE,
    "Prior authorization request to a payer",
    PriorAuthorizationContent,
    Offer(
        recipients=(RecipientSort.PAYER,),
        items=(
            ItemOffer(ItemSort.MEDICATION, "Medication", most=1),
            ItemOffer(ItemSort.CONDITION, "Diagnosis it is for", most=1),
            ItemOffer(ItemSort.TRIAL, "Tried before", least=0, most=8),
            ItemOffer(ItemSort.SCORE, "Measures", least=0, most=4),
        ),
        questions=(
            Question(
                "asked",
                "Asked for",
                AnswerSort.CHOICE,
                (("start", "To start it"), ("continue", "To continue it")),
                default="start",
                required=True,
            ),
            Question("member", "Member number", AnswerSort.TEXT, longest=40),
            Question("reference", "Payer’s reference", AnswerSort.TEXT, longest=40),
        ),
        passages=(Passage("reason", "Why this medication", _REASON, required=True),),
        may_be_urgent=True,
        answer_days=7,
        expects=Expects.ANSWER,
        urgent_days=3,
    ),
    CARRIED
    | {
        "author.npi",
        "medications.item.medication.name",
        "medications.item.medication.schedule",
        "medications.item.dosage",
        "medications.item.present",
        "medications.item.course",
        "conditions.display",
        "conditions.icd10cm",
        "trials.name",
        "trials.began_on",
        "trials.ended_on",
        "trials.highest_dose",
        "trials.dose_unit",
        "trials.weeks",
        "trials.side_effects",
        "scores.display",
        "scores.value",
        "scores.value_text",
        "scores.observed_at",
    },
    build,
    problems,
    page,
    controlled=ControlledRule.DOSE,
    check=check,
    name=name_of,
    hint="Diagnosis, trials and measures that argue for one medication, and nothing else.",
)
