"""The doses next to the present one are those that whole pieces make."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from practice_desk.domain.next_dose import NextDoses, next_doses
from practice_desk.domain.quantity import Quantity, Strength
from practice_desk.domain.timing import Moment
from tests.factories import a_dosage

SERTRALINE = tuple(Strength(Quantity(Decimal(mg), "mg")) for mg in (25, 50, 100))
MOST = Quantity(Decimal(200), "mg")


def amounts(dosages):
    return [str(each.dose) for each in dosages]


def test_that_a_raise_is_the_next_dose_of_whole_tablets_of_one_strength():
    found = next_doses(a_dosage("100", tablet="100"), SERTRALINE, MOST)
    assert amounts(found.up) == ["150 mg", "200 mg"]
    assert [str(each.strength) for each in found.up] == ["50 mg", "100 mg"]
    assert amounts(found.down) == ["75 mg"]


def test_that_nothing_above_the_usual_maximum_a_day_is_offered():
    twice = a_dosage("50", Moment.MORNING, Moment.BEDTIME)
    assert amounts(next_doses(twice, SERTRALINE, MOST).up) == ["75 mg", "100 mg"]
    assert next_doses(a_dosage("200", tablet="100"), SERTRALINE, MOST).up == ()


def test_that_without_a_plain_daily_dose_nothing_is_offered():
    as_needed = replace(a_dosage(), as_needed=True)
    assert next_doses(as_needed, SERTRALINE, MOST) == NextDoses()
