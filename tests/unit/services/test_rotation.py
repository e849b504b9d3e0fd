"""Changing the clinic's key: everything under the new one, nothing left for the old one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from practice_desk.credentials import key_slots
from practice_desk.domain.account import Account, Role
from practice_desk.domain.errors import (
    Cancelled,
    ClinicBusy,
    DiskFull,
    DocumentsDamaged,
    KeyWasChanged,
    NotPermitted,
    RecordsMissing,
    WrongPassphrase,
)
from practice_desk.services import (
    backups,
    charts,
    key_status,
    restores,
    restores_over,
    rotation,
    staff,
    start_up,
    trail,
)
from practice_desk.services.backups import ByPassphrase, ByRecoveryCode
from practice_desk.services.clinic import Clinic
from practice_desk.services.rotation import rotate_data_key
from practice_desk.services.staff import FirstPassphrase
from practice_desk.services.verification import verify_clinic
from practice_desk.storage import registry
from practice_desk.storage.engine import connect
from practice_desk.storage.layout import ClinicFolder
from practice_desk.storage.rekey import key_opens
from tests.factories import CHEAP, PASSPHRASE, USER, MadeClinic, a_document, a_medication, a_patient

OTHER, OTHERS_WORDS = "ben.ortiz", "eleven pipers piping loud"


def contents(clinic: Clinic) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table, but for what a change of the key changes."""
    with clinic.store.read() as work:
        run = work.connection.exec_driver_sql
        tables = run("SELECT name FROM sqlite_schema WHERE type = 'table'").scalars().all()
        kept = [name for name in tables if name not in ("document", "setting", "audit_part")]
        rows = {name: [tuple(row) for row in run(f'SELECT * FROM "{name}"')] for name in kept}
        rows["document"] = [tuple(row) for row in run("SELECT id, sha256, size FROM document")]
        return rows


def documents(clinic: Clinic) -> list[bytes]:
    with clinic.store.read() as work:
        listed = registry.documents.listed(work.connection)
    return [clinic.store.documents.read(document.sealed_name) for document in listed]


@pytest.fixture
def full(made: MadeClinic) -> MadeClinic:
    """An open clinic with charts, documents and a second person."""
    for number in range(5):
        a_medication(made.clinic, a_patient(made.clinic, family_name=f"Family {number}"))
    for content in (b"one", b"two" * 1_000_000, b""):
        a_document(made.clinic, content)
    person = Account(OTHER, "Ortiz", "Ben", frozenset({Role.THERAPIST}))
    words = FirstPassphrase(OTHERS_WORDS, one_time=False)
    staff.add_account(made.clinic, person, words, profile=CHEAP)
    return made


def test_that_everything_is_there_under_the_new_key(full: MadeClinic) -> None:
    clinic = full.clinic
    old, before, kept = clinic.data_key.raw, contents(clinic), documents(clinic)
    report = rotate_data_key(clinic)
    assert (report.documents, report.lost_documents) == (3, 0)
    assert report.complete
    assert clinic.data_key.raw != old
    after = contents(clinic)
    added = after["audit_event"].pop()
    assert added[5] == "change key"
    assert after == before
    assert documents(clinic) == kept
    assert verify_clinic(clinic).findings == ()


def test_that_the_clinic_works_on_and_opens_again_for_everybody(full: MadeClinic) -> None:
    rotate_data_key(full.clinic)
    patient = a_patient(full.clinic, family_name="Afterwards")
    full.clinic.close()
    for user, words in ((USER, PASSPHRASE), (OTHER, OTHERS_WORDS)):
        clinic = start_up.open_clinic(full.root, user, words)
        assert charts.open_chart(clinic, patient).patient.family_name == "Afterwards"
        clinic.close()
    start_up.open_with_recovery_code(full.root, USER, full.recovery_code).close()


