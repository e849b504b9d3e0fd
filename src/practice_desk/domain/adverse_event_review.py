"""What follows a report of a side effect: told again, reviewed, passed on, answered, taken back.

FHIR: AdverseEvent (suspectEntity, causality, seriousness, outcome). Entries are only added.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from practice_desk.domain.adverse_event import Course, Urgency, check_grades
from practice_desk.domain.checks import has_control_characters
from practice_desk.domain.errors import Problem

TEXT_LENGTH = 4000
LONGEST_RECHECK = timedelta(days=366)
LOWEST_SCORE, HIGHEST_SCORE = -4, 13
"""Of Naranjo's ten questions."""


class Causality(StrEnum):
    """How likely the medication caused it: the bands of Naranjo et al., 1981, and "not it"."""

    NOT_ASSESSED = "not_assessed"
    UNRELATED = "unrelated"
    DOUBTFUL = "doubtful"
    POSSIBLE = "possible"
    PROBABLE = "probable"
    DEFINITE = "definite"


class Dechallenge(StrEnum):
    """What came of it when the medication was lowered or stopped."""

    NOT_DONE = "not_done"
    BETTER = "better"
    NOT_BETTER = "not_better"
    NOT_KNOWN = "not_known"


class Rechallenge(StrEnum):
    """What came of it when the medication was taken again."""

    NOT_DONE = "not_done"
    CAME_BACK = "came_back"
    DID_NOT = "did_not"
    NOT_KNOWN = "not_known"


class Seriousness(StrEnum):
    """What makes it serious: the outcomes of FDA form 3500."""

    DEATH = "death"
    LIFE_THREATENING = "life_threatening"
    HOSPITAL = "hospital"
    DISABILITY = "disability"
    BIRTH_DEFECT = "birth_defect"
    INTERVENTION = "intervention"
    OTHER = "other"


class Action(StrEnum):
    """What is decided about it."""

    WATCH = "watch"
    MANAGE = "manage"
    LOWER = "lower"
    SPLIT = "split"
    MOVE = "move"
    SWITCH = "switch"
    STOP = "stop"
    ADD = "add"
    INVESTIGATE = "investigate"
    REFER = "refer"
    NOTHING = "nothing"


ABOUT_ONE = frozenset({Action.LOWER, Action.SPLIT, Action.MOVE, Action.SWITCH, Action.STOP})
"""What changes one medication of the plan, which has to be named."""


class CaseOutcome(StrEnum):
    """How it ended for the clinic."""

    RECOVERED = "recovered"
    RECOVERING = "recovering"
    LASTING_EFFECTS = "lasting_effects"
    LONG_LASTING = "long_lasting"
    OTHER_CAUSE = "other_cause"
    LOST = "lost"
    DIED = "died"
    NOT_KNOWN = "not_known"


class NaranjoAnswer(StrEnum):
    """An answer to one of the ten questions."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Suspect:
    """A medication that may have caused it. FHIR: suspectEntity.

    `reasons` are what spoke for and against it when it was judged, in words. `answers` are those to
    Naranjo's questions in their order, empty where they were not gone through; `score` is their
    sum.
    """

    medication_id: int
    name: str
    causality: Causality = Causality.NOT_ASSESSED
    dechallenge: Dechallenge = Dechallenge.NOT_DONE
    rechallenge: Rechallenge = Rechallenge.NOT_DONE
    reasons: tuple[str, ...] = ()
    answers: tuple[NaranjoAnswer, ...] = ()
    score: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that is done about it, with the plan item that it concerns, if any."""

    action: Action
    medication_id: int | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """How it is now, as told. Scales are 0 to 6, None where nobody asked."""

    course: Course = Course.UNKNOWN
    severity: int | None = None
    bother: int | None = None
    limits: int | None = None
    words: str = ""
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class ToldAgain:
    """Somebody told how it is now; a prescriber has still to look at it.

    `urgency` is how soon since then, None where it was told before that was kept.
    """

    told: Told
    urgency: Urgency | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A prescriber looked at it and decided: looked at again on a day, or closed.

    `effect` and `effect_id` say how it is coded from now on, `onset_on` since when it is there as
    far as the reviewer knows. Exactly one of `recheck_on` and `outcome` is set.
    `urgency` is how soon it has to be looked at as coded now, None where that was not kept.
    """

    effect: str
    decisions: tuple[Decision, ...]
    effect_id: str = ""
    onset_on: date | None = None
    told: Told | None = None
    suspects: tuple[Suspect, ...] = ()
    seriousness: tuple[Seriousness, ...] = ()
    assessment: str = ""
    recheck_on: date | None = None
    outcome: CaseOutcome | None = None
    urgency: Urgency | None = None


@dataclass(frozen=True, slots=True)
class Handover:
    """It waits for somebody else, or more or less urgently. `owner` is a user name or empty."""

    owner: str
    urgency: Urgency
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer or question to whoever reported it, or back. It decides nothing."""

    text: str


