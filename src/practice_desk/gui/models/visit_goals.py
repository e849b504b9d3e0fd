"""The goals in a visit: how each is going today, for the screen, the note and the signature."""

from __future__ import annotations

from collections.abc import Iterator

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.care_plan import Achievement, CarePlan, GoalBranch, Rating
from practice_desk.gui.models.goals_view import ACHIEVEMENTS, GoalsView
from practice_desk.gui.models.visit_state import VisitState


def open_ratings(plan: CarePlan, state: VisitState) -> tuple[Rating, ...]:
    """Return what was said of the goals that are still worked on, in the order of the plan."""
    said = {each.goal_id: each for each in state.ratings}
    return tuple(said[each.goal.id] for each in plan.open_goals if each.goal.id in said)


def goal_lines(plan: CarePlan, state: VisitState) -> Iterator[str]:
    """Yield a sentence about each goal that was rated, with how it was the time before."""
    for branch in plan.open_goals:
        rating = state.rating(branch.goal.id)
        if rating is not None:
            said = ACHIEVEMENTS[rating.achievement][0].lower()
            name = branch.goal.value.description.strip().rstrip(".")
            before = _before(branch, rating.achievement)
            yield f"{name}: {said}{before}. {rating.words.strip()}".strip()


def _before(branch: GoalBranch, now: Achievement) -> str:
    if branch.rating is None:
        return ", rated for the first time"
    was = ACHIEVEMENTS[branch.rating.achievement][0].lower()
    if branch.rating.achievement is now:
        return f", as on {write_date(branch.ratings[-1].happened_on)}"
    return f", was {was} on {write_date(branch.ratings[-1].happened_on)}"


def measured_lines(view: GoalsView, branch: GoalBranch) -> tuple[str, ...]:
    """Return the goal's objectives that something tells about, with how far each is."""
    told = (view.objective(each) for each in branch.objectives)
    return tuple(f"{text}: {measured}" for text, measured in told if measured)