def test_that_nothing_in_the_folder_is_under_the_old_key(full: MadeClinic) -> None:
    old, name = full.clinic.data_key.raw, full.clinic.store.generation.root.name
    rotate_data_key(full.clinic)
    folder = ClinicFolder(full.root)
    assert [path.name for path in folder.generations.iterdir()] != [name]
    assert folder.others() == ()
    assert full.clinic.unlocked.data_keys.keys() == {2}
    full.clinic.close()
    assert not key_opens(folder.live().database, old)
    left = {path.name for path in full.root.rglob("*") if path.is_file()}
    assert not {name for name in left if name.endswith(("-wal", "-shm", ".new", ".partial"))}
    assert "REPLACES" not in left


def test_that_a_copied_old_key_slots_file_no_longer_opens_the_records(full: MadeClinic) -> None:
    clinic = full.clinic
    copied = clinic.folder.key_slots.read_bytes()
    _close_the_account(clinic)
    rotate_data_key(clinic)
    clinic.close()
    newest = clinic.folder.key_slots.read_bytes()
    clinic.folder.key_slots.write_bytes(copied)
    for user, words in ((OTHER, OTHERS_WORDS), (USER, PASSPHRASE)):
        with pytest.raises(KeyWasChanged) as refused:
            start_up.open_clinic(full.root, user, words)
        assert "key was changed" in refused.value.sentence
    with pytest.raises(KeyWasChanged):
        start_up.open_with_recovery_code(full.root, USER, full.recovery_code)
    with pytest.raises(WrongPassphrase):
        start_up.open_clinic(full.root, OTHER, "some other words here")
    stolen = key_slots.unlock_bytes(copied, OTHER, OTHERS_WORDS).data_key
    assert not key_opens(ClinicFolder(full.root).live().database, stolen.raw)
    for path in ClinicFolder(full.root).live().documents.glob("??/*"):
        assert not _opens_document(path, stolen)
    clinic.folder.key_slots.write_bytes(newest)
    start_up.open_clinic(full.root, USER, PASSPHRASE).close()
    with pytest.raises(WrongPassphrase):
        start_up.open_clinic(full.root, OTHER, OTHERS_WORDS)


def _close_the_account(clinic: Clinic) -> Account:
    staff.close_account(clinic, _account(clinic))
    return _account(clinic)


def _account(clinic: Clinic) -> Account:
    members = staff.list_staff(clinic)
    return next(m.account for m in members if m.account.user_name == OTHER)


def _opens_document(path: Path, data_key: key_slots.DataKey) -> bool:
    from practice_desk.domain.errors import Damaged
    from practice_desk.services.document_cipher import SealedDocuments

    try:
        with path.open("rb") as source:
            SealedDocuments(data_key).reader(source).read()
    except Damaged:
        return False
    return True


def test_that_without_a_new_key_a_copied_old_file_opens_the_records(full: MadeClinic) -> None:
    """What the change of the key is for: were this to fail, the test above would prove nothing."""
    clinic = full.clinic
    copied = clinic.folder.key_slots.read_bytes()
    _close_the_account(clinic)
    clinic.close()
    stolen = key_slots.unlock_bytes(copied, OTHER, OTHERS_WORDS).data_key
    assert key_opens(ClinicFolder(full.root).live().database, stolen.raw)


def test_that_a_whole_old_copy_of_the_folder_still_opens(full: MadeClinic, tmp_path: Path) -> None:
    """No program can change a copy that somebody else has: the screen and the guide say so."""
    full.clinic.close()
    shutil.copytree(full.root, tmp_path / "copy")
    clinic = start_up.open_clinic(full.root, USER, PASSPHRASE)
    rotate_data_key(clinic)
    clinic.close()
    start_up.open_clinic(tmp_path / "copy", OTHER, OTHERS_WORDS).close()


def test_that_a_backup_made_before_still_opens_with_what_it_carries(
    full: MadeClinic, tmp_path: Path
) -> None:
    before = backups.create_backup(full.clinic, tmp_path / "before.pdbackup")
    rotate_data_key(full.clinic)
    after = backups.create_backup(full.clinic, tmp_path / "after.pdbackup")
    for report in (before, after):
        for secret in (ByPassphrase(OTHER, OTHERS_WORDS), ByRecoveryCode(full.recovery_code)):
            assert backups.verify_backup(report.path, secret) == report
        target = tmp_path / report.path.stem
        restores.restore_backup(report.path, ByPassphrase(USER, PASSPHRASE), target)
        clinic = start_up.open_clinic(target, USER, PASSPHRASE)
        assert verify_clinic(clinic).findings == ()
        assert len(documents(clinic)) == 3
        clinic.close()


