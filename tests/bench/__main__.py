"""`python -m tests.bench [NAME …] [--patients N]`: measure and print JSON lines.

Exit code 1 when a figure is over its limit. Two clinics are made once per run in a temporary
folder: one of 50,000 patients and two million rows, one of 500.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from practice_desk.services.clinic import Clinic
from practice_desk.services.start_up import open_clinic
from tests.bench import (
    backup_bench,
    check_bench,
    fault_bench,
    gui_bench,
    import_bench,
    knowledge_bench,
    letter_bench,
    rotation_bench,
    search_bench,
    start_bench,
    store_bench,
    timeline_bench,
)
from tests.bench.large_clinic import PASSPHRASE, ROWS_EACH, USER, make_large_clinic
from tests.bench.measure import Measure, say

SMALL = 500


class Bench:
    """The clinics of one run, made when first asked for."""

    def __init__(self, folder: Path, patients: int) -> None:
        self.folder = folder
        self.patients = patients
        self._open: list[Clinic] = []

    def root(self, count: int) -> Path:
        """Return the folder of the clinic with *count* patients."""
        root = self.folder / f"clinic-{count}"
        if not root.exists():
            say(f"Making a clinic of {count:,} patients, {count * ROWS_EACH:,} rows …")
            make_large_clinic(root, count)
        return root

    def clinic(self, count: int) -> Clinic:
        """Return it, open."""
        return self.open(self.root(count))

    def open(self, root: Path) -> Clinic:
        """Return the clinic in *root*, open."""
        clinic = open_clinic(root, USER, PASSPHRASE)
        self._open.append(clinic)
        return clinic

    def close(self) -> None:
        """Close what is open."""
        while self._open:
            self._open.pop().close()


def _store(bench: Bench) -> list[Measure]:
    clinic = bench.clinic(bench.patients)
    return [store_bench.search(clinic), store_bench.chart_reads(clinic, bench.patients)]


def _search(bench: Bench) -> list[Measure]:
    return search_bench.search(bench.open(_texts(bench)))


def _texts(bench: Bench) -> Path:
    """Return the clinic of many notes, made when first asked for."""
    root = bench.folder / f"texts-{bench.patients}"
    if not root.exists():
        say(f"Making a clinic of {bench.patients * search_bench.NOTES_EACH:,} notes …")
        make_large_clinic(root, bench.patients)
    clinic = bench.open(root)
    search_bench.make_texts(clinic, bench.patients)
    bench.close()
    return root


def _encryption(bench: Bench) -> list[Measure]:
    clinic = bench.clinic(bench.patients)
    twin = store_bench.plain_twin(clinic, bench.folder)
    try:
        return store_bench.encryption(clinic, twin, bench.patients)
    finally:
        twin.store.close()


def _backup(bench: Bench) -> list[Measure]:
    return backup_bench.backup(bench.clinic(bench.patients), bench.folder)


def _key(bench: Bench) -> list[Measure]:
    return rotation_bench.key_change(bench.clinic(bench.patients), bench.folder)


def _chart(bench: Bench) -> list[Measure]:
    return gui_bench.chart_open(
        bench.root(bench.patients), bench.patients, bench.root(SMALL), SMALL
    )


BENCHES: dict[str, Callable[[Bench], list[Measure]]] = {
    "start": lambda bench: start_bench.first_paint(bench.root(SMALL)),
    "unlock": lambda bench: start_bench.unlock(bench.root(bench.patients)),
    "memory": lambda bench: start_bench.memory(bench.root(bench.patients)),
    "pack": lambda bench: knowledge_bench.pack(),
    "letter": lambda bench: letter_bench.letter(),
    "check": lambda bench: check_bench.check(),
    "timeline": lambda bench: timeline_bench.redraw(),
    "store": _store,
    "search": _search,
    "chart": _chart,
    "palette": lambda bench: gui_bench.palette(_texts(bench)),
    "keystroke": lambda bench: gui_bench.keystroke(bench.root(bench.patients)),
    "stall": lambda bench: gui_bench.stalls(bench.root(bench.patients), bench.folder),
    "import-memory": lambda bench: import_bench.import_memory(bench.folder),
    "backup": _backup,
    "encryption": _encryption,
    "key": _key,
}
BAD_DAYS: dict[str, Callable[[Bench], list[Measure]]] = {
    "kills": lambda bench: fault_bench.kills(bench.folder),
    "key-kills": lambda bench: fault_bench.key_kills(bench.folder),
    "writes": lambda bench: fault_bench.writes(bench.folder),
    "mutations": lambda bench: fault_bench.mutations(bench.folder),
}
"""Run when named: they take their time, and count what was harmed instead of milliseconds."""


def main() -> int:
    """Run the benches asked for, all by default."""
    every = BENCHES | BAD_DAYS
    parser = argparse.ArgumentParser(prog="bench", description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(every))
    parser.add_argument("--patients", type=int, default=50_000)
    parser.add_argument("--folder", type=Path, help="keep the clinics there, for another run")
    options = parser.parse_args()
    if unknown := set(options.names) - set(every):
        parser.error(f"no bench called {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory(prefix="practice-desk-bench-") as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        measures: list[Measure] = []
        for name in options.names or BENCHES:
            bench = Bench(folder, options.patients)
            try:
                measures += every[name](bench)
            finally:
                bench.close()
    over = [measure.name for measure in measures if not measure.holds]
    say(f"{len(measures)} measured; over their limit: {', '.join(over) or 'none'}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
