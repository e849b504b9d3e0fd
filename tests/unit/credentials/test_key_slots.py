"""Opening a clinic: with an account, with the recovery code, and not otherwise."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from practice_desk.credentials import key_slots
from practice_desk.credentials.kdf import STANDARD
from practice_desk.credentials.recovery_code import RecoveryCode
from practice_desk.domain.errors import (
    ClinicExists,
    FolderReadOnly,
    Invalid,
    KeySlotsMissing,
    WorkstationSecretMissing,
    WrongPassphrase,
    WrongRecoveryCode,
)

WORKSTATION = bytes(range(32))


def test_that_passphrase_and_recovery_code_open_the_same_clinic(slots):
    by_passphrase = slots.unlock()
    by_code = key_slots.unlock_with_recovery(
        slots.path, RecoveryCode.parse(slots.made.recovery_code.text.lower())
    )
    assert by_passphrase.data_key == by_code.data_key == slots.made.data_key
    assert by_passphrase.clinic_id == by_code.clinic_id == slots.made.clinic_id
    assert (by_passphrase.user, by_code.user) == ("Ana", None)
    assert by_passphrase.seq == by_code.seq == slots.made.seq


def test_that_the_slots_open_from_bytes_carried_in_a_backup(slots):
    data = slots.path.read_bytes()
    slots.path.unlink()
    opened = key_slots.unlock_bytes(data, "Ana", slots.passphrase)
    recovered = key_slots.unlock_with_recovery_bytes(data, slots.made.recovery_code)
    assert opened.data_key == recovered.data_key == slots.made.data_key
    assert key_slots.users_bytes(data) == ("Ana",)


def test_that_the_user_name_is_matched_without_regard_to_case(slots):
    assert key_slots.unlock(slots.path, " ANA ", slots.passphrase).user == "Ana"


def test_that_accents_typed_in_either_unicode_form_are_the_same_passphrase(tmp_path, cheap):
    path = tmp_path / "keyslots.json"
    made = key_slots.create(path, "Zoé", "caf\u00e9 \ufb01n", profile=cheap)
    opened = key_slots.unlock(path, "Zoe\u0301", "cafe\u0301 fin")
    assert opened.data_key == made.data_key


@pytest.mark.parametrize("typed", ["", "Nine green bottles", "nine green bottles ", "\udcff"])
def test_that_a_wrong_passphrase_is_refused(slots, typed):
    with pytest.raises(WrongPassphrase):
        key_slots.unlock(slots.path, "Ana", typed)


@pytest.mark.parametrize("user", ["Bob", "recovery", "", "\udcff"])
def test_that_an_unknown_user_looks_like_a_wrong_passphrase(slots, user):
    with pytest.raises(WrongPassphrase) as unknown:
        key_slots.unlock(slots.path, user, slots.passphrase)
    with pytest.raises(WrongPassphrase) as wrong:
        key_slots.unlock(slots.path, "Ana", "wrong")
    assert str(unknown.value) == str(wrong.value)


def test_that_another_clinics_recovery_code_is_refused(slots):
    with pytest.raises(WrongRecoveryCode):
        key_slots.unlock_with_recovery(slots.path, RecoveryCode.generate())


def test_that_missing_slots_are_named_as_missing(tmp_path):
    for path in (tmp_path / "keyslots.json", tmp_path / "no folder" / "keyslots.json"):
        for attempt in (
            lambda path=path: key_slots.unlock(path, "Ana", "x"),
            lambda path=path: key_slots.users(path),
        ):
            with pytest.raises(KeySlotsMissing):
                attempt()


def test_that_a_clinic_is_never_created_over_another(slots, cheap):
    before = slots.path.read_bytes()
    with pytest.raises(ClinicExists):
        key_slots.create(slots.path, "Eve", "another one", profile=cheap)
    assert slots.path.read_bytes() == before


@pytest.mark.parametrize("user", ["", "  ", "a\nb", "x" * 65, "\udcff", "a\u202eb"])
def test_that_an_unusable_user_name_is_refused_before_anything_is_written(tmp_path, cheap, user):
    with pytest.raises(Invalid) as caught:
        key_slots.create(tmp_path / "k", user, "passphrase", profile=cheap)
    assert [problem.field for problem in caught.value.problems] == ["user"]
    assert list(tmp_path.iterdir()) == []


def test_that_an_empty_passphrase_is_refused(tmp_path, cheap):
    with pytest.raises(Invalid):
        key_slots.create(tmp_path / "k", "Ana", "", profile=cheap)


def test_that_a_folder_that_cannot_be_written_is_named(tmp_path, cheap, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "refused")

    monkeypatch.setattr("os.open", refuse)
    with pytest.raises(FolderReadOnly):
        key_slots.create(tmp_path / "k", "Ana", "passphrase", profile=cheap)


def test_that_a_clinic_is_made_with_the_standard_cost_unless_told_otherwise(tmp_path):
    path = tmp_path / "keyslots.json"
    made = key_slots.create(path, "Ana", "nine green bottles")
    records = [slot["kdf"] for slot in json.loads(path.read_text())["header"]["slots"]]
    assert {(r["memory_kib"], r["iterations"], r["lanes"]) for r in records} == {
        (STANDARD.memory_kib, STANDARD.iterations, STANDARD.lanes)
    }
    opened = key_slots.unlock(path, "Ana", "nine green bottles")
    assert opened.data_key == made.data_key
    assert not opened.needs_stronger_kdf


def test_that_a_cheap_clinic_asks_for_a_stronger_derivation(slots):
    assert slots.unlock().needs_stronger_kdf


def test_that_a_bound_account_needs_its_workstation_secret_and_the_code_does_not(tmp_path, cheap):
    path = tmp_path / "keyslots.json"
    made = key_slots.create(
        path, "Ana", "passphrase", profile=cheap, workstation_secret=WORKSTATION
    )
    assert key_slots.requires_workstation_secret(path, "ana")
    for secret in (None, bytes(32)):
        with pytest.raises(WorkstationSecretMissing):
            key_slots.unlock(path, "Ana", "passphrase", workstation_secret=secret)
    with pytest.raises(WrongPassphrase):
        key_slots.unlock(path, "Ana", "wrong", workstation_secret=WORKSTATION)
    opened = key_slots.unlock(path, "Ana", "passphrase", workstation_secret=WORKSTATION)
    recovered = key_slots.unlock_with_recovery(path, made.recovery_code)
    assert opened.data_key == recovered.data_key == made.data_key


def test_that_an_unbound_account_ignores_a_workstation_secret(slots):
    assert not key_slots.requires_workstation_secret(slots.path, "Ana")
    assert not key_slots.requires_workstation_secret(slots.path, "nobody")
    key_slots.unlock(slots.path, "Ana", slots.passphrase, workstation_secret=WORKSTATION)


def test_that_no_secret_reaches_the_file_or_a_repr(slots):
    unlocked = slots.unlock()
    text = slots.path.read_text()
    shown = repr(slots.made) + repr(unlocked)
    raw = slots.made.data_key.raw
    for secret in (slots.passphrase, slots.made.recovery_code.text, raw.hex(), repr(raw)[2:-1]):
        assert secret not in text
        assert secret not in shown
    assert re.search(r"DataKey\(…\)", shown)


def test_that_listing_users_for_the_unlock_window_loads_no_cryptography():
    code = (
        "import sys; from practice_desk.credentials import slot_file; slot_file.users; "
        "sys.exit(bool({'cryptography', 'argon2', 'keyring'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