def test_that_the_key_can_be_changed_again_and_again(full: MadeClinic) -> None:
    seen = [full.clinic.data_key.raw]
    for _ in range(3):
        rotate_data_key(full.clinic)
        assert full.clinic.data_key.raw not in seen
        seen.append(full.clinic.data_key.raw)
        assert verify_clinic(full.clinic).findings == ()
    assert len(list(full.clinic.folder.generations.iterdir())) == 1


def stop_at(word: str) -> Callable[[int, int, str], None]:
    def progress(_done: int, _total: int, what: str) -> None:
        if word in what:
            raise Cancelled

    return progress


@pytest.mark.parametrize("word", ["documents", "records"])
def test_that_stopping_leaves_everything_as_it_was(full: MadeClinic, word: str) -> None:
    clinic = full.clinic
    old, before = clinic.data_key, contents(clinic)
    with pytest.raises(Cancelled):
        rotate_data_key(clinic, stop_at(word))
    assert clinic.data_key == old
    assert clinic.unlocked.data_keys.keys() == {1}
    assert clinic.folder.others() == ()
    after = contents(clinic)
    assert after["audit_event"].pop()[7:9] != ()
    assert after == before
    a_patient(clinic)
    clinic.close()
    start_up.open_clinic(full.root, USER, PASSPHRASE).close()


def test_that_it_can_no_longer_be_stopped_once_the_new_key_is_in_place(full: MadeClinic) -> None:
    assert rotate_data_key(full.clinic, stop_at("Removing")).complete


def test_that_only_an_administrator_may(full: MadeClinic) -> None:
    full.clinic.session = replace(full.clinic.session, roles=frozenset({Role.THERAPIST}))
    with pytest.raises(NotPermitted):
        rotate_data_key(full.clinic)
    with pytest.raises(NotPermitted):
        key_status.key_status(full.clinic)


def test_that_another_program_that_reads_the_clinic_is_waited_for_and_named(
    full: MadeClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("practice_desk.storage.rekey._SECONDS_TO_WAIT", 0.1)
    monkeypatch.setattr(
        "practice_desk.services.rotation.sole_user",
        lambda path, key: rotation_sole(path, key),
    )
    beside = start_up.open_clinic(full.root, USER, PASSPHRASE, beside=True)
    old = full.clinic.data_key
    with pytest.raises(ClinicBusy) as busy:
        rotate_data_key(full.clinic)
    assert "backup or a check" in busy.value.sentence
    assert full.clinic.data_key == old
    with pytest.raises(ClinicBusy):
        rotate_data_key(beside)
    a_patient(beside)
    beside.close()
    rotate_data_key(full.clinic)


def rotation_sole(path: Path, key: bytes):
    from practice_desk.storage.rekey import sole_user

    return sole_user(path, key, seconds=0.1)


def _file_of(clinic: Clinic, document_id: int) -> Path:
    with clinic.store.read() as work:
        document = registry.documents.get(work.connection, document_id)
    return clinic.store.documents.path(document.sealed_name)


def test_that_a_damaged_document_is_named_and_may_be_left_behind(full: MadeClinic) -> None:
    clinic = full.clinic
    _file_of(clinic, a_document(clinic, b"damaged soon")).write_bytes(b"damage")
    _file_of(clinic, a_document(clinic, b"gone soon")).unlink()
    with pytest.raises(DocumentsDamaged) as refused:
        rotate_data_key(clinic)
    assert "Document 4" in refused.value.sentence
    assert clinic.unlocked.data_keys.keys() == {1}
    report = rotate_data_key(clinic, without_damaged=True)
    assert (report.documents, report.lost_documents) == (3, 2)
    kinds = [finding.kind for finding in verify_clinic(clinic).findings]
    assert kinds == ["missing document", "missing document"]


def test_that_too_little_room_is_said_before_anything_is_done(
    full: MadeClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(full.root)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=5_000_000))
    with pytest.raises(DiskFull) as full_disk:
        rotate_data_key(full.clinic)
    assert "the disk has 5 MB" in full_disk.value.sentence
    assert full.clinic.folder.others() == ()


