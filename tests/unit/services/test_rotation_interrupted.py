"""A change of the key that is stopped, fails, or meets others at work."""

from __future__ import annotations

import shutil
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from practice_desk.credentials import key_slots
from practice_desk.domain.errors import (
    Cancelled,
    ClinicBusy,
    DiskFull,
    DocumentsDamaged,
    RecordsMissing,
)
from practice_desk.services import (
    backups,
    key_generations,
    restores,
    restores_over,
    rotation,
    start_up,
    trail,
)
from practice_desk.services.backups import ByPassphrase, ByRecoveryCode
from practice_desk.services.clinic import Clinic
from practice_desk.services.rotation import rotate_data_key
from practice_desk.services.verification import verify_clinic
from practice_desk.storage import registry, rekey, removal
from practice_desk.storage.layout import ClinicFolder
from tests.factories import PASSPHRASE, USER, MadeClinic, a_document, a_patient
from tests.key_change import (
    OTHER,
    OTHERS_WORDS,
    contents,
    documents,
    filled,
    stop_at,
)


@pytest.fixture
def full(made: MadeClinic) -> MadeClinic:
    """An open clinic with charts, documents and a second person."""
    return filled(made)


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
    assert after["audit_event"].pop()[7] == "stopped; everything is as it was"
    assert after == before
    a_patient(clinic)
    clinic.close()
    start_up.open_clinic(full.root, USER, PASSPHRASE).close()


def test_that_it_can_be_stopped_in_the_middle_of_the_copy(full: MadeClinic) -> None:
    clinic, key = full.clinic, full.clinic.data_key.raw
    reports: list[int] = []

    def progress(done: int, _total: int, what: str) -> None:
        if what == rotation.RECORDS:
            reports.append(done)
            if len(reports) > 1 and done > reports[0]:
                raise Cancelled

    with pytest.raises(Cancelled):
        rotate_data_key(clinic, progress)
    assert clinic.data_key.raw == key
    a_patient(clinic)
    assert rotate_data_key(clinic).complete


def test_that_a_failure_while_tidying_is_no_failure_of_the_change(
    full: MadeClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise OSError(5, "I/O error")

    key = full.clinic.data_key.raw
    with monkeypatch.context() as broken:
        broken.setattr(removal, "remove_generation", failing)
        assert not rotate_data_key(full.clinic).complete
    assert full.clinic.data_key.raw != key
    full.clinic.close()
    clinic = start_up.open_clinic(full.root, USER, PASSPHRASE)
    assert clinic.folder.others() == ()
    assert clinic.unlocked.data_keys.keys() == {2}
    clinic.close()


def test_that_it_can_no_longer_be_stopped_once_the_new_key_is_in_place(full: MadeClinic) -> None:
    assert rotate_data_key(full.clinic, stop_at("Removing")).complete


def test_that_another_program_that_reads_the_clinic_is_waited_for_and_named(
    full: MadeClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "sole_user", partial(rekey.sole_user, seconds=0.1))
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


def test_that_an_old_key_that_could_not_be_dropped_goes_later(
    full: MadeClinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(*_: object) -> None:
        raise DiskFull("There is no room left.")

    with monkeypatch.context() as broken:
        broken.setattr(key_slots, "keep_data_keys", full_disk)
        assert not rotate_data_key(full.clinic).complete
    a_patient(full.clinic)
    assert full.clinic.unlocked.data_keys.keys() == {1, 2}
    path = backups.create_backup(full.clinic, tmp_path / "a.pdbackup").path
    assert full.clinic.unlocked.data_keys.keys() == {2}
    restores.restore_backup(path, ByPassphrase(USER, PASSPHRASE), tmp_path / "restored")
    start_up.open_clinic(tmp_path / "restored", USER, PASSPHRASE).close()


def test_that_the_key_is_changed_once_at_a_time_and_nobody_tidies_meanwhile(
    full: MadeClinic,
) -> None:
    refused: list[str] = []

    def progress(_done: int, _total: int, what: str) -> None:
        if "documents" in what and not refused:
            key_generations.tidy_up(full.clinic)
            with pytest.raises(ClinicBusy) as busy:
                rotate_data_key(full.clinic)
            refused.append(busy.value.sentence)

    assert rotate_data_key(full.clinic, progress).complete
    assert "being changed" in refused[0]


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
