"""The person's own account: changing and resetting the passphrase."""

from __future__ import annotations

from practice_desk.credentials import key_slots
from practice_desk.credentials.kdf import STANDARD, KdfProfile
from practice_desk.credentials.key_slots import Unlocked
from practice_desk.credentials.recovery_code import RecoveryCode
from practice_desk.domain.account import check_passphrase
from practice_desk.domain.errors import Invalid
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.services.start_up import workstation_secret_for


def change_passphrase(
    clinic: Clinic, old: str, new: str, *, profile: KdfProfile = STANDARD
) -> None:
    """Give the person who unlocked the clinic a new passphrase.

    Raises Invalid, WrongPassphrase and what writing raises.
    """
    _require_good(new)
    user = clinic.session.user_name
    path = clinic.folder.key_slots
    unlocked = key_slots.change_passphrase(
        path,
        user,
        old,
        new,
        profile=profile,
        workstation_secret=workstation_secret_for(clinic.folder.root, user),
    )
    record_on_account(clinic, unlocked, "passphrase changed")


def reset_passphrase(
    clinic: Clinic, recovery_code: str, new: str, *, profile: KdfProfile = STANDARD
) -> None:
    """Give the person a new passphrase after unlocking with the recovery code.

    The account is bound to no workstation secret afterwards. Raises Invalid, WrongRecoveryCode
    and what writing raises.
    """
    _require_good(new)
    path = clinic.folder.key_slots
    user = clinic.session.user_name
    recovered = key_slots.unlock_with_recovery(path, RecoveryCode.parse(recovery_code))
    unlocked = key_slots.reset_passphrase(path, recovered, user, new, profile=profile)
    record_on_account(clinic, unlocked, "passphrase reset with the recovery code")


def _require_good(passphrase: str) -> None:
    if problems := check_passphrase(passphrase):
        raise Invalid(problems)


def record_on_account(clinic: Clinic, unlocked: Unlocked, detail: str) -> None:
    """Add the audit row of a change to the own account's key slot, which gave *unlocked*."""
    with clinic.writing(Operation.EDIT_OWN_ACCOUNT) as work:
        work.detail = detail
        clinic.slots_changed(work, unlocked)
