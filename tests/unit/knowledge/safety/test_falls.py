"""A dose that is cut again and again is judged as one course, however it was ordered."""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.domain.safety import (
    AlertKind,
    AlertSeverity,
    ChangeAction,
    DoseStep,
    FollowUp,
    PastDose,
    PlanChangeFacts,
    SafetyQuestion,
    TakenMedication,
)
from practice_desk.knowledge.safety.checker import check_change

LONG = 400
"""Days for which the first dose of a course was taken."""
Course = list[tuple[int, Decimal]]
"""The days from 0, the first change, on which each dose begins."""


def _found(med: str, change: PlanChangeFacts, present: Decimal) -> AlertSeverity | None:
    question = SafetyQuestion(
        current=(TakenMedication(med, present),),
        change=change,
        follow_up=(FollowUp(med, LONG // 7),),
    )
    alerts = (each for each in check_change(question) if each.kind is AlertKind.TAPER)
    return next((each.severity for each in alerts), None)


def planned_at_once(med: str, first: Decimal, course: Course) -> AlertSeverity | None:
    """Return how bad the course is found to be as the steps of one change."""
    steps = tuple(DoseStep(day // 7 + 1, dose, day) for day, dose in course)
    change = PlanChangeFacts(ChangeAction.CHANGE, med, dose=course[0][1], steps=steps)
    return _found(med, change, first)


def one_by_one(med: str, first: Decimal, course: Course) -> list[AlertSeverity | None]:
    """Return how bad each of its doses is found to be as a change of its own."""
    doses, found = [(-LONG, first), *course], []
    for place, (day, dose) in enumerate(course, 1):
        past = tuple(PastDose(day - begun, earlier) for begun, earlier in doses[:place])
        change = PlanChangeFacts(ChangeAction.CHANGE, med, dose=dose, past=past)
        found.append(_found(med, change, past[-1].dose))
    return found


courses = st.lists(st.tuples(st.integers(1, 12), st.integers(1, 40)), min_size=1, max_size=6).map(
    lambda cuts: [(days, Decimal(tenth) / 10) for days, tenth in cuts]
)


@settings(max_examples=40, deadline=None)
@given(courses, st.sampled_from(["clonazepam", "paroxetine", "lamotrigine", "venlafaxine"]))
def test_that_cuts_one_by_one_are_found_as_the_same_cuts_planned_at_once(cuts, med):
    first = Decimal(4)
    doses = sorted({dose for _, dose in cuts if dose < first}, reverse=True)
    days = [0, *accumulate(days for days, _ in cuts)]
    course = list(zip(days, doses, strict=False))
    if not course:
        return
    ranks = [each.rank for each in one_by_one(med, first, course) if each is not None]
    whole = planned_at_once(med, first, course)
    assert min(ranks, default=None) == (None if whole is None else whole.rank)


def test_that_small_cuts_on_following_days_are_found_by_the_one_that_is_too_much():
    doses = [Decimal(tenths) / 10 for tenths in range(18, 3, -2)]  # 2 mg, 0.2 mg less each day
    found = one_by_one("clonazepam", Decimal(2), list(enumerate(doses)))
    assert found[0] is None
    assert AlertSeverity.MODERATE in found  # more than 25 percent in 2 weeks
    assert found[-1] is AlertSeverity.MAJOR  # more than half in a week
    ranks = [6 if each is None else each.rank for each in found]
    assert all(later <= earlier for earlier, later in pairwise(ranks))
    slowly = [(place * 21, dose) for place, dose in enumerate(doses)]
    assert one_by_one("clonazepam", Decimal(2), slowly) == [None] * len(slowly)


def test_that_going_back_up_after_a_fall_is_no_finding():
    course = [(0, Decimal("0.5")), (2, Decimal("0.75"))]
    assert one_by_one("clonazepam", Decimal(2), course) == [AlertSeverity.MAJOR, None]
