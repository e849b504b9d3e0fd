"""Office hours as typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.gui.models.hours_form import read_spans, read_week, write_spans

SPANS = st.lists(st.integers(0, 24 * 12 - 1), min_size=2, max_size=6, unique=True).map(
    lambda ends: tuple(
        (begin * 5, end * 5)
        for begin, end in zip(sorted(ends)[::2], sorted(ends)[1::2], strict=False)
    )
)


@settings(max_examples=40, deadline=None)
@given(SPANS)
def test_that_hours_are_read_as_they_were_written(spans: tuple[tuple[int, int], ...]) -> None:
    assert read_spans(write_spans(spans)) == spans


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("closed", ()),
        ("9-5", ((540, 1020),)),
        ("9-8", ((540, 1200),)),
        ("8:30 to 12, 1-5:30", ((510, 720), (780, 1050))),
        ("10 AM – 12:00 AM", ((600, 1440),)),
        ("9", None),
        ("9-5-6", None),
        ("5 pm - 9 am", None),
        ("soon", None),
    ],
)
def test_that_hours_are_read_as_people_type_them(
    text: str, expected: tuple[tuple[int, int], ...] | None
) -> None:
    assert read_spans(text) == expected


def test_that_a_day_that_can_not_be_read_is_named() -> None:
    week, problems = read_week(["9-5", "x", "", "", "", "", ""])
    assert week is None
    assert [(each.field, "Tuesday" in each.sentence) for each in problems] == [("day_1", True)]