def test_that_it_is_known_when_the_key_was_changed_and_who_left_since(full: MadeClinic) -> None:
    clinic = full.clinic
    assert key_status.key_status(clinic) == key_status.KeyStatus()
    account = _close_the_account(clinic)
    assert key_status.key_status(clinic).left_since == ("Ben Ortiz",)
    staff.reopen_account(clinic, account, FirstPassphrase(OTHERS_WORDS, False), profile=CHEAP)
    assert key_status.key_status(clinic).left_since == ()
    _close_the_account(clinic)
    assert key_status.key_status(clinic).left_since == ("Ben Ortiz",)
    report = rotate_data_key(clinic)
    status = key_status.key_status(clinic)
    assert status.left_since == ()
    assert status.changed_by == USER
    assert status.changed_at == report.at.replace(microsecond=0)


@pytest.fixture
def restored_over(full: MadeClinic, tmp_path: Path) -> Clinic:
    """A clinic that keeps its generation from before a restore."""
    path = backups.create_backup(full.clinic, tmp_path / "a.pdbackup").path
    full.clinic.close()
    restores.restore_over(path, ByPassphrase(USER, PASSPHRASE), full.root)
    return start_up.open_clinic(full.root, USER, PASSPHRASE)


def test_that_an_earlier_generation_stays_with_its_key_and_is_named(
    full: MadeClinic, restored_over: Clinic
) -> None:
    (earlier,) = restored_over.folder.others()
    rotate_data_key(restored_over)
    with pytest.raises(Cancelled):
        rotate_data_key(restored_over, stop_at("records"))
    assert restored_over.unlocked.data_keys.keys() == {1, 2}
    report = rotate_data_key(restored_over)
    assert report.under_old_key == (earlier.root.name,)
    assert restored_over.unlocked.data_keys.keys() == {1, 3}
    restored_over.close()
    unlocked = key_slots.unlock(full.root / "keyslots.json", USER, PASSPHRASE)
    assert key_opens(earlier.database, unlocked.data_keys[1].raw)
    clinic = start_up.open_clinic(full.root, USER, PASSPHRASE)
    assert clinic.unlocked.data_keys.keys() == {1, 3}
    assert rotate_data_key(clinic, remove_earlier=True).under_old_key == ()
    assert clinic.unlocked.data_keys.keys() == {4}
    assert clinic.folder.others() == ()
    clinic.close()


def test_that_key_slots_kept_from_a_restore_go_when_nothing_needs_them(full: MadeClinic) -> None:
    kept = full.root / "keyslots.before-000001.json"
    kept.write_bytes(b"former")
    rotate_data_key(full.clinic)
    assert not kept.exists()


def test_that_copies_from_upgrades_go_with_the_old_key(full: MadeClinic) -> None:
    copy = full.clinic.store.generation.root / "clinic.before-0001.db"
    copy.write_bytes(b"an older schema")
    rotate_data_key(full.clinic)
    assert not list(full.root.rglob("clinic.before-*"))


def test_that_a_clinic_closed_meanwhile_stays_under_its_key(full: MadeClinic) -> None:
    def progress(_done: int, _total: int, what: str) -> None:
        if "documents" in what:
            full.clinic.close()

    with pytest.raises(Cancelled):
        rotate_data_key(full.clinic, progress)
    clinic = start_up.open_clinic(full.root, USER, PASSPHRASE)
    assert verify_clinic(clinic).findings == ()
    assert clinic.unlocked.data_keys.keys() == {1}
    clinic.close()


