"""What an opened key slots file gives, and the two ways back into it: trusted, and written.

Everything that changes the file goes through `trusted` and `put`, inside `slot_file.changing`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from practice_desk.credentials import slot_crypto, slot_file
from practice_desk.credentials.atomic_file import write_atomically
from practice_desk.credentials.data_key import DataKey
from practice_desk.credentials.kdf import STANDARD
from practice_desk.credentials.slot_file import FORMAT, Header, Slot, SlotFile

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey


@dataclass(frozen=True, slots=True)
class Unlocked:
    """An opened key slots file.

    `user` is the account's name as it was created, None after the recovery code. `data_keys`
    holds every generation while a rotation is under way. `needs_stronger_kdf` says that the
    passphrase is stretched less than today's standard: set it again.
    """

    data_key: DataKey
    clinic_id: str
    user: str | None
    seq: int
    generation: int
    needs_stronger_kdf: bool
    data_keys: dict[int, DataKey] = field(repr=False)


def opened(file: SlotFile, slot: Slot, private: X25519PrivateKey) -> Unlocked:
    """Return the data keys, having made sure that the whole file is what a key holder wrote."""
    header = file.header
    data_keys = slot_crypto.open_data_keys(header.clinic_id, slot, private)
    slot_crypto.check_authentic(file, data_keys)
    return unlocked_by(header, slot, data_keys)


def unlocked_by(header: Header, slot: Slot | None, data_keys: dict[int, DataKey]) -> Unlocked:
    """Return what *slot*, or else the data key itself, opened in an authentic header."""
    weak = slot is not None and slot_crypto.profile_of(slot).is_weaker_than(STANDARD)
    return Unlocked(
        data_key=data_keys[header.current],
        clinic_id=header.clinic_id,
        user=slot.user if slot is not None and slot.kind == "account" else None,
        seq=header.seq,
        generation=header.current,
        needs_stronger_kdf=weak,
        data_keys=data_keys,
    )


def with_keys_of(mine: Unlocked, other: Unlocked) -> Unlocked:
    """Return *mine* with copies of the data keys of *other*, which may be wiped by itself."""
    keys = {number: DataKey(key.raw) for number, key in other.data_keys.items()}
    return replace(
        mine,
        data_key=keys[other.generation],
        generation=other.generation,
        seq=max(mine.seq, other.seq),
        data_keys=keys,
    )


def trusted(path: Path, unlocked: Unlocked) -> SlotFile:
    """Read the file again before changing it, so that no forged slot is ever signed."""
    file = slot_file.decode(slot_file.read_bytes(path))
    slot_crypto.check_authentic(file, unlocked.data_keys)
    if file.header.seq < unlocked.seq:  # An older copy was put back while the clinic was open.
        raise slot_crypto.tampered()
    return file


def write(
    path: Path,
    file: SlotFile,
    unlocked: Unlocked,
    slots: tuple[Slot, ...],
    *,
    seq: int | None = None,
) -> Unlocked:
    """Replace the slots: one more change of who may open the clinic, by default the next one."""
    number = file.header.seq + 1 if seq is None else seq
    header = msgspec.structs.replace(file.header, format=FORMAT, seq=number, slots=slots)
    put(path, header, unlocked)
    return replace(unlocked, seq=header.seq)


def put(path: Path, header: Header, unlocked: Unlocked) -> None:
    """Replace the file, authenticated under every data key of *unlocked*."""
    changed = slot_crypto.authenticated(header, unlocked.data_keys)
    write_atomically(path, slot_file.encode(changed))