@dataclass(frozen=True, slots=True)
class Noted:
    """Whoever reported it has read the answers so far."""


@dataclass(frozen=True, slots=True)
class Retraction:
    """The report was entered in error."""

    reason: str


Details = ToldAgain | Review | Handover | Reply | Noted | Retraction
DETAILS: dict[str, type[Details]] = {
    "told": ToldAgain,
    "review": Review,
    "handover": Handover,
    "reply": Reply,
    "noted": Noted,
    "retraction": Retraction,
}
"""Every kind of entry by the name under which it is stored."""


@dataclass(frozen=True, slots=True)
class AdverseEventReview:
    """One entry, signed by who recorded it. `recorded_by` is empty for the upgrade's own."""

    patient_id: int
    adverse_event_id: int
    happened_on: date
    details: Details
    recorded_at: datetime
    recorded_by: str
    id: int | None = None

    @property
    def kind(self) -> str:
        """The name under which the details are stored."""
        return next(kind for kind, made in DETAILS.items() if made is type(self.details))


def check_review(entry: AdverseEventReview, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with *entry* for itself."""
    problems = []
    if entry.happened_on > today:
        problems.append(Problem("happened_on", "The date is in the future. Check it."))
    details = entry.details
    if isinstance(details, ToldAgain):
        problems += _check_told(details.told, today)
        if details.told == Told():
            problems.append(Problem("course", "Say how it is now."))
    elif isinstance(details, Review):
        problems += _check_decided(details, today)
    elif isinstance(details, Handover):
        problems += _check_text("note", details.note)
    elif isinstance(details, Reply):
        problems += _check_text("text", details.text)
        if not details.text.strip():
            problems.append(Problem("text", "Write the answer."))
    elif isinstance(details, Retraction):
        problems += _check_text("retracted_reason", details.reason)
        if not details.reason.strip():
            problems.append(Problem("retracted_reason", "Say why it was entered in error."))
    return tuple(problems)


def _check_told(told: Told, today: date) -> Iterator[Problem]:
    yield from check_grades(told)
    yield from _check_text("words", told.words)
    if told.ended_on is not None and told.ended_on > today:
        yield Problem("ended_on", "The date is in the future. Check it.")


def _check_decided(review: Review, today: date) -> Iterator[Problem]:
    if not review.effect.strip():
        yield Problem("effect", "Say which side effect it is, or what you call it.")
    yield from _check_text("effect", review.effect, 200)
    yield from _check_text("assessment", review.assessment)
    if not review.decisions and review.outcome is None:
        yield Problem("action", "Choose what is done about it.")
    for decision in review.decisions:
        yield from _check_text("comment", decision.comment)
    if (review.recheck_on is None) == (review.outcome is None):
        yield Problem("recheck_on", "Give the day of the recheck, or close it with an outcome.")
    if review.recheck_on is not None and review.recheck_on < today:
        yield Problem("recheck_on", "The day of the recheck has passed. Check it.")
    if review.recheck_on is not None and review.recheck_on > today + LONGEST_RECHECK:
        yield Problem("recheck_on", "This is more than a year ahead. Check the date.")
    if any(each.action in ABOUT_ONE and each.medication_id is None for each in review.decisions):
        yield Problem("medication", "Say which medication is changed.")
    if any(each.score is not None and not _is_score(each.score) for each in review.suspects):
        yield Problem("causality", "A Naranjo score goes from -4 to 13. Answer anew.")
    if review.onset_on is not None and review.onset_on > today:
        yield Problem("onset_on", "The date is in the future. Check it.")
    if review.told is not None:
        yield from _check_told(review.told, today)


def _is_score(score: int) -> bool:
    return LOWEST_SCORE <= score <= HIGHEST_SCORE


def _check_text(field: str, text: str, longest: int = TEXT_LENGTH) -> Iterator[Problem]:
    if len(text) > longest or has_control_characters(text):
        yield Problem(field, f"This is plain text of up to {longest:,} characters.")
