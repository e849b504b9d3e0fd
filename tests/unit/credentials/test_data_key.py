"""The data key serves its purposes and shows nowhere."""

from __future__ import annotations

import copy
import pickle

import pytest

from practice_desk.credentials.data_key import DataKey


def test_that_every_purpose_has_its_own_stable_key():
    key = DataKey(bytes(range(32)))
    assert key.derive("documents") == DataKey(bytes(range(32))).derive("documents")
    assert len({key.derive("documents"), key.derive("audit"), key.raw}) == 3
    assert len(key.derive("audit")) == 32


def test_that_generated_keys_differ():
    assert DataKey.generate() != DataKey.generate()


@pytest.mark.parametrize("length", [0, 31, 33])
def test_that_only_32_bytes_are_a_key(length):
    with pytest.raises(ValueError, match="32"):
        DataKey(bytes(length))


def test_that_a_key_is_neither_shown_nor_copied_nor_pickled():
    key = DataKey(b"K" * 32)
    assert "K" not in repr(key).replace("DataKey", "")
    for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            attempt(key)


def test_that_a_wiped_key_is_gone():
    key = DataKey.generate()
    key.wipe()
    with pytest.raises(ValueError, match="wiped"):
        _ = key.raw
    with pytest.raises(ValueError, match="wiped"):
        key.derive("documents")
