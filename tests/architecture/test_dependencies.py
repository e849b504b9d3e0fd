"""Dependencies: each has its reason, and the two locks pin them the same way, by hash alone."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = ROOT / "pyproject.toml"
RUNTIME = ROOT / "installer" / "requirements.lock"
DEVELOPMENT = ROOT / "installer" / "requirements-dev.lock"
LOCKS = pytest.mark.parametrize("lock", [RUNTIME, DEVELOPMENT], ids=lambda path: path.name)

HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
PLACE = re.compile(r"://|--(index|extra-index|find-links|trusted-host)|\s@\s|\bfile:")


def test_that_every_dependency_has_its_reason_beside_it():
    lines = PYPROJECT.read_text(encoding="utf-8").splitlines()
    start = lines.index("dependencies = [")
    block = [line.strip() for line in lines[start + 1 : lines.index("]", start)]]
    bare = [
        line
        for above, line in zip(["", *block], block, strict=False)
        if line.startswith('"') and not above.startswith("# ") and "# " not in line
    ]
    assert block
    assert not bare


@LOCKS
def test_that_a_lock_pins_each_package_by_hash(lock: Path):
    for requirement, text in _pins(lock).items():
        assert "==" in requirement, requirement
        assert HASH.search(text), requirement


@LOCKS
def test_that_a_lock_names_no_place_to_download_from(lock: Path):
    places = [line for line in lock.read_text(encoding="utf-8").splitlines() if PLACE.search(line)]
    assert not places


@LOCKS
def test_that_a_lock_holds_every_dependency_in_a_version_we_accept(lock: Path):
    pinned = {}
    for line in _pins(lock):
        requirement = Requirement(line)
        pinned[canonicalize_name(requirement.name)] = requirement.specifier
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    for line in project["dependencies"]:
        wanted = Requirement(line)
        (pin,) = pinned[canonicalize_name(wanted.name)]
        assert wanted.specifier.contains(pin.version), line


def test_that_the_development_lock_pins_what_the_runtime_lock_pins():
    runtime, development = _pins(RUNTIME), set(_pins(DEVELOPMENT).values())
    different = {
        pin
        for pin, text in runtime.items()
        # a tool for development may need on every Python what the program needs on some
        if not {text, re.sub(r" ; .*?(?= --hash)", "", text)} & development
    }
    assert runtime
    assert not different


def _pins(lock: Path) -> dict[str, str]:
    """Return requirement -> its whole entry, hashes included."""
    text = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    entries = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return {entry.split("--hash")[0].strip(): " ".join(entry.split()) for entry in entries}
