"""The people who may unlock the clinic: adding, changing, closing and reopening their accounts.

A passphrase lives in the key slots file, everything else in the database. The file is written
inside the transaction, before it is committed: if that fails, an account may lack its passphrase,
but nobody comes in whose account was closed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from practice_desk.credentials import key_slots
from practice_desk.credentials.kdf import STANDARD, KdfProfile
from practice_desk.credentials.one_time import suggested_passphrase
from practice_desk.domain.account import (
    Account,
    check_account,
    check_user_name,
    is_administered,
)
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.permission import Operation
from practice_desk.services import key_status
from practice_desk.services.account_entries import put_account
from practice_desk.services.accounts import require_good_passphrase
from practice_desk.services.attempts import end_wait
from practice_desk.services.clinic import Clinic, Session
from practice_desk.services.directory import read_profile
from practice_desk.services.patients import Saved
from practice_desk.storage import registry
from practice_desk.storage.unit_of_work import UnitOfWork

__all__ = [
    "FirstPassphrase",
    "StaffMember",
    "add_account",
    "close_account",
    "list_staff",
    "reopen_account",
    "replace_passphrase",
    "save_account",
    "saved_account",
    "suggested_passphrase",
]


@dataclass(frozen=True, slots=True)
class FirstPassphrase:
    """The passphrase an account gets: the person's own, or one for the first unlock only."""

    text: str
    one_time: bool

    def __repr__(self) -> str:
        """Leave the passphrase out of every trace."""
        return f"FirstPassphrase(one_time={self.one_time})"


@dataclass(frozen=True, slots=True)
class StaffMember:
    """An account as administrators see it; `can_unlock` is whether it has a passphrase."""

    account: Account
    can_unlock: bool


def list_staff(clinic: Clinic) -> list[StaffMember]:
    """Return everybody's account by name, the closed ones last."""
    with clinic.viewing(Operation.VIEW_ACCOUNTS) as work:
        accounts = registry.accounts.listed(work.connection)
    able = set(key_slots.users(clinic.folder.key_slots))
    accounts.sort(key=_order)
    return [StaffMember(account, account.user_name in able) for account in accounts]


def saved_account(clinic: Clinic, opened: Account) -> Account:
    """Return what is stored now of an account that was opened. Raises NotFound."""
    with clinic.viewing(Operation.VIEW_ACCOUNTS) as work:
        return _stored(work, opened)


def add_account(
    clinic: Clinic,
    account: Account,
    passphrase: FirstPassphrase,
    *,
    profile: KdfProfile = STANDARD,
) -> Saved:
    """Give a new person an account. Raises Invalid."""
    if problems := (*check_user_name(account.user_name), *check_account(account)):
        raise Invalid(problems)
    with clinic.writing(Operation.MANAGE_ACCOUNTS, kind=AuditKind.CREATE) as work:
        if registry.accounts.by_user_name(work.connection, account.user_name) is not None:
            sentence = "There is already an account with this user name. Choose another."
            raise Invalid((Problem("user_name", sentence),))
        _require_supervisor(work, account)
        new = replace(account, active=True, must_change_passphrase=passphrase.one_time)
        account_id = _put(work, replace(new, id=None, practitioner_id=None))
        _give_passphrase(clinic, work, account.user_name, passphrase, profile)
        work.detail = f"account {account_id} added: {_roles(new)}"
    return Saved(account_id, _CHANGES)


def save_account(clinic: Clinic, account: Account) -> Saved:
    """Change a person's name, roles, credentials and numbers.

    Raises StaleRecord, or Invalid: also where the clinic would be left without an administrator
    who can open it.
    """
    with clinic.writing(Operation.MANAGE_ACCOUNTS) as work:
        stored = _stored(work, account)
        changed = replace(
            account,
            user_name=stored.user_name,
            practitioner_id=stored.practitioner_id,
            must_change_passphrase=stored.must_change_passphrase,
            active=stored.active,
        )
        if problems := check_account(changed):
            raise Invalid(problems)
        if changed.supervisor != stored.supervisor:
            _require_supervisor(work, changed)
        account_id = _put_administered(clinic, work, changed)
        work.detail = f"account {account_id} changed"
        if changed.roles != stored.roles:
            work.detail += f": {_roles(stored)} became {_roles(changed)}"
    _follow(clinic, changed)
    return Saved(account_id, _CHANGES)


