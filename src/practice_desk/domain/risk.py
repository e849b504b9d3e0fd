"""The path from an answer about self-harm to an assessment and a safety plan. FHIR: RiskAssessment.

An entry is signed when saved and never changed; a mistake is a further entry that takes it back.
An answer stays open until an assessment names it: neither the chart's header nor Today forget it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum

from practice_desk.domain.checks import has_control_characters
from practice_desk.domain.errors import Problem
from practice_desk.domain.questionnaire_response import QuestionnaireResponse

LONGEST = 4000
"""Characters of each text of an entry."""


class RiskLevel(StrEnum):
    """How high a clinician holds the risk of suicide to be."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    IMMINENT = "imminent"


class AlertAnswer(StrEnum):
    """What was decided when an alert interrupted; only an assessment settles one of self-harm."""

    ASSESS_NOW = "assess now"
    HANDED_OVER = "handed over"
    DONE = "done"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Assessment:
    """A clinician's assessment of suicide risk. `response_ids` are the answers it looked at."""

    ideation: str
    plan: str
    intent: str
    means: str
    history: str
    protective: str
    level: RiskLevel
    action: str
    response_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SafetyPlan:
    """What the patient does in a crisis, step by step, in the patient's own words."""

    warning_signs: str
    coping: str
    people: str
    helpers: str
    professionals: str
    means: str


@dataclass(frozen=True, slots=True)
class AlertDecision:
    """What was decided about the alert of one response, with whom or why."""

    response_id: int
    answer: AlertAnswer
    words: str = ""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Why an entry was made in error."""

    entry_id: int
    reason: str


RiskDetails = Assessment | SafetyPlan | AlertDecision | TakenBack


@dataclass(frozen=True, slots=True)
class RiskEntry:
    """One step on the path; `happened_on` is the day of the contact, `recorded_at` aware."""

    patient_id: int
    happened_on: date
    details: RiskDetails
    recorded_at: datetime
    recorded_by: str
    id: int | None = None


@dataclass(frozen=True, slots=True)
class RiskState:
    """Where a chart stands: the answers that nobody assessed, and the newest of each entry.

    `entries` are those that stand, `taken_back` the others, each with the reason.
    """

    open: tuple[QuestionnaireResponse, ...] = ()
    assessment: RiskEntry | None = None
    plan: RiskEntry | None = None
    entries: tuple[RiskEntry, ...] = ()
    taken_back: tuple[tuple[RiskEntry, str], ...] = ()

    @property
    def undecided(self) -> tuple[QuestionnaireResponse, ...]:
        """The open answers about which nobody has decided anything yet, as after a check-in."""
        decided = {
            each.details.response_id
            for each in self.entries
            if isinstance(each.details, AlertDecision)
        }
        return tuple(each for each in self.open if each.id not in decided)

    @property
    def level(self) -> RiskLevel | None:
        """The level of the newest assessment that stands."""
        details = None if self.assessment is None else self.assessment.details
        return details.level if isinstance(details, Assessment) else None


_SENTENCES = {
    "ideation": "Say what thoughts there are, or that there are none.",
    "plan": "Say whether there is a plan.",
    "intent": "Say whether there is an intent to act.",
    "means": "Say what means are within reach.",
    "action": "Say what is done now.",
}


def standing_entries(entries: Iterable[RiskEntry]) -> tuple[RiskEntry, ...]:
    """Return the entries that were not taken back, the oldest first."""
    known = list(entries)
    gone = {each.details.entry_id for each in known if isinstance(each.details, TakenBack)}
    return tuple(
        each for each in known if each.id not in gone and not isinstance(each.details, TakenBack)
    )


def risk_state(
    alarming: Iterable[QuestionnaireResponse], entries: Iterable[RiskEntry]
) -> RiskState:
    """Return where a chart stands; *alarming* are its standing answers about self-harm."""
    known = list(entries)
    standing = standing_entries(known)
    assessments = [each for each in standing if isinstance(each.details, Assessment)]
    plans = [each for each in standing if isinstance(each.details, SafetyPlan)]
    seen = {
        number
        for each in assessments
        if isinstance(each.details, Assessment)
        for number in each.details.response_ids
    }
    return RiskState(
        tuple(each for each in alarming if each.id not in seen),
        assessments[-1] if assessments else None,
        plans[-1] if plans else None,
        standing,
        tuple(_taken_back(known)),
    )


def _taken_back(entries: Iterable[RiskEntry]) -> Iterator[tuple[RiskEntry, str]]:
    known = {each.id: each for each in entries}
    for each in known.values():
        if isinstance(each.details, TakenBack) and each.details.entry_id in known:
            yield known[each.details.entry_id], each.details.reason


def check_risk(value: RiskEntry, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with an entry on the day *today*."""
    details, problems = value.details, []
    texts = {each.name: getattr(details, each.name) for each in fields(details)}
    texts = {name: text for name, text in texts.items() if isinstance(text, str)}
    if isinstance(details, Assessment):
        problems += [Problem(n, s) for n, s in _SENTENCES.items() if not texts[n].strip()]
    if isinstance(details, SafetyPlan) and not any(text.strip() for text in texts.values()):
        problems.append(Problem("warning_signs", "Write at least one step of the plan."))
    if isinstance(details, TakenBack) and not details.reason.strip():
        problems.append(Problem("reason", "Say why it was entered in error."))
    if isinstance(details, AlertDecision) and not (
        details.answer is AlertAnswer.ASSESS_NOW or details.words.strip()
    ):
        problems.append(Problem("words", "Say to whom, what was done, or why it can wait."))
    for name, text in texts.items():
        if len(text) > LONGEST:
            problems.append(Problem(name, f"This text has {len(text):,} characters; 4,000 fit."))
        elif has_control_characters(text):
            problems.append(Problem(name, "This text holds invisible characters. Type it again."))
    if value.happened_on > today:
        problems.append(Problem("happened_on", "The date is in the future. Check it."))
    return tuple(problems)
