"""Quantities, strengths, timing and the rules of a sound dosage."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_desk.domain.dosage import Dosage, Duration, DurationUnit, MomentDose
from practice_desk.domain.dosage_plain import NotADosage, from_plain, to_plain
from practice_desk.domain.dosage_rules import check
from practice_desk.domain.quantity import Quantity, Strength, amount_text
from practice_desk.domain.timing import Cycle, Moment, Timing, Weekday, at, every_hours, times_a_day


def mg(amount: str) -> Quantity:
    return Quantity(Decimal(amount), "mg")


SOUND = Dosage(mg("50"), Strength.parse("50 mg"), "tablet", "oral", at(Moment.MORNING))


@pytest.mark.parametrize(
    ("amount", "text"),
    [("50.0", "50"), (".5", "0.5"), ("1200", "1,200"), ("1E+3", "1,000"), ("37.50", "37.5")],
)
def test_that_amounts_have_leading_and_no_trailing_zeros(amount: str, text: str) -> None:
    assert amount_text(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        (".5mg", "0.5 mg"),
        ("100 µg", "100 mcg"),
        ("100 μg", "100 mcg"),
        ("1,200 mg", "1,200 mg"),
        ("5 ml", "5 mL"),
        ("10 U", "10 units"),
        ("6 mg/24 h", "6 mg/24 hours"),
    ],
)
def test_that_quantities_are_read_in_common_spellings(text: str, printed: str) -> None:
    assert str(Quantity.parse(text)) == printed


@pytest.mark.parametrize("text", ["", "mg", "50", "-5 mg", "5,0 mg", "1,20 mg", "5 5 mg", "1e3 mg"])
def test_that_unclear_amounts_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        Quantity.parse(text)


@given(st.decimals("0.0001", "999999", places=4), st.sampled_from(["mg", "mcg", "mL", "mEq"]))
def test_that_every_printed_quantity_reads_back(amount: Decimal, unit: str) -> None:
    assert Quantity.parse(str(Quantity(amount, unit))) == Quantity(amount, unit)


@pytest.mark.parametrize(
    "text", ["50 mg", "2 mg/mL", "250 mg/5 mL", "6 mg/24 hours", "8 mg/2 mg", "28 mg/device"]
)
def test_that_every_printed_strength_reads_back(text: str) -> None:
    assert str(Strength.parse(text)) == text


@given(st.text(max_size=30) | st.from_regex(r"[0-9.,]{1,6} ?[-/]? ?[0-9.,]{0,4} ?m[gL](/.{0,5})?"))
def test_that_no_text_breaks_the_strength_reader(text: str) -> None:
    try:
        strength = Strength.parse(text)
    except ValueError:
        return
    assert str(strength)


@pytest.mark.parametrize(
    ("strength", "dose", "units"),
    [
        ("50 mg", "75", "1.5"),
        ("2 mg/mL", "20", "10"),
        ("250 mg/5 mL", "125", "2.5"),
        ("8-2 mg", "16", "2"),
        ("30 mg", "10", None),
        ("3 mg", "2", None),
    ],
)
def test_that_pieces_per_dose_are_exact_or_unknown(
    strength: str, dose: str, units: str | None
) -> None:
    counted = Strength.parse(strength).units_for(mg(dose))
    assert counted == (None if units is None else Decimal(units))


@pytest.mark.parametrize(
    ("change", "total"),
    [
        ({"timing": times_a_day(3)}, mg("150")),
        ({"timing": at(Moment.MORNING, Moment.BEDTIME)}, mg("100")),
        ({"timing": every_hours(6)}, mg("200")),
        ({"timing": every_hours(36)}, None),
        ({"timing": Timing(Cycle.WEEK)}, None),
        ({"as_needed": True}, None),
    ],
)
def test_that_the_daily_dose_is_a_sum_or_unknown(change: dict, total: Quantity | None) -> None:
    assert replace(SOUND, **change).total_daily_dose == total


def test_that_a_split_dose_adds_up() -> None:
    split = (MomentDose(Moment.MORNING, mg("300")), MomentDose(Moment.BEDTIME, mg("600")))
    assert Dosage(split=split).total_daily_dose == mg("900")


def test_that_a_weekly_patch_has_its_daily_dose() -> None:
    strength = Strength.parse("0.1 mg/24 h")
    patch = Dosage(strength.dose_of(Decimal(1)), strength, "patch", timing=Timing(Cycle.WEEK))
    assert patch.total_daily_dose == mg("0.1")


def test_that_a_sound_dosage_has_no_problem() -> None:
    assert check(SOUND) == ()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"dose": None}, "dose"),
        ({"dose": mg("0")}, "dose"),
        ({"dose": mg("-50")}, "dose"),
        ({"dose": mg("NaN")}, "dose"),
        ({"dose": mg("0.00001")}, "dose"),
        ({"dose": mg("1e9")}, "dose"),
        ({"dose": mg("20")}, "dose"),
        ({"dose": Quantity(Decimal(50), "mcg")}, "dose"),
        ({"dose": mg("25"), "form": "capsule"}, "dose"),
        ({"dose": mg("25"), "form": "tablet_er"}, "dose"),
        ({"strength": Strength(mg("0"))}, "strength"),
        ({"form": "teapot"}, "form"),
        ({"route": "by owl"}, "route"),
        ({"timing": Timing(every=0)}, "timing"),
        ({"timing": Timing(times=25)}, "timing"),
        ({"timing": Timing(weekdays=(Weekday.MONDAY,))}, "timing"),
        ({"timing": Timing(moments=(Moment.BEDTIME, Moment.MORNING))}, "timing"),
        ({"timing": Timing(times=2, hours=6)}, "timing"),
        ({"as_needed_for": "sleep"}, "as_needed"),
        ({"as_needed": True, "as_needed_for": "a\nb"}, "as_needed_for"),
        ({"as_needed": True, "max_per_day": mg("25")}, "max_per_day"),
        ({"duration": Duration(0, DurationUnit.DAY)}, "duration"),
        ({"note": "x" * 16_001}, "note"),
        ({"note": "bell \x07"}, "note"),
        ({"split": (MomentDose(Moment.NOON, mg("50")),)}, "split"),
    ],
)
def test_that_each_mistake_is_named_at_its_field(change: dict, field: str) -> None:
    assert field in {problem.field for problem in check(replace(SOUND, **change))}


@pytest.mark.parametrize(
    "plain",
    [
        {},
        {"v": 2},
        {"v": 1, "dose": [1.5, "mg"]},
        {"v": 1, "dose": ["a", "mg"]},
        {"v": 1, "dose": ["NaN", "mg"]},
        {"v": 1, "strength": {"of": []}},
        {"v": 1, "timing": {"cycle": "year"}},
        {"v": 1, "note": 5},
        {"v": 1, "split": "morning"},
    ],
)
def test_that_foreign_plain_data_is_refused(plain: dict) -> None:
    with pytest.raises(NotADosage):
        from_plain(plain)


def test_that_plain_data_holds_decimals_as_text() -> None:
    assert to_plain(SOUND)["dose"] == ["50", "mg"]
