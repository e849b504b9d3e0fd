"""Which steps of a treatment plan the timeline tells of."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from practice_desk.domain.care_plan import (
    Achievement,
    CarePlan,
    CarePlanEntry,
    Comparator,
    Details,
    Goal,
    Intervention,
    Lifecycle,
    Objective,
    PlanProblem,
    Rating,
    Removed,
    Track,
    care_plan,
)
from practice_desk.domain.measure_series import MeasureSeries, ScorePoint
from practice_desk.domain.observation import Observation, ObservationCategory
from practice_desk.services.measures import measures
from practice_desk.services.timeline_goals import milestones_of

FIRST = date(2026, 1, 5)
PROBLEM, GOAL, THERAPY = 1, 2, 3


def plan_of(*later: tuple[int, Details, int | None]) -> CarePlan:
    """Return a plan of one problem, goal and therapy, and what came so many days *later*."""
    entries = [
        (0, PlanProblem("Low mood"), None),
        (0, Goal(PROBLEM, "Work again"), None),
        (0, Intervention(GOAL, Track.THERAPY, "CBT weekly"), None),
        *later,
    ]
    return care_plan(
        CarePlanEntry(
            1, FIRST + timedelta(days=days), details, datetime.now(UTC), "t.reed", subject, number
        )
        for number, (days, details, subject) in enumerate(entries, start=1)
    )


def told(plan: CarePlan, *series: MeasureSeries) -> list[tuple[int, str]]:
    """Return each milestone with its day, counted from the first."""
    return [((each.on - FIRST).days, each.words) for each in milestones_of(plan, series)]


def test_that_a_goal_is_reached_once_until_it_is_not_any_more():
    def rated(achievement: Achievement) -> Details:
        return Rating(GOAL, achievement)

    plan = plan_of(
        (7, rated(Achievement.IMPROVING), None),
        (14, rated(Achievement.ACHIEVED), None),
        (21, Goal(PROBLEM, "Work again", lifecycle=Lifecycle.COMPLETED), GOAL),
        (30, rated(Achievement.WORSENING), None),
        (60, rated(Achievement.ACHIEVED), None),
    )
    reached = [on for on, words in told(plan) if words == "Goal reached: Work again"]
    assert reached == [14, 60]


def test_that_a_therapy_ends_with_its_goal_and_says_why():
    plan = plan_of((40, Removed("moved away"), PROBLEM))
    ended = [each for each in milestones_of(plan, ()) if each.words == "Therapy ended: CBT weekly"]
    assert [((each.on - FIRST).days, each.detail) for each in ended] == [(40, "moved away")]


def test_that_a_therapy_of_two_goals_goes_on_until_neither_has_it():
    second = 4
    again = (
        (3, Goal(PROBLEM, "Sleep"), None),
        (5, Intervention(second, Track.THERAPY, "cbt weekly"), None),
        (20, Removed("goal dropped"), THERAPY),
    )
    assert told(plan_of(*again)) == [(0, "Therapy begun: CBT weekly")]


def test_that_a_therapy_taken_out_on_its_day_was_a_slip():
    assert told(plan_of((0, Removed("wrong chart"), THERAPY))) == []


def test_that_an_objective_is_reached_by_the_first_total_that_meets_it_after_it_was_set():
    phq9 = next(each for each in measures() if each.id == "phq9")
    points = []
    for days, total in ((-30, 4), (-2, 15), (20, 12), (50, 8), (80, 3)):
        at = datetime(2026, 1, 5, 18, tzinfo=UTC) + timedelta(days=days)
        seen = Observation(1, ObservationCategory.SURVEY, "PHQ-9", at, id=days + 100)
        points.append(ScorePoint(at, Decimal(total), seen))
    series = MeasureSeries("PHQ-9", phq9, tuple(points))
    aim = Objective(GOAL, "Less low", "", "phq9", Comparator.AT_MOST, Decimal(9))
    reached = [each for each in told(plan_of((0, aim, None)), series) if "Objective" in each[1]]
    assert reached == [(50, "Objective reached: PHQ-9 at most 9")]
