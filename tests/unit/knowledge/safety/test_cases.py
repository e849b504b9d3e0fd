"""The cases that came with the pack, and how a file of cases is read and judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from practice_desk.domain.errors import UnreadableInput
from practice_desk.knowledge.safety.cases import Case, read_cases, run_cases

CASES = Path(__file__).with_name("cases.yaml")


@pytest.mark.parametrize("case", read_cases(CASES), ids=lambda case: case.id)
def test_that_a_case_finds_what_it_has_to_and_no_more(case: Case):
    (result,) = run_cases([case])
    assert result.passed, (result.missing, result.forbidden, result.noisy)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "cases.yaml"
    path.write_text(text)
    return path


def test_that_a_missing_alert_fails_a_case(tmp_path):
    path = written(
        tmp_path,
        "cases: [{id: a, change: {action: start, med: sertraline, dose: 50},"
        " expect: [{kind: allergy, ref: direct}]}]",
    )
    (result,) = run_cases(read_cases(path))
    assert result.missing == ("allergy direct",)


def test_that_a_forbidden_alert_and_noise_fail_a_case(tmp_path):
    path = written(
        tmp_path,
        "cases: [{id: a, current: [{med: sertraline}], quiet: true,"
        " change: {action: start, med: escitalopram, dose: 10},"
        " must_not: [{kind: duplicate_class}]}]",
    )
    (result,) = run_cases(read_cases(path))
    assert result.forbidden == ("duplicate_class",)
    assert result.noisy


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cases: [", "Line"),
        ("cases: [{id: a, pateint: {age: 4}}]", "pateint"),
        ("cases: [{id: a, change: {action: begin}}]", "begin"),
        ("nothing", "as it should be"),
    ],
)
def test_that_a_file_that_is_not_right_says_where(tmp_path, text, words):
    with pytest.raises(UnreadableInput, match=words):
        read_cases(written(tmp_path, text))


def test_that_a_file_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(UnreadableInput):
        read_cases(tmp_path / "nothing.yaml")