def test_that_data_restored_meanwhile_are_not_overrun(full: MadeClinic, tmp_path: Path) -> None:
    path = backups.create_backup(full.clinic, tmp_path / "a.pdbackup").path
    prepared = restores_over.prepare_restore_over(full.clinic, path)
    restores_over.restore_prepared(full.clinic, prepared)
    with pytest.raises(ClinicBusy):
        rotate_data_key(full.clinic)


def test_that_the_key_stays_while_the_trail_is_in_doubt(full: MadeClinic) -> None:
    """What is kept outside the database is the evidence, and would go with the old generation."""
    full.clinic.close()
    (ClinicFolder(full.root).live().root / "audit.head").unlink()
    clinic = start_up.open_clinic(full.root, USER, PASSPHRASE)
    with pytest.raises(RecordsMissing) as held:
        rotate_data_key(clinic)
    assert held.value.next_step
    trail.take_note(clinic, "The file was removed by mistake.")
    rotate_data_key(clinic)
    assert verify_clinic(clinic).sound
    clinic.close()


def test_that_a_changed_entry_of_the_trail_is_told_before_and_after(full: MadeClinic) -> None:
    clinic = full.clinic
    connection = connect(clinic.store.database, clinic.store.database_key)
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type='trigger'"):
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("UPDATE audit_event SET detail = 'other' WHERE id = 3")
    connection.close()
    rotate_data_key(clinic)
    with clinic.store.read() as work:
        (detail,) = work.connection.exec_driver_sql(
            "SELECT detail FROM audit_event WHERE operation = 'change key'"
        ).one()
        assert clinic.store.audit.verify(work.connection).broken == (3,)
    assert "misfits at (3,)" in detail


def test_that_a_document_kept_while_the_key_changes_is_not_lost(full: MadeClinic) -> None:
    clinic = full.clinic
    added: list[int] = []

    def progress(_done: int, _total: int, what: str) -> None:
        if what == rotation.RECORDS or added:
            return
        a_patient(clinic, family_name="Meanwhile", birth_date=date(2000, 1, 1))
        added.append(a_document(clinic, b"meanwhile"))

    assert rotate_data_key(clinic, progress).documents == 4
    assert b"meanwhile" in documents(clinic)
    assert verify_clinic(clinic).findings == ()


def test_that_whoever_was_let_in_meanwhile_works_on_under_the_new_key(full: MadeClinic) -> None:
    """Work that goes on behind the lock keeps a session of its own on the same open clinic."""
    held, others = full.clinic, []

    def progress(_done: int, _total: int, what: str) -> None:
        if not others and what != rotation.RECORDS:
            others.append(start_up.let_in(held, OTHER, OTHERS_WORDS))

    rotate_data_key(held, progress)
    (other,) = others
    held.wipe()
    assert other.store is held.store
    assert other.session.user_name == OTHER
    assert other.unlocked.data_keys.keys() == {2}
    a_patient(start_up.let_in(other, USER, PASSPHRASE))
    assert verify_clinic(other).findings == ()
    backups.create_backup(other, full.root.parent / "a.pdbackup")
    other.close()
    start_up.open_clinic(full.root, USER, PASSPHRASE).close()


def test_that_a_backup_made_while_the_key_changes_can_be_restored(
    full: MadeClinic, tmp_path: Path
) -> None:
    made: list[backups.BackupReport] = []

    def progress(_done: int, _total: int, what: str) -> None:
        if not made and what != rotation.RECORDS:
            made.append(backups.create_backup(full.clinic, tmp_path / "during.pdbackup"))

    before = contents(full.clinic)
    rotate_data_key(full.clinic, progress)
    secrets = (ByPassphrase(USER, PASSPHRASE), ByRecoveryCode(full.recovery_code))
    for number, secret in enumerate(secrets):
        restored = tmp_path / str(number)
        restores.restore_backup(made[0].path, secret, restored)
        clinic = start_up.open_clinic(restored, USER, PASSPHRASE)
        assert before["patient"] == contents(clinic)["patient"]
        clinic.close()
