"""`practice-desk check`: exit codes and the JSON that scripts read."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from practice_desk.app.command_line import main
from practice_desk.domain.calendar_text import write_date
from practice_desk.knowledge.identity import delivered_identity
from practice_desk.services.safety import case_pack_standing

CASES = Path(__file__).parents[1] / "knowledge" / "safety" / "cases.yaml"


def test_that_passing_cases_give_zero_and_one_json_object(capsys):
    assert main(["check", str(CASES), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert all(case["passed"] for case in said["cases"])
    assert "a draft that no clinician has reviewed" in said["pack"]
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


def test_that_a_pack_past_its_review_is_said_to_check_nothing():
    due = delivered_identity().review_by
    assert case_pack_standing(due).startswith("Checked with the clinical pack")
    late = case_pack_standing(due + timedelta(days=1))
    assert late.startswith("Not checked against current facts")
    assert write_date(due) in late
