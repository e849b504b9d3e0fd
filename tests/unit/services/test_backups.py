"""Backing up, verifying and restoring real encrypted clinics."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import BinaryIO

import pytest

from practice_desk.credentials import key_slots
from practice_desk.domain.errors import (
    BackupDamaged,
    BackupTooNew,
    Cancelled,
    ClinicDamaged,
    ClinicExists,
    ExpectedError,
    KeySlotsDamaged,
    NotABackup,
    StorageFailed,
    WrongPassphrase,
    WrongRecoveryCode,
)
from practice_desk.domain.permission import Operation
from practice_desk.exchange import backup_archive, backup_contents
from practice_desk.services import (
    backup_header,
    backups,
    patients,
    plan,
    restores,
    start_up,
    verification,
)
from practice_desk.services.backup_target import is_named_by_us
from practice_desk.services.backups import ByPassphrase, ByRecoveryCode
from practice_desk.services.clinic import Clinic
from practice_desk.storage import registry
from practice_desk.storage.engine import connect
from tests.factories import (
    CHEAP,
    PASSPHRASE,
    USER,
    MadeClinic,
    a_document,
    a_medication,
    a_patient,
    make_clinic,
)

SECRET = ByPassphrase(USER, PASSPHRASE)


@pytest.fixture
def full(made: MadeClinic) -> MadeClinic:
    """A clinic with a chart, a plan and documents, one of them larger than a chunk."""
    patient_id = a_patient(made.clinic)
    a_medication(made.clinic, patient_id)
    a_document(made.clinic, b"small")
    a_document(made.clinic, bytes(range(256)) * 6000)
    return made


@pytest.fixture
def backup(full: MadeClinic, tmp_path: Path) -> Path:
    """A backup of the clinic `full`."""
    return backups.create_backup(full.clinic, tmp_path / "a.pdbackup").path


@pytest.fixture
def restored(backup: Path, tmp_path: Path) -> Iterator[Clinic]:
    """The clinic restored from `backup` into a new folder, open."""
    restores.restore_backup(backup, SECRET, tmp_path / "restored")
    clinic = start_up.open_clinic(tmp_path / "restored", USER, PASSPHRASE)
    yield clinic
    clinic.close()


def test_that_a_backup_into_a_folder_is_named_by_clinic_and_time(
    clinic: Clinic, tmp_path: Path
) -> None:
    a_patient(clinic, family_name="Quetzalcoatl")
    report = backups.create_backup(clinic, tmp_path)
    assert report.path.parent == tmp_path
    assert report.path.name.startswith("harbor-street-clinic-20")
    assert report.path.name.endswith(".pdbackup")


def test_that_two_backups_within_a_second_both_stay(clinic: Clinic, tmp_path: Path) -> None:
    moment = clinic.now()
    clinic._clock = lambda: moment
    first, second = backups.create_backup(clinic, tmp_path), backups.create_backup(clinic, tmp_path)
    assert first.path != second.path
    assert len(list(tmp_path.glob("*.pdbackup"))) == 2
    assert all(is_named_by_us(report.path.name) for report in (first, second))


def test_that_a_backup_never_takes_another_kind_of_files_place(
    clinic: Clinic, tmp_path: Path
) -> None:
    other = tmp_path / "thesis.doc"
    other.write_text("mine")
    report = backups.create_backup(clinic, other)
    assert report.path == tmp_path / "thesis.doc.pdbackup"
    assert other.read_text() == "mine"


def test_that_a_backup_is_recorded_in_the_audit_trail(clinic: Clinic, tmp_path: Path) -> None:
    backups.create_backup(clinic, tmp_path)
    with clinic.reading(Operation.VIEW_CHART) as work:
        rows = work.connection.exec_driver_sql(
            "SELECT operation, detail FROM audit_event ORDER BY id DESC LIMIT 1"
        ).all()
    assert rows[0][0] == "back up"
    assert "verified" in rows[0][1]


def test_that_making_a_backup_leaves_no_scratch_or_partial_file(
    clinic: Clinic, tmp_path: Path
) -> None:
    report = backups.create_backup(clinic, tmp_path / "out.pdbackup")
    assert list(clinic.folder.scratch.iterdir()) == []
    assert not report.path.with_name("out.pdbackup.partial").exists()


def test_that_verifying_gives_what_making_it_reported(full: MadeClinic, tmp_path: Path) -> None:
    made = backups.create_backup(full.clinic, tmp_path / "a.pdbackup")
    assert backups.verify_backup(made.path, SECRET) == made
    assert backups.verify_backup(made.path, ByRecoveryCode(full.recovery_code)) == made
    assert made.documents == 2
    assert made.counts["patient"] == 1


def test_that_a_backup_shows_its_label_without_a_key(backup: Path, full: MadeClinic) -> None:
    label = backups.check_backup_keyless(backup)
    assert label.user_names == (USER,)
    assert label.clinic_id == key_slots.clinic_id(full.clinic.folder.key_slots)
    assert label.size == backup.stat().st_size


def test_that_nothing_in_a_backup_is_readable_without_the_key(
    clinic: Clinic, tmp_path: Path
) -> None:
    a_patient(clinic, family_name="Canary-Quetzalcoatl")
    a_document(clinic, b"Canary-Document")
    content = backups.create_backup(clinic, tmp_path).path.read_bytes()
    assert b"Canary" not in content
    assert b"Harbor Street" not in content


def test_that_the_restored_clinic_has_every_row_and_document(
    full: MadeClinic, restored: Clinic
) -> None:
    for name in sorted(registry.documents.table.metadata.tables):
        if name == "audit_event":
            continue  # grew by making the backup and by unlocking
        statement = f"SELECT * FROM {name} ORDER BY 1"
        with full.clinic.store.read() as before, restored.store.read() as after:
            left = before.connection.exec_driver_sql(statement).all()
            right = after.connection.exec_driver_sql(statement).all()
        # Making the backup was itself noted in the clinic afterwards.
        assert [row for row in left if row[0] != "last backup"] == right, name
    assert restored.store.documents.names() == full.clinic.store.documents.names()
    assert verification.verify_clinic(restored).findings == ()


def test_that_a_restored_clinic_can_be_searched_and_written(restored: Clinic) -> None:
    (patient_id,) = patients.find_patients(restored, "dabrowski")
    a_medication(restored, patient_id, name="lithium")
    assert len(plan.plan_as_of(restored, patient_id, restored.today())) == 2


def test_that_the_recovery_code_restores_on_another_computer(
    full: MadeClinic, backup: Path, tmp_path: Path
) -> None:
    target = tmp_path / "deep" / "other"
    report = restores.restore_backup(backup, ByRecoveryCode(full.recovery_code), target)
    assert report.folder == target
    start_up.open_clinic(target, USER, PASSPHRASE).close()


def test_that_a_backup_made_while_the_clinic_is_written_to_is_consistent(
    clinic: Clinic, tmp_path: Path
) -> None:
    stop = Event()

    def write() -> None:
        while not stop.is_set():
            a_medication(clinic, a_patient(clinic))

    writer = Thread(target=write)
    writer.start()
    try:
        reports = [backups.create_backup(clinic, tmp_path / f"{n}.pdbackup") for n in range(5)]
    finally:
        stop.set()
        writer.join()
    for number, report in enumerate(reports):
        assert report.counts["medication"] == report.counts["plan_event"]
        restores.restore_backup(report.path, SECRET, tmp_path / f"restored-{number}")


def test_that_a_wrong_secret_is_told_apart_from_damage(backup: Path) -> None:
    with pytest.raises(WrongPassphrase):
        backups.verify_backup(backup, ByPassphrase(USER, "some other passphrase"))
    with pytest.raises(WrongRecoveryCode):
        backups.verify_backup(backup, ByRecoveryCode("0000-0000"))
    data = bytearray(backup.read_bytes())
    data[len(data) // 2] ^= 1
    backup.write_bytes(data)
    with pytest.raises(BackupDamaged):
        backups.verify_backup(backup, ByPassphrase(USER, "some other passphrase"))


def test_that_a_secret_of_another_clinic_opens_nothing(backup: Path, tmp_path: Path) -> None:
    other = make_clinic(tmp_path, name="other")
    other.clinic.close()
    with pytest.raises(WrongRecoveryCode):
        backups.verify_backup(backup, ByRecoveryCode(other.recovery_code))


def test_that_the_passphrase_of_the_day_of_the_backup_opens_it(
    full: MadeClinic, backup: Path
) -> None:
    slots = full.clinic.folder.key_slots
    key_slots.change_passphrase(slots, USER, PASSPHRASE, "ten new bottles hang", profile=CHEAP)
    backups.verify_backup(backup, SECRET)
    with pytest.raises(WrongPassphrase):
        backups.verify_backup(backup, ByPassphrase(USER, "ten new bottles hang"))


def test_that_another_file_is_called_no_backup(tmp_path: Path) -> None:
    other = tmp_path / "a.pdbackup"
    other.write_bytes(b"%PDF-1.7" + bytes(1000))
    with pytest.raises(NotABackup):
        backups.check_backup_keyless(other)
    other.write_bytes(b"")
    with pytest.raises(NotABackup):
        backups.check_backup_keyless(other)


def test_that_a_missing_backup_is_a_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(ExpectedError, match="can't be found"):
        backups.check_backup_keyless(tmp_path / "gone.pdbackup")


def test_that_a_backup_of_a_newer_format_is_refused_as_such(
    full: MadeClinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as newer:
        newer.setattr(backup_archive, "FORMAT", backup_contents.FORMAT + 1)
        newer.setattr(backup_header, "FORMAT", backup_contents.FORMAT + 1)
        path = backups.create_backup(full.clinic, tmp_path / "new.pdbackup").path
    for read in (
        lambda: backups.check_backup_keyless(path),
        lambda: backups.verify_backup(path, SECRET),
        lambda: restores.restore_backup(path, SECRET, tmp_path / "restored"),
    ):
        with pytest.raises(BackupTooNew):
            read()
    assert not (tmp_path / "restored").exists()


def test_that_a_backup_of_a_newer_schema_is_not_restored(full: MadeClinic, tmp_path: Path) -> None:
    store = full.clinic.store
    connection = connect(store.database, store.database_key)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    path = backups.create_backup(full.clinic, tmp_path / "new.pdbackup").path
    with pytest.raises(BackupTooNew):
        restores.restore_backup(path, SECRET, tmp_path / "restored")
    assert not (tmp_path / "restored").exists()


def test_that_a_second_program_backs_up_beside_the_one_that_has_the_clinic_open(
    full: MadeClinic, tmp_path: Path
) -> None:
    beside = start_up.open_clinic(full.root, USER, PASSPHRASE, beside=True)
    report = backups.create_backup(beside, tmp_path / "a.pdbackup")
    beside.close()
    assert report.counts["patient"] == 1
    a_patient(full.clinic)
    assert verification.verify_clinic(full.clinic).findings == ()


def test_that_a_database_that_cannot_be_read_whole_is_not_called_backed_up(
    full: MadeClinic, tmp_path: Path
) -> None:
    store = full.clinic.store
    connection = connect(store.database, store.database_key)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with store.database.open("r+b") as file:
        file.seek(4096 * 20 + 99)
        file.write(b"damage")
    with pytest.raises(ClinicDamaged):
        backups.create_backup(full.clinic, tmp_path / "a.pdbackup")
    assert not list(tmp_path.glob("*.pdbackup*"))


def test_that_a_disk_that_loses_bytes_is_found_out(
    full: MadeClinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = backups.create_backup(full.clinic, tmp_path / "a.pdbackup").path.read_bytes()

    def losing(sink: BinaryIO) -> None:
        sink.flush()
        path = tmp_path / "a.pdbackup.partial"
        content = bytearray(path.read_bytes())
        content[len(content) // 3] ^= 1
        path.write_bytes(content)

    monkeypatch.setattr(backups, "flush_to_disk", losing)
    with pytest.raises(StorageFailed, match="read back differently"):
        backups.create_backup(full.clinic, tmp_path / "a.pdbackup")
    assert (tmp_path / "a.pdbackup").read_bytes() == older


def test_that_a_cancelled_backup_leaves_the_older_one_of_its_name(
    full: MadeClinic, backup: Path
) -> None:
    before = backup.read_bytes()

    def stop(done: int, total: int, what: str) -> None:
        if what.startswith("Reading") and done > total * 0.6:
            raise Cancelled

    with pytest.raises(Cancelled):
        backups.create_backup(full.clinic, backup, stop)
    assert backup.read_bytes() == before
    assert [path.name for path in backup.parent.iterdir() if "partial" in path.name] == []
    assert list(full.clinic.folder.scratch.iterdir()) == []


def test_that_a_lost_document_is_reported_and_everything_else_backed_up(
    full: MadeClinic, tmp_path: Path
) -> None:
    name = sorted(full.clinic.store.documents.names())[0]
    full.clinic.store.documents.path(name).unlink()
    report = backups.create_backup(full.clinic, tmp_path / "a.pdbackup")
    assert (report.documents, report.missing_documents) == (1, 1)
    restored = restores.restore_backup(report.path, SECRET, tmp_path / "restored")
    assert restored.missing_documents == 1


def test_that_a_restore_never_goes_into_a_folder_that_holds_something(
    backup: Path, tmp_path: Path
) -> None:
    target = tmp_path / "taken"
    target.mkdir()
    (target / "letter.txt").write_text("mine")
    with pytest.raises(ClinicExists):
        restores.restore_backup(backup, SECRET, target)
    assert [path.name for path in target.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("there", [True, False])
def test_that_a_failed_restore_leaves_nothing(backup: Path, tmp_path: Path, there: bool) -> None:
    target = tmp_path / "target"
    if there:
        target.mkdir()

    def stop(done: int, total: int, what: str) -> None:
        if what.startswith("Comparing"):
            raise Cancelled

    with pytest.raises(Cancelled):
        restores.restore_backup(backup, SECRET, target, stop)
    assert target.exists() == there
    assert not there or list(target.iterdir()) == []


def test_that_a_killed_restore_can_be_repeated_into_the_same_folder(
    backup: Path, tmp_path: Path
) -> None:
    target = tmp_path / "target"
    (target / "generations" / "000001").mkdir(parents=True)
    (target / "generations" / "000001" / "clinic.db").write_bytes(b"half")
    (target / "RESTORING").touch()
    restores.restore_backup(backup, SECRET, target)
    start_up.open_clinic(target, USER, PASSPHRASE).close()
    assert not (target / "RESTORING").exists()


def test_that_a_clinic_whose_key_slots_are_not_its_own_is_not_backed_up(
    full: MadeClinic, tmp_path: Path
) -> None:
    slots = full.clinic.folder.key_slots
    slots.unlink()
    key_slots.create(slots, USER, PASSPHRASE, profile=CHEAP)
    with pytest.raises(KeySlotsDamaged):
        backups.create_backup(full.clinic, tmp_path / "a.pdbackup")
    assert not list(tmp_path.glob("*.pdbackup*"))


def test_that_a_copy_which_cannot_be_proven_is_no_backup(
    made: MadeClinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_arguments: object, **_options: object) -> None:
        raise ClinicDamaged("The database is damaged.")

    monkeypatch.setattr(backups, "prove", fail)
    with pytest.raises(ClinicDamaged):
        backups.create_backup(made.clinic, tmp_path / "copy.pdbackup")
    assert list(tmp_path.glob("copy*")) == []
