"""A clinic's key slots made with key derivation that costs next to nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from practice_desk.credentials import key_slots
from practice_desk.credentials.kdf import KdfProfile

CHEAP = KdfProfile(memory_kib=64, iterations=1, lanes=1)


@dataclass(frozen=True)
class SlotsOfAna:
    """A key slots file with the account "Ana" and what opens it."""

    path: Path
    passphrase: str
    made: key_slots.Created

    def unlock(self) -> key_slots.Unlocked:
        return key_slots.unlock(self.path, "Ana", self.passphrase)


@pytest.fixture
def cheap() -> KdfProfile:
    return CHEAP


@pytest.fixture
def slots(tmp_path: Path) -> SlotsOfAna:
    path = tmp_path / key_slots.FILE_NAME
    passphrase = "nine green bottles"
    return SlotsOfAna(path, passphrase, key_slots.create(path, "Ana", passphrase, profile=CHEAP))
