"""Safety checks for the other layers: so far the cases that the checker is tried with."""

from __future__ import annotations

from pathlib import Path

from practice_desk.knowledge.safety.cases import CaseResult, read_cases, run_cases


def run_case_file(path: Path) -> list[CaseResult]:
    """Run the cases in *path* through the checker. Raises UnreadableInput."""
    return run_cases(read_cases(path))
