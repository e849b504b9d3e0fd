"""Who can open the clinic: one slot per account and one for the recovery code.

Every change raises `seq` and is written atomically. A copied older file still opens the clinic
for somebody whose account was revoked since: only a new data key ends that.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from practice_desk.credentials import kdf, slot_crypto, slot_file
from practice_desk.credentials.atomic_file import write_atomically
from practice_desk.credentials.data_key import DataKey
from practice_desk.credentials.kdf import STANDARD, KdfProfile
from practice_desk.credentials.recovery_code import RecoveryCode
from practice_desk.credentials.slot_file import (
    Header,
    Slot,
    SlotFile,
    clinic_id,
    requires_workstation_secret,
    users,
    users_bytes,
)
from practice_desk.domain.errors import (
    ClinicExists,
    Invalid,
    NotFound,
    Problem,
    WrongPassphrase,
    WrongRecoveryCode,
)

__all__ = [
    "FILE_NAME",
    "Created",
    "Unlocked",
    "add_user",
    "change_passphrase",
    "clinic_id",
    "create",
    "opens_to",
    "renew_recovery_code",
    "requires_workstation_secret",
    "reset_passphrase",
    "revoke_user",
    "unlock",
    "unlock_bytes",
    "unlock_with_recovery",
    "unlock_with_recovery_bytes",
    "users",
    "users_bytes",
]

FILE_NAME = "keyslots.json"
_MAX_USER_CHARACTERS = 64
_RECOVERY_USER = "recovery"


@dataclass(frozen=True, slots=True)
class Created:
    """A new clinic's keys; the recovery code exists nowhere else and is shown once."""

    data_key: DataKey
    clinic_id: str
    recovery_code: RecoveryCode
    seq: int


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
    user = _checked_user(user)
    _check_passphrase(passphrase)
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
    code, recovery = _new_recovery(identifier, keys, profile)
    header = Header(
        format=1,
        clinic_id=identifier,
        seq=1,
        current=1,
        generations=(1,),
        slots=(account, recovery),
    )
    write_atomically(path, slot_file.encode(slot_crypto.authenticated(header, keys)))
    return Created(keys[1], identifier, code, header.seq)


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
    return _opened(file, slot, private)


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
        raise WrongRecoveryCode("That recovery code does not open this clinic.") from None
    return _opened(file, file.header.recovery, private)


def opens_to(data: bytes, data_key: DataKey) -> bool:
    """Tell, without any passphrase, whether a key slots file belongs to *data_key* unchanged.

    Raises `KeySlotsDamaged` or `ClinicTooNew`.
    """
    return slot_crypto.is_authentic_under(slot_file.decode(data), data_key)


def change_passphrase(
    path: Path,
    user: str,
    old: str,
    new: str,
    *,
    profile: KdfProfile = STANDARD,
    workstation_secret: bytes | None = None,
) -> Unlocked:
    """Put the account's private half under `new`; nothing stored is encrypted again.

    The binding to a workstation secret stays as it was. Raises what `unlock` raises, `Invalid`
    and what writing raises.
    """
    _check_passphrase(new)
    file = slot_file.decode(slot_file.read_bytes(path))
    slot = file.header.account(user)
    if slot is None:
        raise WrongPassphrase
    try:
        private = slot_crypto.open_private(slot, old, workstation_secret)
    except slot_crypto.SecretMismatch:
        raise WrongPassphrase from None
    unlocked = _opened(file, slot, private)
    kept = None if slot.workstation is None else workstation_secret
    locked = slot_crypto.lock(slot, private, new, profile, kept)
    written = _write(path, file, unlocked, _replaced(file.header.slots, slot, locked))
    return replace(written, needs_stronger_kdf=profile.is_weaker_than(STANDARD))


def add_user(
    path: Path,
    unlocked: Unlocked,
    user: str,
    passphrase: str,
    *,
    profile: KdfProfile = STANDARD,
    workstation_secret: bytes | None = None,
) -> Unlocked:
    """Give a new account its slot. Raises `Invalid` if the name is taken or unusable."""
    user = _checked_user(user)
    _check_passphrase(passphrase)
    file = _trusted(path, unlocked)
    if file.header.account(user) is not None:
        raise Invalid((Problem("user", "There is already an account with this user name."),))
    slot = slot_crypto.new_slot(
        unlocked.clinic_id,
        "account",
        user,
        passphrase,
        unlocked.data_keys,
        profile=profile,
        workstation_secret=workstation_secret,
    )
    return _write(path, file, unlocked, (*file.header.slots, slot))


