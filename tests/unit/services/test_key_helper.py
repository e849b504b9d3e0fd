"""Opening key slots in another process, and what becomes of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from practice_desk.credentials import key_slots
from practice_desk.credentials.recovery_code import RecoveryCode
from practice_desk.domain.errors import (
    KeySlotsDamaged,
    WorkstationSecretMissing,
    WrongPassphrase,
    WrongRecoveryCode,
)
from practice_desk.exchange.own_process import start
from practice_desk.services import attempts, key_helper, start_up
from practice_desk.services.key_helper import KeyHelper
from practice_desk.services.key_serving import ALWAYS_NEEDED
from tests.factories import CHEAP, USER, MadeClinic

SECRET = bytes(range(32))


@pytest.fixture
def helper() -> Iterator[KeyHelper]:
    helper = KeyHelper()
    yield helper
    helper.end()


@pytest.fixture
def slots(made: MadeClinic) -> bytes:
    return made.clinic.folder.key_slots.read_bytes()


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing but the other process open key slots."""

    def here(*_: object, **__: object) -> None:
        raise AssertionError("opened in this process")

    monkeypatch.setattr(key_slots, "unlock_bytes", here)
    monkeypatch.setattr(key_slots, "unlock_with_recovery_bytes", here)


@pytest.mark.usefixtures("answered")
def test_that_passphrase_and_recovery_code_open_the_slots_there(
    helper: KeyHelper, slots: bytes, made: MadeClinic
):
    opened = helper.unlock_bytes(slots, made.user, made.passphrase)
    recovered = helper.unlock_with_recovery_bytes(slots, RecoveryCode.parse(made.recovery_code))
    assert opened.data_keys == recovered.data_keys == made.clinic.unlocked.data_keys
    assert (opened.user, recovered.user) == (made.user, None)
    assert opened.seq == made.clinic.unlocked.seq


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize("user", [USER, "nobody"])
def test_that_a_wrong_secret_is_refused_there(helper: KeyHelper, slots: bytes, user: str):
    with pytest.raises(WrongPassphrase):
        helper.unlock_bytes(slots, user, "wrong \udcff")
    with pytest.raises(WrongRecoveryCode):
        helper.unlock_with_recovery_bytes(slots, RecoveryCode.generate())


def test_that_other_problems_are_told_as_ever(helper: KeyHelper, slots: bytes, tmp_path: Path):
    with pytest.raises(KeySlotsDamaged):
        helper.unlock_bytes(slots[:-1], USER, "any")
    bound = tmp_path / "keyslots.json"
    key_slots.create(bound, "Zoé", "a long one", workstation_secret=SECRET, profile=CHEAP)
    with pytest.raises(WorkstationSecretMissing):
        helper.unlock_bytes(bound.read_bytes(), "Zoé", "a long one")
    assert helper.unlock_bytes(
        bound.read_bytes(), "Zoé", "a long one", workstation_secret=SECRET
    ).data_key


def test_that_keys_derived_there_are_what_would_be_derived_here(
    helper: KeyHelper, slots: bytes, made: MadeClinic
):
    there = helper.unlock_bytes(slots, made.user, made.passphrase).data_key
    here = made.clinic.unlocked.data_key
    assert [there.derive(each) for each in ALWAYS_NEEDED] == [
        here.derive(each) for each in ALWAYS_NEEDED
    ]


@pytest.mark.parametrize(
    "code", ["", "print('no message at all', flush=True)", "raise SystemExit(3)"]
)
def test_that_a_process_that_fails_keeps_nobody_out(
    code: str, helper: KeyHelper, slots: bytes, made: MadeClinic, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(key_helper, "own_command", lambda _: [sys.executable, "-c", code])
    opened = helper.unlock_bytes(slots, made.user, made.passphrase)
    assert opened.data_keys == made.clinic.unlocked.data_keys


def test_that_a_program_that_is_not_there_keeps_nobody_out(
    helper: KeyHelper, slots: bytes, made: MadeClinic, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(key_helper, "own_command", lambda _: ["/nowhere"])
    assert helper.unlock_bytes(slots, made.user, made.passphrase).user == made.user


def test_that_wrong_passphrases_are_counted_as_ever(helper: KeyHelper, made: MadeClinic):
    made.clinic.close()
    for _ in range(2):
        with pytest.raises(WrongPassphrase):
            start_up.open_clinic(made.root, made.user, "wrong", keys=helper)
    clinic = start_up.open_clinic(made.root, made.user, made.passphrase, keys=helper)
    assert attempts.failures_since(clinic).count == 2
    clinic.close()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_that_the_process_shows_no_secret_and_leaves_no_core_file(
    slots: bytes, made: MadeClinic, monkeypatch: pytest.MonkeyPatch
):
    begun = []
    monkeypatch.setattr(
        key_helper, "start", lambda *a, **k: begun.append(start(*a, **k)) or begun[-1]
    )
    helper = KeyHelper()
    helper.unlock_bytes(slots, made.user, made.passphrase)
    place = Path(f"/proc/{begun[0].pid}")
    limit = next(
        line for line in (place / "limits").read_text().splitlines() if "core file" in line
    )
    assert limit.split()[4:6] == ["0", "0"]
    assert made.passphrase.encode() not in (place / "cmdline").read_bytes()
    helper.end()
    assert begun[0].returncode is not None


def test_that_the_process_ends_when_its_window_has_gone():
    process = start(key_helper.own_command(key_helper.TASK))
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()  # as a window that was killed does
    assert process.wait(20) == 0
    process.stdout.close()
