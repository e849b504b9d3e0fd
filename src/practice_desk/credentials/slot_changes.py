"""Who may open the clinic: accounts come, go and change their passphrase; the data key stays.

Every change raises `seq` and is written atomically. A copied older file still opens the clinic
for somebody whose account was revoked since: only a new data key ends that.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from practice_desk.credentials import slot_crypto, slot_file
from practice_desk.credentials.data_key import DataKey
from practice_desk.credentials.kdf import STANDARD, KdfProfile
from practice_desk.credentials.recovery_code import RecoveryCode
from practice_desk.credentials.slot_access import Unlocked, opened, trusted, write
from practice_desk.credentials.slot_file import Header, Slot
from practice_desk.domain.errors import Invalid, NotFound, Problem, WrongPassphrase

_MAX_USER_CHARACTERS = 64
_RECOVERY_USER = "recovery"


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
    check_passphrase(new)
    with slot_file.changing(path):
        file = slot_file.decode(slot_file.read_bytes(path))
        slot = file.header.account(user)
        if slot is None:
            raise WrongPassphrase
        try:
            private = slot_crypto.open_private(slot, old, workstation_secret)
        except slot_crypto.SecretMismatch:
            raise WrongPassphrase from None
        unlocked = opened(file, slot, private)
        kept = None if slot.workstation is None else workstation_secret
        locked = slot_crypto.lock(slot, private, new, profile, kept)
        written = write(path, file, unlocked, _replaced(file.header.slots, slot, locked))
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
    user = checked_user(user)
    check_passphrase(passphrase)
    with slot_file.changing(path):
        file = trusted(path, unlocked)
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
        return write(path, file, unlocked, (*file.header.slots, slot))


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
    check_passphrase(passphrase)
    with slot_file.changing(path):
        file = trusted(path, unlocked)
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
        return write(path, file, unlocked, _replaced(file.header.slots, old, slot))


def revoke_user(path: Path, unlocked: Unlocked, user: str) -> Unlocked:
    """Remove an account's slot. Raises `NotFound`, or `Invalid` for the last account.

    Who kept a copy of the file as it was before can still open the clinic with it.
    """
    with slot_file.changing(path):
        file = trusted(path, unlocked)
        slot = _account(file.header, user)
        rest = tuple(other for other in file.header.slots if other.id != slot.id)
        if all(other.kind == "recovery" for other in rest):
            raise Invalid((Problem("user", "The clinic's last account cannot be removed."),))
        return write(path, file, unlocked, rest)


def renew_recovery_code(
    path: Path, unlocked: Unlocked, *, profile: KdfProfile = STANDARD
) -> tuple[Unlocked, RecoveryCode]:
    """Replace the recovery code; the old emergency sheet stops working."""
    with slot_file.changing(path):
        file = trusted(path, unlocked)
        code, slot = new_recovery(unlocked.clinic_id, unlocked.data_keys, profile)
        slots = _replaced(file.header.slots, file.header.recovery, slot)
        return write(path, file, unlocked, slots), code


def renumber(path: Path, unlocked: Unlocked, seq: int) -> Unlocked:
    """Let the file count as change *seq*, which is higher than its own: an older copy taken up."""
    with slot_file.changing(path):
        file = trusted(path, unlocked)
        return write(path, file, unlocked, file.header.slots, seq=max(seq, file.header.seq + 1))


def new_recovery(
    identifier: str, data_keys: dict[int, DataKey], profile: KdfProfile
) -> tuple[RecoveryCode, Slot]:
    """Return a new recovery code and its slot."""
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


def checked_user(user: str) -> str:
    """Return a usable user name. Raises `Invalid`."""
    user = user.strip()
    if not slot_file.folded(user):
        raise Invalid((Problem("user", "Enter a user name."),))
    if len(user) > _MAX_USER_CHARACTERS or not user.isprintable():
        sentence = f"A user name has at most {_MAX_USER_CHARACTERS} printable characters."
        raise Invalid((Problem("user", sentence),))
    return user


def check_passphrase(passphrase: str) -> None:
    """Raise `Invalid` for no passphrase at all."""
    if not passphrase:
        raise Invalid((Problem("passphrase", "Enter a passphrase."),))
