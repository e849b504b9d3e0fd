"""A full or read-only disk: a clear sentence, nothing acknowledged lost, and on it goes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from practice_desk.domain.errors import DiskFull, ExpectedError, FolderReadOnly
from practice_desk.domain.patient import Patient
from practice_desk.domain.permission import Operation
from practice_desk.services import backups, patients, restores, start_up
from practice_desk.services.backups import ByPassphrase
from practice_desk.services.clinic import Clinic
from practice_desk.services.verification import verify_clinic
from practice_desk.storage import people, store, upgrade
from tests.factories import PASSPHRASE, USER, MadeClinic, a_patient, make_clinic
from tests.faults.filesystems import fill, read_only, small_disk

SECRET = ByPassphrase(USER, PASSPHRASE)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 8 MiB."""
    with small_disk(tmp_path / "disk", 8) as folder:
        yield folder


@pytest.fixture
def tight(disk: Path) -> Iterator[MadeClinic]:
    """An open clinic on the small disk."""
    made = make_clinic(disk)
    yield made
    made.clinic.close()


def _ids(clinic: Clinic) -> set[int]:
    with clinic.store.read() as work:
        return set(work.connection.exec_driver_sql("SELECT id FROM patient").scalars())


def _put_all(clinic: Clinic, people_to_come: list[Patient]) -> None:
    with clinic.writing(Operation.IMPORT_RECORDS) as work:
        for person in people_to_come:
            people.patients.put(work.connection, person)


def _save_until_full(clinic: Clinic) -> set[int]:
    acknowledged: set[int] = set()
    with pytest.raises(DiskFull) as full:  # noqa: PT012  # any of the saves may be the one
        for _ in range(100_000):
            acknowledged.add(a_patient(clinic, alert="x" * 240))
    assert "disk is full" in full.value.sentence
    assert "Free some space" in full.value.next_step
    return acknowledged


def test_that_a_full_disk_during_saves_loses_nothing_and_saving_resumes(
    disk: Path, tight: MadeClinic, record_property: Callable[[str, object], None]
) -> None:
    ballast = fill(disk, leave=5 << 20)
    acknowledged = _save_until_full(tight.clinic)
    assert acknowledged
    assert _ids(tight.clinic) == acknowledged
    ballast.unlink()
    acknowledged.add(a_patient(tight.clinic))
    tight.clinic.close()
    reopened = start_up.open_clinic(tight.root, USER, PASSPHRASE)
    assert _ids(reopened) == acknowledged
    assert verify_clinic(reopened).findings == ()
    reopened.close()
    record_property(
        "figures", f"full disk: {len(acknowledged)} acknowledged saves, 0 lost, resumed when freed"
    )


def test_that_a_clinic_closed_on_a_full_disk_opens_again_whole(
    disk: Path, tight: MadeClinic
) -> None:
    ballast = fill(disk, leave=600_000)
    acknowledged = _save_until_full(tight.clinic)
    tight.clinic.close()
    ballast.unlink()
    reopened = start_up.open_clinic(tight.root, USER, PASSPHRASE)
    assert _ids(reopened) == acknowledged
    reopened.close()


def test_that_a_bulk_write_on_a_full_disk_leaves_nothing_of_itself(
    disk: Path, tight: MadeClinic
) -> None:
    kept = a_patient(tight.clinic)
    fill(disk, leave=500_000)
    people_to_come = [
        Patient(f"Family {number}", "Given", chart_number=str(number), alert="x" * 240)
        for number in range(2000)
    ]
    with pytest.raises(DiskFull):
        _put_all(tight.clinic, people_to_come)
    assert _ids(tight.clinic) == {kept}


def test_that_a_document_on_a_full_disk_leaves_nothing_of_itself(
    disk: Path, tight: MadeClinic
) -> None:
    fill(disk, leave=300_000)
    with (
        (disk / "clinic" / "keyslots.json").open("rb") as small,
        Path("/dev/urandom").open("rb") as endless,
    ):
        with pytest.raises(DiskFull), tight.clinic.writing(Operation.IMPORT_RECORDS) as work:
            work.documents.add(endless)
        with tight.clinic.writing(Operation.IMPORT_RECORDS) as work:
            work.documents.add(small)
    assert len(tight.clinic.store.documents.names()) == 1
    assert not list(tight.clinic.store.generation.documents.glob("*.partial"))


def test_that_a_backup_onto_a_full_stick_leaves_the_older_backup(
    clinic: Clinic, disk: Path
) -> None:
    older = backups.create_backup(clinic, disk / "a.pdbackup")
    fill(disk, leave=50_000)
    with pytest.raises(DiskFull) as full:
        backups.create_backup(clinic, disk / "a.pdbackup")
    assert "stick or disk for backups is full" in full.value.sentence
    assert "are as they were" in full.value.next_step
    assert sorted(path.name for path in disk.iterdir()) == ["a.pdbackup", "ballast"]
    assert backups.verify_backup(older.path, SECRET) == older
    assert list(clinic.folder.scratch.iterdir()) == []


