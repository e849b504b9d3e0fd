"""Visits side by side, and whether somebody is there."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.domain.appointment import moment_of
from practice_desk.domain.appointment_type import (
    DEFAULT_TYPES,
    AppointmentType,
    check_type,
)
from practice_desk.domain.calendar_layout import column_widths, lanes
from practice_desk.domain.office_hours import (
    DEFAULT_WEEK,
    DayOff,
    OfficeHours,
    OpenTimes,
    check_hours,
)

MONDAY = date(2026, 11, 23)
SPANS = st.lists(st.tuples(st.integers(0, 200), st.integers(5, 90)), max_size=12)


@settings(max_examples=60, deadline=None)
@given(SPANS)
def test_that_no_two_visits_lie_on_one_another_and_none_is_narrower_than_need_be(
    found: list[tuple[int, int]],
) -> None:
    spans = [(begin, begin + length) for begin, length in found]
    placed = lanes(spans)
    for one, lane in zip(spans, placed, strict=True):
        assert 0 <= lane.number < lane.of
        for other, beside in zip(spans, placed, strict=True):
            if one is not other and one[0] < other[1] and other[0] < one[1]:
                assert lane.number != beside.number
                assert lane.of == beside.of
    busiest = max((sum(b <= m < e for b, e in spans) for m, _ in spans), default=0)
    assert max((lane.of for lane in placed), default=0) == busiest


def test_that_hours_are_ones_own_before_the_clinics_and_days_off_are_everybodys() -> None:
    long_monday = (((9 * 60, 12 * 60), (13 * 60, 20 * 60)), *DEFAULT_WEEK[1:])
    times = OpenTimes((OfficeHours(), OfficeHours(7, long_monday)), (DayOff(MONDAY, MONDAY),))
    after = date(2026, 11, 30)
    at = [moment_of(after, time(hour)) for hour in (11, 12, 13, 18)]
    assert times.is_open(at[0], at[1], 7)
    assert not times.is_open(at[0], at[2], 7)
    assert times.is_open(at[2], at[3], 7)
    assert not times.is_open(at[2], at[3], 8)
    assert times.spans(MONDAY, 7) == times.spans(MONDAY) == ()
    assert times.spans(date(2026, 11, 29)) == ()


def test_that_hours_come_one_after_the_other() -> None:
    assert not check_hours(OfficeHours())
    wrong = (((600, 660), (640, 700)), ((700, 600),), *DEFAULT_WEEK[2:])
    assert [each.field for each in check_hours(OfficeHours(None, wrong))] == ["day_0", "day_1"]


def test_that_no_two_types_in_use_have_one_name_or_sign() -> None:
    assert not any(check_type(each) for each in DEFAULT_TYPES)
    group = AppointmentType("intake", sign="t")
    assert [each.field for each in check_type(group, DEFAULT_TYPES)] == ["name", "sign"]
    assert [each.field for each in check_type(AppointmentType(" ", sign="🧠🧠🧠"))] == [
        "sign",
        "name",
    ]


@pytest.mark.parametrize(
    ("needed", "room", "widths"),
    [
        ([100, 100], 600, [300, 300]),
        ([100, 400, 100], 600, [100, 400, 100]),
        ([100, 300, 100], 600, [150, 300, 150]),
        ([100, 400, 250], 600, [100, 400, 250]),
        ([], 600, []),
    ],
)
def test_that_columns_share_the_room_and_none_is_narrower_than_it_needs(
    needed: list[float], room: float, widths: list[float]
) -> None:
    assert column_widths(needed, room) == widths
