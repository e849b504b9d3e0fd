"""A writing program killed at any moment loses nothing that it had acknowledged."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from practice_desk.domain.errors import ClinicMissing
from practice_desk.services import backups, restores, start_up
from practice_desk.services.backups import ByPassphrase
from practice_desk.services.verification import verify_clinic
from tests.factories import MadeClinic, a_medication, a_patient
from tests.faults.kills import LONGEST_LIFE, Writers, kill_while_saving, present

KILLS = 100
FEWER_KILLS = 30

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")


def test_that_kill_9_during_saves_loses_nothing_acknowledged(
    made: MadeClinic, record_property: Callable[[str, object], None]
) -> None:
    made.clinic.close()
    found = kill_while_saving(made, KILLS)
    assert not found.wrong, "\n".join(found.wrong)
    assert found.acknowledged >= KILLS
    record_property("figures", str(found))


@pytest.fixture
def backed_up(made: MadeClinic, tmp_path: Path) -> tuple[MadeClinic, Path]:
    """A closed clinic with a chart, and its backup."""
    a_medication(made.clinic, a_patient(made.clinic))
    path = backups.create_backup(made.clinic, tmp_path / "a.pdbackup").path
    made.clinic.close()
    return made, path


def test_that_a_killed_backup_leaves_a_whole_file_or_the_older_one(
    backed_up: tuple[MadeClinic, Path],
) -> None:
    made, path = backed_up
    moments = random.Random(1)
    with Writers(made, "back up", path) as writers:
        for _ in range(FEWER_KILLS):
            writers.run_and_kill(moments.uniform(0, LONGEST_LIFE))
            report = backups.verify_backup(path, ByPassphrase(made.user, made.passphrase))
            assert report.counts["plan_event"] == 1


def test_that_a_killed_restore_over_a_clinic_leaves_a_whole_clinic(
    backed_up: tuple[MadeClinic, Path],
) -> None:
    made, path = backed_up
    moments = random.Random(2)
    with Writers(made, "restore over", path, made.passphrase) as writers:
        for _ in range(FEWER_KILLS):
            writers.run_and_kill(moments.uniform(0, LONGEST_LIFE))
            clinic = start_up.open_clinic(made.root, made.user, made.passphrase)
            report = verify_clinic(clinic)
            patients, events, _ = present(clinic.store)
            clinic.close()
            assert report.findings == ()
            assert (len(patients), len(events)) == (1, 1)


def test_that_a_killed_restore_leaves_no_half_clinic_and_can_be_repeated(
    backed_up: tuple[MadeClinic, Path], tmp_path: Path
) -> None:
    made, path = backed_up
    moments = random.Random(3)
    target = tmp_path / "target"
    with Writers(made, "restore new", path, made.passphrase, target) as writers:
        for _ in range(FEWER_KILLS):
            writers.run_and_kill(moments.uniform(0, LONGEST_LIFE))
            try:
                clinic = start_up.open_clinic(target, made.user, made.passphrase)
            except ClinicMissing:
                continue  # the next round restores into what this one left
            assert verify_clinic(clinic).findings == ()
            clinic.close()
            shutil.rmtree(target)
    restores.restore_backup(path, ByPassphrase(made.user, made.passphrase), target)
    start_up.open_clinic(target, made.user, made.passphrase).close()
