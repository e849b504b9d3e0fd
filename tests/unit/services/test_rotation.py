"""Changing the clinic's key: everything under the new one, nothing left for the old one."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from practice_desk.credentials import key_slots
from practice_desk.domain.account import Role
from practice_desk.domain.errors import (
    Cancelled,
    KeyWasChanged,
    NotPermitted,
    WrongPassphrase,
)
from practice_desk.services import (
    backups,
    charts,
    key_status,
    restores,
    staff,
    start_up,
)
from practice_desk.services.backups import ByPassphrase, ByRecoveryCode
from practice_desk.services.clinic import Clinic
from practice_desk.services.rotation import rotate_data_key
from practice_desk.services.staff import FirstPassphrase
from practice_desk.services.verification import verify_clinic
from practice_desk.storage.engine import connect
from practice_desk.storage.layout import ClinicFolder
from practice_desk.storage.rekey import key_opens
from tests.factories import CHEAP, PASSPHRASE, USER, MadeClinic, a_patient
from tests.key_change import (
    OTHER,
    OTHERS_WORDS,
    close_the_account,
    contents,
    documents,
    filled,
    stop_at,
)


@pytest.fixture
def full(made: MadeClinic) -> MadeClinic:
    """An open clinic with charts, documents and a second person."""
    return filled(made)


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
    close_the_account(clinic)
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
    close_the_account(clinic)
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


def test_that_only_an_administrator_may(full: MadeClinic) -> None:
    full.clinic.session = replace(full.clinic.session, roles=frozenset({Role.THERAPIST}))
    with pytest.raises(NotPermitted):
        rotate_data_key(full.clinic)
    with pytest.raises(NotPermitted):
        key_status.key_status(full.clinic)


def test_that_it_is_known_when_the_key_was_changed_and_who_left_since(full: MadeClinic) -> None:
    clinic = full.clinic
    assert key_status.key_status(clinic) == key_status.KeyStatus()
    account = close_the_account(clinic)
    assert key_status.key_status(clinic).left_since == ("Ben Ortiz",)
    staff.reopen_account(clinic, account, FirstPassphrase(OTHERS_WORDS, False), profile=CHEAP)
    assert key_status.key_status(clinic).left_since == ()
    close_the_account(clinic)
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
    assert "misfits 1, the first at entry 3" in detail
