"""The treatment plan: problems, goals, objectives, interventions. FHIR: CarePlan, Goal.

Every part is an entry that is only added; a change is a further entry about the same part, so the
plan can be read as it stood on any day. What is signed is the text of the whole plan, with a hash.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from practice_desk.domain.consent import Signature

NOUN = "care_plan_entry"


class Horizon(StrEnum):
    """How far off a goal is."""

    SHORT = "short-term"
    LONG = "long-term"


class Lifecycle(StrEnum):
    """Where a goal stands. FHIR: GoalLifecycleStatus."""

    ACTIVE = "active"
    ON_HOLD = "on-hold"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Achievement(StrEnum):
    """How a goal is going. FHIR: GoalAchievementStatus."""

    IMPROVING = "improving"
    NO_CHANGE = "no-change"
    WORSENING = "worsening"
    ACHIEVED = "achieved"
    NOT_ACHIEVED = "not-achieved"


class Track(StrEnum):
    """What an intervention belongs to."""

    THERAPY = "therapy"
    MEDICATION = "medication"


class Comparator(StrEnum):
    """On which side of its target a total has to be."""

    AT_MOST = "<="
    AT_LEAST = ">="


class Agreed(StrEnum):
    """How the patient agreed to the plan."""

    HERE = "here"
    SPOKEN = "spoken"
    PAPER = "paper"
    NOT_YET = "not yet"


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """What the treatment is about, also as the patient says it. FHIR: CarePlan.addresses."""

    title: str
    patient_words: str = ""
    condition_id: int | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be reached for a problem. FHIR: Goal. `due_on` is its day, None without one."""

    problem_id: int
    description: str
    horizon: Horizon = Horizon.SHORT
    due_on: date | None = None
    lifecycle: Lifecycle = Lifecycle.ACTIVE
    patient_words: str = ""


@dataclass(frozen=True, slots=True)
class Objective:
    """A step towards a goal that can be measured. FHIR: Goal.target.

    It is measured by the total of an instrument, which `comparator` holds against `target`, or by
    what `measured_by` says is counted or seen.
    """

    goal_id: int
    description: str
    measured_by: str = ""
    instrument_id: str = ""
    comparator: Comparator = Comparator.AT_MOST
    target: Decimal | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Intervention:
    """What is done for a goal, and by whom. FHIR: CarePlan.activity.

    `medication_id` is the medication of the plan whose effect the goal is.
    """

    goal_id: int
    track: Track
    description: str
    who: str = ""
    how_often: str = ""
    medication_id: int | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """How a goal is going on one day. FHIR: Goal.achievementStatus."""

    goal_id: int
    achievement: Achievement
    words: str = ""


