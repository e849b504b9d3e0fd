"""When measures are due: by rules of the plan, and as clinicians set it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.domain.measure_schedule import (
    DueMeasure,
    MeasureSchedule,
    Rhythm,
    ScheduleRule,
    Taken,
    due_measures,
)
from practice_desk.knowledge.instruments import schedule_rules

TODAY = date(2026, 11, 26)
STARTED = date(2026, 11, 9)


def sertraline(age: int, since: date = STARTED) -> Taken:
    return Taken("sertraline", frozenset({"sertraline", "ssri", "antidepressant"}), since, age)


def schedule(rhythm: Rhythm, on: date = STARTED) -> MeasureSchedule:
    return MeasureSchedule(
        1, "phq9", rhythm, on, "as agreed", datetime(2026, 11, 9, tzinfo=UTC), "x"
    )


def due(
    *taken: Taken, last: date | None = None, visits: tuple[date, ...] = (), own=()
) -> list[DueMeasure]:
    days = {} if last is None else {"phq9": last}
    return list(due_measures(schedule_rules(), own, taken, days, visits, TODAY))


def test_that_a_measure_of_every_visit_is_due_at_the_first_visit_after_the_last_one():
    coming = TODAY + timedelta(days=6)
    visits = (STARTED, date(2026, 11, 20), coming)
    (found,) = due(sertraline(40), last=STARTED, visits=visits)
    assert (found.due_on, found.is_overdue(TODAY)) == (date(2026, 11, 20), True)
    (found,) = due(sertraline(40), last=date(2026, 11, 20), visits=visits)
    assert (found.due_on, found.is_overdue(TODAY)) == (coming, False)


def test_that_nothing_is_due_without_a_visit_or_an_antidepressant():
    assert due(sertraline(40), last=STARTED) == []
    lithium = Taken("lithium", frozenset({"lithium"}), STARTED, 40)
    assert due(lithium, visits=(TODAY,)) == []


def test_that_it_is_weekly_in_the_first_weeks_under_25():
    (found,) = due(sertraline(24), last=STARTED)
    assert (found.rhythm, found.due_on) == (Rhythm.WEEKLY, date(2026, 11, 16))
    assert found.why.startswith("Weekly in the first 4 weeks under 25 years: sertraline since")
    assert due(sertraline(25), last=STARTED) == []
    assert due(sertraline(24, since=date(2026, 9, 1)), last=STARTED) == []


def test_that_a_schedule_of_the_chart_goes_before_the_rule():
    own = (schedule(Rhythm.MONTHLY),)
    (found,) = due(sertraline(24), last=STARTED, own=own)
    assert (found.rhythm, found.due_on) == (Rhythm.MONTHLY, date(2026, 12, 7))
    assert found.why == "Set Nov 9, 2026: as agreed"


def test_that_a_measure_taken_off_is_not_due():
    own = (schedule(Rhythm.MONTHLY), schedule(Rhythm.NEVER))
    assert due(sertraline(24), last=STARTED, own=own) == []


@settings(max_examples=40)
@given(
    rhythm=st.sampled_from([each for each in Rhythm if each is not Rhythm.NEVER]),
    done=st.integers(0, 400),
    visits=st.lists(st.integers(-300, 60), max_size=5),
)
def test_that_filling_it_in_today_leaves_nothing_overdue(
    rhythm: Rhythm, done: int, visits: list[int]
):
    own = (schedule(rhythm, TODAY - timedelta(days=done)),)
    days = tuple(TODAY + timedelta(days=each) for each in visits)
    assert not any(each.is_overdue(TODAY) for each in due(last=TODAY, visits=days, own=own))


def test_that_a_medication_that_a_rule_leaves_out_asks_for_nothing():
    rule = ScheduleRule(
        "aims", Rhythm.SIX_MONTHS, ("antipsychotic",), "On an antipsychotic", (), unless=("mild",)
    )
    plain = Taken("x", frozenset({"antipsychotic"}), date(2026, 1, 5), 40)
    left_out = replace(plain, groups=frozenset({"antipsychotic", "mild"}))
    (due,) = due_measures([rule], [], [plain], {"aims": date(2026, 2, 1)}, [], date(2026, 6, 1))
    assert due.due_on == date(2026, 8, 2)
    assert not due_measures([rule], [], [left_out], {}, [], date(2026, 6, 1))


def test_that_a_measure_is_not_due_under_its_youngest_age():
    def due_at(age: int | None) -> list[str]:
        found = due_measures(schedule_rules(), (), (sertraline(9),), {}, (TODAY,), TODAY, age)
        return [each.instrument_id for each in found]

    assert due_at(9) == due_at(11) == []
    assert due_at(12) == ["phq9"]
    assert due_at(None) == ["phq9"]
    own = [schedule(Rhythm.WEEKLY)]
    assert due_measures(schedule_rules(), own, (sertraline(9),), {}, (), TODAY, 9)
