"""Units by their UCUM codes, and conversion between them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_desk.domain.units import UNITS, convert, find_unit, rounded
from practice_desk.knowledge.laboratory import laboratory

LAB = laboratory()
NUMBERS = st.decimals("0.001", "100000", places=4)


def converted(value: str, source: str, target: str, code: str = "2951-2") -> Decimal | None:
    one, other, test = find_unit(source), find_unit(target), LAB.find(code)
    assert one is not None
    assert other is not None
    assert test is not None
    return convert(Decimal(value), one, other, test.substance)


@pytest.mark.parametrize(
    ("code", "value", "source", "target", "expected"),
    [
        ("1558-6", "100", "mg/dL", "mmol/L", "5.551"),
        ("2093-3", "200", "mg/dL", "mmol/L", "5.173"),
        ("2571-8", "150", "mg/dL", "mmol/L", "1.694"),
        ("2160-0", "1", "mg/dL", "umol/L", "88.40"),
        ("3094-0", "14", "mg/dL", "mmol/L", "4.998"),
        ("17861-6", "10", "mg/dL", "mmol/L", "2.495"),
        ("17861-6", "10", "mg/dL", "mEq/L", "4.990"),
        ("19123-9", "1.6", "mg/dL", "mEq/L", "1.317"),
        ("14334-7", "0.8", "mEq/L", "mmol/L", "0.8"),
        ("2951-2", "140", "mEq/L", "mmol/L", "140"),
        ("4548-4", "48", "mmol/mol", "%", "6.543"),
        ("751-8", "1.4", "K/uL", "cells/uL", "1400"),
        ("751-8", "1.4", "10*9/L", "/uL", "1400"),
        ("4086-5", "100", "mcg/mL", "umol/L", "693.4"),
        ("8310-5", "98.6", "[degF]", "Cel", "37"),
        ("1742-6", "1", "ukat/L", "U/L", "60"),
    ],
)
def test_that_results_convert_as_published_tables_do(code, value, source, target, expected):
    one, other, test = find_unit(source), find_unit(target), LAB.find(code)
    assert one is not None
    assert other is not None
    substance = {} if test is None else {"substance": test.substance}
    found = convert(Decimal(value), one, other, **substance)
    assert found is not None
    assert rounded(found) == Decimal(expected)


@given(NUMBERS, st.sampled_from(LAB.tests), st.data())
def test_that_there_and_back_gives_the_same_number(value, test, data):
    offered = [unit for code in test.units if (unit := find_unit(code)) is not None]
    if not offered:
        return
    one, other = data.draw(st.sampled_from(offered)), data.draw(st.sampled_from(offered))
    there = convert(value, one, other, test.substance)
    assert there is not None, f"{test.name}: {one.code} to {other.code}"
    back = convert(there, other, one, test.substance)
    assert back is not None
    assert abs(back - value) <= abs(value) * Decimal("1e-25")


@given(NUMBERS, NUMBERS, st.sampled_from(LAB.tests), st.data())
def test_that_conversion_keeps_the_order_of_two_results(one, other, test, data):
    offered = [unit for code in test.units if (unit := find_unit(code)) is not None]
    if not offered:
        return
    source, target = data.draw(st.sampled_from(offered)), data.draw(st.sampled_from(offered))
    first = convert(one, source, target, test.substance)
    second = convert(other, source, target, test.substance)
    assert first is not None
    assert second is not None
    assert (one < other) == (first < second)


@pytest.mark.parametrize("text", ["", "mg", "tablets", "mg/dLL", "mmol", "x"])
def test_that_an_unknown_unit_is_not_guessed(text):
    assert find_unit(text) is None


def test_that_nothing_leads_between_different_things():
    assert converted("1", "mg/dL", "U/L") is None
    assert converted("60", "mL/min", "mL/min/1.73m2") is None
    assert converted("5", "ng/mL", "nmol/L", "2842-3") is None  # prolactin has no molar mass here


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.code)
def test_that_every_spelling_of_a_unit_is_found(unit):
    for text in (unit.code, unit.shown, *unit.aliases):
        if text:
            assert find_unit(text) == unit


def test_that_every_molar_mass_and_convention_names_its_source():
    for test in LAB.tests:
        if test.substance.molar_mass or test.substance.linear:
            assert test.sources, test.name