def reset_passphrase(
    path: Path,
    unlocked: Unlocked,
    user: str,
    passphrase: str,
    *,
    profile: KdfProfile = STANDARD,
    workstation_secret: bytes | None = None,
) -> Unlocked:
    """Give an account a new slot without its old passphrase: after the recovery code.

    The account keeps its name and is bound to `workstation_secret`, or to none.
    """
    _check_passphrase(passphrase)
    file = _trusted(path, unlocked)
    old = _account(file.header, user)
    slot = slot_crypto.new_slot(
        unlocked.clinic_id,
        "account",
        old.user,
        passphrase,
        unlocked.data_keys,
        profile=profile,
        workstation_secret=workstation_secret,
    )
    return _write(path, file, unlocked, _replaced(file.header.slots, old, slot))


def revoke_user(path: Path, unlocked: Unlocked, user: str) -> Unlocked:
    """Remove an account's slot. Raises `NotFound`, or `Invalid` for the last account.

    Who kept a copy of the file as it was before can still open the clinic with it.
    """
    file = _trusted(path, unlocked)
    slot = _account(file.header, user)
    rest = tuple(other for other in file.header.slots if other.id != slot.id)
    if all(other.kind == "recovery" for other in rest):
        raise Invalid((Problem("user", "The clinic's last account cannot be removed."),))
    return _write(path, file, unlocked, rest)


def renew_recovery_code(
    path: Path, unlocked: Unlocked, *, profile: KdfProfile = STANDARD
) -> tuple[Unlocked, RecoveryCode]:
    """Replace the recovery code; the old emergency sheet stops working."""
    file = _trusted(path, unlocked)
    code, slot = _new_recovery(unlocked.clinic_id, unlocked.data_keys, profile)
    slots = _replaced(file.header.slots, file.header.recovery, slot)
    return _write(path, file, unlocked, slots), code


def _opened(file: SlotFile, slot: Slot, private: X25519PrivateKey) -> Unlocked:
    """Return the data keys, having made sure that the whole file is what a key holder wrote."""
    header = file.header
    data_keys = slot_crypto.open_data_keys(header.clinic_id, slot, private)
    slot_crypto.check_authentic(file, data_keys)
    return Unlocked(
        data_key=data_keys[header.current],
        clinic_id=header.clinic_id,
        user=slot.user if slot.kind == "account" else None,
        seq=header.seq,
        generation=header.current,
        needs_stronger_kdf=slot_crypto.profile_of(slot).is_weaker_than(STANDARD),
        data_keys=data_keys,
    )


def _trusted(path: Path, unlocked: Unlocked) -> SlotFile:
    """Read the file again before changing it, so that no forged slot is ever signed."""
    file = slot_file.decode(slot_file.read_bytes(path))
    slot_crypto.check_authentic(file, unlocked.data_keys)
    if file.header.seq < unlocked.seq:  # An older copy was put back while the clinic was open.
        raise slot_crypto.tampered()
    return file


def _write(path: Path, file: SlotFile, unlocked: Unlocked, slots: tuple[Slot, ...]) -> Unlocked:
    header = msgspec.structs.replace(file.header, seq=file.header.seq + 1, slots=slots)
    changed = slot_crypto.authenticated(header, unlocked.data_keys)
    write_atomically(path, slot_file.encode(changed))
    return replace(unlocked, seq=header.seq)


def _new_recovery(
    identifier: str, data_keys: dict[int, DataKey], profile: KdfProfile
) -> tuple[RecoveryCode, Slot]:
    code = RecoveryCode.generate()
    slot = slot_crypto.new_slot(
        identifier, "recovery", _RECOVERY_USER, code.text, data_keys, profile=profile
    )
    return code, slot


def _account(header: Header, user: str) -> Slot:
    slot = header.account(user)
    if slot is None:
        raise NotFound("There is no account with this user name.")
    return slot


def _replaced(slots: tuple[Slot, ...], old: Slot, new: Slot) -> tuple[Slot, ...]:
    return tuple(new if slot.id == old.id else slot for slot in slots)


def _checked_user(user: str) -> str:
    user = user.strip()
    if not slot_file.folded(user):
        raise Invalid((Problem("user", "Enter a user name."),))
    if len(user) > _MAX_USER_CHARACTERS or not user.isprintable():
        sentence = f"A user name has at most {_MAX_USER_CHARACTERS} printable characters."
        raise Invalid((Problem("user", sentence),))
    return user


def _check_passphrase(passphrase: str) -> None:
    if not passphrase:
        raise Invalid((Problem("passphrase", "Enter a passphrase."),))
