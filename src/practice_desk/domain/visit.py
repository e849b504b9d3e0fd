"""A visit as it was signed: what was asked, agreed and taught beside the plan and the note.

FHIR: Encounter. The safety findings, the risk and each consent are statements that somebody makes;
nothing here is ever true by itself. A visit is signed once and never changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from practice_desk.domain.appointment import VisitKind
from practice_desk.domain.checks import has_control_characters
from practice_desk.domain.consent import Assent, Relation
from practice_desk.domain.education import TeachBack
from practice_desk.domain.errors import Problem
from practice_desk.domain.handout import ENGLISH
from practice_desk.domain.mental_status import MentalStatus, check_mental_status

LONGEST = 8000
"""Characters of what was talked about that are kept beside the note, which has all of it."""
LONGEST_COMMENT = 1000
"""Characters that are added to one part of a consent."""
LENGTHS = {"signed_by": 64, "talk": LONGEST, "risk_words": 2000}
LATEST_FOLLOW_UP = timedelta(days=366)


class RiskAnswer(StrEnum):
    """What was asked about harm to oneself or others, and what came of it."""

    DENIED = "denied"
    ASSESSED = "assessed"
    NOT_ASKED = "not asked"


class ConsentElement(StrEnum):
    """What is talked about before somebody agrees to a medication."""

    BENEFITS = "benefits"
    RISKS = "risks"
    ALTERNATIVES = "alternatives"
    NO_TREATMENT = "no treatment"
    QUESTIONS = "questions"


class VisitPaper(StrEnum):
    """A paper that is printed once a visit is signed."""

    PHARMACY = "pharmacy letter"
    PATIENT_PLAN = "patient plan"


@dataclass(frozen=True, slots=True)
class ConsentTalk:
    """What was talked about before a change of one medication; with all of it they agreed.

    `comments` are what somebody added in their own words to a part. `language` is that in which
    it was told.
    """

    medication: str
    discussed: frozenset[ConsentElement] = frozenset()
    comments: tuple[tuple[ConsentElement, str], ...] = ()
    language: str = ENGLISH

    @property
    def is_whole(self) -> bool:
        """Whether every element was talked about."""
        return self.discussed == frozenset(ConsentElement)

    def comment(self, element: ConsentElement) -> str:
        """Return what was added to one part."""
        return dict(self.comments).get(element, "")

    def with_comment(self, element: ConsentElement, text: str) -> ConsentTalk:
        """Return it with *text* added to one part, in place of what was; empty takes it out."""
        others = tuple(each for each in self.comments if each[0] is not element)
        return replace(self, comments=(*others, (element, text)) if text.strip() else others)


@dataclass(frozen=True, slots=True)
class MinorAgreement:
    """Who agrees for a minor, by word in the visit, and what the young person says.

    Without a name nobody agreed yet: the form then waits for a signature.
    """

    name: str = ""
    relation: Relation | None = None
    assent: Assent | None = None

    @property
    def is_given(self) -> bool:
        """Whether an adult agreed."""
        return bool(self.name.strip()) and self.relation is not None


@dataclass(frozen=True, slots=True)
class Taught:
    """What was explained about one medication, and how it was said back."""

    medication: str
    result: TeachBack


@dataclass(frozen=True, slots=True)
class FollowUp:
    """When they come back; None: no further visit is planned."""

    on: date | None


@dataclass(frozen=True, slots=True)
class Visit:
    """One signed visit; moments are aware.

    `seen_on` is the day on which it was held; `signed_at` may be on a later one. `event_ids` are
    its changes of the plan, `papers` those to be printed. `mental_status` is None where nothing was
    examined.
    """

    patient_id: int
    kind: VisitKind
    seen_on: date
    started_at: datetime
    signed_at: datetime
    signed_by: str
    note_id: int
    risk: RiskAnswer
    risk_words: str = ""
    talk: str = ""
    mental_status: MentalStatus | None = None
    consents: tuple[ConsentTalk, ...] = ()
    taught: tuple[Taught, ...] = ()
    follow_up_on: date | None = None
    event_ids: tuple[int, ...] = ()
    papers: tuple[VisitPaper, ...] = ()
    appointment_id: int | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Statements:
    """What a visit needs before it is signed, as far as it was stated.

    `to_agree` are the medications started or raised, by name. `changes` tells whether the plan is
    changed, `findings_read` whether somebody said that they read what the checks found about it.
    `open_answers` tells of answers about self-harm that nobody has assessed. `minor` is None for
    an adult.
    """

    risk: RiskAnswer | None = None
    risk_words: str = ""
    open_answers: bool = False
    changes: bool = False
    findings_read: bool = False
    to_agree: tuple[str, ...] = ()
    consents: tuple[ConsentTalk, ...] = ()
    follow_up: FollowUp | None = None
    minor: MinorAgreement | None = None


def missing_statements(stated: Statements) -> tuple[Problem, ...]:
    """Return what somebody still has to state before the visit can be signed, in its order.

    The field of each is the part of the visit where it is stated.
    """
    return (*_risk(stated), *_findings(stated), *_consents(stated), *_follow_up(stated))


def check_held(day: date, today: date) -> tuple[Problem, ...]:
    """Return why a visit that was held on *day* can't be signed on the day *today*."""
    if day > today:
        return (Problem("day", "The visit begins in the future. Check the clock of the computer."),)
    return ()


