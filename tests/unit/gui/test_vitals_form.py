"""Reading the vital signs of one visit."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from practice_desk.domain.observation import BLOOD_PRESSURE_CODE
from practice_desk.gui.models.vitals_form import Visit, read_time, read_visit

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


def visit(**values: str) -> Visit:
    """Return a visit of the day before with *values*."""
    return Visit(date(2026, 11, 22), "2:30 PM", values)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2:30 PM", time(14, 30)),
        ("12 am", time(0, 0)),
        ("9a", time(9, 0)),
        ("14:30", time(14, 30)),
        ("1430", time(14, 30)),
        ("25:00", None),
        ("13 PM", None),
        ("soon", None),
        ("", None),
    ],
)
def test_that_times_are_read_as_people_type_them(text: str, expected: time | None):
    assert read_time(text) == expected


def test_that_a_pressure_is_one_observation_of_two_parts():
    measured, problems = read_visit(1, visit(systolic="118", diastolic="76", weight="172,5"), NOW)
    assert not problems
    pressure, weight = measured
    assert pressure.code == BLOOD_PRESSURE_CODE
    assert [part.value for part in pressure.components] == [Decimal(118), Decimal(76)]
    assert weight.value == Decimal("172.5")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "systolic"),
        ({"systolic": "118"}, "diastolic"),
        ({"heart_rate": "many"}, "heart_rate"),
        ({"heart_rate": "7200"}, "heart_rate"),
        ({"weight": "NaN"}, "weight"),
    ],
)
def test_that_a_slip_is_said_at_its_field(values: dict[str, str], field: str):
    measured, problems = read_visit(1, visit(**values), NOW)
    assert not measured
    assert problems[0].field == field


def test_that_the_future_is_refused():
    later = Visit(date(2027, 1, 1), "9 am", {"heart_rate": "72"})
    assert read_visit(1, later, NOW)[1][0].field == "observed_on"
