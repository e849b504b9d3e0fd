"""What is shown and said about the recovery code."""

from __future__ import annotations

from datetime import datetime

import pytest

from practice_desk.domain.recovery import RecoverySheet
from practice_desk.gui.models.recovery_view import (
    LINES,
    code_lines,
    is_line,
    is_whole_line,
    sheet_sentence,
)

CODE = "ABCD-EFGH-JKMN-PQRS-TVWX-YZ01-2345-6789-0A1B"
MADE = datetime(2026, 3, 2, 9, 5).astimezone()
TRIED = datetime(2026, 3, 9, 17, 30).astimezone()


def test_that_the_code_stands_in_three_lines_of_three_groups():
    lines = code_lines(CODE)
    assert len(lines) == len(LINES) == 3
    assert [line.split("  –  ") for line in lines][2] == ["2345", "6789", "0A1B"]


@pytest.mark.parametrize(
    "typed", ["2345-6789-0A1B", "234567890a1b", " 2345 6789 oaib ", "2345 – 6789 – OAlB"]
)
def test_that_a_line_is_known_however_it_is_typed(typed):
    assert is_line(typed, CODE, 2)
    assert is_whole_line(typed, CODE)


@pytest.mark.parametrize("typed", ["", "2345-6789", "ABCD-EFGH-JKMN", "2345-6789-0A1C"])
def test_that_another_line_is_not_taken_for_it(typed):
    assert not is_line(typed, CODE, 2)


def test_that_nothing_is_called_wrong_before_the_line_is_whole():
    assert not is_whole_line("2345-6789-0A1", CODE)


@pytest.mark.parametrize(
    ("sheet", "sentence"),
    [
        (RecoverySheet(), "Nobody has tried this sheet yet."),
        (RecoverySheet(MADE), "Made Mar 2, 2026, 9:05 AM. Nobody has tried this sheet yet."),
        (
            RecoverySheet(MADE, TRIED, "ana.berg"),
            "Made Mar 2, 2026, 9:05 AM. Last tried Mar 9, 2026, 5:30 PM by ana.berg: it works.",
        ),
    ],
)
def test_that_the_sentence_says_whether_the_sheet_was_tried(sheet, sentence):
    assert sheet_sentence(sheet) == sentence
