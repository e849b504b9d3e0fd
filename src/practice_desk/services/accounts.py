"""The person's own account: changing and resetting the passphrase."""

from __future__ import annotations

from practice_desk.credentials import key_slots
from practice_desk.credentials.kdf import STANDARD, KdfProfile
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
    with clinic.writing(Operation.CHANGE_OWN_PASSPHRASE) as work:
        changed = key_slots.change_passphrase(
            clinic.folder.key_slots,
            user,
            old,
            new,
            profile=profile,
            workstation_secret=workstation_secret_for(clinic.folder.root, user),
        )
        clinic.slots_changed(work, changed)
        work.detail = "passphrase changed"


def reset_passphrase(
    clinic: Clinic, recovery_code: str, new: str, *, profile: KdfProfile = STANDARD
) -> None:
    """Give the person a new passphrase after unlocking with the recovery code.

    The account is bound to no workstation secret afterwards. Raises Invalid, WrongRecoveryCode
    and what writing raises.
    """
    _require_good(new)
    path, user = clinic.folder.key_slots, clinic.session.user_name
    with clinic.writing(Operation.CHANGE_OWN_PASSPHRASE) as work:
        recovered = key_slots.unlock_with_recovery(path, RecoveryCode.parse(recovery_code))
        changed = key_slots.reset_passphrase(path, recovered, user, new, profile=profile)
        clinic.slots_changed(work, changed)
        work.detail = "passphrase reset with the recovery code"


def _require_good(passphrase: str) -> None:
    if problems := check_passphrase(passphrase):
        raise Invalid(problems)
