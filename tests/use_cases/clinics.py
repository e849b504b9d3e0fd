"""The use cases of the clinic as a whole: people, directory, import, backups."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial

from practice_desk.domain.directory import Organization, Practitioner
from practice_desk.domain.import_report import ImportReport
from practice_desk.domain.letter_look import LetterLook
from practice_desk.domain.lock_cause import LockCause
from practice_desk.domain.permission import Operation
from practice_desk.services import (
    accounts,
    attempts,
    directory,
    drafts,
    import_batch,
    imports,
    key_status,
    letter_look,
    locking,
    own_account,
    recovery,
    rotation,
    staff,
    start_up,
    verification,
    workstation,
)
from practice_desk.services.import_scope import ImportScope
from tests.factories import (
    CHEAP,
    a_draft,
    a_pharmacy,
    a_practitioner,
)
from tests.stage import SPARE_PASSPHRASE, Call, Stage, UseCases

_OP = Operation


def _save_pharmacy(stage: Stage) -> Organization:
    saved = a_pharmacy(stage.clinic)
    listed = directory.list_organizations(stage.clinic)
    return next(each for each in listed if each.id == saved)


def _save_practitioner(stage: Stage) -> Practitioner:
    saved = a_practitioner(stage.clinic)
    listed = directory.list_practitioners(stage.clinic)
    return next(each for each in listed if each.id == saved)


def _import(stage: Stage) -> Call:
    path = stage.made.root.parent / "bundle.json"
    person = {"resourceType": "Patient", "id": "p1", "name": [{"family": "Doe"}]}
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": person}]}
    path.write_text(json.dumps(bundle))
    return partial(imports.import_files, stage.clinic, [path])


def _change_passphrase(stage: Stage) -> Call:
    clinic, made = stage.clinic, stage.made
    accounts.reset_passphrase(clinic, made.recovery_code, made.passphrase, profile=CHEAP)
    new = "eleven green bottles hang"
    return partial(accounts.change_passphrase, clinic, made.passphrase, new, profile=CHEAP)


def _release(stage: Stage) -> Call:
    clinic, passphrase = stage.clinic, stage.made.passphrase
    workstation.bind_to_workstation(clinic, passphrase, profile=CHEAP)
    return partial(workstation.release_from_workstation, clinic, passphrase, profile=CHEAP)


def _unlock(stage: Stage) -> Call:
    made = stage.made

    def call() -> None:
        start_up.open_clinic(made.root, made.user, made.passphrase, beside=True).close()

    return call


def _unlock_by_code(stage: Stage) -> Call:
    made = stage.made

    def call() -> None:
        code = made.recovery_code
        start_up.open_with_recovery_code(made.root, made.user, code, beside=True).close()

    return call


def _renew(stage: Stage) -> Call:
    made = stage.made

    def call() -> None:
        code = recovery.renew_recovery_code(stage.clinic, made.passphrase, profile=CHEAP)
        stage.made = replace(made, recovery_code=code)

    return call


def _discard_draft(stage: Stage) -> Call:
    draft = a_draft(stage.patient_id)
    kept = replace(draft, id=drafts.keep_draft(stage.clinic, draft))
    return partial(drafts.discard_draft, stage.clinic, kept)


CLINICS: UseCases = {
    "start_up.open_clinic": (_OP.UNLOCK, _unlock),
    "start_up.open_with_recovery_code": (_OP.UNLOCK, _unlock_by_code),
    "locking.record_lock": (
        _OP.LOCK,
        lambda s: partial(locking.record_lock, s.clinic, LockCause.IDLE),
    ),
    "drafts.own_drafts": (_OP.KEEP_DRAFT, lambda s: partial(drafts.own_drafts, s.clinic)),
    "drafts.keep_draft": (
        _OP.KEEP_DRAFT,
        lambda s: partial(drafts.keep_draft, s.clinic, a_draft(s.patient_id)),
    ),
    "drafts.finish_draft": (
        _OP.KEEP_DRAFT,
        lambda s: partial(
            drafts.finish_draft, s.clinic, drafts.keep_draft(s.clinic, a_draft(s.patient_id))
        ),
    ),
    "drafts.discard_draft": (_OP.KEEP_DRAFT, _discard_draft),
    "accounts.change_passphrase": (
        _OP.CHANGE_OWN_PASSPHRASE,
        _change_passphrase,
    ),
    "attempts.failures_since": (
        _OP.UNLOCK,
        lambda s: partial(attempts.failures_since, s.clinic),
    ),
    "accounts.new_passphrase_problems": (
        _OP.CHANGE_OWN_PASSPHRASE,
        lambda s: partial(accounts.new_passphrase_problems, s.clinic, "harbor street clinic"),
    ),
    "accounts.reset_passphrase": (
        _OP.CHANGE_OWN_PASSPHRASE,
        lambda s: partial(
            accounts.reset_passphrase,
            s.clinic,
            s.made.recovery_code,
            s.made.passphrase,
            profile=CHEAP,
        ),
    ),
    "recovery.recovery_status": (
        _OP.MANAGE_RECOVERY,
        lambda s: partial(recovery.recovery_status, s.clinic),
    ),
    "recovery.try_recovery_code": (
        _OP.MANAGE_RECOVERY,
        lambda s: partial(recovery.try_recovery_code, s.clinic, s.made.recovery_code),
    ),
    "recovery.confirm_sheet": (
        _OP.MANAGE_RECOVERY,
        lambda s: partial(recovery.confirm_sheet, s.clinic),
    ),
    "recovery.renew_recovery_code": (_OP.MANAGE_RECOVERY, _renew),
    "own_account.own_account": (
        _OP.EDIT_OWN_ACCOUNT,
        lambda s: partial(own_account.own_account, s.clinic),
    ),
    "own_account.save_own_account": (
        _OP.EDIT_OWN_ACCOUNT,
        lambda s: partial(
            own_account.save_own_account, s.clinic, own_account.own_account(s.clinic)
        ),
    ),
    "workstation.workstation_status": (
        _OP.EDIT_OWN_ACCOUNT,
        lambda s: partial(workstation.workstation_status, s.clinic),
    ),
    "workstation.bind_to_workstation": (
        _OP.EDIT_OWN_ACCOUNT,
        lambda s: partial(
            workstation.bind_to_workstation, s.clinic, s.made.passphrase, profile=CHEAP
        ),
    ),
    "workstation.release_from_workstation": (
        _OP.EDIT_OWN_ACCOUNT,
        _release,
    ),
    "imports.import_files": (_OP.IMPORT_RECORDS, _import),
    "imports.list_kept_aside": (
        _OP.IMPORT_RECORDS,
        lambda s: partial(imports.list_kept_aside, s.clinic),
    ),
    "import_batch.file_resources": (
        _OP.IMPORT_RECORDS,
        lambda s: partial(
            import_batch.file_resources,
            s.clinic,
            ImportScope(),
            import_batch.Original("bundle.json", 1, ""),
            (),
            import_batch.file_clinical,
            ImportReport(),
        ),
    ),
    "directory.list_organizations": (
        _OP.VIEW_DIRECTORY,
        lambda s: partial(directory.list_organizations, s.clinic),
    ),
    "directory.list_practitioners": (
        _OP.VIEW_DIRECTORY,
        lambda s: partial(directory.list_practitioners, s.clinic),
    ),
    "directory.saved_organization": (
        _OP.VIEW_DIRECTORY,
        lambda s: partial(directory.saved_organization, s.clinic, _save_pharmacy(s)),
    ),
    "directory.saved_practitioner": (
        _OP.VIEW_DIRECTORY,
        lambda s: partial(directory.saved_practitioner, s.clinic, _save_practitioner(s)),
    ),
    "directory.save_organization": (_OP.EDIT_DIRECTORY, lambda s: partial(a_pharmacy, s.clinic)),
    "directory.save_practitioner": (
        _OP.EDIT_DIRECTORY,
        lambda s: partial(a_practitioner, s.clinic),
    ),
    "directory.clinic_profile": (
        _OP.VIEW_CLINIC,
        lambda s: partial(directory.clinic_profile, s.clinic),
    ),
    "directory.save_clinic_profile": (
        _OP.EDIT_CLINIC,
        lambda s: partial(
            directory.save_clinic_profile, s.clinic, directory.clinic_profile(s.clinic)
        ),
    ),
    "letter_look.letter_look": (
        _OP.VIEW_CLINIC,
        lambda s: partial(letter_look.letter_look, s.clinic),
    ),
    "letter_look.save_letter_look": (
        _OP.EDIT_CLINIC,
        lambda s: partial(letter_look.save_letter_look, s.clinic, LetterLook(a4=True)),
    ),
    "verification.verify_clinic": (
        _OP.VERIFY_CLINIC,
        lambda s: partial(verification.verify_clinic, s.clinic),
    ),
    "key_status.key_status": (
        _OP.CHANGE_KEY,
        lambda s: partial(key_status.key_status, s.clinic),
    ),
    "rotation.rotate_data_key": (
        _OP.CHANGE_KEY,
        lambda s: partial(rotation.rotate_data_key, s.clinic),
    ),
    "staff.list_staff": (_OP.VIEW_ACCOUNTS, lambda s: partial(staff.list_staff, s.clinic)),
    "staff.saved_account": (
        _OP.VIEW_ACCOUNTS,
        lambda s: partial(staff.saved_account, s.clinic, s.colleague()),
    ),
    "staff.add_account": (
        _OP.MANAGE_ACCOUNTS,
        lambda s: partial(
            staff.add_account, s.clinic, s.new_colleague(), SPARE_PASSPHRASE, profile=CHEAP
        ),
    ),
    "staff.save_account": (
        _OP.MANAGE_ACCOUNTS,
        lambda s: partial(staff.save_account, s.clinic, s.colleague()),
    ),
    "staff.close_account": (
        _OP.MANAGE_ACCOUNTS,
        lambda s: partial(staff.close_account, s.clinic, s.colleague()),
    ),
    "staff.reopen_account": (
        _OP.MANAGE_ACCOUNTS,
        lambda s: partial(
            staff.reopen_account, s.clinic, s.colleague(), SPARE_PASSPHRASE, profile=CHEAP
        ),
    ),
    "staff.replace_passphrase": (
        _OP.MANAGE_ACCOUNTS,
        lambda s: partial(
            staff.replace_passphrase, s.clinic, s.colleague(), SPARE_PASSPHRASE, profile=CHEAP
        ),
    ),
}
