"""A medication's steps on the calendar, whatever happens to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from practice_desk.domain.course import course, stretch_on
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.making import Product
from practice_desk.domain.medication import Horizon, Medication, PlanStatus, plan_item
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind
from practice_desk.domain.plan_text import item_directions, next_step_text
from practice_desk.domain.quantity import Quantity, Strength
from practice_desk.domain.regimen import Regimen, RegimenStep
from practice_desk.domain.regimen_building import DayPattern, build
from practice_desk.domain.regimen_steering import stay_longer
from practice_desk.domain.timing import Moment

K = PlanEventKind
DAY = date(2026, 1, 1)
LAMOTRIGINE = Medication(1, "lamotrigine", Horizon.LONG_TERM, id=7)


def mg(amount: int) -> Dosage:
    return Dosage(dose=Quantity(Decimal(amount), "mg"))


def steps(*parts: tuple[int, int | None]) -> Regimen:
    return Regimen(tuple(RegimenStep(mg(amount), days) for amount, days in parts))


UP = steps((25, 14), (50, 14), (100, None))
DOWN = steps((20, 7), (10, 7))


def event(number: int, kind: PlanEventKind, day: int, regimen: Regimen | None = None) -> PlanEvent:
    return PlanEvent(
        kind=kind,
        effective_on=DAY + timedelta(days=day),
        reason_code="other",
        recorded_at=datetime(2026, 1, 1, 12, number, tzinfo=UTC),
        recorded_by="ana",
        dosage=None if regimen is None else regimen.steps[0].dosage,
        regimen=regimen,
        medication_id=7,
        id=number,
    )


def on(day: int, *events: PlanEvent):
    item = plan_item(LAMOTRIGINE, events, DAY + timedelta(days=day))
    assert item is not None
    return item


def dose(day: int, *events: PlanEvent) -> str:
    item = on(day, *events)
    assert item.dosage is not None
    return f"{item.status} {item.dosage.dose}"


def test_that_the_dose_of_a_day_is_its_steps_dose():
    start = event(1, K.START, 0, UP)
    assert [dose(day, start) for day in (0, 13, 14, 27, 28, 400)] == [
        "active 25 mg",
        "active 25 mg",
        "active 50 mg",
        "active 50 mg",
        "active 100 mg",
        "active 100 mg",
    ]


def test_that_the_steps_ahead_are_those_after_the_day():
    item = on(3, event(1, K.START, 0, UP))
    assert [(each.start, each.number) for each in item.steps_ahead] == [
        (DAY + timedelta(days=14), 2),
        (DAY + timedelta(days=28), 3),
    ]
    assert [each.dose for each in item.coming_dosages] == [mg(25).dose, mg(50).dose, mg(100).dose]
    assert on(-1, event(1, K.START, 0, UP)).steps_ahead[0].number == 1


def test_that_a_hold_moves_all_later_dates_by_the_days_held():
    held = [event(1, K.START, 0, UP), event(2, K.HOLD, 10), event(3, K.RESUME, 15)]
    assert dose(12, *held) == "on_hold 25 mg"
    assert [dose(day, *held) for day in (15, 18, 19, 32, 33)] == [
        "active 25 mg",
        "active 25 mg",
        "active 50 mg",
        "active 50 mg",
        "active 100 mg",
    ]


def test_that_the_doses_after_an_open_hold_still_count_as_coming():
    held = on(12, event(1, K.START, 0, UP), event(2, K.HOLD, 10))
    assert held.steps_ahead == ()
    assert mg(100) in held.coming_dosages


def test_that_a_resume_may_begin_other_steps():
    again = [
        event(1, K.START, 0, UP),
        event(2, K.HOLD, 20),
        event(3, K.RESUME, 30, steps((25, 7), (50, None))),
    ]
    assert [dose(day, *again) for day in (29, 30, 37)] == [
        "on_hold 50 mg",
        "active 25 mg",
        "active 50 mg",
    ]


def test_that_a_taper_ends_the_medication_with_its_last_step():
    taper = event(1, K.START, 0, DOWN)
    before, after = on(13, taper), on(14, taper)
    assert before.final_status is PlanStatus.STOPPED
    assert (before.status, before.has_run_out) == (PlanStatus.ACTIVE, False)
    assert (after.status, after.has_run_out) == (PlanStatus.STOPPED, True)
    assert after.since == DAY + timedelta(days=14)
    assert after.dosage == mg(10)


def test_that_a_stop_may_be_written_after_the_steps_have_run_out():
    events = [event(1, K.START, 0, DOWN), event(2, K.STOP, 20)]
    assert on(15, *events).final_status is PlanStatus.STOPPED
    assert on(20, *events).has_run_out is False


def test_that_a_change_after_the_end_takes_the_medication_up_again():
    events = [event(1, K.START, 0, DOWN), event(2, K.CHANGE, 20, steps((5, None)))]
    assert on(15, *events).final_status is PlanStatus.ACTIVE
    assert dose(20, *events) == "active 5 mg"


def test_that_a_stop_cuts_the_steps_off():
    item = on(30, event(1, K.START, 0, UP), event(2, K.STOP, 16))
    assert item.status is PlanStatus.STOPPED
    assert item.course[-1].end == DAY + timedelta(days=16)
    assert item.steps_ahead == ()


def test_that_days_in_turns_take_turns_from_the_steps_first_day():
    turns = Regimen(
        (RegimenStep(mg(10), 3), RegimenStep(mg(20), None, alternate=mg(10))),
    )
    start = event(1, K.START, 0, turns)
    assert [dose(day, start) for day in (3, 4, 5)] == [
        "active 20 mg",
        "active 10 mg",
        "active 20 mg",
    ]
    held = [start, event(2, K.HOLD, 4), event(3, K.RESUME, 9)]
    assert [dose(day, *held) for day in (9, 10)] == ["active 10 mg", "active 20 mg"]


def test_that_staying_longer_moves_the_later_steps():
    longer = stay_longer(UP, 20, 7)
    assert longer == steps((50, 15), (100, None))
    assert stay_longer(UP, 20, None) == steps((50, None))
    assert stay_longer(DOWN, 14, 7) is None


REGIMENS = st.builds(
    lambda days, last: Regimen(
        tuple(RegimenStep(mg(10 * number), each) for number, each in enumerate([*days, last], 1))
    ),
    st.lists(st.integers(1, 30), max_size=6),
    st.one_of(st.none(), st.integers(1, 30)),
)


@given(REGIMENS, st.integers(0, 250), st.integers(0, 60))
def test_that_what_remains_goes_on_as_the_whole_would_have(regimen, day, later):
    rest, whole = regimen.remaining(day), regimen.step_at(day + later)
    found = None if rest is None else rest.step_at(later)
    assert (found is None) == (whole is None)
    if found is not None and whole is not None and rest is not None:
        assert rest.steps[found[0]].dosage == regimen.steps[whole[0]].dosage


@given(REGIMENS, st.integers(1, 60), st.integers(0, 40), st.integers(0, 200))
def test_that_a_hold_shifts_and_changes_nothing_else(regimen, held_at, held_for, day):
    start = event(1, K.START, 0, regimen)
    events = [start, event(2, K.HOLD, held_at), event(3, K.RESUME, held_at + held_for)]
    plain, shifted = course([start]), course(events)
    moved = day if day < held_at else day + held_for
    before = stretch_on(plain, DAY + timedelta(days=day))
    after = stretch_on(shifted, DAY + timedelta(days=moved))
    assert (before is None) == (after is None)
    if before is not None and after is not None:
        assert after.step == before.step
        assert not after.is_held


@given(REGIMENS, st.integers(0, 200))
def test_that_stretches_neither_overlap_nor_leave_a_gap(regimen, day):
    found = course([event(1, K.START, 0, regimen), event(2, K.CHANGE, day, UP)])
    assert found[0].start == DAY
    for one, next_one in pairwise(found):
        assert one.end is not None
        assert one.end <= next_one.start
        assert one.end == next_one.start or next_one.event.kind is K.CHANGE
    assert [each.step for each in found[-3:]] == list(UP.steps)


def test_that_a_retracted_hold_leaves_no_trace_in_the_dates():
    held = [event(1, K.START, 0, UP), event(2, K.HOLD, 10), event(3, K.RESUME, 15)]
    back = [
        replace(event(number, K.RETRACT, 16), retracts_event_id=other)
        for number, other in ((4, 3), (5, 2))
    ]
    assert dose(14, *held, *back) == "active 50 mg"


def test_that_no_events_make_no_course():
    assert course([]) == ()


def test_that_the_day_has_its_tablets_and_the_next_step_its_day():
    tablets = Product("tablet", (Strength.parse("25 mg"), Strength.parse("50 mg")))
    pattern = DayPattern(Dosage(form="tablet", route="oral"), (Moment.MORNING,))
    built = build([(Decimal(75), 14), (Decimal(50), 7)], pattern, tablets)
    start = event(1, K.START, 0, Regimen(tuple(each.step for each in built)))
    assert item_directions(on(3, start)) == (
        "Take 1 tablet of 50 mg and 1 tablet of 25 mg (75 mg) by mouth every morning."
    )
    assert next_step_text(on(3, start)) == "From Jan 15, 2026: 50 mg every morning."
    assert next_step_text(on(15, start)) == "From Jan 22, 2026: stop."
    assert next_step_text(on(22, start)) == ""
    assert next_step_text(on(3, start, event(2, K.HOLD, 2))) == ""
