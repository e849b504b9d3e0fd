"""Backups with a passphrase of their own: a lost stick opens with nothing that opens the clinic."""

from __future__ import annotations

from pathlib import Path

import pytest

from practice_desk.domain.errors import Invalid, WrongPassphrase
from practice_desk.services import backups, restores, start_up
from practice_desk.services.backup_plans import (
    drop_backup_passphrase,
    has_own_passphrase,
    set_backup_passphrase,
)
from practice_desk.services.backups import ByPassphrase, ByRecoveryCode
from practice_desk.services.restore_drills import hold_drill
from tests.factories import CHEAP, PASSPHRASE, USER, MadeClinic, a_patient

OWN = "seven copper kettles sing at dusk"


@pytest.fixture
def backup(made: MadeClinic, tmp_path: Path) -> Path:
    a_patient(made.clinic)
    set_backup_passphrase(made.clinic, OWN, profile=CHEAP)
    return backups.create_backup(made.clinic, tmp_path / "a.pdbackup").path


def test_that_it_opens_with_its_own_passphrase_or_the_recovery_code_alone(made, backup):
    label = backups.check_backup_keyless(backup)
    assert label.has_own_passphrase
    assert label.user_names == ("backup",)
    backups.verify_backup(backup, ByPassphrase("backup", OWN))
    backups.verify_backup(backup, ByRecoveryCode(made.recovery_code))
    for user, passphrase in ((USER, PASSPHRASE), ("backup", PASSPHRASE), (USER, OWN)):
        with pytest.raises(WrongPassphrase):
            backups.verify_backup(backup, ByPassphrase(user, passphrase))


def test_that_no_account_is_named_outside_the_encryption(backup):
    assert USER.encode() not in backup.read_bytes()


def test_that_the_restored_clinic_opens_with_the_accounts_passphrases(made, backup, tmp_path):
    for number, secret in enumerate(
        (ByPassphrase("backup", OWN), ByRecoveryCode(made.recovery_code))
    ):
        target = tmp_path / f"restored-{number}"
        restores.restore_backup(backup, secret, target)
        start_up.open_clinic(target, USER, PASSPHRASE).close()
        with pytest.raises(WrongPassphrase):
            start_up.open_clinic(target, "backup", OWN)


def test_that_the_open_clinic_needs_no_passphrase_to_test_its_backup(made, backup):
    assert hold_drill(made.clinic, backup).rows > 0


def test_that_a_changed_or_dropped_passphrase_leaves_older_backups_as_they_were(
    made, backup, tmp_path
):
    set_backup_passphrase(made.clinic, OWN + " again", profile=CHEAP)
    second = backups.create_backup(made.clinic, tmp_path / "b.pdbackup").path
    with pytest.raises(WrongPassphrase):
        backups.verify_backup(second, ByPassphrase("backup", OWN))
    backups.verify_backup(second, ByPassphrase("backup", OWN + " again"))
    backups.verify_backup(backup, ByPassphrase("backup", OWN))
    assert has_own_passphrase(made.clinic)
    drop_backup_passphrase(made.clinic)
    assert not has_own_passphrase(made.clinic)
    third = backups.create_backup(made.clinic, tmp_path / "c.pdbackup").path
    backups.verify_backup(third, ByPassphrase(USER, PASSPHRASE))


def test_that_an_easy_passphrase_is_refused(made):
    with pytest.raises(Invalid):
        set_backup_passphrase(made.clinic, "harbor street clinic", profile=CHEAP)
    assert not has_own_passphrase(made.clinic)


def test_that_the_passphrase_is_kept_nowhere_in_the_clinic(made, backup):
    made.clinic.store.close()
    assert all(
        OWN.encode() not in path.read_bytes() for path in made.root.rglob("*") if path.is_file()
    )
