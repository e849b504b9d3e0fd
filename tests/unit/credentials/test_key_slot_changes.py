"""Accounts come, go and change their passphrase; the data key stays."""

from __future__ import annotations

import os

import pytest

from practice_desk.credentials import key_slots
from practice_desk.domain.errors import (
    DiskFull,
    Invalid,
    KeySlotsDamaged,
    NotFound,
    WrongPassphrase,
    WrongRecoveryCode,
)

WORKSTATION = bytes(range(32))


def test_that_after_a_change_only_the_new_passphrase_opens(slots, cheap):
    changed = key_slots.change_passphrase(
        slots.path, "ana", slots.passphrase, "ten brown jugs", profile=cheap
    )
    assert changed.data_key == slots.made.data_key
    assert changed.seq == slots.made.seq + 1
    assert key_slots.unlock(slots.path, "Ana", "ten brown jugs") == changed
    with pytest.raises(WrongPassphrase):
        slots.unlock()
    key_slots.unlock_with_recovery(slots.path, slots.made.recovery_code)


def test_that_a_change_needs_the_old_passphrase_and_a_new_one(slots, cheap):
    before = slots.path.read_bytes()
    for user, old in (("Ana", "wrong"), ("Bob", slots.passphrase)):
        with pytest.raises(WrongPassphrase):
            key_slots.change_passphrase(slots.path, user, old, "new", profile=cheap)
    with pytest.raises(Invalid):
        key_slots.change_passphrase(slots.path, "Ana", slots.passphrase, "", profile=cheap)
    assert slots.path.read_bytes() == before


def test_that_a_change_keeps_the_binding_to_the_workstation(tmp_path, cheap):
    path = tmp_path / "keyslots.json"
    key_slots.create(path, "Ana", "old", profile=cheap, workstation_secret=WORKSTATION)
    key_slots.change_passphrase(
        path, "Ana", "old", "new", profile=cheap, workstation_secret=WORKSTATION
    )
    assert key_slots.requires_workstation_secret(path, "Ana")
    key_slots.unlock(path, "Ana", "new", workstation_secret=WORKSTATION)


def test_that_a_change_does_not_bind_an_unbound_account(slots, cheap):
    key_slots.change_passphrase(
        slots.path, "Ana", slots.passphrase, "new", profile=cheap, workstation_secret=WORKSTATION
    )
    assert not key_slots.requires_workstation_secret(slots.path, "Ana")
    key_slots.unlock(slots.path, "Ana", "new")


def test_that_an_added_user_opens_the_same_clinic(slots, cheap):
    after = key_slots.add_user(slots.path, slots.unlock(), "Béa", "her own words", profile=cheap)
    opened = key_slots.unlock(slots.path, "béa", "her own words")
    assert opened.data_key == slots.made.data_key
    assert opened.seq == after.seq == slots.made.seq + 1
    assert key_slots.users(slots.path) == ("Ana", "Béa")
    assert slots.unlock().user == "Ana"


def test_that_a_taken_user_name_is_refused(slots, cheap):
    with pytest.raises(Invalid):
        key_slots.add_user(slots.path, slots.unlock(), "ANA", "x", profile=cheap)


def test_that_an_account_may_be_called_recovery(slots, cheap):
    key_slots.add_user(slots.path, slots.unlock(), "recovery", "her words", profile=cheap)
    assert key_slots.unlock(slots.path, "recovery", "her words").user == "recovery"
    assert key_slots.unlock_with_recovery(slots.path, slots.made.recovery_code).user is None


def test_that_a_revoked_user_no_longer_opens_the_clinic(slots, cheap):
    unlocked = key_slots.add_user(slots.path, slots.unlock(), "Bob", "his words", profile=cheap)
    key_slots.revoke_user(slots.path, unlocked, "bob")
    assert key_slots.users(slots.path) == ("Ana",)
    with pytest.raises(WrongPassphrase):
        key_slots.unlock(slots.path, "Bob", "his words")
    assert slots.unlock().data_key == slots.made.data_key


def test_that_the_last_account_and_unknown_accounts_cannot_be_revoked(slots):
    with pytest.raises(Invalid):
        key_slots.revoke_user(slots.path, slots.unlock(), "Ana")
    with pytest.raises(NotFound):
        key_slots.revoke_user(slots.path, slots.unlock(), "Bob")
    slots.unlock()


def test_that_the_recovery_code_lets_a_forgotten_passphrase_be_set_anew(slots, cheap):
    recovered = key_slots.unlock_with_recovery(slots.path, slots.made.recovery_code)
    key_slots.reset_passphrase(slots.path, recovered, "ana", "remembered", profile=cheap)
    assert key_slots.unlock(slots.path, "Ana", "remembered").data_key == slots.made.data_key
    with pytest.raises(WrongPassphrase):
        slots.unlock()


def test_that_a_renewed_recovery_code_replaces_the_old_one(slots, cheap):
    _, code = key_slots.renew_recovery_code(slots.path, slots.unlock(), profile=cheap)
    opened = key_slots.unlock_with_recovery(slots.path, code)
    assert opened.data_key == slots.made.data_key
    with pytest.raises(WrongRecoveryCode):
        key_slots.unlock_with_recovery(slots.path, slots.made.recovery_code)


def test_that_an_older_file_put_back_is_not_built_upon(slots, cheap):
    older = slots.path.read_bytes()
    unlocked = key_slots.add_user(slots.path, slots.unlock(), "Bob", "x", profile=cheap)
    slots.path.write_bytes(older)
    with pytest.raises(KeySlotsDamaged):
        key_slots.revoke_user(slots.path, unlocked, "Ana")


def test_that_another_clinics_file_is_not_built_upon(slots, tmp_path, cheap):
    other = tmp_path / "other.json"
    key_slots.create(other, "Ana", "x", profile=cheap)
    with pytest.raises(KeySlotsDamaged):
        key_slots.add_user(other, slots.unlock(), "Bob", "x", profile=cheap)


def test_that_a_full_disk_during_a_change_leaves_the_clinic_openable(slots, cheap, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(DiskFull):
            key_slots.change_passphrase(slots.path, "Ana", slots.passphrase, "new", profile=cheap)
    assert slots.unlock().seq == slots.made.seq