def _risk(stated: Statements) -> Iterator[Problem]:
    if stated.open_answers and stated.risk is not RiskAnswer.ASSESSED:
        yield Problem("risk", "Answers about self-harm are open: assess the risk.")
    elif stated.risk is None:
        yield Problem("risk", "Say what was asked about risk.")
    elif stated.risk is RiskAnswer.NOT_ASKED and not stated.risk_words.strip():
        yield Problem("risk", "Say why risk was not asked about.")


def _findings(stated: Statements) -> Iterator[Problem]:
    if stated.changes and not stated.findings_read:
        yield Problem("findings", "Read what the safety checks found.")


def _consents(stated: Statements) -> Iterator[Problem]:
    whole = {each.medication for each in stated.consents if each.is_whole}
    for name in stated.to_agree:
        if name not in whole:
            yield Problem("consent", f"{name}: say what was discussed and agreed.")
    minor = stated.minor
    if minor is None or not stated.to_agree:
        return
    if minor.assent is None:
        yield Problem("consent", "Say whether the young person agrees too.")
    if bool(minor.name.strip()) != (minor.relation is not None):
        yield Problem("consent", "Say who agrees for the patient: the name and how related.")


def _follow_up(stated: Statements) -> Iterator[Problem]:
    if stated.follow_up is None:
        yield Problem("follow_up", "Choose when they come back.")


def check_visit(
    risk_words: str,
    mental_status: MentalStatus | None,
    follow_up: FollowUp | None,
    today: date,
    consents: Iterable[ConsentTalk] = (),
) -> tuple[Problem, ...]:
    """Return what is wrong with what was typed and chosen on the day *today*."""
    problems = list(_texts((("risk", risk_words, LENGTHS["risk_words"]),)))
    comments = (text for each in consents for _, text in each.comments)
    problems += _texts(("consent", text, LONGEST_COMMENT) for text in comments)
    if mental_status is not None:
        problems += check_mental_status(mental_status)
    on = None if follow_up is None else follow_up.on
    if on is not None and not today < on <= today + LATEST_FOLLOW_UP:
        problems.append(Problem("follow_up", "Choose a day after today and within a year."))
    return tuple(problems)


def _texts(texts: Iterable[tuple[str, str, int]]) -> Iterator[Problem]:
    for field, text, longest in texts:
        if len(text) > longest:
            yield Problem(field, f"This text has {len(text):,} characters; {longest:,} fit.")
        elif has_control_characters(text):
            yield Problem(field, "This text holds invisible characters. Type it again.")