def close_account(clinic: Clinic, account: Account, *, reason: str = "") -> Changes:
    """Close a person's account: they can't unlock the clinic any more, and may be let in again.

    A key slots file that was copied before still opens what is encrypted under the present data
    key, for who knows the passphrase: only a new data key ends that. Raises StaleRecord, or Invalid
    for the own account.
    """
    with clinic.writing(Operation.MANAGE_ACCOUNTS, reason=reason.strip()) as work:
        stored = _stored(work, account)
        if stored.user_name == clinic.session.user_name:
            sentence = "You can't close your own account. Another administrator can."
            raise Invalid((Problem("user_name", sentence),))
        closed = replace(
            stored, active=False, must_change_passphrase=False, version=account.version
        )
        account_id = _put_administered(clinic, work, closed)
        path, user = clinic.folder.key_slots, stored.user_name
        if user in key_slots.users(path):
            clinic.slots_changed(work, key_slots.revoke_user(path, clinic.unlocked, user))
            key_status.note_departure(work, stored.display_name)
        work.detail = f"account {account_id} closed"
    return _CHANGES


def reopen_account(
    clinic: Clinic,
    account: Account,
    passphrase: FirstPassphrase,
    *,
    profile: KdfProfile = STANDARD,
) -> Changes:
    """Let a person in again whose account was closed, in the same roles.

    Raises StaleRecord or Invalid.
    """
    return _let_in(clinic, account, passphrase, profile, "reopened")


def replace_passphrase(
    clinic: Clinic,
    account: Account,
    passphrase: FirstPassphrase,
    *,
    profile: KdfProfile = STANDARD,
) -> Changes:
    """Give somebody else a new passphrase, for one who has forgotten theirs.

    The account is bound to no workstation secret afterwards. Raises StaleRecord, or Invalid: for
    the own account too, whose passphrase is changed with the present one.
    """
    if account.user_name == clinic.session.user_name:
        sentence = "Change your own passphrase in the settings, under Your account."
        raise Invalid((Problem("passphrase", sentence),))
    return _let_in(clinic, account, passphrase, profile, "given a new passphrase")


_CHANGES = Changes.of(None, "account", "practitioner")


def _let_in(
    clinic: Clinic,
    account: Account,
    passphrase: FirstPassphrase,
    profile: KdfProfile,
    what: str,
) -> Changes:
    with clinic.writing(Operation.MANAGE_ACCOUNTS) as work:
        opened = replace(
            _stored(work, account),
            active=True,
            must_change_passphrase=passphrase.one_time,
            version=account.version,
        )
        account_id = _put_administered(clinic, work, opened)
        key_status.note_return(work, opened.display_name)
        _give_passphrase(clinic, work, opened.user_name, passphrase, profile)
        kind = "one-time" if passphrase.one_time else "their own"
        work.detail = f"account {account_id} {what}: passphrase {kind}"
    return _CHANGES


def _give_passphrase(
    clinic: Clinic, work: UnitOfWork, user: str, passphrase: FirstPassphrase, profile: KdfProfile
) -> None:
    require_good_passphrase(work, passphrase.text)
    path = clinic.folder.key_slots
    has_one = user in key_slots.users(path)
    give = key_slots.reset_passphrase if has_one else key_slots.add_user
    changed = give(path, clinic.unlocked, user, passphrase.text, profile=profile)
    clinic.slots_changed(work, changed)
    end_wait(clinic.folder, user)


def _put(work: UnitOfWork, account: Account) -> int:
    profile = read_profile(work)
    return put_account(work, account, phone=profile.phone, fax=profile.fax)


def _require_supervisor(work: UnitOfWork, account: Account) -> None:
    """Raise Invalid where nobody who treats patients would co-sign the notes of *account*."""
    if not account.supervisor:
        return
    found = registry.accounts.by_user_name(work.connection, account.supervisor)
    if found is None or not found.treats_patients or found.user_name == account.user_name:
        sentence = "Choose another person of the clinic who treats patients."
        raise Invalid((Problem("supervisor", sentence),))


def _put_administered(clinic: Clinic, work: UnitOfWork, account: Account) -> int:
    """Save *account* unless that took the last administrator away who can open the clinic."""
    able = key_slots.users(clinic.folder.key_slots)
    before = is_administered(registry.accounts.listed(work.connection), able)
    account_id = _put(work, account)
    if before and not is_administered(registry.accounts.listed(work.connection), able):
        sentence = (
            "The clinic would be left without an administrator who can unlock it. "
            "Make somebody else administrator first."
        )
        raise Invalid((Problem("roles", sentence),))
    return account_id


def _stored(work: UnitOfWork, account: Account) -> Account:
    return registry.accounts.get(work.connection, account.id or 0)


def _follow(clinic: Clinic, account: Account) -> None:
    """Let the person at the keyboard have what their own account now says."""
    if account.user_name == clinic.session.user_name:
        clinic.session = Session.of(account)


def _roles(account: Account) -> str:
    return " ".join(sorted(account.roles))


def _order(account: Account) -> tuple[bool, str, str]:
    return not account.active, account.family_name.casefold(), account.given_name.casefold()
