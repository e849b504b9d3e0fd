"""How much a step needs."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from practice_desk.domain.dispensing import due_days, to_dispense, total_to_dispense
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.making import Product
from practice_desk.domain.quantity import Quantity, Strength
from practice_desk.domain.regimen import RegimenStep
from practice_desk.domain.regimen_building import DayPattern, made_step, step_for
from practice_desk.domain.timing import Cycle, Moment, Timing, Weekday, at

MONDAY = date(2026, 3, 2)
PRODUCT = Product("tablet", (Strength.parse("25 mg"), Strength.parse("50 mg")), True)
DAILY = Timing()
TWO_DAYS = (Weekday.MONDAY, Weekday.FRIDAY)


def mg(amount: str) -> Quantity:
    return Quantity(Decimal(amount), "mg")


def step(amount: str, timing: Timing = DAILY, **changes) -> RegimenStep:
    dosage = Dosage(dose=mg(amount), form="tablet", timing=timing, **changes)
    return made_step(RegimenStep(dosage), PRODUCT)[0]


def counts(step: RegimenStep, days: int) -> list[str]:
    found = to_dispense(step, MONDAY, days)
    assert found is not None
    return [f"{each.count} x {each.strength}" for each in found]


@pytest.mark.parametrize(
    ("taken", "days", "needed"),
    [
        (step("75"), 14, ["14 x 50 mg", "14 x 25 mg"]),
        (step("12.5"), 7, ["4 x 25 mg"]),
        (step("25", at(Moment.MORNING, Moment.BEDTIME)), 30, ["60 x 25 mg"]),
        (step("25", Timing(every=2)), 7, ["4 x 25 mg"]),
        (step("25", Timing(hours=8)), 3, ["9 x 25 mg"]),
        (step("50", Timing(Cycle.WEEK, weekdays=TWO_DAYS)), 14, ["4 x 50 mg"]),
        (step("25", as_needed=True, max_per_day=mg("75")), 10, ["30 x 25 mg"]),
    ],
)
def test_that_the_pieces_of_a_step_are_counted(taken, days, needed):
    assert counts(taken, days) == needed


def test_that_days_in_turns_need_each_dose_every_second_day():
    turns = RegimenStep(
        Dosage(dose=mg("50"), form="tablet", timing=at(Moment.MORNING)),
        alternate=Dosage(dose=mg("25"), form="tablet", timing=at(Moment.MORNING)),
    )
    assert counts(made_step(turns, PRODUCT)[0], 7) == ["4 x 50 mg", "3 x 25 mg"]


def test_that_a_split_needs_each_of_its_doses():
    pattern = DayPattern(Dosage(form="tablet"), (Moment.MORNING, Moment.BEDTIME))
    made, _ = step_for(mg("75"), 10, pattern, PRODUCT)
    assert counts(made, 10) == ["10 x 50 mg", "10 x 25 mg"]


def test_that_nothing_is_counted_where_it_is_not_known():
    assert to_dispense(step("25", as_needed=True), MONDAY, 10) is None
    assert to_dispense(RegimenStep(Dosage(dose=mg("25"))), MONDAY, 10) is None
    assert (
        total_to_dispense(((step("25"), MONDAY, 7), (RegimenStep(Dosage.free("x")), MONDAY, 7)))
        is None
    )


def test_that_several_steps_add_up_in_whole_pieces():
    parts = ((step("12.5"), MONDAY, 7), (step("25"), MONDAY + timedelta(days=7), 7))
    found = total_to_dispense(parts)
    assert found is not None
    assert [(str(each.strength), each.count) for each in found] == [("25 mg", Decimal(11))]


def test_that_an_injection_is_due_by_weeks_and_months():
    weekly = due_days(Timing(Cycle.WEEK, every=4), MONDAY, 60)
    assert weekly == [MONDAY, MONDAY + timedelta(days=28), MONDAY + timedelta(days=56)]
    monthly = due_days(Timing(Cycle.MONTH), date(2026, 1, 31), 80)
    assert monthly == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]
