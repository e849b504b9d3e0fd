"""What SECURITY.md names as a proof is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def test_that_every_test_that_the_security_page_names_exists():
    named = set(re.findall(r"`(test_that_\w+)`", PAGE))
    present = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_that_\w+)", path.read_text(encoding="utf-8"), re.M)
    }
    assert named
    assert named <= present, sorted(named - present)


def test_that_every_file_that_the_security_page_names_exists():
    named = re.findall(r"`(tests/[\w/.]+)`", PAGE)
    assert named
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_that_every_threat_has_a_proof():
    rows = [line for line in PAGE.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 10
    assert [row for row in rows if "`" not in row] == []
