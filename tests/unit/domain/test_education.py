"""What is to be explained to a patient, from the plan and what was explained before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from practice_desk.domain.education import (
    NEW_FOR,
    DueReason,
    EducationGiven,
    HandoutKind,
    TeachBack,
    check_education,
    education_due,
)
from practice_desk.domain.medication import Horizon, Medication, Origin, PlanItem, PlanStatus

TODAY = date(2026, 11, 26)
GIVEN = EducationGiven(
    1,
    HandoutKind.MEDICATION,
    "lithium",
    "Your medicine: lithium",
    "en",
    TODAY,
    "tomas.reed",
    datetime(2026, 11, 26, 15, tzinfo=UTC),
    TeachBack.UNDERSTOOD,
    id=1,
)


def taken(
    days: int | None = 3,
    status: PlanStatus = PlanStatus.ACTIVE,
    origin: Origin = Origin.CLINIC,
) -> PlanItem:
    medication = Medication(1, "lithium", Horizon.LONG_TERM, origin, "lithium", id=7)
    started = None if days is None else TODAY - timedelta(days=days)
    return PlanItem(medication, status, None, started, started, None, (), ())


def reasons(plan: list[PlanItem], *given: EducationGiven) -> list[DueReason]:
    return [each.reason for each in education_due(plan, given, TODAY)]


@pytest.mark.parametrize(
    ("item", "due"),
    [
        (taken(), True),
        (taken(None, PlanStatus.PLANNED), True),
        (taken(NEW_FOR.days), True),
        (taken(NEW_FOR.days + 1), False),
        (taken(status=PlanStatus.STOPPED), False),
        (taken(origin=Origin.OUTSIDE), False),
    ],
)
def test_that_a_new_medication_of_ours_is_due_until_it_was_explained(item, due):
    assert reasons([item]) == ([DueReason.STARTED] if due else [])
    assert reasons([item], GIVEN) == []
    taken_back = replace(GIVEN, retracted_reason="another patient's")
    assert reasons([item], taken_back) == ([DueReason.STARTED] if due else [])


def test_that_the_newest_teach_back_tells_whether_a_topic_is_due_again():
    more = replace(GIVEN, result=TeachBack.NEEDS_MORE, given_on=TODAY - timedelta(days=9))
    later = replace(GIVEN, id=2)
    assert reasons([taken()], more) == [DueReason.NEEDS_MORE]
    assert reasons([taken()], more, later) == []
    assert reasons([], replace(GIVEN, result=TeachBack.NOT_ASKED)) == [DueReason.NOT_ASKED]
    assert reasons([], replace(GIVEN, result=TeachBack.DECLINED)) == []


def test_that_a_medication_to_be_explained_again_is_called_by_its_name_in_any_language():
    more = replace(GIVEN, result=TeachBack.NEEDS_MORE, title="Su medicina: lithium", language="es")
    assert [each.name for each in education_due([taken()], [more], TODAY)] == ["lithium"]


def test_that_education_is_of_a_handout_and_of_a_day_that_has_come():
    wrong = replace(GIVEN, topic_id="", given_on=TODAY + timedelta(days=1))
    assert {each.field for each in check_education(wrong, TODAY)} == {"topic_id", "given_on"}
    assert check_education(GIVEN, TODAY) == ()
