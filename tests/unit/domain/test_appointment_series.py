"""Appointments that come again: their rule, and wall-clock times when the clocks change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.domain.appointment_series import (
    MOST_VISITS,
    AppointmentSeries,
    check_series,
    days_of,
    moments_of,
)

TUESDAY = date(2026, 11, 24)
WEEKLY = AppointmentSeries(1, TUESDAY, time(15), count=10)
ZONES = ("America/New_York", "America/Phoenix", "Pacific/Chatham", "Europe/Berlin")
YEARS = st.dates(date(1899, 1, 1), date(2150, 12, 31))


@settings(max_examples=25, deadline=None)
@given(YEARS, st.integers(2, 60), st.integers(1, 12), st.sampled_from(ZONES))
def test_that_every_visit_is_at_the_same_time_of_the_clinics_day(
    first: date, count: int, weeks: int, name: str
) -> None:
    zone = ZoneInfo(name)
    series = AppointmentSeries(1, first, time(15), weeks, count)
    local = [each.astimezone(zone) for each in moments_of(series, zone)]
    assert [each.time() for each in local] == [time(15)] * count
    assert [each.date() for each in local] == [
        first + timedelta(weeks=weeks * number) for number in range(count)
    ]


@settings(max_examples=25, deadline=None)
@given(YEARS, st.integers(1, 12), st.integers(1, 700))
def test_that_no_visit_is_after_the_last_day(first: date, weeks: int, days: int) -> None:
    until = first + timedelta(days=days)
    found = days_of(AppointmentSeries(1, first, time(23, 59), weeks, until=until))
    expected = days // (7 * weeks) + 1
    assert len(found) == min(expected, MOST_VISITS + 1)
    assert found[-1] <= until


def test_that_a_time_that_a_day_lacks_is_an_hour_later_on_that_day_alone() -> None:
    zone = ZoneInfo("America/New_York")
    series = AppointmentSeries(1, date(2027, 3, 7), time(2, 30), count=3)
    assert [f"{each.astimezone(zone):%m-%d %H:%M}" for each in moments_of(series, zone)] == [
        "03-07 02:30",
        "03-14 03:30",
        "03-21 02:30",
    ]


def test_that_a_day_left_out_counts_and_is_not_booked() -> None:
    skipped = (TUESDAY + timedelta(weeks=1),)
    found = days_of(replace(WEEKLY, skipped=skipped))
    assert len(found) == 9
    assert skipped[0] not in found


def test_that_the_rule_is_written_as_calendars_read_it() -> None:
    every_other = replace(WEEKLY, every_weeks=2, count=None, until=date(2027, 2, 2))
    assert WEEKLY.rule == "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;COUNT=10"
    assert every_other.rule == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20270202T235959"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"count": 1}, "count"),
        ({"count": 105}, "count"),
        ({"count": None}, "count"),
        ({"until": TUESDAY + timedelta(weeks=3)}, "count"),
        ({"count": None, "until": TUESDAY}, "until"),
        ({"count": None, "until": TUESDAY + timedelta(days=3650)}, "until"),
        ({"every_weeks": 0}, "every_weeks"),
        ({"count": 2, "skipped": (TUESDAY, TUESDAY + timedelta(weeks=1))}, "skipped"),
    ],
)
def test_that_a_series_ends_and_is_no_longer_than_two_years(
    changes: dict[str, object], field: str | None
) -> None:
    problems = check_series(replace(WEEKLY, **changes))  # type: ignore[arg-type]
    assert [each.field for each in problems] == ([field] if field else [])
