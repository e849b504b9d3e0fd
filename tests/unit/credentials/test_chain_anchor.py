"""The newest head of the audit chain in the key slots file."""

from __future__ import annotations

import json
import threading

import pytest

from practice_desk.credentials import key_slots
from practice_desk.credentials.key_slots import ChainHead
from practice_desk.domain.errors import KeySlotsDamaged
from tests.unit.credentials.test_key_slot_damage import forged

HEAD = ChainHead(7, b"m" * 32)


def test_that_a_new_clinic_has_no_head_noted(slots):
    assert key_slots.anchored_chain(slots.path, slots.unlock()) is None


def test_that_a_noted_head_is_found_again_by_everybody(slots, cheap):
    key_slots.anchor_chain(slots.path, slots.unlock(), HEAD)
    unlocked = key_slots.add_user(slots.path, slots.unlock(), "Bob", "his words", profile=cheap)
    assert key_slots.anchored_chain(slots.path, unlocked) == HEAD
    recovered = key_slots.unlock_with_recovery(slots.path, slots.made.recovery_code)
    assert key_slots.anchored_chain(slots.path, recovered) == HEAD


def test_that_noting_a_head_is_no_change_of_who_may_open(slots):
    before = slots.unlock()
    key_slots.anchor_chain(slots.path, before, HEAD)
    assert slots.unlock() == before


def test_that_a_late_call_does_not_take_the_head_back(slots):
    unlocked = slots.unlock()
    key_slots.anchor_chain(slots.path, unlocked, HEAD)
    older = ChainHead(6, b"n" * 32)
    key_slots.anchor_chain(slots.path, unlocked, older)
    assert key_slots.anchored_chain(slots.path, unlocked) == HEAD
    key_slots.anchor_chain(slots.path, unlocked, older, may_go_back=True)
    assert key_slots.anchored_chain(slots.path, unlocked) == older


@pytest.mark.parametrize(
    "change",
    [
        lambda header: header["chain"].update(count=6),
        lambda header: header.update(chain=None),
        lambda header: header.pop("chain"),
    ],
)
def test_that_a_head_changed_outside_is_noticed(slots, change):
    unlocked = slots.unlock()
    key_slots.anchor_chain(slots.path, unlocked, HEAD)
    content = slots.path.read_bytes()
    slots.path.write_bytes(forged(content, lambda tree: change(tree["header"])))
    with pytest.raises(KeySlotsDamaged):
        key_slots.anchored_chain(slots.path, unlocked)
    with pytest.raises(KeySlotsDamaged):
        slots.unlock()


def test_that_a_file_of_the_first_format_is_read_and_written_anew(slots, monkeypatch):
    with monkeypatch.context() as older:
        older.setattr("practice_desk.credentials.slot_access.FORMAT", 1)
        key_slots.renumber(slots.path, slots.unlock(), 2)
    first = json.loads(slots.path.read_bytes())["header"]
    assert first["format"] == 1
    assert "chain" not in first
    key_slots.anchor_chain(slots.path, slots.unlock(), HEAD)
    assert json.loads(slots.path.read_bytes())["header"]["format"] == 2
    assert key_slots.anchored_chain(slots.path, slots.unlock()) == HEAD


def test_that_changes_at_the_same_moment_do_not_undo_one_another(slots, cheap):
    unlocked = slots.unlock()

    def note() -> None:
        for count in range(1, 30):
            key_slots.anchor_chain(slots.path, unlocked, ChainHead(count, bytes(32)))

    def add() -> None:
        for number in range(8):
            key_slots.add_user(slots.path, unlocked, f"user {number}", "words", profile=cheap)

    threads = [threading.Thread(target=work) for work in (note, add, note)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(key_slots.users(slots.path)) == 9
    assert key_slots.anchored_chain(slots.path, unlocked) == ChainHead(29, bytes(32))
