"""Steps of a treatment plan as a timeline shows them: signed, reached, begun and ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from practice_desk.domain.care_plan import (
    NOUN,
    Achievement,
    CarePlan,
    CarePlanEntry,
    Goal,
    GoalBranch,
    Intervention,
    Lifecycle,
    Objective,
    Rating,
    Removed,
    Standing,
    Track,
)
from practice_desk.domain.care_plan_rules import progress_of, target_text
from practice_desk.domain.measure_series import MeasureSeries
from practice_desk.domain.record_key import RecordKey
from practice_desk.domain.text import fold
from practice_desk.domain.timeline import Happening, HappeningKind

_LENGTH = 90
"""Characters of a part's own words; the Goals page has all of them."""
_OVER = (Lifecycle.COMPLETED, Lifecycle.CANCELLED)


def milestones_of(plan: CarePlan, series: Iterable[MeasureSeries]) -> Iterator[Happening]:
    """Yield when the plan was signed, goals and objectives were reached, therapies began or ended.

    An objective is reached on the first day after it was set on which its measure's total meets
    the target, unless the one before did already. A therapy is named by its words: one that serves
    two goals begins with the first, and ends when none of them has it any more. Each but a
    signature stands for its goal, whose labels keep it off papers.
    """
    totals: dict[str, list[tuple[date, Decimal]]] = {}
    names: dict[str, str] = {}
    for each in series:
        if each.instrument is not None:
            names[each.instrument.id] = each.instrument.short_name
            totals[each.instrument.id] = [(point.on, point.total) for point in each.points]
    for entry in plan.signings:
        yield _milestone(entry.happened_on, "Treatment plan signed", entry.id or 0)
    for branch in plan.goals:
        yield from _reached_goal(plan, branch)
        for objective in branch.objectives:
            yield from _reached_objective(objective, totals, names)
    yield from _therapies(plan)


def _reached_goal(plan: CarePlan, branch: GoalBranch) -> Iterator[Happening]:
    """Yield each time that the goal came to be achieved or completed after it was not."""
    goal, reached = branch.goal, False
    for entry in plan.entries:
        before = reached
        if isinstance(entry.details, Rating) and entry.details.goal_id == goal.id:
            reached = entry.details.achievement is Achievement.ACHIEVED
        elif isinstance(entry.details, Goal) and goal.id in (entry.id, entry.subject_id):
            reached = entry.details.lifecycle is Lifecycle.COMPLETED or (
                reached and entry.details.lifecycle is not Lifecycle.CANCELLED
            )
        if reached and not before:
            words = f"Goal reached: {_short(goal.value.description)}"
            yield _milestone(entry.happened_on, words, goal.id)


def _reached_objective(
    objective: Standing[Objective],
    totals: dict[str, list[tuple[date, Decimal]]],
    names: dict[str, str],
) -> Iterator[Happening]:
    value, known = objective.value, totals.get(objective.value.instrument_id, [])
    met_before = False
    for place, (day, _total) in enumerate(known, start=1):
        progress = progress_of(value, objective.since, known[:place])
        met = progress is not None and progress.met
        if met and not met_before and day > objective.since:
            words = f"Objective reached: {target_text(value, names)}"
            yield _milestone(day, words, value.goal_id, _short(value.description))
            return
        met_before = met


@dataclass(frozen=True, slots=True)
class _Span:
    """From when until when a therapy was in the plan for a goal; `why` it left."""

    goal_id: int
    words: str
    began: date
    ended: date | None
    why: str


def _therapies(plan: CarePlan) -> Iterator[Happening]:
    by_words: dict[str, list[_Span]] = {}
    for span in _spans(plan.entries):
        by_words.setdefault(fold(span.words), []).append(span)
    for spans in by_words.values():
        first = min(spans, key=lambda each: (each.began, each.goal_id))
        last = _last_end(spans)
        if last is not None and last.ended == first.began:
            continue  # it was taken out on the day it was set: a slip of the keyboard
        words = _short(first.words)
        yield _milestone(first.began, f"Therapy begun: {words}", first.goal_id)
        if last is not None and last.ended is not None:
            yield _milestone(last.ended, f"Therapy ended: {words}", last.goal_id, last.why)


def _last_end(spans: Sequence[_Span]) -> _Span | None:
    """Return the span that ended last, None while one goes on."""
    if any(each.ended is None for each in spans):
        return None
    return max(spans, key=lambda each: (each.ended or date.min, each.goal_id))


def _spans(entries: Sequence[CarePlanEntry]) -> Iterator[_Span]:
    parts: dict[int, list[CarePlanEntry]] = {}
    for entry in entries:
        parts.setdefault(entry.subject_id or entry.id or 0, []).append(entry)
    for number, own in parts.items():
        first = own[0].details
        if isinstance(first, Intervention) and first.track is Track.THERAPY:
            told = [each.details for each in own if isinstance(each.details, Intervention)][-1]
            ended, why = _end_of(parts, number)
            yield _Span(told.goal_id, told.description, own[0].happened_on, ended, why)


def _end_of(parts: dict[int, list[CarePlanEntry]], number: int) -> tuple[date | None, str]:
    """Return when a part left the plan with what is above it, or its goal was over."""
    own = parts.get(number, [])
    if not own:
        return None, ""
    last = own[-1]
    if isinstance(last.details, Removed):
        return last.happened_on, last.details.reason
    if isinstance(last.details, Goal):
        if last.details.lifecycle in _OVER:
            return last.happened_on, f"goal {last.details.lifecycle}"
        return _end_of(parts, last.details.problem_id)
    if isinstance(last.details, Intervention):
        return _end_of(parts, last.details.goal_id)
    return None, ""


def _milestone(on: date, words: str, number: int, detail: str = "") -> Happening:
    return Happening(HappeningKind.MILESTONE, on, words, RecordKey(NOUN, number), detail=detail)


def _short(text: str) -> str:
    line = text.partition("\n")[0]
    return line if len(line) <= _LENGTH else f"{line[: _LENGTH - 1]}…"
