"""How much memory an import takes at most: it must not grow with the file."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests import factories
from tests.bench.large_bundle import real_bundle, write_bundle
from tests.bench.measure import Measure

TIMES = 4
_LOOK_EVERY = 0.05  # seconds


def import_memory(folder: Path) -> list[Measure]:
    """Weigh `practice-desk import` with its reader at their peaks, for information. Linux only.

    A big real bundle against one of a single patient, and a made-up one against one a quarter of
    its size.
    """
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        place = Path(scratch)
        tiny = _peak(place, write_bundle(place / "tiny.json", times=0))
        one = _peak(place, write_bundle(place / "one.json"))
        four = _peak(place, write_bundle(place / "four.json", times=TIMES))
        real = real_bundle()
        big = _peak(place, real) if real is not None else one
    return [
        Measure("import_peak_memory", big, "MB", tiny).emit(),
        Measure("import_peak_memory_4x_file", four, "MB", one).emit(),
    ]


def _peak(place: Path, bundle: Path) -> float:
    """Import into a new clinic with the command; return the peaks of its processes in MB."""
    made = factories.make_clinic(place / f"clinic-{bundle.stem}")
    made.clinic.close()
    where = ["--clinic", str(made.root), "--user", made.user, "--passphrase-stdin"]
    peaks: dict[str, float] = {}
    with subprocess.Popen(
        [sys.executable, "-m", "practice_desk", *where, "import", str(bundle)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    ) as process:
        assert process.stdin is not None  # it is a pipe
        process.stdin.write(made.passphrase.encode() + b"\n")
        process.stdin.close()
        while process.poll() is None:
            own = f"/proc/{process.pid}"
            for pid in (str(process.pid), *_text(f"{own}/task/{process.pid}/children").split()):
                peaks[pid] = max(peaks.get(pid, 0.0), _peak_of(pid))
            time.sleep(_LOOK_EVERY)
    if process.returncode:
        raise RuntimeError(f"the import of {bundle.name} failed")
    return sum(peaks.values())


def _peak_of(pid: str) -> float:
    for line in _text(f"/proc/{pid}/status").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def _text(path: str) -> str:
    """Return what /proc says, nothing for a process that has just ended."""
    try:
        return Path(path).read_text()
    except OSError:
        return ""
