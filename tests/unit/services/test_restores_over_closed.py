"""Restoring over a clinic that is closed, also one that does not open any more."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from practice_desk.credentials import key_slots, slot_file
from practice_desk.domain.errors import (
    Cancelled,
    ClinicBusy,
    ClinicExists,
    ExpectedError,
    WrongPassphrase,
)
from practice_desk.services import (
    backups,
    patients,
    restores,
    start_up,
)
from practice_desk.services.backups import ByPassphrase
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


def test_that_restoring_over_keeps_the_former_generation_and_the_key_slots(
    full: MadeClinic, backup: Path
) -> None:
    late = a_patient(full.clinic, family_name="Late")
    slots = slot_file.decode(full.clinic.folder.key_slots.read_bytes()).header
    full.clinic.close()
    report = restores.restore_over(backup, SECRET, full.root)
    assert report.generation == "000002"
    assert (full.root / "generations" / "000001" / "clinic.db").is_file()
    after = slot_file.decode(full.clinic.folder.key_slots.read_bytes()).header
    assert (after.seq, after.slots) == (slots.seq, slots.slots)
    reopened = start_up.open_clinic(full.root, USER, PASSPHRASE)
    with pytest.raises(ExpectedError, match="no longer there"):
        patients.get_patient(reopened, late)
    reopened.close()


def test_that_restoring_over_does_not_bring_a_former_passphrase_back(
    full: MadeClinic, backup: Path
) -> None:
    full.clinic.close()
    slots, new = full.clinic.folder.key_slots, "ten new bottles hang"
    key_slots.change_passphrase(slots, USER, PASSPHRASE, new, profile=CHEAP)
    restores.restore_over(backup, SECRET, full.root)
    start_up.open_clinic(full.root, USER, new).close()
    with pytest.raises(WrongPassphrase):
        start_up.open_clinic(full.root, USER, PASSPHRASE)


def test_that_restoring_over_a_clinic_of_a_later_data_key_brings_the_fitting_slots(
    full: MadeClinic, backup: Path
) -> None:
    full.clinic.close()
    slots = full.clinic.folder.key_slots
    before = key_slots.clinic_id(slots)
    slots.unlink()
    with pytest.MonkeyPatch.context() as same_clinic:
        same_clinic.setattr(
            "secrets.token_hex", lambda size: before if size == 16 else os.urandom(size).hex()
        )
        key_slots.create(slots, USER, PASSPHRASE, profile=CHEAP)
    restores.restore_over(backup, SECRET, full.root)
    start_up.open_clinic(full.root, USER, PASSPHRASE).close()
    assert (full.root / "keyslots.before-000002.json").is_file()


def test_that_an_open_clinic_is_not_restored_over(full: MadeClinic, backup: Path) -> None:
    with pytest.raises(ClinicBusy):
        restores.restore_over(backup, SECRET, full.root)
    assert [path.name for path in full.clinic.folder.generations.iterdir()] == ["000001"]


def test_that_another_clinic_is_not_restored_over(backup: Path, tmp_path: Path) -> None:
    other = make_clinic(tmp_path, name="other")
    other.clinic.close()
    with pytest.raises(ClinicExists):
        restores.restore_over(backup, SECRET, other.root)


@pytest.mark.parametrize("content", [None, b"rubbish"])
def test_that_restoring_over_brings_lost_key_slots_back(
    full: MadeClinic, backup: Path, content: bytes | None
) -> None:
    full.clinic.close()
    slots = full.clinic.folder.key_slots
    slots.unlink()
    if content is not None:
        slots.write_bytes(content)
    restores.restore_over(backup, SECRET, full.root)
    start_up.open_clinic(full.root, USER, PASSPHRASE).close()
    assert content is None or (full.root / "keyslots.before-000002.json").read_bytes() == content


def test_that_a_restore_over_that_fails_leaves_the_live_clinic(
    full: MadeClinic, backup: Path
) -> None:
    full.clinic.close()

    def stop(done: int, total: int, what: str) -> None:
        if what.startswith("Comparing"):
            raise Cancelled

    with pytest.raises(Cancelled):
        restores.restore_over(backup, SECRET, full.root, stop)
    assert [path.name for path in (full.root / "generations").iterdir()] == ["000001"]
    start_up.open_clinic(full.root, USER, PASSPHRASE).close()
