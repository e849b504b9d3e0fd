"""The public header of a new backup, and the key slots that it carries and holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from practice_desk import __version__
from practice_desk.credentials import backup_slots, key_slots, slot_file
from practice_desk.credentials.key_slots import Unlocked
from practice_desk.domain.errors import KeySlotsDamaged
from practice_desk.exchange.backup_contents import FORMAT, Header, OpensWith
from practice_desk.services.backup_keys import ContainerCipher


@dataclass(frozen=True, slots=True)
class NewHeader:
    """A header with the cipher whose key it holds, and the clinic's whole key slots file."""

    header: Header
    cipher: ContainerCipher
    clinic_slots: bytes


def new_header(
    clinic_slots: Path, unlocked: Unlocked, made_at: datetime, own_slot: bytes
) -> NewHeader:
    """Return the header of a backup made at *made_at*, sealed under a new random key.

    *clinic_slots* is the place of the clinic's key slots file. *own_slot* is what is kept of the
    backups' own passphrase, empty where there is none. Raises KeySlotsDamaged: nothing could open
    a backup whose key slots are not the clinic's.
    """
    slots = slot_file.read_bytes(clinic_slots)
    if not key_slots.opens_to(slots, unlocked.data_key):
        raise KeySlotsDamaged("The clinic's key slots file does not belong to its data.")
    clinic_id = slot_file.decode(slots).header.clinic_id
    carried, opens_with = slots, OpensWith.ACCOUNTS
    if own_slot:
        carried = backup_slots.slots_for_backup(slots, unlocked, own_slot)
        opens_with = OpensWith.OWN_PASSPHRASE
    cipher = ContainerCipher()
    header = Header(
        format=FORMAT,
        program_version=__version__,
        clinic_id=clinic_id,
        made_at=made_at.isoformat(timespec="seconds"),
        key_slots=carried,
        wraps=(cipher.wrapped(unlocked.data_key, clinic_id),),
        opens_with=opens_with,
    )
    return NewHeader(header, cipher, slots)
