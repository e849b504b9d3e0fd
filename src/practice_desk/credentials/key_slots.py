"""Who can open the clinic: one slot per account and one for the recovery code.

Opening is here; what changes the slots is in `slot_changes`, what notes the audit chain's head in
them in `chain_anchor`, and both are reached through this module.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from practice_desk.credentials import kdf, slot_crypto, slot_file
from practice_desk.credentials.atomic_file import write_atomically
from practice_desk.credentials.chain_anchor import anchor_chain, anchored_chain
from practice_desk.credentials.data_key import DataKey
from practice_desk.credentials.kdf import STANDARD, KdfProfile
from practice_desk.credentials.key_rotation import add_data_key, keep_data_keys, under
from practice_desk.credentials.recovery_code import RecoveryCode
from practice_desk.credentials.slot_access import Unlocked, opened, unlocked_by, with_keys_of
from practice_desk.credentials.slot_changes import (
    add_user,
    change_passphrase,
    check_passphrase,
    checked_user,
    new_recovery,
    renew_recovery_code,
    renumber,
    reset_passphrase,
    revoke_user,
)
from practice_desk.credentials.slot_crypto import load_libraries
from practice_desk.credentials.slot_file import (
    FORMAT,
    ChainHead,
    Header,
    clinic_id,
    requires_workstation_secret,
    users,
    users_bytes,
)
from practice_desk.domain.errors import ClinicExists, WrongPassphrase, WrongRecoveryCode

__all__ = [
    "FILE_NAME",
    "WRONG_CODE",
    "ChainHead",
    "Created",
    "Unlocked",
    "add_data_key",
    "add_user",
    "anchor_chain",
    "anchored_chain",
    "change_passphrase",
    "clinic_id",
    "create",
    "keep_data_keys",
    "load_libraries",
    "opens_to",
    "opens_with",
    "renew_recovery_code",
    "renumber",
    "requires_workstation_secret",
    "reset_passphrase",
    "revoke_user",
    "under",
    "unlock",
    "unlock_bytes",
    "unlock_with_keys",
    "unlock_with_recovery",
    "unlock_with_recovery_bytes",
    "users",
    "users_bytes",
    "with_keys_of",
]

FILE_NAME = "keyslots.json"
WRONG_CODE = "That recovery code does not open this clinic."


@dataclass(frozen=True, slots=True)
class Created:
    """A new clinic's keys; the recovery code exists nowhere else and is shown once."""

    unlocked: Unlocked
    recovery_code: RecoveryCode

    @property
    def data_key(self) -> DataKey:
        """The new data key."""
        return self.unlocked.data_key

    @property
    def clinic_id(self) -> str:
        """The clinic's random identifier."""
        return self.unlocked.clinic_id

    @property
    def seq(self) -> int:
        """The number of the file that was written."""
        return self.unlocked.seq


def create(
    path: Path,
    user: str,
    passphrase: str,
    *,
    profile: KdfProfile = STANDARD,
    workstation_secret: bytes | None = None,
) -> Created:
    """Write the slots of a new clinic: its first account and its recovery code.

    Raises `ClinicExists`, `Invalid`, `DiskFull`, `FolderReadOnly` or `StorageFailed`.
    """
    if path.exists():
        raise ClinicExists("This folder already holds a clinic.")
    user = checked_user(user)
    check_passphrase(passphrase)
    identifier, keys = secrets.token_hex(16), {1: DataKey.generate()}
    account = slot_crypto.new_slot(
        identifier,
        "account",
        user,
        passphrase,
        keys,
        profile=profile,
        workstation_secret=workstation_secret,
    )
    code, recovery = new_recovery(identifier, keys, profile)
    header = Header(
        format=FORMAT,
        clinic_id=identifier,
        seq=1,
        current=1,
        generations=(1,),
        slots=(account, recovery),
    )
    file = slot_crypto.authenticated(header, keys)
    write_atomically(path, slot_file.encode(file))
    return Created(unlocked_by(header, account, keys), code)


def unlock(
    path: Path, user: str, passphrase: str, *, workstation_secret: bytes | None = None
) -> Unlocked:
    """Open the clinic with an account. Takes the time of one key derivation.

    Raises `WrongPassphrase` (for an unknown user too, after the same work), `KeySlotsMissing`,
    `KeySlotsDamaged`, `WorkstationSecretMissing` or `ClinicTooNew`.
    """
    data = slot_file.read_bytes(path)
    return unlock_bytes(data, user, passphrase, workstation_secret=workstation_secret)


def unlock_bytes(
    data: bytes, user: str, passphrase: str, *, workstation_secret: bytes | None = None
) -> Unlocked:
    """Do the same as `unlock` for a key slots file carried in a backup."""
    file = slot_file.decode(data)
    slot = file.header.account(user)
    if slot is None:
        salt = secrets.token_bytes(kdf.SALT_BYTES)
        kdf.derive(passphrase, salt, slot_crypto.profile_of(file.header.slots[0]))
        raise WrongPassphrase
    try:
        private = slot_crypto.open_private(slot, passphrase, workstation_secret)
    except slot_crypto.SecretMismatch:
        raise WrongPassphrase from None
    return opened(file, slot, private)


def unlock_with_recovery(path: Path, code: RecoveryCode) -> Unlocked:
    """Open the clinic with the code from the emergency sheet; needs no workstation secret.

    Raises `WrongRecoveryCode`, `KeySlotsMissing`, `KeySlotsDamaged` or `ClinicTooNew`.
    """
    return unlock_with_recovery_bytes(slot_file.read_bytes(path), code)


def unlock_with_recovery_bytes(data: bytes, code: RecoveryCode) -> Unlocked:
    """Do the same as `unlock_with_recovery` for a key slots file carried in a backup."""
    file = slot_file.decode(data)
    try:
        private = slot_crypto.open_private(file.header.recovery, code.text, None)
    except slot_crypto.SecretMismatch:
        raise WrongRecoveryCode(WRONG_CODE) from None
    return opened(file, file.header.recovery, private)


def unlock_with_keys(data: bytes, user: str | None, data_keys: dict[int, DataKey]) -> Unlocked:
    """Return what `unlock_bytes` does, from the data keys that the slot of *user* was opened to.

    Without a user they come from the recovery code. Raises `KeySlotsDamaged` unless the holder of
    these keys wrote the file, or `ClinicTooNew`.
    """
    file = slot_file.decode(data)
    slot = file.header.recovery if user is None else file.header.account(user)
    slot_crypto.check_authentic(file, data_keys)
    return unlocked_by(file.header, slot, data_keys)


def opens_to(data: bytes, data_key: DataKey) -> bool:
    """Tell, without any passphrase, whether a key slots file belongs to *data_key* unchanged.

    Raises `KeySlotsDamaged` or `ClinicTooNew`.
    """
    return slot_crypto.is_authentic_under(slot_file.decode(data), data_key)


def opens_with(path: Path, *data_keys: DataKey) -> Unlocked:
    """Open the key slots as the holder of *data_keys*, without any passphrase.

    Raises `KeySlotsDamaged` if the file is not what a holder of these keys wrote or has a key that
    is not among them, `KeySlotsMissing` or `ClinicTooNew`.
    """
    file = slot_file.decode(slot_file.read_bytes(path))
    keys = slot_crypto.keys_that_fit(file, data_keys)
    slot_crypto.check_authentic(file, keys)
    return unlocked_by(file.header, None, keys)
