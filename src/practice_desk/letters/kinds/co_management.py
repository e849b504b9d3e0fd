"""Update between therapist and prescriber who look after a patient together.

What each needs of the other: medications as taken, what changed, totals of measures, side effects,
and how the goals of the treatment plan go. Notes are never among the facts of a letter, and
psychotherapy notes (45 CFR 164.501) cannot be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from practice_desk.domain.allergy_intolerance import AllergyState
from practice_desk.domain.care_plan import Achievement
from practice_desk.domain.errors import Problem
from practice_desk.domain.letter_asking import Expects
from practice_desk.domain.letter_choice import YES, CareRole, RecipientSort
from practice_desk.letters.chart_lines import (
    TAKEN,
    AllergyLines,
    Reading,
    TakenLine,
    chart_problems,
    readings,
    readings_grid,
    side_effect_terms,
    taken_grid,
    taken_lines,
)
from practice_desk.letters.checks import check_length
from practice_desk.letters.controlled import ControlledRule
from practice_desk.letters.facts import LetterFacts
from practice_desk.letters.frame import CARRIED, frame_of, frame_problems
from practice_desk.letters.kind import AnswerSort, LetterKind, Need, Offer, Passage, Question
from practice_desk.letters.parties import LetterFrame
from practice_desk.letters.sheet import (
    Acknowledgement,
    Cell,
    Facts,
    Grid,
    Heading,
    Headline,
    Part,
    Sheet,
    Text,
)
from practice_desk.letters.wording import LetterWording, load_wording

CODE = "co_management"
_LONGEST = 1200  # characters
_NO_ALLERGIES = AllergyLines(AllergyState.NOT_ASKED)


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal and how it went when it was rated last, None where nobody rated it."""

    goal: str
    achievement: Achievement | None = None


@dataclass(frozen=True, slots=True)
class CoManagementContent:
    """Everything that the update may say."""

    frame: LetterFrame
    request: str
    news: str = ""
    medications: tuple[TakenLine, ...] = ()
    scores: tuple[Reading, ...] = ()
    side_effects: tuple[str, ...] = ()
    goals: tuple[GoalLine, ...] = ()


class CoManagementWording(LetterWording, frozen=True, kw_only=True):
    """`resources/letters/co_management.yaml`."""

    achievements: dict[Achievement, str]


@cache
def _wording() -> CoManagementWording:
    return load_wording(CODE, CoManagementWording)


def build(facts: LetterFacts) -> CoManagementContent:
    """Return the update as the chart stands."""
    choices = facts.choices
    told = choices.is_ticked
    return CoManagementContent(
        frame_of(facts),
        choices.passage("request") or "",
        choices.passage("news") or "",
        taken_lines(facts) if told("medications") else (),
        readings(facts.scores) if told("scores") else (),
        side_effect_terms(facts.side_effects) if told("side_effects") else (),
        _goals(facts) if told("goals") else (),
    )


def _goals(facts: LetterFacts) -> tuple[GoalLine, ...]:
    return tuple(
        GoalLine(
            each.goal.value.description, None if each.rating is None else each.rating.achievement
        )
        for each in facts.care_plan.open_goals
    )


def problems(content: CoManagementContent) -> Iterator[Problem]:
    """Yield what is missing or may not be sent."""
    yield from frame_problems(content.frame)
    yield from chart_problems(content.medications, content.scores, _NO_ALLERGIES)
    yield from check_length(content.news, "news", "the news", _LONGEST)
    yield from check_length(content.request, "request", "the request", _LONGEST)
    for term in content.side_effects:
        yield from check_length(term, "side_effects", "a side effect")
    for line in content.goals:
        yield from check_length(line.goal, "goals", "the text of a goal", 2000)


def page(content: CoManagementContent) -> Sheet:
    """Return the update in the parts of a sheet."""
    wording, labels, words = _wording(), _wording().labels, _wording().words
    parts: list[Part] = [
        Headline(words["headline"], content.request),
        Facts(((labels["side_effects"], "\n".join(content.side_effects)),)),
    ]
    if content.news:
        parts += [Heading(labels["news"]), Text(content.news)]
    if content.goals:
        rows = tuple((Cell(each.goal), Cell(strong=_rated(each))) for each in content.goals)
        grid = Grid((labels["goal"], labels["achievement"]), rows, (0.72, 0.28))
        parts += [Heading(labels["goals"]), grid]
    if content.scores:
        parts += [Heading(labels["scores"]), readings_grid(content.scores, wording)]
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


def _rated(line: GoalLine) -> str:
    wording = _wording()
    if line.achievement is None:
        return wording.words["not_rated"]
    return wording.achievements[line.achievement]


KIND = LetterKind(
    CODE,
    "Update between therapist and prescriber",
    CoManagementContent,
    Offer(
        recipients=(RecipientSort.CLINICIAN,),
        usual_roles=(CareRole.THERAPIST, CareRole.PRESCRIBER),
        questions=(
            Question("medications", "Medications as taken", AnswerSort.TICK, default=YES),
            Question("scores", "Totals of measures", AnswerSort.TICK, default=YES),
            Question("side_effects", "Side effects now", AnswerSort.TICK, default=YES),
            Question("goals", "Goals and how they go", AnswerSort.TICK, default=YES),
        ),
        passages=(
            Passage("news", "What changed", _LONGEST),
            Passage("request", "What you want to know or agree on", 600, required=True),
        ),
        may_be_urgent=True,
        may_be_copied=True,
        answer_days=7,
        expects=Expects.ANSWER,
        urgent_days=1,
    ),
    CARRIED
    | TAKEN
    | {
        "scores.display",
        "scores.value",
        "scores.value_text",
        "scores.unit",
        "scores.components",
        "scores.observed_at",
        "side_effects.effect",
        "side_effects.report.onset_on",
        "side_effects.review.onset_on",
        "care_plan.problems.goals.goal.value.description",
    },
    build,
    problems,
    page,
    controlled=ControlledRule.DIRECTIONS,
    needs=frozenset({Need.PLAN, Need.SCORES, Need.SIDE_EFFECTS, Need.CARE_PLAN}),
    hint="What one who treats the patient with you needs to know, and what you ask.",
)
