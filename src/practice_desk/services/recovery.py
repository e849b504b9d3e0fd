"""The recovery code while the clinic is open: trying the emergency sheet, and making a new one."""

from __future__ import annotations

from practice_desk.credentials import key_slots
from practice_desk.credentials.kdf import STANDARD, KdfProfile
from practice_desk.credentials.recovery_code import RecoveryCode
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.permission import Operation
from practice_desk.domain.recovery import RecoverySheet
from practice_desk.services import recovery_sheet
from practice_desk.services.attempts import passphrase_attempt
from practice_desk.services.clinic import Clinic
from practice_desk.services.start_up import workstation_secret_for


def recovery_status(clinic: Clinic) -> RecoverySheet:
    """Return what is known of the emergency sheet."""
    with clinic.reading(Operation.MANAGE_RECOVERY) as work:
        return recovery_sheet.read(work)


def try_recovery_code(clinic: Clinic, typed: str) -> RecoverySheet:
    """Try whether the code on the emergency sheet opens this clinic, and note that it does.

    Takes the time of one key derivation. Raises WrongRecoveryCode for a mistyped code and for one
    that a newer sheet has replaced.
    """
    with clinic.writing(Operation.MANAGE_RECOVERY, kind=AuditKind.CHECK) as work:
        key_slots.unlock_with_recovery(clinic.folder.key_slots, RecoveryCode.parse(typed))
        work.detail = "emergency sheet tried: it opens the clinic"
        return recovery_sheet.note_tested(work, clinic.now(), clinic.session.user_name)


def confirm_sheet(clinic: Clinic) -> RecoverySheet:
    """Note that groups of a code just made were typed back from its sheet, and were right."""
    with clinic.writing(Operation.MANAGE_RECOVERY, kind=AuditKind.CHECK) as work:
        work.detail = "groups of the new recovery code typed back from the emergency sheet"
        return recovery_sheet.note_tested(work, clinic.now(), clinic.session.user_name)


def renew_recovery_code(clinic: Clinic, passphrase: str, *, profile: KdfProfile = STANDARD) -> str:
    """Make a new recovery code and return it, this once; the old sheet opens nothing any more.

    Backups made before still open with the old code. Raises WrongPassphrase, MustWait,
    WorkstationSecretMissing and what writing raises.
    """
    path, user = clinic.folder.key_slots, clinic.session.user_name
    with clinic.writing(Operation.MANAGE_RECOVERY) as work:
        secret = workstation_secret_for(clinic.folder.root, user)
        with passphrase_attempt(clinic.folder, user, clinic.now):
            unlocked = key_slots.unlock(path, user, passphrase, workstation_secret=secret)
        changed, code = key_slots.renew_recovery_code(path, unlocked, profile=profile)
        clinic.slots_changed(work, changed)
        recovery_sheet.note_made(work, clinic.now())
        work.detail = "new recovery code made"
    return code.text
