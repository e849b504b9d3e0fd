"""Starting and unlocking: first paint, patient list, memory. Each in fresh processes."""

from __future__ import annotations

import compileall
import json
import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

from tests.bench.large_clinic import PASSPHRASE
from tests.bench.measure import Measure, interleaved, median, say

ROOT = Path(__file__).resolve().parents[2]
CHILD = Path(__file__).with_name("start_child.py")
PAINTS, UNLOCKS = 9, 5
AFTER_DERIVING_MS = 400


def first_paint(root: Path) -> list[Measure]:
    """Time from process start to the painted unlock window, against a bare window."""
    _compile()
    ours, bare = partial(_painted_after, "paint", root), partial(_painted_after, "bare", root)
    ours(), bare()  # the disk cache is warm
    value, floor = interleaved(ours, bare, PAINTS)
    return [Measure("first_paint", median(value), "ms", median(floor), 1.3).emit()]


def unlock(root: Path) -> list[Measure]:
    """Time from the right passphrase to the list, against key derivation + 400 ms."""
    _compile()
    _opened(root)
    runs = [_opened(root) for _ in range(UNLOCKS)]
    value = median(run["listed"]["ms"] for run in runs)
    derived = median(run["derived"]["ms"] for run in runs)
    return [
        Measure("unlock_to_list", value, "ms", derived + AFTER_DERIVING_MS, 1.0).emit(),
        Measure("unlock_beyond_derivation", value - derived, "ms", AFTER_DERIVING_MS).emit(),
    ]


def memory(root: Path) -> list[Measure]:
    """Weigh the open clinic with its list shown and all idle work done, against a bare window."""
    _compile()
    ours = median(_opened(root)["settled"]["rss"] for _ in range(3))
    bare = median(_said("bare", root)["settled"]["rss"] for _ in range(3))
    return [Measure("memory_open_clinic", ours, "MB", bare, 2.0).emit()]


def _opened(root: Path) -> dict[str, dict[str, float]]:
    return _said("open", root)


def _painted_after(mode: str, root: Path) -> float:
    """Return the milliseconds until the child said that it has painted."""
    begin = time.perf_counter()
    with _child(mode, root) as child:
        assert child.stdout is not None  # it is a pipe
        line = child.stdout.readline()
        taken = (time.perf_counter() - begin) * 1000
        child.kill()
    if b"painted" not in line:
        raise RuntimeError(f"{mode} painted nothing")
    return taken


def _said(mode: str, root: Path) -> dict[str, dict[str, float]]:
    """Return all that the child said, by what happened."""
    with _child(mode, root) as child:
        out, _ = child.communicate(timeout=120)
    said = {line["what"]: line for line in map(json.loads, out.splitlines())}
    if "settled" not in said:
        raise RuntimeError(f"{mode} did not get there: {out!r}")
    return said


def _child(mode: str, root: Path) -> subprocess.Popen[bytes]:
    home = root.parent / "bench-home"
    settings = home / "practice-desk" / "settings.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps({"last clinic": str(root)}))
    away = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
    variables = {name: value for name, value in os.environ.items() if name not in away}
    variables |= {
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_CONFIG_HOME": str(home),
        "XDG_STATE_HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "BENCH_PASSPHRASE": PASSPHRASE,
    }
    return subprocess.Popen(
        [sys.executable, str(CHILD), mode, str(root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # the offscreen platform complains at every window
        env=variables,
        cwd=ROOT,
    )


def _compile() -> None:
    if not compileall.compile_dir(ROOT / "src", quiet=1) or not compileall.compile_file(
        CHILD, quiet=1
    ):
        say("Some source could not be compiled: the start is slower for it.")
