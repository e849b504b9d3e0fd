"""The cases that came with the pack, and how a file of cases is read and judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from practice_desk.domain.errors import UnreadableInput
from practice_desk.knowledge.safety.cases import Case, read_cases, run_cases

CASES = Path(__file__).with_name("cases.yaml")
OURS = Path(__file__).with_name("clinical_cases.yaml")


@pytest.mark.parametrize("case", read_cases(CASES) + read_cases(OURS), ids=lambda case: case.id)
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
        ("cases: [", "Line 1 is not right"),
        ("cases:\n  - id: a\n    pateint: {age: 4}", "Line 3 .* `pateint`"),
        ("cases:\n  - id: a\n  - id: b\n    change:\n      action: begin", "Line 5 .* 'begin'"),
        ("cases:\n  - id: a\n  - title: b", "Line 3 .* `id`"),
        ("cases:\n- id: a\n  current:\n  - {med: lithium}\n  - {med: [x]}", "Line 5 "),
        ("cases:\n- id: a\n  follow_up: [{med: x, weeks_on: 1,\n    last: {y: z}}]", "Line 4 "),
        ("cases:\n  - id: a\n  - id: a", "Line 3 .* repeats the id a"),
        ("nothing", "Line 1 .* as it should be"),
        ("", "Line 1 .* as it should be"),
    ],
)
def test_that_a_file_that_is_not_right_names_the_line(tmp_path, text, words):
    with pytest.raises(UnreadableInput, match=words):
        read_cases(written(tmp_path, text))


def test_that_a_file_in_another_encoding_names_the_line(tmp_path):
    path = tmp_path / "cases.yaml"
    path.write_bytes(b"cases:\n  - id: \xe9\n")
    with pytest.raises(UnreadableInput, match="Line 2"):
        read_cases(path)


def test_that_a_file_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(UnreadableInput):
        read_cases(tmp_path / "nothing.yaml")
