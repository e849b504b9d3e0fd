"""A new data key beside the old one, and one of them dropped: sealed to everybody, by nobody else.

Only the public halves in the slots are needed, so one person can change the key for all.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import replace
from pathlib import Path

import msgspec

from practice_desk.credentials import slot_crypto, slot_file
from practice_desk.credentials.data_key import DataKey
from practice_desk.credentials.slot_access import Unlocked, put, trusted
from practice_desk.credentials.slot_file import FORMAT


def add_data_key(
    path: Path, unlocked: Unlocked, data_key: DataKey | None = None
) -> tuple[Unlocked, int]:
    """Seal *data_key*, by default a new random one, to every slot beside those that are there.

    Returns what opens all of them, and the key's number; the current one stays current. Raises
    what `anchored_chain` raises, and what writing raises.
    """
    with slot_file.changing(path):
        file = trusted(path, unlocked)
        header = file.header
        number = max(header.generations) + 1
        keys = {**unlocked.data_keys, number: data_key or DataKey.generate()}
        slots = tuple(
            slot_crypto.seal_data_key(header.clinic_id, slot, number, keys[number])
            for slot in header.slots
        )
        changed = msgspec.structs.replace(
            header,
            format=FORMAT,
            seq=header.seq + 1,
            generations=(*header.generations, number),
            slots=slots,
        )
        both = replace(unlocked, seq=changed.seq, data_keys=keys)
        put(path, changed, both)
        return both, number


def keep_data_keys(
    path: Path, unlocked: Unlocked, current: int, others: AbstractSet[int] = frozenset()
) -> Unlocked:
    """Make the data key *current* the present one; drop all but it and *others* from every slot.

    Writes nothing if that is how it is. Raises what `add_data_key` raises.
    """
    kept = {current, *others}
    with slot_file.changing(path):
        file = trusted(path, unlocked)
        header = file.header
        after = under(unlocked, current)
        if header.current == current and set(header.generations) == kept:
            return replace(after, seq=header.seq)
        keys = {number: key for number, key in unlocked.data_keys.items() if number in kept}
        slots = tuple(
            msgspec.structs.replace(
                slot, sealed={n: sealed for n, sealed in slot.sealed.items() if n in kept}
            )
            for slot in header.slots
        )
        changed = msgspec.structs.replace(
            header,
            format=FORMAT,
            seq=header.seq + 1,
            current=current,
            generations=tuple(number for number in header.generations if number in kept),
            slots=slots,
        )
        after = replace(after, seq=changed.seq, data_keys=keys)
        put(path, changed, after)
        return after


def under(unlocked: Unlocked, number: int) -> Unlocked:
    """Return the same with the data key *number* as the one in use; the file stays as it is."""
    return replace(unlocked, data_key=unlocked.data_keys[number], generation=number)
