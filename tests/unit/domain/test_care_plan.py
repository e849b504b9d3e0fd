"""What entries of a treatment plan amount to, and how far an objective is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.domain.care_plan import (
    Achievement,
    Agreed,
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
    Signed,
    Track,
    care_plan,
)
from practice_desk.domain.care_plan_rules import (
    check_due,
    check_part,
    check_signing,
    digest,
    holds,
    plan_text,
    progress_of,
    target_text,
)

TODAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 15, tzinfo=UTC)


def an_entry(number: int, details: Details, subject: int | None = None) -> CarePlanEntry:
    return CarePlanEntry(1, TODAY, details, NOW, "mara", subject, number)


ENTRIES = (
    an_entry(1, PlanProblem("Low mood", "I can’t get going.")),
    an_entry(2, Goal(1, "Be up by nine")),
    an_entry(3, Objective(2, "Fewer symptoms", "", "phq-9", Comparator.AT_MOST, Decimal(9))),
    an_entry(4, Intervention(2, Track.THERAPY, "Behavioral activation", "T. Reed", "weekly")),
    an_entry(5, Intervention(2, Track.MEDICATION, "Lift mood", medication_id=7)),
    an_entry(6, Rating(2, Achievement.NO_CHANGE)),
    an_entry(7, Rating(2, Achievement.IMPROVING, "up on four days")),
)
NAMES, DOSES = {"phq-9": "PHQ-9"}, {7: "sertraline 50 mg once daily"}


def test_that_a_plan_is_a_tree_of_what_its_entries_say():
    (problem,) = care_plan(ENTRIES).problems
    (goal,) = problem.goals
    assert problem.problem.value.title == "Low mood"
    assert [each.id for each in goal.objectives] == [3]
    assert [each.value.track for each in goal.interventions] == [Track.THERAPY, Track.MEDICATION]
    assert goal.rating == Rating(2, Achievement.IMPROVING, "up on four days")


def test_that_a_change_keeps_the_part_with_all_below_it():
    changed = an_entry(8, Goal(1, "Be up by eight", lifecycle=Lifecycle.COMPLETED), 2)
    (goal,) = care_plan((*ENTRIES, changed)).goals
    assert (goal.goal.id, goal.goal.entry.id) == (2, 8)
    assert goal.goal.value.description == "Be up by eight"
    assert goal.objectives
    assert not goal.is_open


def test_that_what_was_taken_out_is_gone_with_all_below_it():
    assert care_plan((*ENTRIES, an_entry(8, Removed("over"), 1))).goals == ()
    (goal,) = care_plan((*ENTRIES, an_entry(8, Removed("over"), 4))).goals
    assert [each.id for each in goal.interventions] == [5]


def test_that_the_signed_text_names_everything():
    text = plan_text(care_plan(ENTRIES), DOSES, NAMES)
    for words in (
        "Problem: Low mood", "“I can’t get going.”", "Goal (short-term, active): Be up by nine",
        "PHQ-9 at most 9", "Therapy: Behavioral activation · weekly · T. Reed",
        "Medication: Lift mood · sertraline 50 mg once daily",
    ):  # fmt: skip
        assert words in text


def test_that_a_signed_version_that_was_tampered_with_is_known():
    signed = Signed("text", digest("text"), "Mara", "MD", date(2027, 2, 1), Agreed.SPOKEN)
    assert holds(an_entry(9, signed))
    assert not holds(an_entry(9, replace(signed, text="another text")))


def test_that_a_plan_is_to_be_reviewed_only_while_a_goal_is_open():
    signed = Signed("text", digest("text"), "Mara", "MD", date(2027, 2, 1), Agreed.SPOKEN)
    plan = care_plan((*ENTRIES, an_entry(9, signed)))
    assert plan.review_on == date(2027, 2, 1)
    over = an_entry(10, Goal(1, "Be up by nine", lifecycle=Lifecycle.COMPLETED), 2)
    assert care_plan((*ENTRIES, an_entry(9, signed), over)).review_on is None


@pytest.mark.parametrize(
    ("part", "field"),
    [
        (PlanProblem(" "), "title"),
        (Goal(1, ""), "description"),
        (Objective(2, "Sleep better"), "measured_by"),
        (Objective(2, "Fewer symptoms", instrument_id="phq-9"), "target"),
        (Intervention(2, Track.THERAPY, ""), "description"),
        (Removed(""), "reason"),
    ],
)
def test_that_a_part_says_what_it_lacks(part, field):
    assert field in {problem.field for problem in check_part(part)}


def test_that_a_plan_is_signed_with_goals_a_later_review_and_what_was_drawn():
    signed = Signed("", digest(""), "Mara", "MD", TODAY, Agreed.HERE)
    assert {each.field for each in check_signing(signed, TODAY)} == {"text", "review_on", "agreed"}


def test_that_days_that_are_over_or_very_far_off_are_asked_about():
    goal = Goal(1, "Sleep six hours", due_on=date(1899, 1, 1))
    assert [each.field for each in check_due(goal, None, TODAY)] == ["due_on"]
    assert check_due(replace(goal, description="Sleep"), goal, TODAY) == ()  # it was so before
    assert check_due(replace(goal, due_on=date(2150, 1, 1)), goal, TODAY) != ()
    assert check_due(replace(goal, due_on=TODAY), goal, TODAY) == ()
    late = Signed("a", digest("a"), "Mara", "MD", date(2150, 1, 1), Agreed.SPOKEN)
    assert {each.field for each in check_signing(late, TODAY)} == {"review_on"}


def test_that_progress_goes_from_the_total_before_the_objective_to_its_target():
    objective = Objective(2, "Fewer symptoms", "", "phq-9", Comparator.AT_MOST, Decimal(9))
    totals = [(date(2026, m, 1), Decimal(t)) for m, t in ((9, 24), (10, 19), (12, 14))]
    progress = progress_of(objective, TODAY, totals)
    assert progress is not None
    assert (progress.first, progress.last, progress.percent, progress.met) == (19, 14, 50, False)
    assert target_text(objective, NAMES) == "PHQ-9 at most 9"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=1, max_size=4), st.integers(0, 60), st.booleans())
def test_that_an_objective_is_met_exactly_at_its_target(totals, target, at_most):
    side = Comparator.AT_MOST if at_most else Comparator.AT_LEAST
    value = Objective(2, "Better", "", "scale", side, Decimal(target))
    found = progress_of(value, TODAY, [(TODAY, Decimal(total)) for total in totals])
    assert found is not None
    assert found.met is (totals[-1] <= target if at_most else totals[-1] >= target)
    assert 0 <= found.percent <= 100
    assert (found.percent == 100) is found.met