@dataclass(frozen=True, slots=True)
class Removed:
    """A part left the plan, with all below it; why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Signed:
    """The whole plan was signed as it stands in `text`; `sha256` is the hash of that text.

    `agreed` is how the patient agreed, `signature` what was drawn here on the screen.
    """

    text: str
    sha256: str
    name: str
    credentials: str
    review_on: date
    agreed: Agreed
    signature: Signature | None = None


Part = PlanProblem | Goal | Objective | Intervention
Details = Part | Rating | Removed | Signed
DETAILS: dict[str, type[Details]] = {
    "problem": PlanProblem,
    "goal": Goal,
    "objective": Objective,
    "intervention": Intervention,
    "rating": Rating,
    "removed": Removed,
    "signed": Signed,
}
"""Every kind of entry by the name under which it is stored."""


@dataclass(frozen=True, slots=True)
class CarePlanEntry:
    """One entry of a treatment plan. `subject_id` is the first entry of the part it changes."""

    patient_id: int
    happened_on: date
    details: Details
    recorded_at: datetime
    recorded_by: str
    subject_id: int | None = None
    id: int | None = None

    @property
    def kind(self) -> str:
        """The name under which the details are stored."""
        return next(kind for kind, made in DETAILS.items() if made is type(self.details))

    @property
    def review_on(self) -> date | None:
        """The day by which a signed plan is to be reviewed; None for the other kinds."""
        return self.details.review_on if isinstance(self.details, Signed) else None


P = TypeVar("P", PlanProblem, Goal, Objective, Intervention)


@dataclass(frozen=True, slots=True)
class Standing(Generic[P]):
    """A part as it stands. `id` stays the same through all changes, `entry` is the newest one."""

    id: int
    value: P
    entry: CarePlanEntry
    since: date


@dataclass(frozen=True, slots=True)
class GoalBranch:
    """A goal with what is below it, and its ratings, the oldest first."""

    goal: Standing[Goal]
    objectives: tuple[Standing[Objective], ...]
    interventions: tuple[Standing[Intervention], ...]
    ratings: tuple[CarePlanEntry, ...]

    @property
    def rating(self) -> Rating | None:
        """The newest rating."""
        found = [each.details for each in self.ratings if isinstance(each.details, Rating)]
        return found[-1] if found else None

    @property
    def is_open(self) -> bool:
        """Whether somebody works on it."""
        return self.goal.value.lifecycle in (Lifecycle.ACTIVE, Lifecycle.ON_HOLD)


@dataclass(frozen=True, slots=True)
class ProblemBranch:
    """A problem with its goals, in the order in which they were set."""

    problem: Standing[PlanProblem]
    goals: tuple[GoalBranch, ...]


@dataclass(frozen=True, slots=True)
class CarePlan:
    """A chart's treatment plan as it stands. `signings` are the signed versions, the oldest first.

    `changed` tells whether the text differs from the one that was signed last.
    """

    problems: tuple[ProblemBranch, ...] = ()
    signings: tuple[CarePlanEntry, ...] = ()
    entries: tuple[CarePlanEntry, ...] = ()

    @property
    def goals(self) -> tuple[GoalBranch, ...]:
        """Every goal, in the order of the problems."""
        return tuple(goal for problem in self.problems for goal in problem.goals)

    @property
    def open_goals(self) -> tuple[GoalBranch, ...]:
        """The goals that somebody works on, in the same order."""
        return tuple(each for each in self.goals if each.is_open)

    @property
    def signed(self) -> Signed | None:
        """The version that was signed last."""
        details = self.signings[-1].details if self.signings else None
        return details if isinstance(details, Signed) else None

    @property
    def review_on(self) -> date | None:
        """The day by which the plan is to be reviewed, as long as a goal is open."""
        return self.signed.review_on if self.signed is not None and self.open_goals else None


def care_plan(entries: Iterable[CarePlanEntry]) -> CarePlan:
    """Return the plan that *entries*, in the order in which they were recorded, amount to."""
    known = tuple(entries)
    newest: dict[int, CarePlanEntry] = {}
    since: dict[int, date] = {}
    for each in known:
        if each.kind in ("rating", "signed"):
            continue
        number = each.subject_id or each.id or 0
        newest[number] = each
        since.setdefault(number, each.happened_on)
    ratings = [each for each in known if isinstance(each.details, Rating)]

    def standing(kind: type[P]) -> list[Standing[P]]:
        return [
            Standing(number, entry.details, entry, since[number])
            for number, entry in newest.items()
            if isinstance(entry.details, kind)
        ]

    objectives, interventions = standing(Objective), standing(Intervention)
    branches = [
        GoalBranch(
            goal,
            tuple(each for each in objectives if each.value.goal_id == goal.id),
            tuple(each for each in interventions if each.value.goal_id == goal.id),
            tuple(each for each in ratings if _rates(each, goal.id)),
        )
        for goal in standing(Goal)
    ]
    problems = tuple(
        ProblemBranch(
            problem, tuple(each for each in branches if each.goal.value.problem_id == problem.id)
        )
        for problem in standing(PlanProblem)
    )
    signings = tuple(each for each in known if isinstance(each.details, Signed))
    return CarePlan(problems, signings, known)


def _rates(entry: CarePlanEntry, goal_id: int) -> bool:
    return isinstance(entry.details, Rating) and entry.details.goal_id == goal_id
