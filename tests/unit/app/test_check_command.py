"""`practice-desk check`: exit codes and the JSON that scripts read."""

from __future__ import annotations

import json
from pathlib import Path

from practice_desk.app.command_line import main

CASES = Path(__file__).parents[1] / "knowledge" / "safety" / "cases.yaml"


def test_that_passing_cases_give_zero_and_one_json_object(capsys):
    assert main(["check", str(CASES), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert all(case["passed"] for case in said["cases"])
    first = said["cases"][0]
    assert set(first) == {"id", "passed", "missing", "forbidden", "noisy", "alerts"}
    assert set(first["alerts"][0]) == {"kind", "ref", "severity", "message"}


def test_that_a_failing_case_gives_one(tmp_path, capsys):
    path = tmp_path / "cases.yaml"
    path.write_text("cases: [{id: a, expect: [{kind: lab}]}]")
    assert main(["check", str(path)]) == 1
    assert "missing: lab" in capsys.readouterr().out


def test_that_a_file_that_cannot_be_read_gives_two(tmp_path, capsys):
    path = tmp_path / "cases.yaml"
    path.write_text("cases: [")
    assert main(["check", str(path)]) == 2
    assert "Line" in capsys.readouterr().err
