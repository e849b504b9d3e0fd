"""A damaged or forged key slots file is told apart from a wrong passphrase."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practice_desk.credentials import key_slots
from practice_desk.domain.errors import ClinicTooNew, KeySlotsDamaged, WrongPassphrase


def forged(data: bytes, change) -> bytes:
    """Return the file after `change(tree)`, with a checksum that fits, as an attacker makes it."""
    tree = json.loads(data)
    del tree["checksum"]
    change(tree)
    body = json.dumps(tree).encode()[1:]
    return b'{"checksum": "' + hashlib.sha256(body).hexdigest().encode() + b'",\n' + body


def opening(data: bytes, slots) -> None:
    key_slots.unlock_bytes(data, "Ana", slots.passphrase)


@pytest.fixture
def two_accounts(slots, cheap):
    key_slots.add_user(slots.path, slots.unlock(), "Bob", "his words", profile=cheap)
    return slots


def test_that_an_unchanged_tree_with_a_fitting_checksum_opens(slots):
    opening(forged(slots.path.read_bytes(), lambda tree: None), slots)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(data=st.data())
def test_that_a_flipped_bit_is_damage_whatever_the_passphrase(slots, data):
    original = slots.path.read_bytes()
    bit = data.draw(st.integers(0, len(original) * 8 - 1))
    changed = bytearray(original)
    changed[bit // 8] ^= 1 << bit % 8
    for passphrase in (slots.passphrase, "wrong"):
        with pytest.raises(KeySlotsDamaged):
            key_slots.unlock_bytes(bytes(changed), "Ana", passphrase)
    with pytest.raises(KeySlotsDamaged):
        key_slots.users_bytes(bytes(changed))


def test_that_a_file_cut_anywhere_is_damage(slots):
    original = slots.path.read_bytes()
    for length in range(len(original)):
        with pytest.raises(KeySlotsDamaged):
            opening(original[:length], slots)


@pytest.mark.parametrize("data", [b"", b"null", b"{}", b"\xff\xfe", b"[" * 100_000])
def test_that_something_else_in_its_place_is_damage(slots, data):
    slots.path.write_bytes(data)
    with pytest.raises(KeySlotsDamaged):
        slots.unlock()


def test_that_a_huge_file_is_refused_unread(slots):
    with slots.path.open("wb") as file:
        file.truncate(1 << 34)
    with pytest.raises(KeySlotsDamaged):
        slots.unlock()


def test_that_a_newer_format_asks_for_the_newer_program(slots):
    def newer(tree):
        tree["header"]["format"] = 3
        tree["header"]["something_new"] = True

    with pytest.raises(ClinicTooNew):
        opening(forged(slots.path.read_bytes(), newer), slots)


FORGERIES = {
    "sequence raised": lambda h: h.update(seq=h["seq"] + 1),
    "other clinic": lambda h: h.update(clinic_id="0" * 32),
    "renamed account": lambda h: h["slots"][0].update(user="ana"),
    "renamed other account": lambda h: h["slots"][2].update(user="Eve"),
    "other slot's public key": lambda h: h["slots"][0].update(
        public_key=h["slots"][1]["public_key"]
    ),
    "account removed": lambda h: h["slots"].pop(2),
    "slots reordered": lambda h: h["slots"].reverse(),
    "another slot's data key": lambda h: h["slots"][0].update(sealed=h["slots"][1]["sealed"]),
    "empty data key": lambda h: h["slots"][0]["sealed"].update({"1": ""}),
    "another slot's identity": lambda h: h["slots"][0].update(id="0" * 16),
    "recovery slot removed": lambda h: h["slots"].pop(1),
    "recovery made an account": lambda h: h["slots"][1].update(kind="account"),
    "account made recovery": lambda h: h["slots"][2].update(kind="recovery"),
    "unknown kind": lambda h: h["slots"][0].update(kind="administrator"),
    "unknown field": lambda h: h.update(note="hello"),
    "unknown field in a slot": lambda h: h["slots"][0].update(note="hello"),
    "same name twice": lambda h: h["slots"][2].update(user="ANA"),
    "same slot twice": lambda h: h["slots"].append(h["slots"][0]),
    "no generation": lambda h: h.update(generations=[]),
    "unknown current generation": lambda h: h.update(current=2),
    "generation not sealed": lambda h: h.update(generations=[1, 2]),
    "format zero": lambda h: h.update(format=0),
    "field of another type": lambda h: h.update(seq="1"),
    "absurd memory": lambda h: h["slots"][0]["kdf"].update(memory_kib=1 << 30),
    "too little memory": lambda h: h["slots"][0]["kdf"].update(memory_kib=7),
    "too little memory for the lanes": lambda h: h["slots"][0]["kdf"].update(lanes=16),
    "absurd iterations": lambda h: h["slots"][0]["kdf"].update(iterations=1 << 20),
    "no iterations": lambda h: h["slots"][0]["kdf"].update(iterations=0),
    "other algorithm": lambda h: h["slots"][0]["kdf"].update(algorithm="md5"),
    "short salt": lambda h: h["slots"][0]["kdf"].update(salt=""),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_that_a_forged_file_is_called_changed_not_a_wrong_passphrase(two_accounts, name):
    data = two_accounts.path.read_bytes()
    changed = forged(data, lambda tree: FORGERIES[name](tree["header"]))
    with pytest.raises(KeySlotsDamaged):
        opening(changed, two_accounts)


@pytest.mark.parametrize(
    "name", ["recovery slot removed", "same name twice", "unknown current generation"]
)
def test_that_contradictions_are_seen_without_any_secret(two_accounts, name):
    data = two_accounts.path.read_bytes()
    with pytest.raises(KeySlotsDamaged):
        key_slots.users_bytes(forged(data, lambda tree: FORGERIES[name](tree["header"])))


def test_that_content_nested_without_end_is_damage(slots):
    body = b'"x": ' + b"[" * 200_000
    checksum = hashlib.sha256(body).hexdigest().encode()
    with pytest.raises(KeySlotsDamaged):
        opening(b'{"checksum": "' + checksum + b'",\n' + body, slots)


def test_that_striking_out_the_workstation_does_not_make_the_passphrase_enough(tmp_path, cheap):
    path = tmp_path / "keyslots.json"
    key_slots.create(path, "Ana", "words", profile=cheap, workstation_secret=bytes(32))

    def unbind(tree):
        tree["header"]["slots"][0]["workstation"] = None

    with pytest.raises(WrongPassphrase):
        key_slots.unlock_bytes(forged(path.read_bytes(), unbind), "Ana", "words")


def test_that_a_forged_file_is_never_signed_by_a_later_change(two_accounts):
    unlocked = two_accounts.unlock()
    changed = forged(
        two_accounts.path.read_bytes(), lambda tree: tree["header"]["slots"][2].update(user="Eve")
    )
    two_accounts.path.write_bytes(changed)
    with pytest.raises(KeySlotsDamaged):
        key_slots.revoke_user(two_accounts.path, unlocked, "Ana")
    assert two_accounts.path.read_bytes() == changed


def test_that_a_forged_mac_is_noticed(slots):
    def change(tree):
        tree["macs"]["1"] = "A" * 43 + "="

    with pytest.raises(KeySlotsDamaged):
        opening(forged(slots.path.read_bytes(), change), slots)


def test_that_another_salt_opens_nothing(slots):
    def change(tree):
        tree["header"]["slots"][0]["kdf"]["salt"] = "A" * 22 + "=="

    with pytest.raises(WrongPassphrase):
        opening(forged(slots.path.read_bytes(), change), slots)
