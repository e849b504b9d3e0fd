"""A passphrase of the backups' own: what a lost stick opens to is not what opens the clinic.

The clinic keeps a key pair whose private half is under that passphrase, so a backup can be sealed
to it without anybody typing. Such a backup carries key slots of two kinds only, this one and the
recovery code's; the clinic's whole file lies inside, encrypted with everything else.
"""

from __future__ import annotations

import msgspec

from practice_desk.credentials import slot_crypto, slot_file
from practice_desk.credentials.kdf import STANDARD, KdfProfile
from practice_desk.credentials.slot_access import Unlocked
from practice_desk.credentials.slot_file import FORMAT, Slot

OWN_USER = "backup"
"""The name under which the passphrase of the backups' own opens one."""


def new_backup_slot(
    unlocked: Unlocked, passphrase: str, *, profile: KdfProfile = STANDARD
) -> bytes:
    """Return what has to be kept of a new passphrase; it opens nothing without it."""
    slot = slot_crypto.new_slot(
        unlocked.clinic_id, "account", OWN_USER, passphrase, {}, profile=profile
    )
    return msgspec.json.encode(slot)


def slots_for_backup(clinic_slots: bytes, unlocked: Unlocked, backup_slot: bytes) -> bytes:
    """Return key slots for a backup that its own passphrase and the recovery code open.

    *clinic_slots* is the clinic's key slots file, whose origin the caller has checked; accounts'
    passphrases do not open what is returned. Raises KeySlotsDamaged.
    """
    header = slot_file.decode(clinic_slots).header
    current = unlocked.generation
    try:
        own = msgspec.json.decode(backup_slot, type=Slot)
    except msgspec.MsgspecError:
        raise slot_crypto.tampered() from None
    slots = tuple(
        slot_crypto.seal_data_key(
            header.clinic_id,
            msgspec.structs.replace(slot, sealed={}),
            current,
            unlocked.data_key,
        )
        for slot in (own, header.recovery)
    )
    reduced = msgspec.structs.replace(
        header, format=FORMAT, current=current, generations=(current,), slots=slots
    )
    file = slot_crypto.authenticated(reduced, {current: unlocked.data_key})
    return slot_file.encode(file)


def is_reduced(slots: bytes) -> bool:
    """Tell whether key slots are those of a backup with a passphrase of its own."""
    return slot_file.users_bytes(slots) == (OWN_USER,)
