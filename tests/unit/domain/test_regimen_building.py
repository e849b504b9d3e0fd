"""Steps built by rule."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.domain.dosage import Dosage
from practice_desk.domain.making import Product
from practice_desk.domain.quantity import Quantity, Strength
from practice_desk.domain.regimen import Regimen
from practice_desk.domain.regimen_building import (
    DayPattern,
    build,
    percent_taper,
    taper,
    titration,
)
from practice_desk.domain.regimen_rules import check_regimen
from practice_desk.domain.regimen_text import regimen_line, step_directions
from practice_desk.domain.timing import Moment

TABLET = Dosage(form="tablet", route="oral")
MORNING = DayPattern(TABLET, (Moment.MORNING,))
TWICE = DayPattern(TABLET, (Moment.MORNING, Moment.BEDTIME))


def D(text: str) -> Decimal:
    return Decimal(text)


def product(*sizes: str, halved: bool = False) -> Product:
    return Product("tablet", tuple(Strength(Quantity(D(size), "mg")) for size in sizes), halved)


def amounts(pairs) -> list[str]:
    return [f"{amount.normalize():f}/{days}" for amount, days in pairs]


def test_that_a_titration_goes_up_to_its_target_and_stays():
    assert amounts(titration(D("25"), D("25"), 14, D("100"))) == [
        "25/14", "50/14", "75/14", "100/None",
    ]  # fmt: skip
    assert amounts(titration(D("25"), D("50"), 7, D("100"))) == ["25/7", "75/7", "100/None"]
    assert amounts(titration(D("50"), D("25"), 7, D("50"))) == ["50/None"]


def test_that_a_taper_goes_down_to_its_target_or_to_nothing():
    assert amounts(taper(D("2"), D("0.5"), 14)) == ["1.5/14", "1/14", "0.5/14"]
    assert amounts(taper(D("20"), D("5"), 14, D("10"))) == ["15/14", "10/None"]


@pytest.mark.parametrize(
    "rule",
    [
        lambda: titration(D("25"), D("0"), 14, D("100")),
        lambda: titration(D("25"), D("25"), 0, D("100")),
        lambda: titration(D("100"), D("25"), 7, D("50")),
        lambda: taper(D("5"), D("-1"), 7),
        lambda: taper(D("5"), D("1"), 7, D("5")),
        lambda: percent_taper(product("1"), D("5"), D("100"), 7),
    ],
)
def test_that_a_rule_that_leads_nowhere_is_refused(rule):
    with pytest.raises(ValueError, match="goes"):
        rule()


def test_that_a_percent_taper_rounds_to_what_can_be_made_and_tells_the_real_percent():
    clonazepam = product("0.5", "1", "2", halved=True)
    steps = build(percent_taper(clonazepam, D("2"), D("10"), 28), MORNING, clonazepam)
    assert [str(each.amount) for each in steps] == [
        "1.75 mg", "1.5 mg", "1.25 mg", "1 mg", "0.75 mg", "0.5 mg", "0.25 mg",
    ]  # fmt: skip
    assert [each.change for each in steps][1:4] == [D("-14.3"), D("-16.7"), D("-20.0")]
    assert all(not each.problem for each in steps)


def test_that_a_coarse_cut_can_be_made_up_for_by_staying_longer():
    clonazepam = product("0.5", "1", halved=True)
    slow = percent_taper(clonazepam, D("2"), D("10"), 28, stay_where_coarse=True)
    assert [days // 28 for _, days in slow if days] == [1, 2, 2, 3, 4, 7, 1]


def test_that_two_times_a_day_share_the_dose_with_more_at_the_end_of_the_day():
    steps = build(taper(D("4"), D("1"), 7), TWICE, product("1", "2"))
    assert regimen_line(Regimen(tuple(each.step for each in steps))) == (
        "1 mg in the morning and 2 mg at bedtime for 1 week,"
        " then 1 mg every morning and at bedtime for 1 week,"
        " then 1 mg at bedtime for 1 week, then stop"
    )


def test_that_a_step_that_cannot_be_made_says_so_and_names_no_tablets():
    (first, _) = build([(D("20"), 7), (D("25"), None)], MORNING, product("12.5", "25"))
    assert first.problem.startswith("20 mg can't be made from what exists: nearest are 12.5")
    assert first.step.made == ()


def test_that_the_directions_name_the_tablets_of_each_strength():
    (step,) = build([(D("75"), 14)], MORNING, product("25", "50"))
    assert step_directions(step.step) == (
        "Take 1 tablet of 50 mg and 1 tablet of 25 mg (75 mg) by mouth every morning."
    )
    (half,) = build([(D("37.5"), 14)], MORNING, product("25", halved=True))
    assert step_directions(half.step) == "Take 1½ tablets (37.5 mg) by mouth every morning."


@settings(deadline=None)  # the first of a product fills its table
@given(
    st.sampled_from([("0.5", "1", "2"), ("5", "10"), ("25", "50", "100")]),
    st.integers(2, 60),
    st.integers(5, 50),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_that_a_percent_taper_always_goes_down_in_doses_that_exist(
    sizes, pieces, percent, halved, of_first, slow
):
    made = product(*sizes, halved=halved)
    start = D(sizes[0]) * pieces
    found = percent_taper(made, start, D(percent), 14, of_first=of_first, stay_where_coarse=slow)
    doses = [amount for amount, _ in found]
    assert doses == sorted(set(doses), reverse=True)
    assert all(0 < amount < start for amount in doses)
    assert all(days and days % 14 == 0 for _, days in found)
    steps = build(found, TWICE, made)
    assert all(not each.problem for each in steps)
    if steps:
        assert check_regimen(Regimen(tuple(each.step for each in steps))) == ()


@settings(deadline=None)  # the first of a product fills its table
@given(st.integers(1, 20), st.integers(1, 10), st.integers(1, 40), st.booleans())
def test_that_steps_divided_over_the_day_add_up(first, increment, more, halved):
    made = product("2", "5", halved=halved)
    built = build(titration(D(first), D(increment), 7, D(first + more)), TWICE, made)
    for each in built:
        if not each.problem:
            assert each.step.mean_daily_dose == each.amount
