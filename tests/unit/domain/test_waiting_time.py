"""How long something takes where some of it has not come yet."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.domain.waiting_time import Wait, WaitSummary, share_waiting, summary_of

# Weeks in remission of acute leukemia, 6-MP against placebo, of Freireich et al., Blood
# 1963;21:699-716, as worked by hand in Kleinbaum and Klein, Survival Analysis, chapter 2.
ENDED = (6, 6, 6, 7, 10, 13, 16, 22, 23)
GOING_ON = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
TREATED = tuple(Wait(n, True) for n in ENDED) + tuple(Wait(n, False) for n in GOING_ON)
PLACEBO = (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)
CURVE = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}

waits = st.lists(st.builds(Wait, st.integers(0, 30), st.booleans()), max_size=30)


def test_that_the_curve_of_the_textbook_comes_out() -> None:
    found = share_waiting(TREATED)
    assert [day for day, _ in found] == list(CURVE)
    assert [share for _, share in found] == pytest.approx(list(CURVE.values()), abs=0.0005)


def test_that_the_medians_of_the_textbook_come_out() -> None:
    assert summary_of(TREATED).median == 23
    assert summary_of(Wait(n, True) for n in PLACEBO).median == 8


def test_that_what_still_waits_makes_the_median_no_shorter_than_it_is() -> None:
    decided = [Wait(1, True), Wait(2, True), Wait(3, True)]
    assert summary_of(decided).median == 2
    assert summary_of([*decided, *(Wait(9, False),) * 4]) == WaitSummary(3, 4, 2, None, None, 9)


def test_that_nothing_is_said_of_nothing() -> None:
    assert summary_of(()) == WaitSummary(0, 0, None, None, None, None)


@given(waits)
@settings(max_examples=40)
def test_that_every_wait_counts_once_and_quartiles_rise(given_waits: list[Wait]) -> None:
    found = summary_of(given_waits)
    assert found.ended + found.going_on == len(given_waits)
    quartiles = (found.first_quartile, found.median, found.third_quartile)
    reached = [day for day in quartiles if day is not None]
    assert reached == sorted(reached)
    assert quartiles[: len(reached)] == tuple(reached), "a later quartile is reached last"
    shares = [share for _, share in share_waiting(given_waits)]
    assert shares == sorted(shares, reverse=True)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=30))
@settings(max_examples=40)
def test_that_without_open_ones_half_have_ended_by_the_median(days: list[int]) -> None:
    median = summary_of(Wait(day, True) for day in days).median
    assert median is not None
    assert sum(day <= median for day in days) * 2 >= len(days)
    assert sum(day < median for day in days) * 2 < len(days)
