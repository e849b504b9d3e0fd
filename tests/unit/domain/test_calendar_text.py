"""Dates as people type them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_desk.domain.calendar_text import read_date, read_dates, write_date

TODAY = date(2026, 11, 23)
BORN = date(1985, 3, 14)


@pytest.mark.parametrize(
    "text",
    [
        "3/14/1985", "03/14/1985", "3-14-1985", "3.14.1985", "3/14/85", "03141985", "1985-03-14",
        "1985/3/14", "19850314", "14 Mar 1985", "14 march 1985", "Mar 14, 1985", "March 14 1985",
        "14-mar-85", "mar 14th 1985", "  3/14/1985 ", "14mar1985",
    ],
)  # fmt: skip
def test_that_every_common_form_means_the_same_day(text):
    assert read_date(text, TODAY) == BORN


@pytest.mark.parametrize(
    "text", ["", "smith", "13/32/1985", "2/30/1985", "31 Foo 1985", "1985", "3/14", "99999999"]
)
def test_that_what_is_no_date_reads_as_none(text):
    assert read_date(text, TODAY) is None


def test_that_month_first_comes_before_day_first():
    assert read_dates("4/5/1990", TODAY) == (date(1990, 4, 5), date(1990, 5, 4))


def test_that_two_digit_years_are_never_later_than_this_year():
    assert read_date("1/2/26", TODAY) == date(2026, 1, 2)
    assert read_date("1/2/27", TODAY) == date(1927, 1, 2)


@given(st.dates(date(1000, 1, 1), date(9999, 12, 31)))
def test_that_a_written_date_reads_back(day):
    assert read_date(write_date(day), TODAY) == day


@given(st.text(max_size=40))
def test_that_no_text_breaks_reading(text):
    read_dates(text, TODAY)
