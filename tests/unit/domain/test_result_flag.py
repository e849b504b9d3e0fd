"""Results against thresholds: flagged, within, or said not to be checked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from practice_desk.domain.laboratory import LabTest, Result
from practice_desk.domain.result_flag import Setting, Side, Threshold, judge
from practice_desk.domain.safety import AlertSeverity
from practice_desk.knowledge.laboratory import laboratory

AT = datetime(2026, 3, 1, 15, tzinfo=UTC)
MODERATE, MAJOR, EMERGENCY = (
    AlertSeverity.MODERATE,
    AlertSeverity.MAJOR,
    AlertSeverity.EMERGENCY,
)


def lab_test(code: str) -> LabTest:
    found = laboratory().find(code)
    assert found is not None
    return found


def bound(severity: AlertSeverity = MAJOR, **fields: object) -> Threshold:
    return replace(Threshold("mon", "Check", severity, "Act.", ("A label",)), **fields)  # type: ignore[arg-type]  # fields of any kind


LITHIUM = (
    bound(MODERATE, low=Decimal("0.6"), unit="mEq/L"),
    bound(MAJOR, high=Decimal("1.2"), unit="mEq/L"),
    bound(EMERGENCY, high=Decimal("1.5"), unit="mEq/L"),
)


def judged(code, value=None, unit="", thresholds=LITHIUM, setting=Setting(), **fields):  # noqa: B008 - frozen
    number = None if value is None else Decimal(value)
    return judge(lab_test(code), Result(code, AT, number, unit, **fields), thresholds, setting)


@pytest.mark.parametrize(
    ("value", "unit", "severities"),
    [
        ("0.59", "mEq/L", [MODERATE]),
        ("0.6", "mmol/L", []),
        ("1.2", "mmol/L", []),
        ("1.21", "mmol/L", [MAJOR]),
        ("1.51", "meq/L", [EMERGENCY]),
        ("10.5", "mg/L", [EMERGENCY]),
    ],
)
def test_that_a_result_in_any_known_unit_gets_its_worst_flag(value, unit, severities):
    found = judged("14334-7", value, unit)
    assert [flag.severity for flag in found.flags] == severities
    assert found.compared
    assert not found.unchecked


@pytest.mark.parametrize("unit", ["", "mmol", "furlongs"])
def test_that_a_result_in_an_unknown_unit_is_not_checked_and_says_so(unit):
    found = judged("14334-7", "0.8", unit)
    assert not found.flags
    assert not found.compared
    assert "unit" in found.unchecked[0]


def test_that_a_unit_of_something_else_is_not_checked():
    found = judged("14334-7", "0.8", "U/L")
    assert found.unchecked == ("unit U/L, which can't be converted to mEq/L",)


def test_that_a_bound_flags_where_it_decides_and_says_where_it_does_not():
    below = judged("14334-7", "0.2", "mEq/L", comparator="<")
    assert below.flags[0].side is Side.LOW
    open_ = judged("14334-7", "1.0", "mEq/L", comparator="<")
    assert not open_.flags
    assert "only a bound" in open_.unchecked[0]


def test_that_a_bound_of_another_part_of_the_panel_is_not_used():
    ldl = (bound(high=Decimal(160), unit="mg/dL", part="ldl"),)
    assert not judged("2085-9", "200", "mg/dL", ldl).compared
    assert judged("18262-6", "200", "mg/dL", ldl).flags
    egfr = (bound(low=Decimal(60), unit="mL/min/1.73m2"),)
    assert not judged("2160-0", "0.9", "mg/dL", egfr).compared
    assert judged("98979-8", "55", "mL/min/1.73m2", egfr).flags


def test_that_a_threshold_by_sex_is_for_that_sex_and_unchecked_where_it_is_unknown():
    waist = (
        bound(high=Decimal(102), unit="cm", sex="male"),
        bound(high=Decimal(88), unit="cm", sex="female"),
    )
    assert judged("8280-0", "36", "in", waist, Setting(sex="female")).flags
    assert not judged("8280-0", "36", "in", waist, Setting(sex="male")).flags
    assert "sex" in judged("8280-0", "36", "in", waist).unchecked[0]


def test_that_a_rule_for_the_start_is_not_used_later():
    start = (bound(low=Decimal(1500), unit="cells/uL", phase="start"),)
    assert judged("751-8", "1.4", "K/uL", start, Setting("start")).flags
    assert not judged("751-8", "1.4", "K/uL", start, Setting("treatment")).compared


def test_that_weight_is_held_against_the_weight_at_the_start():
    gain = (bound(pct_change=Decimal(5)),)
    first = Setting(first=Decimal(200))
    assert judged("29463-7", "210", "lb", gain, first).flags[0].words == "5 % up since the start"
    assert not judged("29463-7", "209", "lb", gain, first).flags
    assert judged("29463-7", "100", "kg", gain, first).flags
    assert judged("29463-7", "210", "lb", gain).unchecked


def test_that_a_multiple_of_the_upper_limit_needs_the_laboratorys_limit():
    three = (bound(uln_multiple=Decimal(3)),)
    assert judged("1742-6", "130", "U/L", three).unchecked
    assert judged("1742-6", "130", "U/L", three, high_normal=Decimal(40)).flags
    own = judged("1742-6", "60", "U/L", three, high_normal=Decimal(40))
    assert [flag.severity for flag in own.flags] == [AlertSeverity.INFORMATION]


@pytest.mark.parametrize(
    ("text", "flagged", "unchecked"),
    [("Positive", 1, 0), ("negative", 0, 0), ("hemolyzed", 0, 1)],
)
def test_that_words_are_positive_negative_or_not_checked(text, flagged, unchecked):
    found = judged("2106-3", None, "", (bound(positive=True),), text=text)
    assert (len(found.flags), len(found.unchecked)) == (flagged, unchecked)


def test_that_or_more_counts_the_bound_itself():
    a1c = (bound(high=Decimal("6.5"), unit="%", part="a1c", reaches=True),)
    assert judged("4548-4", "6.5", "%", a1c).flags
    assert judged("4548-4", "48", "mmol/mol", a1c).flags
    assert not judged("4548-4", "6.4", "%", a1c).flags
