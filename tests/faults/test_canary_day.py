"""After a day's work and a kill, nothing that was typed lies anywhere in clear."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from practice_desk.services.clinic import Clinic
from practice_desk.services.start_up import open_clinic
from practice_desk.storage.rows import metadata
from tests.factories import PASSPHRASE, USER

CANARY = "Zqxcanary"
CHECKOUT = Path(__file__).parents[2]
FEWEST_TYPED = 60
KEEP_CANARIES = frozenset(
    {
        "patient", "related_person", "organization", "appointment", "check_in", "draft",
        "medication", "medication_trial", "reconciliation_entry", "supply_entry",
        "allergy_intolerance", "condition", "observation", "substance_use", "adverse_event",
        "note", "chart_event", "filed_document", "search_entry",
    }
)  # fmt: skip
"""The tables that hold a canary in the end; without them the day would prove little."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ends with SIGKILL")


def spellings(canary: str) -> tuple[bytes, ...]:
    """Return the canary as files would hold it: plain, in UTF-16, and in base64."""
    plain = canary.encode()
    base64s = {base64.b64encode(b"x" * shift + plain)[4 : len(plain)] for shift in range(3)}
    return plain, plain.lower(), plain.upper(), canary.encode("utf-16-le"), *sorted(base64s)


def found_in(folders: Iterable[Path]) -> tuple[int, list[str]]:
    """Return how many files there are, and which hold the canary in their content or name."""
    wanted = spellings(CANARY)
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    held = [
        str(path)
        for path in files
        if CANARY.casefold() in path.name.casefold()
        or any(spelling in path.read_bytes() for spelling in wanted)
    ]
    return len(files), held


@pytest.fixture
def places(tmp_path: Path) -> dict[str, Path]:
    """Every folder that the program may write into, each of its own."""
    names = ("home", "config", "data", "state", "cache", "runtime", "temp", "work", "exports")
    made = {name: tmp_path / name for name in names}
    for folder in made.values():
        folder.mkdir(mode=0o700)
    return made


def live_a_day(places: dict[str, Path], clinic: Path) -> int:
    """Run the scripted day until it kills itself; return how many fields it typed into."""
    variables = {
        **os.environ,
        "HOME": str(places["home"]),
        "XDG_CONFIG_HOME": str(places["config"]),
        "XDG_DATA_HOME": str(places["data"]),
        "XDG_STATE_HOME": str(places["state"]),
        "XDG_CACHE_HOME": str(places["cache"]),
        "XDG_RUNTIME_DIR": str(places["runtime"]),
        "TMPDIR": str(places["temp"]),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(CHECKOUT),
    }
    words = [sys.executable, "-m", "tests.faults.day", str(clinic), str(places["exports"]), CANARY]
    done = subprocess.run(
        words, env=variables, cwd=places["work"], capture_output=True, text=True, check=False
    )
    assert done.returncode == -9, done.stderr
    assert CANARY not in done.stdout + done.stderr
    return int(done.stdout.split()[-1])


def test_that_a_day_leaves_no_canary_in_clear(
    tmp_path: Path, places: dict[str, Path], record_property: Callable[[str, object], None]
):
    clinic = tmp_path / "clinic"
    typed = live_a_day(places, clinic)
    (places["exports"] / "bundle.json").unlink()  # it came from outside
    files, held = found_in([*places.values(), clinic])
    opened = open_clinic(clinic, USER, PASSPHRASE)
    kept = tables_holding(opened, CANARY)
    opened.close()
    record_property(
        "figures",
        f"canary day: {typed} fields typed into, kept in {len(kept)} tables, {files} files left by "
        f"the killed program, canaries in clear {len(held)}",
    )
    assert not held
    assert sorted(KEEP_CANARIES - kept) == []
    assert typed >= FEWEST_TYPED
    assert files > 5


def tables_holding(clinic: Clinic, canary: str) -> set[str]:
    """Return the tables in which a value holds the canary."""
    with clinic.store.read() as work:
        return {
            table.name
            for table in metadata.sorted_tables
            if any(canary in str(row) for row in work.connection.execute(table.select()))
        }


def test_that_the_search_for_canaries_finds_one(tmp_path: Path):
    for number, spelling in enumerate(spellings(CANARY)):
        (tmp_path / f"{number}.txt").write_bytes(b"before " + spelling + b" after")
    (tmp_path / f"{CANARY.upper()}.txt").touch()
    files, held = found_in([tmp_path])
    assert len(held) == files
