"""Restoring a backup from before the clinic's key was changed: whole at every step, nobody back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from practice_desk.credentials import key_slots
from practice_desk.domain.account import Account, Role
from practice_desk.domain.errors import ClinicBusy, StorageFailed, WrongPassphrase
from practice_desk.services import (
    backups,
    key_generations,
    restores,
    restores_over,
    staff,
    start_up,
)
from practice_desk.services.backups import ByPassphrase, ByRecoveryCode
from practice_desk.services.clinic import Clinic
from practice_desk.services.key_status import key_status
from practice_desk.services.patients import find_patients
from practice_desk.services.rotation import rotate_data_key
from practice_desk.services.staff import FirstPassphrase
from practice_desk.services.verification import verify_clinic
from practice_desk.storage.layout import ClinicFolder
from tests.factories import CHEAP, PASSPHRASE, USER, MadeClinic, a_document, a_patient

OTHER, OTHERS_WORDS = "ben.ortiz", "eleven pipers piping loud"


@pytest.fixture
def backup(made: MadeClinic, tmp_path: Path) -> Path:
    """A backup with one chart; since then Ben left, the key was changed and a chart was added."""
    clinic = made.clinic
    person = Account(OTHER, "Ortiz", "Ben", frozenset({Role.THERAPIST}))
    words = FirstPassphrase(OTHERS_WORDS, one_time=False)
    staff.add_account(clinic, person, words, profile=CHEAP)
    a_patient(clinic, family_name="Early")
    a_document(clinic, b"early")
    path = backups.create_backup(clinic, tmp_path / "a.pdbackup").path
    account = next(m.account for m in staff.list_staff(clinic) if m.account.user_name == OTHER)
    staff.close_account(clinic, account)
    rotate_data_key(clinic)
    a_patient(clinic, family_name="Late")
    return path


def _restore(made: MadeClinic, backup: Path) -> None:
    secret = ByRecoveryCode(made.recovery_code)
    prepared = restores_over.prepare_restore_over(made.clinic, backup, secret=secret)
    restores_over.restore_prepared(made.clinic, prepared)


def _opened(made: MadeClinic) -> Clinic:
    return start_up.open_clinic(made.root, USER, PASSPHRASE)


def test_that_the_older_key_comes_back_for_the_people_of_today_only(
    made: MadeClinic, backup: Path
) -> None:
    _restore(made, backup)
    made.clinic.close()
    with pytest.raises(WrongPassphrase):
        start_up.open_clinic(made.root, OTHER, OTHERS_WORDS)
    clinic = _opened(made)
    assert len(find_patients(clinic, "")) == 1
    assert verify_clinic(clinic).sound
    assert not list(made.root.glob("keyslots.before-*"))
    clinic.close()


def test_that_it_is_told_that_the_older_key_counts_again_until_it_is_changed(
    made: MadeClinic, backup: Path
) -> None:
    _restore(made, backup)
    made.clinic.close()
    clinic = _opened(made)
    assert key_status(clinic).is_older
    assert key_status(clinic).earlier == 1
    assert rotate_data_key(clinic, remove_earlier=True).under_old_key == ()
    assert not key_status(clinic).is_older
    assert len(clinic.unlocked.data_keys) == 1
    clinic.close()
    _opened(made).close()


def test_that_the_newer_data_stay_openable_beside_the_restored(
    made: MadeClinic, backup: Path
) -> None:
    _restore(made, backup)
    made.clinic.close()
    _opened(made).close()
    (made.root / "CURRENT").write_text("000002\n")
    newer = _opened(made)
    assert len(find_patients(newer, "")) == 2
    newer.close()


class Cut(Exception):
    """Ends a restore as a kill does: nothing is taken back."""


@pytest.fixture
def cut_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Cut restores off right before the pointer moves."""

    def cut(*_: object) -> None:
        raise Cut

    with monkeypatch.context() as patched:
        patched.setattr(ClinicFolder, "make_live", cut)
        patched.setattr(restores_over.shutil, "rmtree", lambda *_, **__: None)
        yield


def test_that_a_restore_cut_off_before_the_step_leaves_the_clinic_and_is_cleared_away(
    made: MadeClinic, backup: Path, cut_before: None
) -> None:
    with pytest.raises(Cut):
        _restore(made, backup)
    assert len(made.clinic.unlocked.data_keys) == 2
    a_patient(made.clinic)
    made.clinic.close()
    clinic = _opened(made)
    assert len(find_patients(clinic, "")) == 3
    assert clinic.folder.others() == ()
    assert len(clinic.unlocked.data_keys) == 1
    clinic.close()


def test_that_a_restore_cut_off_after_the_step_is_finished_at_the_next_start(
    made: MadeClinic, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object) -> None:
        raise Cut

    with monkeypatch.context() as patched:
        patched.setattr(restores_over, "take_up_key_slots", cut)
        patched.setattr("practice_desk.storage.layout.Generation.clear_mark", cut)
        with pytest.raises(Cut):
            _restore(made, backup)
    made.clinic.close()
    clinic = _opened(made)
    assert len(find_patients(clinic, "")) == 1
    assert not clinic.store.generation.mark.exists()
    assert [other.root.name for other in clinic.folder.others()] == ["000002"]
    clinic.close()


def test_that_a_closed_clinic_gets_key_slots_and_data_of_the_backup_in_one_step(
    made: MadeClinic, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.clinic.close()
    newest = (made.root / "keyslots.json").read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(restores, "take_up_key_slots", _failing)
        with pytest.raises(StorageFailed):
            restores.restore_over(backup, ByPassphrase(USER, PASSPHRASE), made.root)
    assert (made.root / "keyslots.json").read_bytes() == newest
    clinic = _opened(made)
    assert len(find_patients(clinic, "")) == 1
    assert (made.root / "keyslots.before-000003.json").read_bytes() == newest
    assert not list(clinic.store.generation.root.glob("*keyslots*"))
    clinic.close()
    start_up.open_clinic(made.root, OTHER, OTHERS_WORDS).close()  # as the backup carries them


def _failing(*_: object) -> None:
    raise StorageFailed("The stick was pulled.")


def test_that_a_closed_clinic_whose_key_change_was_cut_off_is_opened_first(
    made: MadeClinic, tmp_path: Path
) -> None:
    path = backups.create_backup(made.clinic, tmp_path / "a.pdbackup").path
    slots = made.clinic.folder.key_slots
    key_slots.add_data_key(slots, made.clinic.unlocked)
    made.clinic.note_chain = lambda **_: None  # type: ignore[method-assign]  # as if killed
    made.clinic.close()
    with pytest.raises(ClinicBusy) as busy:
        restores.restore_over(path, ByPassphrase(USER, PASSPHRASE), made.root)
    assert "Unlock the clinic once" in busy.value.next_step
    _opened(made).close()
    restores.restore_over(path, ByPassphrase(USER, PASSPHRASE), made.root)
    _opened(made).close()


def test_that_what_a_killed_restore_left_is_removed_at_the_next_start(made: MadeClinic) -> None:
    left = made.clinic.folder.new_generation()
    left.mark_unfinished()
    (left.root / "clinic.db").write_bytes(b"half")
    made.clinic.close()
    clinic = _opened(made)
    assert clinic.folder.others() == ()
    key_generations.tidy_up(clinic)
    clinic.close()
