"""The restore drill: everything compared, nothing left behind, and the outcome kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from practice_desk.domain.errors import BackupDamaged, Cancelled, OtherClinicsBackup
from practice_desk.services import backups
from practice_desk.services.backups import ByPassphrase, ByRecoveryCode
from practice_desk.services.restore_drills import drill_elsewhere, hold_drill, last_drill
from tests.factories import PASSPHRASE, USER, MadeClinic, a_medication, a_patient, make_clinic

SECRET = ByPassphrase(USER, PASSPHRASE)
FORMAT_1 = Path(__file__).parents[2] / "samples" / "backup_format_1.pdbackup"


@pytest.fixture
def backup(made: MadeClinic, tmp_path: Path) -> Path:
    a_medication(made.clinic, a_patient(made.clinic))
    return backups.create_backup(made.clinic, tmp_path / "a.pdbackup").path


def _files(root: Path) -> dict[Path, bytes]:
    """Return every file of a clinic but its database and audit head, to which a row is added."""
    left_out = ("clinic.db", "clinic.db-wal", "clinic.db-shm", "audit.head")
    files = [path for path in root.rglob("*") if path.is_file() and path.name not in left_out]
    return {path: path.read_bytes() for path in files}


def test_that_a_drill_compares_every_table_and_is_kept_with_its_date(made, backup):
    assert last_drill(made.clinic) is None
    before = _files(made.root)
    drill = hold_drill(made.clinic, backup)
    report = backups.verify_backup(backup, SECRET)
    assert drill.counts == report.counts
    assert drill.compared
    assert not drill.problem
    assert drill.made_at == report.made_at
    kept = last_drill(made.clinic)
    assert kept is not None
    assert kept.held_at == drill.held_at.replace(microsecond=0)
    assert (kept.rows, kept.path, kept.problem) == (drill.rows, str(backup), "")
    assert _files(made.root) == before


def test_that_a_drill_of_a_damaged_backup_is_kept_as_failed(made, backup):
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(content)
    with pytest.raises(BackupDamaged):
        hold_drill(made.clinic, backup)
    kept = last_drill(made.clinic)
    assert kept is not None
    assert "cut, changed or is damaged" in kept.problem
    assert list(made.clinic.folder.scratch.iterdir()) == []


def test_that_a_drill_that_is_stopped_leaves_nothing_and_says_nothing(made, backup):
    def stop(done: int, total: int, what: str) -> None:
        if what.startswith("Comparing"):
            raise Cancelled

    with pytest.raises(Cancelled):
        hold_drill(made.clinic, backup, stop)
    assert last_drill(made.clinic) is None
    assert list(made.clinic.folder.scratch.iterdir()) == []


def test_that_another_clinics_backup_is_no_drill_of_this_one(made, tmp_path):
    other = make_clinic(tmp_path, name="other")
    foreign = backups.create_backup(other.clinic, tmp_path / "b.pdbackup").path
    other.clinic.close()
    with pytest.raises(OtherClinicsBackup):
        hold_drill(made.clinic, foreign)
    assert last_drill(made.clinic) is None


def test_that_a_drill_can_be_held_with_the_secret_that_a_person_would_use(made, backup):
    secret = ByRecoveryCode(made.recovery_code)
    assert hold_drill(made.clinic, backup, secret=secret).rows > 0


def test_that_a_drill_without_a_clinic_leaves_its_folder_as_it_was(backup, tmp_path):
    place = tmp_path / "data" / "drill"
    assert drill_elsewhere(backup, SECRET, place).rows > 0
    assert not place.exists()


def test_that_a_backup_of_the_first_format_is_tried_too_but_not_row_by_row(tmp_path):
    drill = drill_elsewhere(FORMAT_1, SECRET, tmp_path / "drill")
    assert not drill.compared
    assert drill.rows == 19