def test_that_a_backup_of_a_clinic_on_a_full_disk_says_so(
    disk: Path, tight: MadeClinic, tmp_path: Path
) -> None:
    ballast = fill(disk, leave=50_000)
    with pytest.raises(DiskFull):
        backups.create_backup(tight.clinic, tmp_path)
    assert not list(tmp_path.glob("*.pdbackup*"))
    ballast.unlink()
    backups.create_backup(tight.clinic, tmp_path)


def test_that_a_restore_onto_a_full_disk_leaves_nothing(
    clinic: Clinic, disk: Path, tmp_path: Path
) -> None:
    path = backups.create_backup(clinic, tmp_path).path
    fill(disk, leave=100_000)
    with pytest.raises(DiskFull):
        restores.restore_backup(path, SECRET, disk / "restored")
    assert [entry.name for entry in disk.iterdir()] == ["ballast"]


def test_that_a_new_clinic_on_a_full_disk_leaves_nothing(
    disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "upgrade", upgrade.upgrade)  # the program's, not a copy's
    ballast = fill(disk, leave=50_000)
    with pytest.raises(DiskFull):
        make_clinic(disk)
    assert [entry.name for entry in disk.iterdir()] == ["ballast"]
    ballast.unlink()
    make_clinic(disk).clinic.close()


def test_that_a_read_only_clinic_folder_is_a_clear_sentence(disk: Path, tight: MadeClinic) -> None:
    tight.clinic.close()
    with read_only(disk), pytest.raises(FolderReadOnly) as refused:
        start_up.open_clinic(tight.root, USER, PASSPHRASE)
    assert "may not be written" in refused.value.sentence
    assert refused.value.next_step
    start_up.open_clinic(tight.root, USER, PASSPHRASE).close()


def test_that_a_clinic_on_a_write_protected_disk_is_checked_and_backed_up(
    disk: Path, tight: MadeClinic, tmp_path: Path
) -> None:
    kept = a_patient(tight.clinic)
    tight.clinic.close()
    with read_only(disk):
        clinic = start_up.open_clinic(tight.root, USER, PASSPHRASE, beside=True)
        checked = verify_clinic(clinic)
        backup = backups.create_backup(clinic, tmp_path)
        clinic.close()
    assert checked.sound
    (note,) = checked.findings
    assert "could not be recorded" in note.sentence
    assert not backup.recorded
    restores.restore_backup(backup.path, SECRET, tmp_path / "restored")
    restored = start_up.open_clinic(tmp_path / "restored", USER, PASSPHRASE)
    assert _ids(restored) == {kept}
    restored.close()


def test_that_a_write_protected_clinic_that_was_killed_is_not_half_read(
    disk: Path, tight: MadeClinic, tmp_path: Path
) -> None:
    a_patient(tight.clinic)
    killed = disk / "killed"
    shutil.copytree(tight.root, killed)  # with its WAL, as a kill leaves it
    tight.clinic.close()
    (killed / "generations/000001/clinic.db-shm").unlink()
    with read_only(disk), pytest.raises(FolderReadOnly) as refused:
        start_up.open_clinic(killed, USER, PASSPHRASE, beside=True)
    assert "not closed properly" in refused.value.sentence
    assert "Copy the whole folder" in refused.value.next_step


def test_that_a_folder_turning_read_only_is_a_clear_sentence(disk: Path, tight: MadeClinic) -> None:
    kept = a_patient(tight.clinic)
    tight.clinic.close()  # its lock file is open for writing, which forbids the remount
    clinic = start_up.open_clinic(tight.root, USER, PASSPHRASE, beside=True)
    subject = patients.get_patient(clinic, kept)
    clinic.store.close()
    with read_only(disk), pytest.raises(FolderReadOnly):
        patients.save_patient(clinic, subject)
    assert _ids(clinic) == {kept}
    clinic.close()


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere"
)
def test_that_a_folder_without_write_permission_is_a_clear_sentence(made: MadeClinic) -> None:
    made.clinic.close()
    folders = [path for path in (made.root, *made.root.rglob("*")) if path.is_dir()]
    files = [path for path in made.root.rglob("*") if path.is_file()]
    for path in (*files, *folders):
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        with pytest.raises(FolderReadOnly) as refused:
            start_up.open_clinic(made.root, USER, PASSPHRASE)
        assert refused.value.next_step
    finally:
        for path in (*folders, *files):
            path.chmod(0o700 if path.is_dir() else 0o600)
    start_up.open_clinic(made.root, USER, PASSPHRASE).close()


def test_that_a_backup_onto_a_read_only_stick_is_a_clear_sentence(
    clinic: Clinic, disk: Path
) -> None:
    with read_only(disk), pytest.raises(FolderReadOnly) as refused:
        backups.create_backup(clinic, disk)
    assert refused.value.next_step
    assert list(disk.iterdir()) == []


def test_that_a_backup_onto_a_stick_that_is_gone_is_a_clear_sentence(
    clinic: Clinic, tmp_path: Path
) -> None:
    with pytest.raises(ExpectedError, match="Plug the stick in"):
        backups.create_backup(clinic, tmp_path / "gone" / "a.pdbackup")
