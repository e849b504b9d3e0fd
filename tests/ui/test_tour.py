"""The headless demo, run as the README says: the real windows through the main job."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest

from practice_desk.app.demo.access import DEMO_PASSPHRASE, DEMO_USER
from practice_desk.letters.registry import LETTER_KINDS
from practice_desk.services.backups import ByPassphrase, verify_backup

pytestmark = pytest.mark.begins_first


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Take the tour once; return the folder it leaves and what it said."""
    folder = tmp_path_factory.mktemp("tour")
    homes = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "HOME", "LOCALAPPDATA")
    run = subprocess.run(
        [sys.executable, "-m", "practice_desk", "demo", "--headless"],
        cwd=folder,
        env={**os.environ, **{name: str(folder / "home") for name in homes}},
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert run.returncode == 0, run.stderr
    return folder / "demo-output", run.stdout


def check_that_every_step_leaves_a_numbered_picture(tour: tuple[Path, str]) -> None:
    folder, said = tour
    named = re.findall(r"→ (\d{3}-[a-z-]+\.png)", said)
    assert named == sorted(path.name for path in folder.glob("*.png"))
    assert len(named) > 30


def check_that_the_letters_are_whole_documents(tour: tuple[Path, str]) -> None:
    folder, _ = tour
    letters = sorted((folder / "letters").glob("L-*.pdf"))
    texts = [pypdf.PdfReader(letter).pages[0].extract_text() for letter in letters]
    assert len(letters) == 3
    assert all("NOT A PRESCRIPTION" in text and "Łukasz Dąbrowski" in text for text in texts)
    assert any("Cancel all remaining refills" in text for text in texts)


def check_that_one_letter_of_every_kind_is_there_to_look_at(tour: tuple[Path, str]) -> None:
    folder, _ = tour
    written = {path.stem for path in (folder / "letters").glob("*.pdf")}
    assert {kind.code for kind in LETTER_KINDS} <= written


def check_that_the_backup_opens_with_the_passphrase(tour: tuple[Path, str]) -> None:
    folder, _ = tour
    (file,) = (folder / "backup").glob("*.pdbackup")
    report = verify_backup(file, ByPassphrase(DEMO_USER, DEMO_PASSPHRASE))
    assert report.counts["patient"] == 44
    assert report.counts["letter"] > 3


def check_that_no_clinic_is_left_behind(tour: tuple[Path, str]) -> None:
    folder, _ = tour
    assert {path.name for path in folder.iterdir() if path.is_dir()} == {"letters", "backup"}


def test_that_the_tour_leaves_what_the_readme_says(tour):
    # One test: of several, each worker that got one would take the whole tour.
    check_that_every_step_leaves_a_numbered_picture(tour)
    check_that_the_letters_are_whole_documents(tour)
    check_that_one_letter_of_every_kind_is_there_to_look_at(tour)
    check_that_the_backup_opens_with_the_passphrase(tour)
    check_that_no_clinic_is_left_behind(tour)
