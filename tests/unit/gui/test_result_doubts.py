"""Results that are asked about: a number that belongs to another unit."""

from __future__ import annotations

import pytest

from practice_desk.gui.models.results_form import TypedResult, doubts
from practice_desk.knowledge.laboratory import laboratory

ANC, CREATININE, A1C, QTC = "751-8", "2160-0", "4548-4", "8636-3"


def typed(code: str, value: str, unit: str) -> TypedResult:
    test = laboratory().find(code)
    assert test is not None
    return TypedResult(test, value, unit)


@pytest.mark.parametrize(
    ("code", "value", "unit", "words"),
    [
        (ANC, "1.2", "/uL", "10^3/uL"),
        (ANC, "1200", "10*3/uL", "cells/uL"),
        (CREATININE, "80", "mg/dL", "umol/L"),
        (A1C, "48", "%", "mmol/mol"),
        (QTC, "0.44", "ms", "Is it s?"),
        (ANC, "0", "/uL", "Check the number"),
    ],
)
def test_that_a_number_far_from_its_unit_is_asked_about(code, value, unit, words):
    (problem,) = doubts([typed(code, value, unit)])
    assert problem.field == f"value_{code}"
    assert words in problem.sentence


@pytest.mark.parametrize(
    ("code", "value", "unit"),
    [
        (ANC, "1200", "/uL"), (ANC, "1.2", "10*3/uL"), (CREATININE, "80", "umol/L"),
        (CREATININE, "0.9", "mg/dL"), (A1C, "6.1", "%"), (ANC, "<500", "/uL"), (ANC, "", "/uL"),
    ],
)  # fmt: skip
def test_that_a_usual_number_is_not(code, value, unit):
    assert doubts([typed(code, value, unit)]) == ()


def test_that_every_test_with_a_likely_range_has_it_in_its_first_unit():
    for test in laboratory().tests:
        if test.likely is not None:
            assert test.unit
            assert test.likely[0] < test.likely[1]
