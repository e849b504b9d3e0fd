"""The cases that came with the pack, and how a file of cases is read and judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from practice_desk.domain.errors import UnreadableInput
from practice_desk.domain.safety import AlertKind
from practice_desk.knowledge.safety.cases import Case, read_cases, run_cases

CASES = Path(__file__).with_name("cases.yaml")
OURS = Path(__file__).with_name("clinical_cases.yaml")
LABELS = Path(__file__).with_name("label_cases.yaml")
EDGES = Path(__file__).with_name("edge_cases.yaml")
ALL = tuple(case for path in (CASES, OURS, LABELS, EDGES) for case in read_cases(path))


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.id)
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


def one_case(*lines: str) -> str:
    """Return a file of one case, whose first own line is the third."""
    return "\n    ".join(("cases:\n  - id: a", *lines))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (one_case("patient:", "  sex: male", "  age: .inf"), "Line 5 .*`age`"),
        (one_case("patient: {age: .nan}"), "Line 3 .*`age`"),
        (one_case("patient: {age: -4}"), "Line 3 .*`age`"),
        (one_case("patient: {egfr: nan}"), "Line 3 .*`egfr`"),
        (one_case("current:", "- {med: lithium, dose: -300}"), "Line 4 .*`dose`"),
        (one_case("change: {action: start, med: lithium,", " dose: .inf}"), "Line 4 .*`dose`"),
        (one_case("labs: [{loinc: x, value: .nan}]"), "Line 3 .*`value`"),
        (one_case("labs: [{loinc: x, value: Infinity}]"), "Line 3 .*`value`"),
        (one_case("follow_up:", "- {med: lithium, weeks_on: .inf}"), "Line 4 .*`weeks_on`"),
        (one_case("follow_up:", "- {med: x, weeks_on: 1, last: {y: .nan}}"), "Line 4 .*`last`"),
        (one_case("change: {action: start}"), "Line 3 .*needs `med`"),
        (one_case("change: {action: change, dose: 5}"), "Line 3 .*needs `med`"),
        (one_case("change: {action: stop}"), "Line 3 .*needs `med`"),
        (one_case("change: {action: switch, med: lithium}"), "Line 3 .*needs `from`"),
        (one_case("patient:", "  allergies:", "  - {allergen: x, reaction: moderate}"), "Line 5 "),
        (one_case("patient: {sex: femal}"), "Line 3 .*'femal'"),
        (one_case("patient: {hepatic: bad}"), "Line 3 .*'bad'"),
        (one_case("patient: {trimester: 9}"), "Line 3 .*9"),
        (one_case("patient: {age: 4}", "patient: {age: 40}"), "Line 4 .*`patient` a second time"),
        (one_case("patient: {age: 4,", " age: 40}"), "Line 4 .*`age` a second time"),
        (one_case("conditions: &x", "- *x"), "Line 4 .*refers to `x`"),
        (one_case("why:", "  " + "[" * 50_000), "Line 4 .*too deep"),
        (one_case("title: 2020-13-45"), "Line 3 .*can't be"),
    ],
)
def test_that_a_value_that_can_not_be_names_the_line(tmp_path, text, words):
    with pytest.raises(UnreadableInput, match=words):
        read_cases(written(tmp_path, text))


def test_that_something_may_be_referred_to_twice(tmp_path):
    text = "cases:\n- id: a\n  patient: &p {age: 40}\n- id: b\n  patient: *p"
    assert [case.patient.age for case in read_cases(written(tmp_path, text))] == [40, 40]


def test_that_a_file_in_another_encoding_names_the_line(tmp_path):
    path = tmp_path / "cases.yaml"
    path.write_bytes(b"cases:\n  - id: \xe9\n")
    with pytest.raises(UnreadableInput, match="Line 2"):
        read_cases(path)


def test_that_a_file_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(UnreadableInput):
        read_cases(tmp_path / "nothing.yaml")


@pytest.mark.parametrize(
    ("fields", "ref"),
    [
        ("patient: {allergies: [{allergen: foobar}]}", "foobar"),
        ("patient: {ancestry: Han Chinese}", "Han Chinese"),
        ("patient: {ancestry: Han Chinese}", "ancestry"),
        ("patient: {symptoms: [foo]}", "foo"),
        ("labs: [{loinc: 99999-9, value: 3}]", "99999-9"),
        ("labs: [{loinc: 2951-2, value: high}]", "result_2951-2"),
        ("follow_up: [{med: sertraline, weeks_on: 3, last: {mon_foo: 2}}]", "mon_foo"),
        ("recent_stops: [{med: foodrug, days_ago: 3}]", "foodrug"),
        ("current: []", "dose"),
    ],
)
def test_that_a_word_of_a_case_that_nobody_knows_is_said(tmp_path, fields, ref):
    change = "change: {action: start, med: carbamazepine}"
    path = written(tmp_path, f"cases: [{{id: a, {fields}, {change}}}]")
    (result,) = run_cases(read_cases(path))
    assert ref in {a.ref for a in result.alerts if a.kind is AlertKind.NOT_CHECKED}


def test_that_a_bound_of_a_case_is_held_against_the_limits(tmp_path):
    path = written(
        tmp_path,
        "cases: [{id: a, current: [{med: lithium, dose: 900}],"
        " labs: [{loinc: 14334-7, value: '>3.0'}],"
        " expect: [{kind: lab, ref: mon_lithium_level, severity: emergency}]}]",
    )
    (result,) = run_cases(read_cases(path))
    assert result.passed


def test_that_an_unknown_phase_of_a_result_is_refused(tmp_path):
    path = written(tmp_path, "cases:\n- id: a\n  labs:\n  - {loinc: x, value: 1, phase: baseline}")
    with pytest.raises(UnreadableInput, match="Line 4"):
        read_cases(path)
