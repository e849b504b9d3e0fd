"""A crash leaves nothing of the memory on the disk, and no value in what it prints."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

CANARY = "CANARY-half-a-tablet"
_CRASH = """
import faulthandler, os, resource, sys
soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
typed = "-".join(["CANARY", "half", "a", "tablet"]) * 3
faulthandler.enable()
{guard}
def save(note):
    os.abort()
save(typed)
"""
_GUARD = """
from practice_desk.app import core_dumps
core_dumps.forbid_core_files()
core_dumps.forbid_memory_reports()
"""


def crash(folder: Path, guard: str) -> tuple[str, list[Path]]:
    """Crash a program in *folder*; return what it printed and the files that hold the canary."""
    folder.mkdir()
    command = [sys.executable, "-c", _CRASH.format(guard=guard)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode < 0, done.stderr
    held = [path for path in folder.rglob("*") if CANARY.encode() in path.read_bytes()]
    return done.stdout + done.stderr, held


@pytest.mark.skipif(sys.platform != "linux", reason="core files are looked for on Linux only")
def test_that_a_crash_writes_no_memory_to_the_disk(
    tmp_path: Path, record_property: Callable[[str, object], None]
):
    _, without = crash(tmp_path / "without", "")
    said, held = crash(tmp_path / "guarded", _GUARD)
    assert not held
    assert "save" in said  # the crash says where it happened
    assert "CANARY" not in said
    tried = "the same crash unguarded left one" if without else "this system writes none anyway"
    record_property("figures", f"core dump attempt: files with the canary 0 ({tried})")


@pytest.mark.skipif(sys.platform != "linux", reason="the flag is Linux's")
def test_that_a_command_closes_its_memory_to_other_programs():
    ask = (
        "import ctypes, resource, sys\n"
        "from practice_desk.app import command_line\n"
        "sys.exit = lambda code: None\n"
        "command_line.main(['backup', 'verify', 'nothing-here'])\n"
        "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE))"
    )
    command = [sys.executable, "-c", ask]
    done = subprocess.run(command, input="x\n", capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "0 (0, 0)", done.stderr
