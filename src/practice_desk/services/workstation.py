"""Binding an account to this computer by a secret in the operating system's keyring.

Importing `keyring` is slow, so it happens inside the functions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from practice_desk.credentials import key_slots
from practice_desk.credentials.kdf import STANDARD, KdfProfile
from practice_desk.domain.errors import WorkstationSecretMissing
from practice_desk.domain.permission import Operation
from practice_desk.services.attempts import passphrase_attempt
from practice_desk.services.backup_keys import BackupSecret, ByPassphrase
from practice_desk.services.clinic import Clinic
from practice_desk.services.start_up import workstation_secret_for

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class WorkstationStatus:
    """Whether this computer has a keyring that keeps secrets, and whether the account needs it."""

    available: bool
    bound: bool


def workstation_status(clinic: Clinic) -> WorkstationStatus:
    """Return how the account at the keyboard stands to this computer's keyring.

    The system may ask to unlock the keyring.
    """
    from practice_desk.credentials import workstation

    with clinic.reading(Operation.EDIT_OWN_ACCOUNT):
        slots = clinic.folder.key_slots
        bound = key_slots.requires_workstation_secret(slots, clinic.session.user_name)
    return WorkstationStatus(workstation.available(), bound)


def bind_to_workstation(
    clinic: Clinic, passphrase: str, *, profile: KdfProfile = STANDARD
) -> WorkstationStatus:
    """Make the account need this computer's secret beside its passphrase.

    The recovery code still opens the clinic anywhere. Raises WrongPassphrase, MustWait,
    KeyringUnavailable and what writing raises.
    """
    from practice_desk.credentials import workstation

    path, user = clinic.folder.key_slots, clinic.session.user_name
    with clinic.writing(Operation.EDIT_OWN_ACCOUNT) as work:
        present = workstation_secret_for(clinic.folder.root, user)
        with passphrase_attempt(clinic.folder, user, clinic.now):
            unlocked = key_slots.unlock(path, user, passphrase, workstation_secret=present)
        secret = workstation.store(unlocked.clinic_id)
        changed = key_slots.reset_passphrase(
            path, unlocked, user, passphrase, profile=profile, workstation_secret=secret
        )
        clinic.slots_changed(work, changed)
        work.detail = "account bound to this computer's keyring"
    return WorkstationStatus(available=True, bound=True)


def release_from_workstation(
    clinic: Clinic, passphrase: str, *, profile: KdfProfile = STANDARD
) -> WorkstationStatus:
    """Let the passphrase alone open the account again, on any computer.

    The secret leaves the keyring once no account needs it. Raises WrongPassphrase, MustWait,
    WorkstationSecretMissing and what writing raises.
    """
    from practice_desk.credentials import workstation

    path, user = clinic.folder.key_slots, clinic.session.user_name
    with clinic.writing(Operation.EDIT_OWN_ACCOUNT) as work:
        secret = workstation_secret_for(clinic.folder.root, user)
        with passphrase_attempt(clinic.folder, user, clinic.now):
            unlocked = key_slots.unlock(path, user, passphrase, workstation_secret=secret)
        changed = key_slots.reset_passphrase(path, unlocked, user, passphrase, profile=profile)
        clinic.slots_changed(work, changed)
        work.detail = "account released from this computer's keyring"
    users = key_slots.users(path)
    if not any(key_slots.requires_workstation_secret(path, other) for other in users):
        workstation.forget(unlocked.clinic_id)
    return WorkstationStatus(workstation.available(), bound=False)


def with_workstation_secret(
    clinic_id: str, secret: BackupSecret, work: Callable[[BackupSecret], _Result]
) -> _Result:
    """Open a backup with *secret*, adding this computer's secret where the account needs it.

    Raises what *work* raises; WorkstationSecretMissing where this computer does not have it.
    """
    try:
        return work(secret)
    except WorkstationSecretMissing:
        if not isinstance(secret, ByPassphrase):
            raise
        from practice_desk.credentials import workstation

        found = workstation.load(clinic_id)
        if found is None:
            raise
        return work(replace(secret, workstation_secret=found))
