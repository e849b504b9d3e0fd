"""When, where and under what the clinic is backed up: the plan and the backups' own passphrase."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from practice_desk.credentials import backup_slots
from practice_desk.credentials.kdf import STANDARD, KdfProfile
from practice_desk.domain.backup_plan import BackupPlan, BackupRhythm, KeepRule, check_backup_plan
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid
from practice_desk.domain.permission import Operation
from practice_desk.services.accounts import require_good_passphrase
from practice_desk.services.clinic import Clinic
from practice_desk.storage import registry
from practice_desk.storage.unit_of_work import UnitOfWork

BACKUP_CHANGES = Changes.of(None, "backup")
_PLAN = "backup plan"
_OWN_SLOT = "backup passphrase"


def backup_plan(clinic: Clinic) -> BackupPlan:
    """Return the plan; one that is off before anybody made one."""
    with clinic.reading(Operation.BACK_UP) as work:
        return read_plan(work)


def read_plan(work: UnitOfWork) -> BackupPlan:
    """Return the plan inside a running unit of work."""
    plain, _ = registry.setting(work.connection, _PLAN)
    if not plain:
        return BackupPlan()
    return BackupPlan(
        BackupRhythm(plain["rhythm"]),
        plain["folder"],
        time.fromisoformat(plain["at"]),
        plain["weekday"],
        KeepRule(plain["days"], plain["weeks"], plain["months"]),
    )


def save_backup_plan(clinic: Clinic, plan: BackupPlan) -> Changes:
    """Change the plan. Raises Invalid."""
    plan = replace(plan, folder=plan.folder.strip())
    if problems := check_backup_plan(plan):
        raise Invalid(problems)
    with clinic.writing(Operation.PLAN_BACKUPS) as work:
        _, version = registry.setting(work.connection, _PLAN)
        plain = {
            "rhythm": plan.rhythm.value,
            "folder": plan.folder,
            "at": plan.at.isoformat(timespec="minutes"),
            "weekday": plan.weekday,
            "days": plan.keep.days,
            "weeks": plan.keep.weeks,
            "months": plan.keep.months,
        }
        registry.put_setting(work.connection, _PLAN, plain, version)
        work.detail = f"backups planned: {plan.rhythm}"
    return BACKUP_CHANGES


def has_own_passphrase(clinic: Clinic) -> bool:
    """Tell whether new backups open with a passphrase of their own."""
    with clinic.reading(Operation.BACK_UP) as work:
        return bool(read_own_slot(work))


def read_own_slot(work: UnitOfWork) -> bytes:
    """Return what is kept of the backups' own passphrase; empty where there is none."""
    plain, _ = registry.setting(work.connection, _OWN_SLOT)
    return str(plain["slot"]).encode() if plain else b""


def set_backup_passphrase(
    clinic: Clinic, passphrase: str, *, profile: KdfProfile = STANDARD
) -> Changes:
    """Let new backups open with *passphrase* or the recovery code, and with nothing else.

    Backups that were made before stay as they are. Raises Invalid.
    """
    with clinic.writing(Operation.PLAN_BACKUPS) as work:
        require_good_passphrase(work, passphrase)
        slot = backup_slots.new_backup_slot(clinic.unlocked, passphrase, profile=profile)
        _put_own_slot(work, {"slot": slot.decode()})
        work.detail = "backups given a passphrase of their own"
    return BACKUP_CHANGES


def drop_backup_passphrase(clinic: Clinic) -> Changes:
    """Let new backups open with the accounts' passphrases and the recovery code again."""
    with clinic.writing(Operation.PLAN_BACKUPS) as work:
        _put_own_slot(work, {})
        work.detail = "backups open with the accounts' passphrases"
    return BACKUP_CHANGES


def _put_own_slot(work: UnitOfWork, plain: dict[str, str]) -> None:
    _, version = registry.setting(work.connection, _OWN_SLOT)
    registry.put_setting(work.connection, _OWN_SLOT, plain, version)
