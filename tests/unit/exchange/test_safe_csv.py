"""CSV that no spreadsheet runs."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_desk.exchange.safe_csv import safe_cell, safe_csv


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "  ="])
def test_that_a_formula_is_shown_and_not_run(start):
    assert safe_cell(f"{start}HYPERLINK(A1)").startswith("'")


@pytest.mark.parametrize("value", ["Łukasz", "a=b", "1 - 2", "", " "])
def test_that_ordinary_text_stays_as_it_is(value):
    assert safe_cell(value) == value


def test_that_a_number_stays_a_number():
    assert safe_cell(-5) == "-5"


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2)))
def test_that_every_cell_comes_back_as_it_was_written(rows):
    text = safe_csv(("a", "b"), rows).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert read == [["a", "b"], *([safe_cell(cell) for cell in row] for row in rows)]
