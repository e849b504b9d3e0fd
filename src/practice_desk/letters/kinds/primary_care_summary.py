"""Summary for the primary care clinician: problems, medications, and what was measured.

Minimum necessary (45 CFR 164.502(b) does not ask it of treatment; we do): no notes, no scores of
measures, and problems only where the writer leaves them in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from practice_desk.domain.errors import Problem
from practice_desk.domain.letter_choice import YES, CareRole, RecipientSort
from practice_desk.letters.chart_lines import (
    ALLERGIES,
    TAKEN,
    AllergyLines,
    Reading,
    TakenLine,
    allergy_lines,
    allergy_text,
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
from practice_desk.letters.sheet import Facts, Heading, Headline, Part, Sheet, Text
from practice_desk.letters.wording import LetterWording, load_wording

CODE = "primary_care_summary"
_LONGEST = 1200  # characters


@dataclass(frozen=True, slots=True)
class PrimaryCareSummaryContent:
    """Everything that the summary may say."""

    frame: LetterFrame
    medications: tuple[TakenLine, ...]
    allergies: AllergyLines
    problems: tuple[str, ...] = ()
    side_effects: tuple[str, ...] = ()
    measured: tuple[Reading, ...] = ()
    course: str = ""
    request: str = ""


@cache
def _wording() -> LetterWording:
    return load_wording(CODE, LetterWording)


def build(facts: LetterFacts) -> PrimaryCareSummaryContent:
    """Return the summary of the chart as it stands."""
    choices = facts.choices
    named = facts.conditions if choices.is_ticked("problems") else ()
    measured = (*facts.results, *facts.vital_signs) if choices.is_ticked("results") else ()
    return PrimaryCareSummaryContent(
        frame_of(facts),
        taken_lines(facts),
        allergy_lines(facts),
        tuple(each.display for each in named),
        side_effect_terms(facts.side_effects),
        readings(measured),
        choices.passage("course") or "",
        choices.passage("request") or "",
    )


def problems(content: PrimaryCareSummaryContent) -> Iterator[Problem]:
    """Yield what is missing or may not be sent."""
    yield from frame_problems(content.frame)
    yield from chart_problems(content.medications, content.measured, content.allergies)
    for text, field, what in (
        (content.course, "course", "the course"),
        (content.request, "request", "the request"),
    ):
        yield from check_length(text, field, what, _LONGEST)
    for name in (*content.problems, *content.side_effects):
        yield from check_length(name, "problems", "the name of a problem")


def page(content: PrimaryCareSummaryContent) -> Sheet:
    """Return the summary in the parts of a sheet."""
    wording, labels, words = _wording(), _wording().labels, _wording().words
    headline = words["headline" if content.medications else "headline_none"]
    parts: list[Part] = [
        Headline(headline, words["explained"]),
        Facts(
            (
                (labels["problems"], "\n".join(content.problems)),
                (labels["allergies"], allergy_text(content.allergies, wording)),
                (labels["side_effects"], "\n".join(content.side_effects)),
                (labels["request"], content.request),
            )
        ),
    ]
    if content.course:
        parts += [Heading(labels["course"]), Text(content.course)]
    if content.measured:
        parts += [Heading(labels["measured"]), readings_grid(content.measured, wording)]
    if content.medications:
        parts += [Heading(labels["medications"]), taken_grid(content.medications, wording)]
    return Sheet(
        wording.document_title,
        wording.title,
        content.frame,
        tuple(parts),
        urgent=wording.urgent,
    )


KIND = LetterKind(
    CODE,
    "Summary for the primary care clinician",
    PrimaryCareSummaryContent,
    Offer(
        recipients=(RecipientSort.CLINICIAN,),
        usual_roles=(CareRole.PRIMARY_CARE,),
        questions=(
            Question("problems", "Problems by name", AnswerSort.TICK, default=YES),
            Question("results", "Results and vital signs", AnswerSort.TICK, default=YES),
        ),
        passages=(
            Passage("course", "How it went since the last letter", _LONGEST),
            Passage("request", "What you ask of the clinician", _LONGEST),
        ),
        may_be_urgent=True,
        may_be_copied=True,
    ),
    CARRIED
    | TAKEN
    | ALLERGIES
    | {
        "conditions.display",
        "results.display",
        "results.value",
        "results.value_text",
        "results.unit",
        "results.components",
        "results.observed_at",
        "vital_signs.display",
        "vital_signs.value",
        "vital_signs.value_text",
        "vital_signs.unit",
        "vital_signs.components",
        "vital_signs.observed_at",
        "side_effects.effect",
        "side_effects.report.onset_on",
        "side_effects.review.onset_on",
    },
    build,
    problems,
    page,
    controlled=ControlledRule.DIRECTIONS,
    needs=frozenset(
        {
            Need.PLAN,
            Need.ALLERGIES,
            Need.CONDITIONS,
            Need.RESULTS,
            Need.VITAL_SIGNS,
            Need.SIDE_EFFECTS,
        }
    ),
    hint="Medications, allergies, side effects and results, for who looks after the rest.",
)
