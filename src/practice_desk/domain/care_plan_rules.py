"""What a part of a treatment plan needs, how far an objective is, and the text that is signed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.care_plan import (
    Agreed,
    CarePlan,
    CarePlanEntry,
    Comparator,
    Details,
    Goal,
    GoalBranch,
    Intervention,
    Objective,
    PlanProblem,
    Removed,
    Signed,
    Track,
)
from practice_desk.domain.checks import check_lengths, check_required
from practice_desk.domain.errors import Problem

LENGTHS = {
    "title": 200,
    "description": 500,
    "patient_words": 1000,
    "measured_by": 300,
    "instrument_id": 80,
    "who": 120,
    "how_often": 120,
    "words": 500,
    "reason": 500,
}
"""The longest texts of the parts, in characters."""
_NEEDED: dict[type[Details], dict[str, str]] = {
    PlanProblem: {"title": "Name the problem."},
    Goal: {"description": "Say what is to be reached."},
    Objective: {"description": "Say what is to be different, so that it can be seen."},
    Intervention: {"description": "Say what is done."},
    Removed: {"reason": "Say why it leaves the plan."},
}


MOST_UNTIL_REVIEW = timedelta(days=366)
"""A plan is reviewed at least once a year: our rule, many states and payers ask for it sooner."""
_FARTHEST = timedelta(days=20 * 366)
"""A day farther off than this is a slip of the keyboard."""


def check_due(details: Details, former: Details | None, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with the day by which something is to be reached.

    A day that is over is refused where it is new: *former* is what the part said before.
    """
    if not isinstance(details, Goal | Objective) or details.due_on is None:
        return ()
    before = former.due_on if isinstance(former, Goal | Objective) else None
    if details.due_on == before:
        return ()
    if details.due_on < today:
        return (Problem("due_on", "This day is over. Check the date."),)
    if details.due_on > today + _FARTHEST:
        return (Problem("due_on", "This day is very far off. Check the year."),)
    return ()


def check_part(details: Details) -> tuple[Problem, ...]:
    """Return what is wrong with one entry of a plan."""
    names = {field.name for field in fields(details)}
    problems = [
        *check_required(details, **_NEEDED.get(type(details), {})),
        *check_lengths(details, {n: most for n, most in LENGTHS.items() if n in names}),
    ]
    if isinstance(details, Objective):
        problems += _check_objective(details)
    return tuple(problems)


def check_signing(signed: Signed, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with signing a plan on the day *today*."""
    problems = []
    if not signed.text:
        problems.append(Problem("text", "There is no goal to sign. Add a problem with a goal."))
    if signed.review_on <= today:
        problems.append(Problem("review_on", "The review is after today. Check the date."))
    elif signed.review_on > today + MOST_UNTIL_REVIEW:
        problems.append(Problem("review_on", "A plan is reviewed within a year. Check the date."))
    if signed.agreed is Agreed.HERE and (
        signed.signature is None or not any(map(len, signed.signature.strokes))
    ):
        sentence = "Nothing is drawn in the field. Let the patient sign, or choose another way."
        problems.append(Problem("agreed", sentence))
    return tuple(problems)


def _check_objective(value: Objective) -> Iterator[Problem]:
    if value.instrument_id and value.target is None:
        yield Problem("target", "Enter the total that is aimed at.")
    elif not value.instrument_id and not value.measured_by.strip():
        yield Problem("measured_by", "Choose a measure, or say what is counted or seen.")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a measured objective is: where it began, where it is, and the way in percent."""

    first: Decimal
    last: Decimal
    last_on: date
    percent: int
    met: bool


def progress_of(
    value: Objective, since: date, totals: Sequence[tuple[date, Decimal]]
) -> Progress | None:
    """Return how far an objective set on *since* is; None without a target or a total.

    *totals* are those of its instrument with their days, the oldest first. It begins at the last
    total up to *since*, else at the first there is. The way is 0 to 100 percent.
    """
    if value.target is None or not totals:
        return None
    before = [total for day, total in totals if day <= since]
    first = before[-1] if before else totals[0][1]
    last_on, last = totals[-1]
    at_most = value.comparator is Comparator.AT_MOST
    met = last <= value.target if at_most else last >= value.target
    way = first - value.target if at_most else value.target - first
    gone = first - last if at_most else last - first
    percent = 100 if met else 0
    if not met and way > 0:
        percent = min(99, int(max(Decimal(0), gone / way) * 100))
    return Progress(first, last, last_on, percent, met)


def target_text(value: Objective, names: Mapping[str, str]) -> str:
    """Return by what an objective is measured: "PHQ-9 at most 9"; *names* are of instruments."""
    if value.instrument_id and value.target is not None:
        side = "at most" if value.comparator is Comparator.AT_MOST else "at least"
        return f"{names.get(value.instrument_id, value.instrument_id)} {side} {value.target:f}"
    return value.measured_by


def plan_text(plan: CarePlan, medications: Mapping[int, str], names: Mapping[str, str]) -> str:
    """Return the whole plan as the text that is signed; empty without a goal.

    *medications* are the names of those in the plan by id, *names* the instruments' by id.
    """
    if not plan.goals:
        return ""
    lines: list[str] = []
    for branch in plan.problems:
        problem = branch.problem.value
        lines += [f"Problem: {problem.title}", *_words(problem.patient_words)]
        for goal in branch.goals:
            lines += _goal_lines(goal, medications, names)
        lines.append("")
    return "\n".join(lines).rstrip()


def digest(text: str) -> str:
    """Return the SHA-256 of a plan's text, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def holds(entry: CarePlanEntry) -> bool:
    """Return whether a signed version still reads as it was signed."""
    details = entry.details
    return isinstance(details, Signed) and digest(details.text) == details.sha256


def intervention_text(value: Intervention, medications: Mapping[int, str]) -> str:
    """Return an intervention on one line: what, how often, who."""
    dose = medications.get(value.medication_id or 0, "")
    parts = (value.description, dose, value.how_often, value.who)
    return " · ".join(part for part in parts if part)


def _goal_lines(
    branch: GoalBranch, medications: Mapping[int, str], names: Mapping[str, str]
) -> Iterator[str]:
    goal = branch.goal.value
    due = f", by {write_date(goal.due_on)}" if goal.due_on is not None else ""
    yield f"Goal ({goal.horizon}, {goal.lifecycle}{due}): {goal.description}"
    yield from _words(goal.patient_words)
    for each in branch.objectives:
        until = f", by {write_date(each.value.due_on)}" if each.value.due_on is not None else ""
        measured = target_text(each.value, names)
        yield f"  Objective: {each.value.description} ({measured}{until})"
    for track, title in ((Track.THERAPY, "Therapy"), (Track.MEDICATION, "Medication")):
        for item in branch.interventions:
            if item.value.track is track:
                yield f"  {title}: {intervention_text(item.value, medications)}"


def _words(text: str) -> Iterator[str]:
    if text:
        yield f"  In the patient’s words: “{text}”"
