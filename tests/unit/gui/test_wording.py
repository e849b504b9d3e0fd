"""Sizes, counts and times in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from practice_desk.gui.wording import write_count, write_moment, write_size


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 KB"),
        (14_200_000, "14.2 MB"),
        (999_600, "1.0 MB"),
        (256_000_000, "256 MB"),
        (4_300_000_000, "4.3 GB"),
        (5_000_000_000_000_000, "5000 TB"),
    ],
)
def test_that_a_size_is_written_with_the_unit_that_fits(size, text):
    assert write_size(size) == text


def test_that_a_count_agrees_with_its_noun():
    assert write_count(1, "patient") == "1 patient"
    assert write_count(1204, "patient") == "1,204 patients"
    assert write_count(0, "entry", "entries") == "0 entries"


@pytest.mark.parametrize(("hour", "text"), [(0, "12:05 AM"), (12, "12:05 PM"), (13, "1:05 PM")])
def test_that_a_time_is_written_at_this_computers_place(hour, text):
    local = datetime(2026, 11, 23, hour, 5).astimezone()
    assert write_moment(local.astimezone(UTC)) == f"Nov 23, 2026, {text}"
