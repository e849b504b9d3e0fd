"""Words that judge a person have no place on screen, on paper or in the program."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
JUDGING = re.compile(
    r"drug[- ]?seek|doctor[- ]?shop|pharmacy[- ]?shop|\babusers?\b|\baddicts?\b|\bjunkie|"
    r"\baberrant|non-?complian|\bnoncompliant|manipulat(?:ive|ing the)|\bmalinger|\bred flags?\b|"
    r"suspicious|\b(?:dirty|clean) (?:urine|screen|test)|\bdivert(?:s|ed|ing) (?:drugs|pills|med)",
    re.IGNORECASE,
)
READ = {"src": ("*.py",), "ui": ("*.ui",), "resources": ("*.yaml", "*.json"), "docs": ("*.md",)}


def test_that_no_wording_judges_a_patient() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for folder, patterns in READ.items()
        for pattern in patterns
        for path in sorted((ROOT / folder).rglob(pattern))
        for match in JUDGING.finditer(path.read_text(encoding="utf-8"))
    ]
    assert not found
