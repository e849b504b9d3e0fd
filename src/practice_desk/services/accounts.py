"""The person's own account: changing and resetting the passphrase."""

from __future__ import annotations

from dataclasses import replace

from practice_desk.credentials import key_slots
from practice_desk.credentials.kdf import STANDARD, KdfProfile
from practice_desk.credentials.recovery_code import RecoveryCode
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.passphrase import are_the_same
from practice_desk.domain.permission import Operation
from practice_desk.services.attempts import passphrase_attempt
from practice_desk.services.clinic import Clinic, Session
from practice_desk.services.directory import read_profile
from practice_desk.services.own_account import read_own
from practice_desk.services.passphrases import passphrase_problems
from practice_desk.services.start_up import workstation_secret_for
from practice_desk.storage import registry
from practice_desk.storage.unit_of_work import UnitOfWork


def change_passphrase(
    clinic: Clinic, old: str, new: str, *, profile: KdfProfile = STANDARD
) -> None:
    """Give the person who unlocked the clinic a new passphrase.

    Raises Invalid, WrongPassphrase, MustWait and what writing raises.
    """
    from practice_desk.services.psychotherapy_keys import (  # opening a clinic needs none of it
        follow_passphrase,
        require_own_before_following,
    )

    user = clinic.session.user_name
    with clinic.writing(Operation.CHANGE_OWN_PASSPHRASE) as work:
        _require_another(clinic, old, new)
        require_good_passphrase(work, new)
        secret = workstation_secret_for(clinic.folder.root, user)
        path = clinic.folder.key_slots
        require_own_before_following(clinic, work, old)
        with passphrase_attempt(clinic.folder, user, clinic.now):  # who must wait tries no key
            follow_passphrase(work, user, old, new, profile=profile)
            changed = key_slots.change_passphrase(
                path, user, old, new, profile=profile, workstation_secret=secret
            )
        clinic.slots_changed(work, changed)
        _is_own_now(clinic, work)
        work.detail = "passphrase changed"


def reset_passphrase(
    clinic: Clinic, recovery_code: str, new: str, *, profile: KdfProfile = STANDARD
) -> bool:
    """Give the person a new passphrase after unlocking with the recovery code.

    The account is bound to no workstation secret afterwards; return whether it was before. Raises
    Invalid, WrongRecoveryCode and what writing raises.
    """
    path, user = clinic.folder.key_slots, clinic.session.user_name
    with clinic.writing(Operation.CHANGE_OWN_PASSPHRASE) as work:
        was_bound = key_slots.requires_workstation_secret(path, user)
        require_good_passphrase(work, new)
        recovered = key_slots.unlock_with_recovery(path, RecoveryCode.parse(recovery_code))
        changed = key_slots.reset_passphrase(path, recovered, user, new, profile=profile)
        clinic.slots_changed(work, changed)
        _is_own_now(clinic, work)
        work.detail = "passphrase reset with the recovery code"
    return was_bound


def _require_another(clinic: Clinic, old: str, new: str) -> None:
    if clinic.session.must_change_passphrase and are_the_same(old, new):
        sentence = "Choose another one than the one you were given."
        raise Invalid((Problem("passphrase", sentence),))


def _is_own_now(clinic: Clinic, work: UnitOfWork) -> None:
    """Take away the mark of a passphrase that was given for the first unlock only."""
    account = read_own(clinic, work)
    if account.must_change_passphrase:
        own = replace(account, must_change_passphrase=False)
        registry.accounts.save(work.connection, own)
        clinic.session = Session.of(own)


def new_passphrase_problems(clinic: Clinic, passphrase: str) -> tuple[Problem, ...]:
    """Return why *passphrase* would be refused in this clinic, at most one problem."""
    with clinic.reading(Operation.CHANGE_OWN_PASSPHRASE) as work:
        names = names_known_in(work)
    return passphrase_problems(passphrase, names)


def names_known_in(work: UnitOfWork) -> tuple[str, ...]:
    """Return what somebody would try first: the clinic's name and place, and everybody's names."""
    accounts = registry.accounts.listed(work.connection)
    people = (name for each in accounts for name in (each.display_name, each.user_name))
    return (*read_profile(work).guessable, *people)


def require_good_passphrase(work: UnitOfWork, passphrase: str) -> None:
    """Raise Invalid unless *passphrase* is long and hard to guess for who knows the clinic."""
    if problems := passphrase_problems(passphrase, names_known_in(work)):
        raise Invalid(problems)
